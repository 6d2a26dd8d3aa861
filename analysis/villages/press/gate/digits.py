"""Bring a text into the form in which numbers are looked for: one kind of digit, blank, hyphen."""

from __future__ import annotations

import unicodedata
from functools import cache

#: Nothing is seen of these, or they only say where a line may end.
_UNSEEN = (
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810),
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0),
)  # fmt: skip
_HYPHENS = (*range(0x2010, 0x2016), 0x2043, 0x2212, 0x2E3A, 0x2E3B, 0xFE58, 0xFE63, 0xFF0D, 0x30FC)
_BLANKS = (0x09, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)
_SIGNS = {
    0xFF08: "(", 0xFF09: ")", 0xFF0B: "+", 0xFF0C: ",", 0xFF0E: ".", 0xFF1A: ":", 0xD7: "X",
    0x2715: "X", 0x2716: "X", 0x425: "X", 0x445: "X", 0x3A7: "X", 0x2169: "X", 0x2179: "X",
    0xFF38: "X", 0xFF58: "X", 0xFF25: "E", 0xFF45: "E", 0x202E: " ",
}  # fmt: skip

#: Decimal digits of all scripts stand before it.
_AFTER_DIGITS = 0x20000


@cache
def _forms() -> dict[int, str | None]:
    """Code of a sign → what stands for it."""
    forms: dict[int, str | None] = dict(_SIGNS)
    forms |= dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_UNSEEN)
    for code in range(0x80, _AFTER_DIGITS):
        if chr(code).isdecimal():
            forms[code] = str(unicodedata.decimal(chr(code)))
    return forms


def plain_digits(text: str) -> str:
    """Return a text with digits, hyphens and blanks of one kind and nothing that is not seen.

    Unlike the full compatibility form of Unicode, this leaves what is no digit of a number, such
    as the mark of a footnote.

    Examples
    --------
    >>> plain_digits("２１０２８３－１９８０" + chr(0x200B) + "０１０１⁵")
    '210283-19800101⁵'
    """
    return text.replace("\t", " ") if text.isascii() else text.translate(_forms())
