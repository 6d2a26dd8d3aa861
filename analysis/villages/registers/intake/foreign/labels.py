"""Labels as people type them: blanks, line breaks, half and full width, and the units in them."""

from __future__ import annotations

import re
from functools import lru_cache

from villages.characters import matching_form, without_invisible
from villages.registers.intake.grid import CellValue, ErrorValue
from villages.registers.intake.units import unit_of_header

Path = tuple[str, ...]

_QUOTES = str.maketrans(dict.fromkeys("“”„‟「」『』‘’'`", '"'))
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”"
_BLANK_BESIDE_HAN = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")


def is_blank(value: CellValue) -> bool:
    """Return whether a cell holds nothing that can be seen.

    Examples
    --------
    >>> is_blank(None), is_blank(" \u3000\u200b"), is_blank(0.0)
    (True, True, False)
    """
    return value is None or (isinstance(value, str) and not clean(value))


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    r"""Return a text in one line, without what cannot be seen and without blanks between Han.

    Examples
    --------
    >>> clean("  农业 \u3000开发\n项目\u200b（个） "), clean("GDP  per head")
    ('农业开发项目（个）', 'GDP per head')
    """
    return _BLANK_BESIDE_HAN.sub("", " ".join(without_invisible(text).split()))


def label_of(value: CellValue) -> str:
    """Return what a header's cell says; numbers as they are written by hand.

    Examples
    --------
    >>> label_of(2019.0), label_of("村\u3000名"), label_of(None)
    ('2019', '村名', '')
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, ErrorValue):
        return value.text
    return "" if value is None else str(value)


@lru_cache(maxsize=4096)
def label_key(label: str) -> str:
    """Return what two spellings of a label share: width, quotes and blanks do not count.

    Examples
    --------
    >>> label_key('"两委"班子 ') == label_key("“两委”班子")
    True
    >>> label_key("面积（亩）：") == label_key("面积(亩)")
    True
    """
    return matching_form(label).translate(_QUOTES).rstrip(":")


def path_key(path: Path) -> Path:
    """Return what two spellings of a path share."""
    return tuple(map(label_key, path))


def bare_path_key(path: Path) -> Path:
    """Return what two spellings of a path share that may differ in units, too."""
    return tuple(label_key(_split(label)[0]) for label in path)


def unit_of_path(path: Path) -> str | None:
    """Return the unit that the lowest label with a unit gives.

    Examples
    --------
    >>> unit_of_path(("投入资金（万元）", "财政专项")), unit_of_path(("高中（含中职）",))
    ('万元', None)
    """
    return next((unit for label in reversed(path) if (unit := _split(label)[1])), None)


def words_of_path(path: Path) -> str:
    """Return a path in words, for messages."""
    return "：".join(path)


@lru_cache(maxsize=4096)
def _split(label: str) -> tuple[str, str | None]:
    """A label and its unit; brackets that hold no unit belong to the label."""
    found = unit_of_header(label)
    return (found.label, found.unit) if found.is_known else (label, None)
