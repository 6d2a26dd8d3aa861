"""The Chinese font in a report: cut down to the characters that it uses, as WOFF."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from io import BytesIO

import uharfbuzz
from fontTools.ttLib import TTFont

from villages.fonts import Weight, font_file

#: The letters, digits and signs of plain Latin text, for whatever the browser adds by itself.
BASIC = frozenset(chr(code) for code in range(0x20, 0x7F))

_VERTICAL_TABLES = (b"BASE", b"VORG", b"vhea", b"vmtx")


@cache
def _face(weight: Weight) -> uharfbuzz.Face:
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file(weight))))


def font_subset(weight: Weight, characters: frozenset[str]) -> bytes:
    """Return a WOFF file that holds these characters; the same bytes for the same characters.

    WOFF2 would be a tenth smaller, but packing it took thirty times as long.

    Parameters
    ----------
    weight
        Which font file.
    characters
        Single characters; what the font does not have is left out.
    """
    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.set({ord(character) for character in characters})
    wanted.drop_table_tag_set.update({int.from_bytes(tag, "big") for tag in _VERTICAL_TABLES})
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DESUBROUTINIZE
    cut = uharfbuzz.subset(_face(weight), wanted).blob.data
    subset = TTFont(BytesIO(cut), recalcBBoxes=False, recalcTimestamp=False)
    subset.flavor = "woff"
    target = BytesIO()
    subset.save(target, reorderTables=False)
    return target.getvalue()


def font_address(weight: Weight, characters: frozenset[str]) -> str:
    """Return the subset as a ``data:`` address."""
    encoded = b64encode(font_subset(weight, characters)).decode("ascii")
    return f"data:font/woff;base64,{encoded}"
