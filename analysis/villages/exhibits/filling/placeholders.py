"""Placeholders such as ``{{safe_housing.verdict@2018}}``: found, read and replaced."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from villages.errors import UserError
from villages.vocabulary import SCOPES, Scope

_PLACEHOLDER = re.compile(r"[{｛]{2}([^{}｛｝]*)[}｝]{2}")
_OPENING = re.compile(r"[{｛]{2}.{0,20}")
_NAME = re.compile(
    r"([^@\[\]|:]+)((?:\s*(?:@[^@\[\]|:]*|\[[^\[\]]*\]|:[^@\[\]|:]*))*)\s*(?:\|([^|]+))?"
)
_SCOPES: dict[str, Scope] = {scope: scope for scope in SCOPES}
_DETAIL = re.compile(r"@([^@\[\]|:]*)|\[([^\[\]]*)\]|:([^@\[\]|:]*)")


@dataclass(frozen=True)
class Asked:
    """What a form asks for.

    Attributes
    ----------
    text
        As the form has it, without its braces.
    name
        What is asked for, such as ``safe_housing.numerator``.
    year, place, scope
        Of another year, place or scope than the form's own.
    unit
        The unit to print in, such as ``万元``; empty for the house's own.
    """

    text: str
    name: str
    year: int | None = None
    place: str = ""
    scope: Scope | None = None
    unit: str = ""


def read_asked(text: str) -> Asked:
    """Read what stands between the braces; full-width signs and spaces are tolerated.

    Raises
    ------
    UserError
        If it cannot be read.

    Examples
    --------
    >>> asked = read_asked(" income ＠2018 [青石镇] ｜ 万元 ")
    >>> asked.name, asked.year, asked.place, asked.unit
    ('income', 2018, '青石镇', '万元')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _NAME.fullmatch(plain)
    if found is None:
        raise UserError("fill_unreadable", value=plain)
    details: dict[int, str] = {}
    for detail in _DETAIL.finditer(found[2]):
        kind = detail.lastindex or 0
        value = detail[kind].strip()
        if not value or kind in details:
            raise UserError("fill_unreadable", value=plain)
        details[kind] = value
    year, place, scope = (details.get(kind, "") for kind in (1, 2, 3))
    if (year and not year.isdigit()) or (scope and scope not in _SCOPES):
        raise UserError("fill_unreadable", value=plain)
    return Asked(
        text=plain,
        name="".join(found[1].split()),
        year=int(year) if year else None,
        place=place,
        scope=_SCOPES[scope] if scope else None,
        unit=(found[3] or "").strip(),
    )


def sole_placeholder(text: str) -> Asked | None:
    """Return the placeholder that a text consists of; None if there is more, or none.

    Raises
    ------
    UserError
        If the placeholder cannot be read.
    """
    found = _PLACEHOLDER.fullmatch(text.strip())
    return read_asked(found[1]) if found else None


def is_asking(text: str) -> bool:
    """Return whether a text holds a placeholder or the beginning of one."""
    return _OPENING.search(text) is not None


def filled(pieces: Sequence[str], answer: Callable[[Asked], str]) -> list[str]:
    """Replace every placeholder of a text that stands in pieces.

    A placeholder that is split over several pieces is answered in the piece where it begins, whose
    formatting it therefore keeps.

    Parameters
    ----------
    pieces
        The text, cut where its formatting changes.
    answer
        What a placeholder is replaced with.

    Raises
    ------
    UserError
        If a placeholder is not closed or cannot be read.

    Examples
    --------
    >>> filled(["总户数{{safe_", "housing", "}}户"], lambda asked: f"<{asked.name}>")
    ['总户数<safe_housing>', '', '户']
    """
    whole = "".join(pieces)
    opened = _OPENING.search(_PLACEHOLDER.sub("", whole))
    if opened:
        raise UserError("fill_unclosed", value=opened[0])
    answers = [(found, answer(read_asked(found[1]))) for found in _PLACEHOLDER.finditer(whole)]
    texts = list(pieces)
    starts = [0, *accumulate(map(len, pieces))]
    for found, text in reversed(answers):
        first = _piece_of(starts, found.start())
        last = _piece_of(starts, found.end() - 1)
        before = texts[first][: found.start() - starts[first]]
        after = texts[last][found.end() - starts[last] :]
        texts[first : last + 1] = [""] * (last + 1 - first)
        texts[last] = after
        texts[first] = before + text + texts[first]
    return texts


def _piece_of(starts: Sequence[int], position: int) -> int:
    return next(i for i, end in enumerate(starts[1:]) if position < end)
