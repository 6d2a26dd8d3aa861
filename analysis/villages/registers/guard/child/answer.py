"""Which reader a file belongs to, by its content; and the answer to the parent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.limits import MEBIBYTE, Limits
from villages.registers.guard.wire import Contents, Refusal, encode

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def answer(data: bytes, name: str, limits: Mapping[str, int]) -> bytes:
    """Return what the file holds, or why it is refused, for :mod:`villages.registers.guard.wire`.

    Parameters
    ----------
    data
        The file's bytes.
    name
        Its name, for its suffix.
    limits
        The fields of :class:`Limits`.
    """
    bounds = Limits(**limits)
    try:
        said = encode(read(Source(data, name, bounds)))
        if len(said) > bounds.answer_bytes:
            raise Refused("guard_memory", limit=bounds.answer_bytes // MEBIBYTE)
    except Refused as refused:
        said = encode(Refusal(refused.key, refused.values))
    except MemoryError:
        limit = bounds.memory_bytes // MEBIBYTE
        said = encode(Refusal("guard_memory", {"limit": limit}))
    return said


def read(source: Source) -> Contents:
    """Return what the file holds; a reader is loaded when it is needed."""
    if source.data.startswith(_ZIP):
        from villages.registers.guard.child.xlsx import read_xlsx

        return read_xlsx(source)
    if source.data.startswith(_OLE):
        from villages.registers.guard.child.xls import read_xls

        return read_xls(source)
    from villages.registers.guard.child.text_table import read_text_table

    return read_text_table(source, PurePath(source.name).name)
