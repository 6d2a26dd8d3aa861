"""What a page is made of: frozen blocks that show themselves in a notebook and travel as data.

Every block offers HTML, for JupyterLab and the HTML report, and its content as data, from which the
Typst exporter sets the PDF. Text is always plain text here: each exporter escapes it for itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any, ClassVar, Literal

from villages.vocabulary import BLOCK_MIME_TYPE, COMPLETION_MIME_TYPE, Language

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Cover:
    """The front of a report, and what its file says of itself."""

    kind: ClassVar[str] = "cover"
    title: str
    subtitle: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    language: Language
    running_head: str
    watermark: str
    contents_title: str
    date: str
    headline: str = ""

    def html(self) -> str:
        marks = "".join(f'<span class="mark">{escape(mark)}</span>' for mark in self.marks)
        facts = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            for name, value in self.facts
        )
        lead = f'<p class="headline">{escape(self.headline)}</p>' if self.headline else ""
        return (
            f'<header class="cover"><p class="marks">{marks}</p><h1>{escape(self.title)}</h1>'
            f'<p class="subtitle">{escape(self.subtitle)}</p>{lead}<dl>{facts}</dl></header>'
        )


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 opens a chapter."""

    kind: ClassVar[str] = "heading"
    text: str
    level: Literal[1, 2, 3] = 1

    def html(self) -> str:
        tag = f"h{self.level + 1}"
        return f"<{tag}>{escape(self.text)}</{tag}>"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``style`` says how it speaks."""

    kind: ClassVar[str] = "paragraph"
    text: str
    style: Literal["plain", "finding", "note"] = "plain"

    def html(self) -> str:
        return f'<p class="{self.style}">{escape(self.text)}</p>'


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]

    def html(self) -> str:
        return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in self.items) + "</ul>"


@dataclass(frozen=True)
class Column:
    """A column of a table; ``share`` is its width relative to the others."""

    label: str
    align: Align = "left"
    share: float = 1.0


@dataclass(frozen=True)
class Cell:
    """A table cell; ``tone`` is a status or verdict of the vocabulary, for weight and shade."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row is its header."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def html(self) -> str:
        head = "".join(
            f'<th scope="col" class="{column.align}">{escape(column.label)}</th>'
            for column in self.columns
        )
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table"><table><caption>{escape(self.caption)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
        )

    def _row(self, row: tuple[Cell, ...]) -> str:
        cells = []
        for index, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            tag, scope = ("th", ' scope="row"') if index == 0 else ("td", "")
            tone = f" tone-{cell.tone}" if cell.tone else ""
            cells.append(f'<{tag}{scope} class="{column.align}{tone}">{escape(cell.text)}</{tag}>')
        return "".join(cells)


@dataclass(frozen=True)
class Figure:
    """A chart as SVG with its title, its alt text, its source and, where needed, a note."""

    kind: ClassVar[str] = "figure"
    svg: str = field(repr=False)
    alt: str
    caption: str
    source: str = ""

    def html(self) -> str:
        source = f'<span class="source">{escape(self.source)}</span>' if self.source else ""
        return (
            f'<figure><div role="img" aria-label="{escape(self.alt, quote=True)}">{self.svg}</div>'
            f"<figcaption>{escape(self.caption)}{source}</figcaption></figure>"
        )


Block = Cover | Heading | Paragraph | Bullets | Table | Figure


@dataclass(frozen=True)
class Section:
    """What one cell of a page shows: its blocks in order. Without blocks it shows nothing."""

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if not self.blocks:
            return {}
        content = [{"kind": block.kind, **asdict(block)} for block in self.blocks]
        return {
            "text/html": "\n".join(block.html() for block in self.blocks),
            BLOCK_MIME_TYPE: {"blocks": content},
        }

    def __repr__(self) -> str:
        return ""


@dataclass(frozen=True)
class Complete:
    """The mark that a page leaves when it has come to its end."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {COMPLETION_MIME_TYPE: {"complete": True}}

    def __repr__(self) -> str:
        return ""
