"""Walk through the records of an .xls for what is no table: other files, macros, connections."""

from __future__ import annotations

import struct

from xlrd.formula import szdict

from villages.registers.guard.child.refusing import Refused

_HEAD = struct.Struct("<HH")
_FILEPASS, _BOUNDSHEET, _BOF = 0x2F, 0x85, 0x809
_EXTERNSHEET, _SUPBOOK = 0x17, 0x1AE
_NAME, _EXTERNNAME = 0x18, 0x23
_QUERY_TABLE, _DATABASE_CONNECTION = 0x1AD, 0x876

#: Record → where its formula's length stands; the tokens follow a fixed distance behind.
_FORMULAS = {0x06: (20, 22), 0x221: (12, 14), 0x4BC: (8, 10)}

#: Kinds of sheet that a BOUNDSHEET record names: macros of Excel 4, modules of Visual Basic.
_MACRO_SHEETS = {1, 6}

#: A SUPBOOK that means this workbook, or Excel's own add-in functions.
_OWN_BOOKS = {0x0401, 0x3A01}

_FUNCTIONS = {
    110: "EXEC",
    149: "REGISTER",
    150: "CALL",
    267: "REGISTER.ID",
    304: "SQL.REQUEST",
    379: "RTD",
}
_BIFF_8 = 0x0600


def check_records(stream: bytes) -> None:
    """Refuse a stream that is encrypted or reaches outside.

    Raises
    ------
    Refused
        If it is, or does.
    """
    place, version = 0, _BIFF_8
    while place + _HEAD.size <= len(stream):
        kind, size = _HEAD.unpack_from(stream, place)
        place += _HEAD.size
        if kind in _LOOKED_AT:
            data = stream[place : place + size]
            if kind == _BOF and size >= 2:
                version = int.from_bytes(data[:2], "little")
            _check_record(kind, data, version)
        place += size


_LOOKED_AT = {
    _FILEPASS,
    _BOUNDSHEET,
    _BOF,
    _EXTERNSHEET,
    _SUPBOOK,
    _NAME,
    _EXTERNNAME,
    _QUERY_TABLE,
    _DATABASE_CONNECTION,
    *_FORMULAS,
}


def _check_record(kind: int, data: bytes, version: int) -> None:
    if kind == _FILEPASS:
        raise Refused("guard_encrypted")
    if kind == _BOUNDSHEET and len(data) > 5 and data[5] in _MACRO_SHEETS:
        raise Refused("guard_macros", part="Excel 4.0")
    if kind in (_QUERY_TABLE, _DATABASE_CONNECTION):
        raise Refused("guard_connections", part="QUERY")
    if kind == _SUPBOOK and not _is_own_book(data):
        raise Refused("guard_links", part="SUPBOOK")
    if (
        kind == _EXTERNSHEET
        and version < _BIFF_8
        and len(data) > 1
        and data[1] not in (2, 3, 4, 58)
    ):
        raise Refused("guard_links", part="EXTERNSHEET")
    if kind in (_NAME, _EXTERNNAME) and b"WEBSERVICE" in data.replace(b"\0", b"").upper():
        raise Refused("guard_formula", sheet="", cell="", found="WEBSERVICE")
    if kind in _FORMULAS:
        found = _reach(data, *_FORMULAS[kind], 80 if version >= _BIFF_8 else 70)
        if found:
            raise Refused("guard_formula", sheet="", cell="", found=found)


def _is_own_book(data: bytes) -> bool:
    if len(data) < 4:
        return False
    characters = int.from_bytes(data[2:4], "little")
    # A path of one blank or NUL stands for a link that nothing uses any more.
    return characters in _OWN_BOOKS or (characters == 1 and data[5:6] in (b" ", b"\0"))


def _reach(data: bytes, size_at: int, start: int, version: int) -> str | None:
    """Return the function of a formula that reaches outside, as far as its tokens are known."""
    end = min(start + int.from_bytes(data[size_at : size_at + 2], "little"), len(data))
    place = start
    while place < end:
        token = data[place]
        base = token if token < 0x20 else (token & 0x1F) | 0x20
        following = data[place + 1 : place + 4]
        if base == 0x22:  # a function with any number of arguments
            name = _FUNCTIONS.get(int.from_bytes(following[1:3], "little") & 0x7FFF)
            if name:
                return name
        if base == 0x17:  # a text: its length, in BIFF 8 the width of its letters, the letters
            letters = following[0] if following else 0
            is_wide = version == 80 and len(following) > 1 and following[1] & 1
            place += 2 + (version == 80) + letters * (2 if is_wide else 1)
        elif base == 0x19:  # an attribute; that of CHOOSE is followed by a table
            options = following[0] if following else 0
            entries = int.from_bytes(following[1:3], "little") + 1 if options & 0x04 else 0
            place += 4 + 2 * entries
        else:
            size = szdict[version][base] if base < 0x40 else -2
            if size < 1:
                return None
            place += size
    return None
