"""Characters that say nothing, and the many ways to write the same letter, digit or blank."""

from __future__ import annotations

import re
import unicodedata

#: Nothing is seen of these: zero-width characters, marks of direction, fillers, variation marks.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202d\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)

#: What follows it is shown backwards, digits too: what the sender saw is not what the cell holds.
REVERSING = "\u202e"

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDTH = _WIDE | {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"}
_LETTERS = {code: half for code, half in _WIDE.items() if chr(half).isalnum()}

#: Radicals and doubles of Chinese characters look like the characters that are meant.
_DOUBLES = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")

_BLANKS = re.compile(r"\s+")


def without_invisible(text: str) -> str:
    """Return a text without what cannot be seen, and without blanks around it.

    Examples
    --------
    >>> without_invisible(chr(0x3000) + "14" + chr(0x200B) + "000 ")
    '14000'
    """
    return text.strip() if text.isascii() else _INVISIBLE.sub("", text).strip()


def half_width(text: str) -> str:
    """Return a text with letters, digits and signs of half width.

    Unlike the full compatibility form of Unicode, this leaves ``①`` and ``½`` as they are: they
    are no digits.

    Examples
    --------
    >>> half_width("－１，２３４（％）"), half_width("①½")
    ('-1,234(%)', '①½')
    """
    return text if text.isascii() else text.translate(_WIDTH)


def plain_text(text: str) -> str:
    """Return words with letters and digits of half width; Chinese punctuation stays.

    Examples
    --------
    >>> plain_text("Ｂ０１（东）")
    'B01（东）'
    """
    if text.isascii():
        return text
    folded = text.translate(_LETTERS)
    return _DOUBLES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), folded)


def one_blank(text: str) -> str:
    """Return a text with one blank wherever there were several, or a line's end."""
    return _BLANKS.sub(" ", text)


def without_blanks(text: str) -> str:
    """Return a text without any blank or invisible character."""
    return _BLANKS.sub("", _INVISIBLE.sub("", text))


def is_readable(text: str) -> bool:
    """Return whether no character is a control code, half a character or a mark of lost ones."""
    return not any(sign == "\ufffd" or unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)


def matching_form(text: str) -> str:
    """Return the form in which words are compared: no blanks, half width, no capitals.

    Examples
    --------
    >>> matching_form("Ａ 级（安全）")
    'a级(安全)'
    """
    return plain_text(half_width(without_blanks(text))).casefold()
