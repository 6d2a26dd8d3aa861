"""Read a table in a text file: which encoding, which delimiter, and no guess that could lose."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from villages.registers.guard.child.areas import add_cells, require_short_texts
from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.limits import Limits
from villages.registers.guard.wire import Contents
from villages.registers.intake.grid import Sheet

_DELIMITERS = (",", "\t", ";")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: A Chinese character in UTF-8.
_CHARACTER = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
_NOT_ASCII = re.compile(rb"[\x80-\xff]")

_WEB_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|meta|table|body|style)\b", re.IGNORECASE)
_HEAD_CHARACTERS = 4096


def read_text_table(source: Source, name: str) -> Contents:
    """Return what a file of comma, tab or semicolon separated text holds; every cell is text.

    Raises
    ------
    Refused
        If the file is no such text, or its encoding or delimiter is not certain.
    """
    text = _decoded(source)
    _refuse_markup(text)
    source.require_suffix("csv", "CSV")
    rows = _rows(text, _delimiter(text), name, source.limits)
    width = max(map(len, rows), default=0)
    add_cells(0, len(rows), width, source.limits)
    padded = tuple(
        tuple(cell or None for cell in row) + (None,) * (width - len(row)) for row in rows
    )
    return Contents("csv", (Sheet(name, padded),))


def _decoded(source: Source) -> str:
    """Return the text: by its mark, as strict UTF-8, as strict GB 18030, in this order."""
    data = source.data
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    if marked == "utf-16":
        try:
            text = data.decode(marked)
        except UnicodeDecodeError as error:
            line = data[: error.start].decode(marked, "ignore").count("\n") + 1
            raise _undecodable(source, line) from error
    else:
        text = _decode_bytes(source, marked)
    if "\0" in text:
        if source.named_kind != "csv":
            raise Refused("guard_kind", found="binary")
        raise Refused("guard_csv_nul", line=text[: text.index("\0")].count("\n") + 1)
    return text


def _decode_bytes(source: Source, marked: str | None) -> str:
    data = source.data
    try:
        return data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        place = error.start
        is_damaged = marked is not None or _is_damaged_utf_8(data)
    if is_damaged:
        raise _undecodable(source, data[:place].count(b"\n") + 1)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _undecodable(source, data[: error.start].count(b"\n") + 1) from error


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether most of what is not ASCII is Chinese in UTF-8.

    GB 18030 would decode most of it too, into other characters.
    """
    in_characters = 3 * len(_CHARACTER.findall(data))
    return 2 * in_characters > len(_NOT_ASCII.findall(data))


def _undecodable(source: Source, line: int) -> Refused:
    if source.named_kind != "csv":
        return Refused("guard_kind", found="binary")
    return Refused("guard_csv_encoding", line=line)


def _refuse_markup(text: str) -> None:
    head = text[:_HEAD_CHARACTERS].lstrip("\ufeff \t\r\n")
    if head.startswith("<") and "urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise Refused("guard_kind", found="XML")
    if (head.startswith("<") and _WEB_PAGE.search(head)) or head.startswith("MIME-Version:"):
        raise Refused("guard_html")
    if head.startswith(("<?xml", "%PDF", "{\\rtf")):
        raise Refused("guard_kind", found=head[1:5])


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line on which it ends.

    Raises
    ------
    Refused
        At a quotation mark that nothing closes, or that is followed by more of the cell.
    """
    csv.field_size_limit(max(len(text), csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Refused("guard_csv_quote", line=line) from error
        yield line, record


def _delimiter(text: str) -> str:
    """Return the delimiter: the one that parts the first line that any of them parts.

    If several part it, it is the one with which every line has as many cells.
    """
    headers: dict[str, tuple[int, int]] = {}
    failed: Refused | None = None
    for delimiter in _DELIMITERS:
        try:
            for line, record in _records(text, delimiter):
                if len(record) > 1:
                    headers[delimiter] = (line, len(record))
                    break
        except Refused as error:
            failed = error
    if not headers:
        if failed is not None:
            raise failed
        return ","
    first = min(line for line, _ in headers.values())
    likely = [mark for mark, (line, _) in headers.items() if line == first]
    if len(likely) > 1:
        likely = [mark for mark in likely if _is_even(text, mark, headers[mark][1])]
    if len(likely) != 1:
        raise Refused("guard_csv_delimiter", line=first)
    return likely[0]


def _is_even(text: str, delimiter: str, width: int) -> bool:
    try:
        return all(len(record) in (0, width) for _, record in _records(text, delimiter))
    except Refused:
        return False


def _rows(text: str, delimiter: str, name: str, limits: Limits) -> list[list[str]]:
    """Return the records; one that is longer than the header is refused.

    The header is the first line of which two cells or more are filled.
    """
    rows: list[list[str]] = []
    width = 0
    for line, record in _records(text, delimiter):
        given = len(record)
        while record and not record[-1]:
            record.pop()
        if width and len(record) > width:
            raise Refused("guard_csv_row_long", line=line, found=len(record), limit=width)
        if len(record) > limits.columns or len(rows) >= limits.rows:
            raise Refused("guard_csv_size", line=line, rows=limits.rows, columns=limits.columns)
        require_short_texts(name, len(rows), record, limits)
        if not width and sum(map(bool, record)) > 1:
            width = given
        rows.append(record)
    while rows and not rows[-1]:
        rows.pop()
    return rows
