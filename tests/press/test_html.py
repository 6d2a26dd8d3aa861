"""Is the HTML report one safe, complete, readable file?"""

from __future__ import annotations

import base64
import re
from io import BytesIO
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont
from nbformat import NotebookNode

from press.sample_pages import Document, executed_notebook, sample_sections
from villages.errors import UserError
from villages.press.export.html import VillagesHTMLExporter


def export(*others: dict[str, object], language: str = "zh", watermark: str = "演示数据") -> str:
    return exported(executed_notebook(sample_sections(language, watermark), *others))


def exported(notebook: NotebookNode) -> str:
    text, _ = VillagesHTMLExporter().from_notebook_node(notebook)  # type: ignore[no-untyped-call]
    return str(text)


@pytest.fixture(scope="module")
def page() -> str:
    return export()


def test_nothing_is_loaded_and_nothing_runs(page: str) -> None:
    document = Document(page)
    for tag, attributes in document.elements:
        assert tag not in {"script", "link", "iframe", "object", "embed", "base"}
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "srcset"):
            assert re.match(r"#|data:|$", attributes.get(name) or "")
    assert set(re.findall(r"url\(\s*([^#)]{5})", page)) == {"data:"}
    policies = [m["content"] for m in document.all("meta") if m.get("http-equiv")]
    assert policies == [
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    ]


def test_code_is_not_shown(page: str) -> None:
    assert "secret_source" not in page


def test_the_page_says_its_language_and_that_it_is_a_demonstration(page: str) -> None:
    document = Document(page)
    assert document.all("html") == [{"lang": "zh-CN"}]
    assert "<title>青石镇报告（演示数据）</title>" in page
    assert "演示数据" in document.text
    assert 'class="watermark"' in page
    real = export(language="en", watermark="")
    assert Document(real).all("html") == [{"lang": "en"}]
    assert 'class="watermark"' not in real


def test_a_reader_with_a_screen_reader_finds_the_way(page: str) -> None:
    document = Document(page)
    assert len(document.all("main")) == len(document.all("nav")) == len(document.all("h1")) == 1
    assert {cell.get("scope") for cell in document.all("th")} == {"row", "col"}
    pictures = [each for _, each in document.elements if each.get("role") == "img"]
    assert [picture["aria-label"] for picture in pictures] == ["折线图：逐年上升"]
    levels = [int(tag[1]) for tag, _ in document.elements if re.fullmatch("h[1-6]", tag)]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    anchors = {str(each["href"])[1:] for each in document.all("a")}
    assert anchors and anchors <= {each.get("id") for _, each in document.elements}


def test_names_are_unique_though_charts_name_their_parts_alike() -> None:
    sections = sample_sections()
    text = exported(executed_notebook([*sections, *sections]))
    names = [each["id"] for _, each in Document(text).elements if "id" in each]
    assert len(names) == len(set(names)) > 4


def test_tables_and_figures_are_numbered_in_words(page: str) -> None:
    text = Document(page).text
    assert "表1 各村收入" in text and "图1 收入走势" in text


def test_text_from_data_stays_text(page: str) -> None:
    assert "青石镇&lt;b&gt;" in page
    assert not Document(page).all("b")


@pytest.mark.parametrize("weight", ["Villages Sans", "Villages Sans Bold"])
def test_every_character_has_its_shape_inside(page: str, weight: str) -> None:
    found = re.search(rf'"{weight}"; src: url\(data:font/woff;base64,([^)]*)\)', page)
    assert found
    font = TTFont(BytesIO(base64.b64decode(found[1])))
    assert font.flavor == "woff"
    shapes = set(font.getBestCmap())
    text = Document(page.partition("<body>")[2]).text
    needed = text if weight == "Villages Sans" else "青石镇报告总体收入各村表图已完成八个村中五达标"
    assert not {sign for sign in needed if not sign.isspace() and ord(sign) not in shapes}


def test_a_report_is_small_enough_to_send(page: str) -> None:
    assert len(page.encode("utf-8")) < 600_000


@pytest.mark.parametrize(
    "bundle",
    [
        {"application/javascript": "alert(1)", "text/plain": "unwanted"},
        {"text/vnd.mermaid": "graph unwanted", "text/plain": "unwanted"},
        {"text/html": "<b>unwanted</b>", "text/plain": "<pandas.io.formats unwanted>"},
        {"application/vnd.plotly.v1+json": {"unwanted": 1}},
    ],
)
def test_outputs_that_act_or_come_from_elsewhere_are_left_out(bundle: dict[str, object]) -> None:
    assert "unwanted" not in export(bundle)


def test_a_researchers_own_text_and_image_are_shown() -> None:
    text = export({"text/plain": "a < b"}, {"image/png": "iVBORw0KGgo="})
    assert "a &lt; b" in text
    assert [each["src"] for each in Document(text).all("img")] == [
        "data:image/png;base64,iVBORw0KGgo="
    ]
    assert all(each["alt"] for each in Document(text).all("img"))


def test_markdown_is_shown_but_cannot_act() -> None:
    source = "# 标题\n\n<script>x()</script> [a](javascript:x) ![图](http://example.org/a.png)"
    text = export({"text/markdown": source})
    document = Document(text)
    assert not document.all("script") and not document.all("img")
    assert "javascript:" not in str([each.get("href") for each in document.all("a")])
    assert "标题" in document.text and "<script>x()" in document.text


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>x()</script></svg>",
        '<svg onload="x()"></svg>',
        '<svg><image href="http://example.org/a.png"/></svg>',
        '<svg><a href="java&#10;script:x()">a</a></svg>',
        "<svg><style>@import 'http://example.org/a.css'</style></svg>",
        '<svg><rect style="fill: url(http://example.org/a)"/></svg>',
    ],
)
def test_an_image_that_would_act_is_refused(svg: str) -> None:
    with pytest.raises(UserError) as caught:
        export({"image/svg+xml": svg})
    assert caught.value.key == "report_unsafe"


def test_the_same_page_gives_the_same_bytes(page: str) -> None:
    assert export() == page
