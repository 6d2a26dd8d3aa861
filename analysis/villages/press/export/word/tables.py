"""Tables that stay tables: heads repeated on every page, rows kept whole, cells to go on with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from docx.document import Document
from docx.shared import Length, Pt

from villages.look import StatusLook, look
from villages.press.export.content import Block
from villages.press.export.word.elements import border, colour, element, ground, text_run

#: More columns than this stand closer together.
_MOST_WIDE_COLUMNS = 8

#: Up to so many rows a table is kept on one page.
MOST_ROWS_TOGETHER = 8

#: Type gets no smaller than this where many columns have long words.
_LEAST_SIZE = 6.5

_HAN = re.compile("[\u2e80-\uffef]")
_WORD = re.compile("[\u2e80-\uffef]|[^\\s\u2e80-\uffef]+")

_PLAIN = StatusLook(shape="", ground="#ffffff", text="", weight="regular")

#: The style of every text in a table.
TABLE_TEXT = "Table Text"


@dataclass(frozen=True)
class _Piece:
    """A cell as it is written; ``merge`` is Word's word for a cell that goes on downwards."""

    text: str
    align: str
    tone: StatusLook = _PLAIN
    columns: int = 1
    merge: str = ""
    is_head: bool = False


def add_table(
    document: Document, block: Block, width: Length, *, is_shaded: bool, is_kept_on: bool = False
) -> None:
    """Add a table.

    Parameters
    ----------
    document
        Where it goes: at its end. Its style ``Table Text`` is that of every cell.
    block
        The table's content.
    width
        Its whole width, shared as the columns say.
    is_shaded
        Whether cells are shaded as the look says, under hairlines; otherwise every cell has a
        border, and only weight tells what asks for work.
    is_kept_on
        Whether what follows is to stand on the page of the last row.
    """
    columns = block["columns"]
    widths, size = _widths(block, width)
    type_size = [] if size == look().type["table"] else [element("sz", val=round(2 * size))]
    heads = list(_heads(columns))
    made = element(
        "tbl", _properties(block, widths, is_shaded), element(
            "tblGrid", *(element("gridCol", w=each) for each in widths)
        )
    )  # fmt: skip
    for number, head in enumerate(heads):
        line = _line(number, len(heads)) if is_shaded else None
        made.append(_row(head, widths, type_size, is_kept_on=True, is_head=True, line=line))
    rows = block["rows"]
    for number, given in enumerate(rows):
        rest = len(rows) - 1 - number
        pieces = list(_body(given, columns, is_striped=is_shaded and number % 2 == 1))
        if not is_shaded:
            pieces = [_without_shade(piece) for piece in pieces]
        # Never a single row before or after a page's end.
        is_near_end = number == 0 or rest <= 2 or len(rows) <= MOST_ROWS_TOGETHER
        is_kept = is_near_end if rest else is_kept_on
        made.append(_row(pieces, widths, type_size, is_kept_on=is_kept, is_head=False))
    document.element.body.insert_element_before(made, "w:sectPr")


def _widths(block: Block, width: Length) -> tuple[list[int], float]:
    """Return the columns' widths in twips, and the size of type at which no word is broken.

    Each column gets its share; one whose longest word needs more takes it from the others.
    """
    columns, size = block["columns"], look().type["table"]
    whole = width.twips
    around = 2 * _side(len(columns))
    longest = [
        max(_longest_ems(text) for text in (column["label"], *texts))
        for column, *texts in zip(
            columns, *([cell["text"] for cell in row] for row in block["rows"]), strict=True
        )
    ]
    room = whole - around * len(columns)
    if sum(longest):
        size = max(_LEAST_SIZE, min(size, int(room / (10 * sum(longest))) / 2))
    needed = [around + 20 * size * ems for ems in longest]
    shares = [column["share"] for column in columns]
    wide: set[int] = set()
    widths = [0.0] * len(columns)
    for _ in columns:
        rest = whole - sum(needed[index] for index in wide)
        others = sum(share for index, share in enumerate(shares) if index not in wide)
        widths = [
            needed[index] if index in wide else max(0.0, rest) * share / others
            for index, share in enumerate(shares)
        ]
        short = {index for index, each in enumerate(widths) if each < needed[index] - 0.5}
        if not short or len(short | wide) == len(columns):
            break
        wide |= short
    return [round(each) for each in widths], size


def _longest_ems(text: str) -> float:
    """How wide the longest word is in bold Arial; Chinese breaks anywhere, but not after a sign."""
    parts = _WORD.findall(text)
    return max((2.0 if _HAN.match(part) else 0.6 * len(part) for part in parts), default=0.0)


def _side(columns: int) -> int:
    """The distance of a cell's words from its sides, in twips."""
    return round(20 * (2.5 if columns > _MOST_WIDE_COLUMNS else 5))


def _properties(block: Block, widths: Sequence[int], is_shaded: bool) -> Any:
    shades = look().colours
    side, high = _side(len(widths)), Pt(2.5).twips
    if is_shaded:
        edges = [
            border("top", 1, shades["accent"]),
            border("bottom", 1, shades["accent"]),
            border("insideH", 0.5, shades["hairline"]),
        ]
    else:
        names = ("top", "left", "bottom", "right", "insideH", "insideV")
        edges = [border(name, 0.5, shades["ink"]) for name in names]
    margins = (("top", high), ("left", side), ("bottom", high), ("right", side))
    return element(
        "tblPr",
        element("tblW", w=sum(widths), type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *edges),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(name, w=size, type="dxa") for name, size in margins)),
        element("tblLook", val="04A0", firstRow=1, lastRow=0, firstColumn=1, lastColumn=0,
                noHBand=0, noVBand=1),
        # What a screen reader says of the table.
        *([element("tblCaption", val=block["caption"])] if block["caption"] else []),
    )  # fmt: skip


def _line(number: int, heads: int) -> tuple[float, str]:
    """The line below a row of heads."""
    shades = look().colours
    return (0.75, shades["accent"]) if number == heads - 1 else (0.5, shades["hairline"])


def _heads(columns: Sequence[Block]) -> Iterator[list[_Piece]]:
    """One row of heads, or two where neighbouring columns share a head above theirs."""

    def head(column: Block, merge: str = "") -> _Piece:
        text = "" if merge == "continue" else column["label"]
        return _Piece(text, column["align"], merge=merge, is_head=True)

    if not any(column["group"] for column in columns):
        yield [head(column) for column in columns]
        return
    above: list[_Piece] = []
    for group, found in groupby(columns, lambda column: str(column["group"])):
        together = list(found)
        if group:
            above.append(_Piece(group, "center", columns=len(together), is_head=True))
        else:
            above += [head(column, "restart") for column in together]
    yield above
    yield [head(column, "" if column["group"] else "continue") for column in columns]


def _body(row: Sequence[Block], columns: Sequence[Block], *, is_striped: bool) -> Iterator[_Piece]:
    stripe = StatusLook("", look().colours["faint"], "", "regular") if is_striped else _PLAIN
    for given, column in zip(row, columns, strict=True):
        tone = look().tones.get(given["tone"], stripe)
        if tone.ground == _PLAIN.ground:
            tone = StatusLook("", stripe.ground, tone.text, tone.weight)
        yield _Piece(given["text"], column["align"], tone)


def _without_shade(piece: _Piece) -> _Piece:
    return _Piece(piece.text, piece.align, StatusLook("", _PLAIN.ground, "", piece.tone.weight))


def _row(
    pieces: Sequence[_Piece],
    widths: Sequence[int],
    type_size: Sequence[Any],
    *,
    is_kept_on: bool,
    is_head: bool,
    line: tuple[float, str] | None = None,
) -> Any:
    properties = element("trPr", element("cantSplit"))
    if is_head:
        properties.append(element("tblHeader"))
    made = element("tr", properties)
    start = 0
    for piece in pieces:
        size = sum(widths[start : start + piece.columns])
        start += piece.columns
        made.append(_cell(piece, size, type_size, line, is_kept_on))
    return made


def _cell(
    piece: _Piece,
    width: int,
    type_size: Sequence[Any],
    line: tuple[float, str] | None,
    is_kept_on: bool,
) -> Any:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if piece.columns > 1:
        properties.append(element("gridSpan", val=piece.columns))
    if piece.merge:
        properties.append(element("vMerge", val=piece.merge))
    if line is not None:
        properties.append(element("tcBorders", border("bottom", *line)))
    if piece.tone.ground != _PLAIN.ground:
        properties.append(ground(piece.tone.ground))
    properties.append(element("vAlign", val="bottom" if piece.is_head else "center"))
    paragraph = element("p", element("pPr", element("pStyle", val=TABLE_TEXT.replace(" ", ""))))
    if is_kept_on:
        paragraph[0].append(element("keepNext"))
    paragraph[0].append(element("jc", val=piece.align))
    if piece.text:
        is_bold = piece.is_head or piece.tone.weight == "bold"
        how = [element("b"), element("bCs")] if is_bold else []
        if piece.tone.text:
            how.append(element("color", val=colour(piece.tone.text)))
        paragraph.append(text_run(piece.text, *how, *type_size))
    return element("tc", properties, paragraph)
