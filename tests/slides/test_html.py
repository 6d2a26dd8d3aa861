"""Is the HTML deck one safe file, the same each time, made of any page?"""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest

from press.sample_pages import Document, executed_notebook, sample_sections
from slides.conftest import as_html
from slides.sample_deck import COUNT, HOSTILE, deck
from villages.errors import UserError
from villages.press.export.reveal import reveal_folder, speaker_words
from villages.press.export.slides import SlidesHTMLExporter


@pytest.fixture(scope="module")
def page() -> str:
    return as_html(deck())


def test_only_scripts_that_the_policy_names_are_in_it(page: str) -> None:
    (policy,) = [m["content"] for m in Document(page).all("meta") if m.get("http-equiv")]
    assert policy is not None and policy.startswith("default-src 'none'; img-src data:;")
    assert "unsafe-inline" not in policy.split("script-src")[1] and "unsafe-eval" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 3
    for script in scripts:
        digest = base64.b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
        assert f"'sha256-{digest}'" in policy


def test_nothing_is_loaded_from_elsewhere(page: str) -> None:
    body = page.partition("<body>")[2]
    for tag, attributes in Document(re.sub(r"<script>.*?</script>", "", body)).elements:
        assert tag not in {"link", "iframe", "object", "embed", "base", "img"}
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "srcset"):
            assert re.match(r"#|data:|$", attributes.get(name) or "")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert set(re.findall(r"url\(\s*['\"]?([^#)]{5})", style)) == {"data:"}
    assert "@import" not in style and "sourceMappingURL" not in page


def test_headings_are_in_order_and_names_unique(page: str) -> None:
    elements = Document(re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)).elements
    assert [tag for tag, _ in elements if re.fullmatch("h[1-6]", tag)] == ["h1"] + ["h2"] * (
        COUNT - 1
    )
    names = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(names) == len(set(names))
    labels = [attributes["aria-labelledby"] for tag, attributes in elements if tag == "section"]
    assert len(labels) == COUNT and set(labels) <= set(names)
    pictures = [attributes for _, attributes in elements if attributes.get("role") == "img"]
    assert [picture["aria-label"] for picture in pictures] == ["逐年上升的收入"]


def test_words_stay_words(page: str) -> None:
    assert HOSTILE not in page
    assert "&lt;/script&gt;&lt;script&gt;window.hacked = 1" in page


def test_a_title_is_not_said_twice(page: str) -> None:
    assert '<figcaption><span class="source">各村收入</span></figcaption>' in page


def test_every_word_of_the_speakers_window_is_still_found() -> None:
    folder = reveal_folder() / "plugin" / "notes"
    window = (folder / "speaker-view.html").read_text(encoding="utf-8")
    assert not [english for english, _ in speaker_words("zh") if english not in window]


def test_a_page_without_slides_becomes_a_deck() -> None:
    text = as_html(sample_sections(rows=3))
    titles = re.findall(r"<h2 id=\"t\d+\">(.*?)</h2>", text)
    assert titles == ["总体", "收入", "收入（续）"]
    document = Document(text)
    assert len(document.all("section")) == 4
    for words in ("八个村中五个达标", "已完成", "图中文字", "收入走势", "末"):
        assert words in document.text


def test_what_would_act_is_refused() -> None:
    bundle: dict[str, object] = {"image/svg+xml": '<svg onload="x()"></svg>'}
    exporter = SlidesHTMLExporter()  # type: ignore[no-untyped-call]
    with pytest.raises(UserError) as caught:
        exporter.from_notebook_node(executed_notebook(deck(), bundle))
    assert caught.value.key == "report_unsafe"


def test_the_same_page_gives_the_same_bytes(page: str) -> None:
    assert as_html(deck()) == page


def test_it_is_small_enough_to_send(page: str) -> None:
    assert len(page.encode("utf-8")) < 600_000
