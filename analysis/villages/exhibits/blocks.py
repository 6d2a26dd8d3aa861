"""What a page is made of: frozen blocks that show themselves in a notebook and travel as data.

Every block offers HTML, for JupyterLab and the HTML report, and its content as data, from which the
Typst exporter sets the PDF. Text is always plain text here: each exporter escapes it for itself.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from html import escape
from itertools import groupby
from typing import Any, ClassVar, Literal

from villages.vocabulary import BLOCK_MIME_TYPE, COMPLETION_MIME_TYPE, Language, Status

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Standing:
    """How a place stands in one line, for lists of many reports.

    ``status`` is the worst status of its targets, of a group that against the number of villages
    due; ``word`` is the same in words. ``met`` of ``count`` targets (of a village) or villages (of
    a group) are met, ``met_before`` were the year before, None if that is not known; ``worsened``
    names the targets that were met the year before and are no longer known to be.
    """

    status: Status
    word: str
    met: int
    count: int
    met_before: int | None
    worsened: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cover:
    """The front of a report, and what its file says of itself; ``source`` is of all its tables."""

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
    standing: Standing | None = None
    source: str = ""

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
    """A heading; level 1 opens a chapter.

    An official document numbers its headings: an ``attachment`` counts apart from the chapters, an
    ``aside`` not at all.
    """

    kind: ClassVar[str] = "heading"
    text: str
    level: Literal[1, 2, 3, 4] = 1
    role: Literal["chapter", "attachment", "aside"] = "chapter"

    def html(self) -> str:
        tag = f"h{self.level + 1}"
        role = "" if self.role == "chapter" else f' class="{self.role}"'
        return f"<{tag}{role}>{escape(self.text)}</{tag}>"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``style`` says how it speaks.

    A ``circular`` paragraph is ready to be pasted into a circular as it stands; a ``large`` one is
    a number that a slide sets very large.
    """

    kind: ClassVar[str] = "paragraph"
    text: str
    style: Literal["plain", "finding", "note", "circular", "large"] = "plain"

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
    """A column of a table.

    ``share`` is its width relative to the others; neighbours of one ``group`` share a head above.
    """

    label: str
    align: Align = "left"
    share: float = 1.0
    group: str = ""


@dataclass(frozen=True)
class Cell:
    """A table cell.

    ``tone`` is a status or verdict of the vocabulary, for weight and shade. ``number`` is the very
    number that the text shows, and ``pattern`` how a spreadsheet writes it, such as ``0.0"%"``.
    """

    text: str
    tone: str = ""
    number: float | None = None
    pattern: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first cell of each row is its header."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def html(self) -> str:
        body = "".join(f"<tr>{self._row(row)}</tr>" for row in self.rows)
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table"><table><caption>{escape(self.caption)}</caption>'
            f"<thead>{self._head()}</thead><tbody>{body}</tbody></table></div>{note}"
        )

    def _head(self) -> str:
        """One row of heads, or two where columns share a head above theirs."""
        if not any(column.group for column in self.columns):
            return f"<tr>{''.join(_head_cell(column) for column in self.columns)}</tr>"
        above, below = "", ""
        for group, found in groupby(self.columns, lambda column: column.group):
            columns = tuple(found)
            if not group:
                above += "".join(_head_cell(column, ' rowspan="2"') for column in columns)
                continue
            span = f'colspan="{len(columns)}" scope="colgroup" class="group"'
            above += f"<th {span}>{escape(group)}</th>"
            below += "".join(_head_cell(column) for column in columns)
        return f"<tr>{above}</tr><tr>{below}</tr>"

    def _row(self, row: tuple[Cell, ...]) -> str:
        cells = []
        for index, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            tag, scope = ("th", ' scope="row"') if index == 0 else ("td", "")
            tone = f" tone-{cell.tone}" if cell.tone else ""
            cells.append(f'<{tag}{scope} class="{column.align}{tone}">{escape(cell.text)}</{tag}>')
        return "".join(cells)


def _head_cell(column: Column, span: str = "") -> str:
    return f'<th scope="col"{span} class="{column.align}">{escape(column.label)}</th>'


@dataclass(frozen=True)
class Figure:
    """A chart as SVG with its title, which says the finding, its alt text, and its source.

    ``data`` holds the numbers that are drawn, for spreadsheets.
    """

    kind: ClassVar[str] = "figure"
    svg: str = field(repr=False)
    alt: str
    caption: str
    source: str = ""
    data: Table | None = field(default=None, repr=False)

    def html(self) -> str:
        source = f'<span class="source">{escape(self.source)}</span>' if self.source else ""
        return (
            f'<figure><div role="img" aria-label="{escape(self.alt, quote=True)}">{self.svg}</div>'
            f"<figcaption>{escape(self.caption)}{source}</figcaption></figure>"
        )


@dataclass(frozen=True)
class Slide:
    """A slide of a deck: its title says the finding, its notes what the speaker says."""

    kind: ClassVar[str] = "slide"
    title: str
    blocks: tuple[Paragraph | Bullets | Table | Figure, ...]
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        aside = f'<aside class="notes">{notes}</aside>' if notes else ""
        body = "".join(block.html() for block in self.blocks)
        return f'<section class="slide"><h2>{escape(self.title)}</h2>{body}{aside}</section>'


@dataclass(frozen=True)
class Letter:
    """What stands around the text of an official document: title, addressee, sender, date.

    ``title_parts`` is the title cut where a line of it may end. ``head`` and ``number`` are those
    of the issuing office, ``addressee`` and ``sender`` its own words; an exporter reads them from
    the user's letterhead, and leaves head and number out of what shows demonstration data.
    """

    kind: ClassVar[str] = "letter"
    title_parts: tuple[str, ...]
    date_text: str
    head: str = ""
    number: str = ""
    addressee: str = ""
    sender: str = ""

    def html(self) -> str:
        return f'<p class="letter">{escape(self.addressee)}</p>' if self.addressee else ""


@dataclass(frozen=True)
class Criterion:
    """A column of the wall chart: what is asked, by when, where the plan says so.

    ``met`` is how many of the villages shown meet it, such as "5/8".
    """

    label: str
    asked: str
    due: str
    cite: str
    met: str


@dataclass(frozen=True)
class Mark:
    """A cell of the wall chart: the status, its shape and word, and the value beside it.

    ``text`` is the value, or the band where the edition shows no value; empty where it would only
    repeat the word. ``number`` and ``pattern`` are those of :class:`Cell`.
    """

    status: Status
    shape: str
    word: str
    text: str
    number: float | None = None
    pattern: str = ""


@dataclass(frozen=True)
class VillageRow:
    """A row of the wall chart.

    ``due`` is the year in which the village is to exit; ``met`` how many targets it meets, such as
    "8/11".
    """

    township: str
    village: str
    due: str
    marks: tuple[Mark, ...]
    met: str


@dataclass(frozen=True)
class Step:
    """A step of the staircase: how many villages are due by the end of a year, and have done it.

    ``reached`` and ``word``, the verdict, are empty for years to come.
    """

    year: str
    due: str
    reached: str
    word: str


@dataclass(frozen=True)
class WallChart:
    """The whole programme on one sheet: rows are villages, columns dated criteria.

    ``met`` is how many villages meet every target; ``legend`` is shape, word and meaning; ``words``
    are the labels of the sheet itself by name, such as ``township`` and ``signature``.
    """

    kind: ClassVar[str] = "wallchart"
    title: str
    criteria: tuple[Criterion, ...]
    rows: tuple[VillageRow, ...]
    met: str
    steps: tuple[Step, ...]
    legend: tuple[tuple[str, str, str], ...]
    words: dict[str, str]
    notes: tuple[str, ...] = ()

    def html(self) -> str:
        names = [self.words[name] for name in ("township", "village", "due")]
        asked = [f"{each.label} {each.asked} {each.due}" for each in self.criteria]
        head = "".join(
            f'<th scope="col">{escape(name)}</th>' for name in (*names, *asked, self.words["met"])
        )
        body = "".join(
            f'<tr><td>{escape(row.township)}</td><th scope="row">{escape(row.village)}</th>'
            f"<td>{escape(row.due)}</td>{_mark_cells(row.marks)}<td>{escape(row.met)}</td></tr>"
            for row in self.rows
        )
        foot = "".join(
            f"<td>{escape(met)}</td>" for met in (*(each.met for each in self.criteria), self.met)
        )
        foot = f'<tr><th scope="row" colspan="3">{escape(self.words["foot"])}</th>{foot}</tr>'
        return (
            f'<div class="table"><table><caption>{escape(self.title)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody><tfoot>{foot}</tfoot></table></div>"
        )


def _mark_cells(marks: tuple[Mark, ...]) -> str:
    return "".join(
        f'<td class="tone-{mark.status}">{escape(f"{mark.shape} {mark.word} {mark.text}")}</td>'
        for mark in marks
    )


Block = Cover | Heading | Paragraph | Bullets | Table | Figure | Slide | Letter | WallChart


@dataclass(frozen=True)
class Section:
    """What one cell of a page shows: its blocks in order. Without blocks it shows nothing."""

    blocks: tuple[Block, ...]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        if not self.blocks:
            return {}
        content = [_as_data(block) for block in self.blocks]
        return {
            "text/html": "\n".join(block.html() for block in self.blocks),
            BLOCK_MIME_TYPE: {"blocks": content},
        }

    def __repr__(self) -> str:
        return ""


def _as_data(block: Block) -> dict[str, Any]:
    """Return a block as plain data, with its kind, as are the blocks of a slide."""
    data: dict[str, Any] = {"kind": block.kind, **asdict(block)}
    if isinstance(block, Slide):
        data["blocks"] = [_as_data(each) for each in block.blocks]
    return data


@dataclass(frozen=True)
class Complete:
    """The mark that a page leaves when it has come to its end."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {COMPLETION_MIME_TYPE: {"complete": True}}

    def __repr__(self) -> str:
        return ""
