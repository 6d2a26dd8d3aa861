"""A wall chart as a table, for programs that have no sheet of its size."""

from __future__ import annotations

from villages.press.export.content import Block


def wall_table(chart: Block) -> Block:
    """Return a wall chart as a table: a row for each village, its foot the last row."""
    words = chart["words"]
    names = ("township", "village", "due")
    columns = [_column(words[name], "left") for name in names]
    for each in chart["criteria"]:
        columns.append(_column(" ".join((each["label"], each["asked"], each["due"])), "left"))
    columns.append(_column(words["met"], "center"))
    rows = [
        [
            *(_cell(row[name]) for name in names),
            *(_mark(mark) for mark in row["marks"]),
            _cell(row["met"]),
        ]
        for row in chart["rows"]
    ]
    foot = [words["foot"], "", "", *(each["met"] for each in chart["criteria"]), chart["met"]]
    rows.append([_cell(text) for text in foot])
    legend = ["  ".join((f"{shape} {word}", text)) for shape, word, text in chart["legend"]]
    note = "\n".join((*legend, *chart["notes"]))
    return {"caption": chart["title"], "columns": columns, "rows": rows, "note": note}


def _column(label: str, align: str) -> Block:
    return {"label": label, "align": align, "share": 1.0, "group": ""}


def _cell(text: str, tone: str = "") -> Block:
    return {"text": text, "tone": tone, "number": None, "pattern": ""}


def _mark(mark: Block) -> Block:
    return _cell(" ".join((mark["shape"], mark["word"], mark["text"])).strip(), mark["status"])
