"""What stands in a piece of HTML: the characters that it needs, and nothing that could act."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from villages.errors import UserError

_BOLD_ELEMENTS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "th", "caption", "figcaption", "strong", "b"}
)
_BOLD_CLASSES = frozenset({"mark", "finding", "headline", "large"})
#: What may stand in a page: text, tables, drawings, and what lists of reports are searched with. A
#: browser may read what is not known here in another way than this module does.
_TEXT_ELEMENTS = """
    a aside b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hr i img li main mark nav ol p pre s section small span strong
    sub summary sup table tbody td tfoot th thead time tr u ul wbr
"""
_CONTROL_ELEMENTS = "button input label option select"
_DRAWING_ELEMENTS = """
    svg circle clippath defs ellipse g image line lineargradient marker mask path pattern polygon
    polyline radialgradient rect stop style symbol text textpath tspan use
"""
_KNOWN = frozenset(f"{_TEXT_ELEMENTS} {_CONTROL_ELEMENTS} {_DRAWING_ELEMENTS}".split())
_LOADING = frozenset(
    {"src", "srcset", "srcdoc", "href", "xlink:href", "poster", "background", "action",
     "formaction", "ping", "data", "manifest"}
)  # fmt: skip
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source"})
#: Styles may name parts of the page and hold pictures; a reversed slash could spell any word.
_LOADING_STYLE = re.compile(
    r"@import|url\(\s*['\"]?(?!#|data:)|image-set\(|expression\(|behaviou?r:|-binding|[\\<]",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"\b(bold|700)\b")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_UNSEEN = re.compile(r"[\x00-\x20]")


class _Reader(HTMLParser):
    def __init__(self, *, may_show_pictures: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self._may_show_pictures = may_show_pictures
        self.used: frozenset[str] = frozenset()
        self.used_bold: frozenset[str] = frozenset()
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)
        if tag not in _VOID:
            self._open.append((tag, self._is_bold() or _is_bold(tag, attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style" and _LOADING_STYLE.search(data):
            raise UserError("report_unsafe", part="style")
        self.used |= frozenset(data)
        if self._is_bold():
            self.used_bold |= frozenset(data)

    def _is_bold(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def handle_comment(self, data: str) -> None:
        raise UserError("report_unsafe", part="<!--")

    def handle_decl(self, decl: str) -> None:
        raise UserError("report_unsafe", part="<!")

    def unknown_decl(self, data: str) -> None:
        raise UserError("report_unsafe", part="<![")

    def handle_pi(self, data: str) -> None:
        raise UserError("report_unsafe", part="<?")

    def _check(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _KNOWN:
            raise UserError("report_unsafe", part=tag)
        for name, value in attrs:
            address = _UNSEEN.sub("", value or "")
            is_link = tag == "a" and _is_link(address)
            is_picture = tag in ("img", "image") and address.startswith("data:image/")
            is_inside = is_picture or address.startswith("#")
            if (tag, name) == ("img", "src") and self._may_show_pictures:
                is_inside = is_inside or _is_beside(address)
            is_loading = name in _LOADING and not is_link and not is_inside
            if name.startswith("on") or is_loading:
                raise UserError("report_unsafe", part=f"{tag} {name}")
            if name == "style" and _LOADING_STYLE.search(value or ""):
                raise UserError("report_unsafe", part=f"{tag} style")


def _is_link(address: str) -> bool:
    scheme = _SCHEME.match(address)
    return scheme is None or scheme[1].lower() in _LINK_SCHEMES


def _is_beside(address: str) -> bool:
    """Whether an address is of a file in the page's own folder or below it."""
    is_up = ".." in address.split("/")
    return _SCHEME.match(address) is None and not is_up and not address.startswith(("/", "\\"))


def _is_bold(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    given = {name: value or "" for name, value in attrs}
    classes = given.get("class", "").split()
    return (
        tag in _BOLD_ELEMENTS
        or bool(_BOLD_STYLE.search(given.get("style", "")))
        or not _BOLD_CLASSES.isdisjoint(classes)
        or any(name.startswith("tone-") for name in classes)
    )


def read_html(html: str, *, may_show_pictures: bool = False) -> _Reader:
    """Read a piece of HTML that is about to be published.

    Parameters
    ----------
    html
        A piece of a page.
    may_show_pictures
        It may show pictures that lie in its own folder or below.

    Returns
    -------
    _Reader
        ``used``: its characters; ``used_bold``: those that the style sheet may set in bold.

    Raises
    ------
    UserError
        If it would run code or load from elsewhere.
    """
    reader = _Reader(may_show_pictures=may_show_pictures)
    reader.feed(html)
    reader.close()
    return reader
