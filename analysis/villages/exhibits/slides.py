"""How slides are made of a finding, a chart or a table, and what the speaker says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from villages.exhibits.blocks import Bullets, Figure, Paragraph, Section, Slide, Table
from villages.exhibits.page import Page

#: So many rows of a table can be read from the back of a room.
MOST_ROWS = 8
#: So many parts of a sentence can be listened to.
MOST_PARTS = 3

Parts = Sequence[Paragraph | Bullets | Table | Figure]


def sentence(page: Page, text: str) -> str:
    """Return a text with a full stop."""
    stop = page.say("full_stop")
    return text if text.endswith(stop) else text + stop


def numbers_behind(page: Page, figure: Figure) -> str:
    """Return what a chart says in words; of many years the first and the last."""
    parts = figure.alt.split(page.say("list_semicolon"))
    told = parts if len(parts) <= MOST_PARTS else [parts[0], parts[-1]]
    return sentence(page, page.say("list_semicolon").join(told))


def one_slide(page: Page, title: str, parts: Parts, notes: Iterable[str]) -> Section:
    """Return a single slide; of its notes the empty ones are left out."""
    return Section((_of(page, title, parts, notes),))


def _of(page: Page, title: str, parts: Parts, notes: Iterable[str]) -> Slide:
    """A title is a sentence without its full stop."""
    title = title.removesuffix(page.say("full_stop"))
    return Slide(title[:1].upper() + title[1:], tuple(parts), tuple(note for note in notes if note))


def figure_slide(page: Page, figure: Figure, notes: Iterable[str]) -> Slide:
    """Return a slide whose title is the chart's own, which it then need not bear twice."""
    slide = _of(page, figure.caption, (), notes)
    return replace(slide, blocks=(replace(figure, caption=slide.title),))


def widened(table: Table, share: float) -> Table:
    """Return a table whose first column has another share of the width."""
    first, *others = table.columns
    return replace(table, columns=(replace(first, share=share), *others))


def table_slides(page: Page, title: str, table: Table, notes: Iterable[str]) -> Section:
    """Return a table on as many slides as it needs, of about the same number of rows."""
    count = -(-len(table.rows) // MOST_ROWS)
    size = -(-len(table.rows) // count)
    said = tuple(notes)
    slides = []
    for number in range(count):
        part = replace(table, rows=table.rows[number * size : (number + 1) * size])
        head = title.removesuffix(page.say("full_stop"))
        if count > 1:
            head = page.say("slide_part", title=head, number=number + 1, count=count)
        slides.append(_of(page, head, (part,), said))
    return Section(tuple(slides))
