"""What of a run notebook is published: its blocks in order, and a researcher's own text and images.

Code is never shown. HTML is taken only from outputs that also carry blocks; scripts, diagrams that
need scripts, warnings and tracebacks are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import mistune
from nbformat import NotebookNode

from villages.catalogue import say, user_language
from villages.errors import UserError
from villages.neutral import visible, visible_values
from villages.press.export.drawing import read_drawing
from villages.vocabulary import BLOCK_MIME_TYPE, LANGUAGES, Language

#: Outputs that offer one of these want to run code in the reader's browser.
_ACTIVE_TYPES = ("application/javascript", "text/vnd.mermaid")

#: A cell with this tag is for whoever works on the page, not for its readers.
HIDDEN_TAG = "remove-cell"

#: Headings have so many levels: official documents number them 一、（一）1.（1）.
DEEPEST_HEADING = 4

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_PLACEHOLDER = re.compile(r"^<[^<>]*>$")

Block = dict[str, Any]


@dataclass(frozen=True)
class Piece:
    """A published part: as HTML, and the same as blocks for the PDF."""

    html: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Content:
    """A whole report as it is published; no text of it holds what cannot be seen.

    Attributes
    ----------
    cover
        The fields of the cover block; a plain one if the page shows none.
    pieces
        The parts in order, the cover among them.
    """

    cover: Mapping[str, Any]
    pieces: tuple[Piece, ...]

    def __post_init__(self) -> None:
        pieces = (Piece(visible(each.html), visible_values(each.blocks)) for each in self.pieces)
        object.__setattr__(self, "cover", visible_values(dict(self.cover)))
        object.__setattr__(self, "pieces", tuple(pieces))

    @property
    def language(self) -> Language:
        """The language of the report."""
        return next(name for name in LANGUAGES if name == self.cover["language"])

    @property
    def document_title(self) -> str:
        """The title in the file's properties; it bears the watermark's words."""
        title, mark = str(self.cover["title"]), str(self.cover["watermark"])
        if not mark or mark in title:
            return title
        return say("commands", "report_title_marked", self.language, title=title, mark=mark)


def read_content(notebook: NotebookNode, name: str = "") -> Content:
    """Collect what is published of a notebook that has been run.

    Parameters
    ----------
    notebook
        A notebook with outputs.
    name
        The title if the page shows no cover.

    Raises
    ------
    UserError
        If a picture of its own would run code or load from elsewhere.
    """
    pieces = tuple(_pieces(notebook))
    covers = (block for piece in pieces for block in piece.blocks if block["kind"] == "cover")
    cover = next(covers, None) or _plain_cover(notebook, name)
    return Content(cover, pieces)


def _plain_cover(notebook: NotebookNode, name: str) -> Block:
    language = user_language()
    titles = notebook.metadata.get("villages", {}).get("title", {})
    title = titles.get(language) or name
    return {
        "kind": "cover", "title": title, "subtitle": "", "marks": [], "facts": [],
        "language": language, "running_head": title, "watermark": "", "date": "", "headline": "",
        "contents_title": say("commands", "report_contents", language), "standing": None,
        "source": "",
    }  # fmt: skip


def _pieces(notebook: NotebookNode) -> Iterator[Piece]:
    for cell in notebook.cells:
        if HIDDEN_TAG in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            yield _markdown(cell.source)
        elif cell.cell_type == "code":
            for output in cell.outputs:
                piece = _output(output)
                if piece is not None:
                    yield piece


def _output(output: NotebookNode) -> Piece | None:
    if output.output_type == "stream":
        return _text(output.text) if output.name == "stdout" else None
    if output.output_type not in ("display_data", "execute_result"):
        return None
    data = output.data
    if BLOCK_MIME_TYPE in data:
        return Piece(data["text/html"], tuple(data[BLOCK_MIME_TYPE]["blocks"]))
    if any(mime_type in data for mime_type in _ACTIVE_TYPES):
        return None
    if "image/svg+xml" in data:
        return _picture(svg=read_drawing(data["image/svg+xml"]))
    if "image/png" in data:
        return _picture(png=_base64(data["image/png"]))
    if "text/markdown" in data:
        return _markdown(data["text/markdown"])
    plain = data.get("text/plain", "")
    return None if _PLACEHOLDER.match(plain) else _text(plain)


def _text(text: str) -> Piece | None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", text).strip("\n")
    if not text.strip():
        return None
    return Piece(f'<pre tabindex="0">{escape(text)}</pre>', ({"kind": "text", "text": text},))


def _base64(text: str) -> str:
    """The letters of a picture: nothing else may stand where they are put."""
    letters = "".join(text.split())
    if _BASE64.fullmatch(letters) is None:
        raise UserError("report_unsafe", part="png")
    return letters


def _picture(svg: str = "", png: str = "") -> Piece:
    alt = say("commands", "report_picture", user_language())
    shown = svg or f'<img src="data:image/png;base64,{png}" alt="{escape(alt)}">'
    frame = f'<div role="img" aria-label="{escape(alt)}">{svg}</div>' if svg else shown
    block = {
        "kind": "figure",
        "svg": svg,
        "png": png,
        "alt": alt,
        "caption": "",
        "source": "",
        "data": None,
    }
    return Piece(f"<figure>{frame}</figure>", (block,))


class _SafeRenderer(mistune.HTMLRenderer):
    """Markdown as HTML that loads nothing: raw HTML is shown as text, an image as its words."""

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        tag = f"h{min(level, DEEPEST_HEADING) + 1}"
        return f"<{tag}>{text}</{tag}>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return escape(text)


def _markdown(source: str) -> Piece:
    render = mistune.create_markdown(renderer=_SafeRenderer(escape=True), plugins=["table"])
    tokens = mistune.create_markdown(renderer=None, plugins=["table"])(source)
    assert isinstance(tokens, list)
    return Piece(str(render(source)), tuple(_markdown_blocks(tokens)))


def _markdown_blocks(tokens: list[dict[str, Any]]) -> Iterator[Block]:
    for token in tokens:
        match token["type"]:
            case "heading":
                level = min(token["attrs"]["level"], DEEPEST_HEADING)
                text = _words(token)
                yield {"kind": "heading", "text": text, "level": level, "role": "chapter"}
            case "list":
                items = [_words(item) for item in token["children"]]
                yield {"kind": "bullets", "items": items}
            case "block_code":
                yield {"kind": "text", "text": token["raw"].rstrip("\n")}
            case "table":
                yield from _markdown_table(token)
            case _:
                text = _words(token)
                if text:
                    yield {"kind": "paragraph", "text": text, "style": "plain"}


def _markdown_table(token: dict[str, Any]) -> Iterator[Block]:
    head, body = token["children"]
    columns = [
        {
            "label": _words(cell),
            "align": cell["attrs"]["align"] or "left",
            "share": 1.0,
            "group": "",
        }
        for cell in head["children"]
    ]
    rows = [
        [
            {"text": _words(cell), "tone": "", "number": None, "pattern": ""}
            for cell in row["children"]
        ]
        for row in body["children"]
    ]
    yield {"kind": "table", "caption": "", "columns": columns, "rows": rows, "note": ""}


def _words(token: dict[str, Any]) -> str:
    if "children" in token:
        return "".join(_words(child) for child in token["children"])
    return " " if token["type"] in ("softbreak", "linebreak") else str(token.get("raw", ""))
