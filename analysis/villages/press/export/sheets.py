"""The tables of a report and those behind its figures, numbered as HTML and PDF number them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from villages.catalogue import say
from villages.press.export.content import Block, Content
from villages.press.export.order import Order
from villages.vocabulary import Language


@dataclass(frozen=True)
class Sheet:
    """A table that gets a sheet of its own.

    Attributes
    ----------
    label
        The exhibit's number in words, such as ``表1``, which names the sheet too.
    title
        The exhibit's caption; without one the heading that it stands under.
    columns, rows
        As a table block has them; None for a figure that carries no numbers.
    note, source
        What stands below.
    """

    label: str
    title: str
    columns: tuple[Block, ...] | None
    rows: tuple[tuple[Block, ...], ...]
    note: str
    source: str


def read_sheets(content: Content) -> tuple[Sheet, ...]:
    """Return the sheets of a report in the order of its exhibits."""
    return tuple(_sheets(content))


def _sheets(content: Content) -> Iterator[Sheet]:
    order = Order(content.language)
    source = str(content.cover["source"])
    heading, unnumbered = "", 0
    for block in _blocks(content):
        if block["kind"] in ("heading", "slide"):
            heading = str(block["text" if block["kind"] == "heading" else "title"])
        elif block["kind"] == "wallchart":
            label = say("commands", "sheet_wallchart", content.language)
            yield _of_table(_wall_table(block, content.language), label, block["title"], source)
        elif block["kind"] in ("table", "figure") and block["caption"]:
            is_table = block["kind"] == "table"
            label = order.label("table" if is_table else "figure")
            table = block if is_table else block["data"]
            found = source if is_table else block["source"]
            if table is None:
                yield Sheet(label, block["caption"], None, (), "", found)
            else:
                yield _of_table(table, label, block["caption"], found)
        elif block["kind"] == "table":
            unnumbered += 1
            label = say("commands", "sheet_unnumbered", content.language, number=unnumbered)
            yield _of_table(block, label, heading or str(content.cover["title"]), source)


def _blocks(content: Content) -> Iterator[Block]:
    """Every block in order, those of a slide after the slide itself."""
    for piece in content.pieces:
        for block in piece.blocks:
            yield block
            if block["kind"] == "slide":
                yield from block["blocks"]


def _of_table(table: Block, label: str, title: str, source: str) -> Sheet:
    return Sheet(
        label=label,
        title=title,
        columns=tuple(table["columns"]),
        rows=tuple(tuple(row) for row in table["rows"]),
        note=table["note"],
        source=source,
    )


def _wall_table(chart: Block, language: Language) -> Block:
    """A wall chart as a table: of each criterion the status in words, and the value beside it."""
    words = chart["words"]
    status, value = (say("commands", f"sheet_{key}", language) for key in ("status", "value"))
    columns = [
        _column(words["village"]),
        _column(words["township"]),
        _column(words["due"], "center"),
    ]
    for each in chart["criteria"]:
        asked = " ".join(part for part in (each["label"], each["asked"], each["due"]) if part)
        columns += [_column(status, group=asked), _column(value, "right", group=asked)]
    columns.append(_column(words["met"], "center"))
    rows = [
        [
            *(_cell(row[name]) for name in ("village", "township", "due")),
            *(cell for mark in row["marks"] for cell in _mark(mark)),
            _cell(row["met"]),
        ]
        for row in chart["rows"]
    ]
    return {"columns": columns, "rows": rows, "note": " ".join(chart["notes"])}


def _mark(mark: dict[str, Any]) -> tuple[Block, Block]:
    word = _cell(f"{mark['shape']} {mark['word']}", mark["status"])
    return word, _cell(mark["text"]) | {"number": mark["number"], "pattern": mark["pattern"]}


def _column(label: str, align: str = "left", group: str = "") -> Block:
    return {"label": label, "align": align, "share": 1.0, "group": group}


def _cell(text: str, tone: str = "") -> Block:
    return {"text": text, "tone": tone, "number": None, "pattern": ""}
