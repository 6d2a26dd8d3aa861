"""Can a text or a template reach a file outside of the folder in which a PDF is set?"""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from hostile.looking import look_at_pdf
from press.sample_pages import executed_notebook, sample_sections
from villages.press.export.content import Content, Piece, read_content
from villages.press.export.typst import typeset
from villages.press.export.word.pictures import read_pictures

SECRET = "secret of another folder"


@pytest.fixture
def content() -> Content:
    """A report."""
    return read_content(executed_notebook(sample_sections()))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A template of the user's own, and beside its folder a file that it must not reach."""
    (tmp_path / "secret.typ").write_text(f"#let secret = [{SECRET}]", encoding="utf-8")
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../../../../../etc/passwd")',
        '#include "../secret.typ"',
        '#import "inner.typ": secret\n#secret',
        '#include "inner.typ"',
        '#image("../secret.typ")',
        '#import "@preview/cetz:0.3.0"',
        '#plugin("../a.wasm")',
    ],
)
def test_a_template_of_the_users_own_reaches_nothing_outside(
    source: str, home: Path, content: Content
) -> None:
    (home / "own.typ").write_text(f'#set document(title: "a")\n{source}', encoding="utf-8")
    (home / "inner.typ").symlink_to(home.parent / "secret.typ")
    with pytest.raises(typst.TypstError):
        typeset(content, home)


def test_a_template_that_reads_its_own_folder_is_set(home: Path, content: Content) -> None:
    (home / "own.typ").write_text(
        '#set document(title: "a")\n#set text(font: json("data.json").font)\n'
        '#json("data.json").title #include "inner.typ"',
        encoding="utf-8",
    )
    (home / "inner.typ").write_text("inside", encoding="utf-8")
    assert "inside" in look_at_pdf(typeset(content, home))


@pytest.mark.parametrize("address", ["/etc/passwd", "file:///etc/passwd", "../data.json", "x.svg"])
def test_a_drawing_takes_no_picture_from_outside(address: str, content: Content) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="9" height="9">'
        f'<image href="{address}" width="9" height="9"/></svg>'
    )
    figure = {
        "kind": "figure", "svg": svg, "png": "", "alt": "a", "caption": "", "source": "",
        "data": None,
    }  # fmt: skip
    with pytest.raises(typst.TypstError, match="linked image"):
        read_pictures([figure])
    with pytest.raises(typst.TypstError, match="linked image"):
        typeset(Content(content.cover, (Piece("", (figure,)),)))
