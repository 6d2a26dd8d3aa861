"""Who is to be forgotten: what was typed, and the pseudonyms that it means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from villages.errors import UserError
from villages.identifiers import canonical_identity_number, check_identity_number
from villages.registers.pseudonyms import Pseudonyms, canonical_local_number

#: How pseudonyms are written.
_PSEUDONYM = re.compile(r"[A-Z][0-9a-f]{10,16}")

#: What has the length and the digits of an identity number, also one that lost some.
_NUMBER = re.compile(r"[0-9]{14,19}[0-9Xx]?")

#: ``<code of the village>/<the village's own number>``.
_LOCAL = re.compile(r"([0-9]{12})/(.+)")

#: The letters of persons and of households.
_LETTERS = ("P", "H")


@dataclass(frozen=True)
class Person:
    """Who is to be forgotten.

    Attributes
    ----------
    ids
        Pseudonyms: as a person, and as the head whose number stands for a household.
    numbers
        Identity numbers and own numbers, as forms may write them.
    names
        Names, as forms may write them.
    """

    ids: frozenset[str] = field(default=frozenset(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)


def read_person(lines: Iterable[str], pseudonyms: Callable[[], Pseudonyms]) -> Person:
    """Return who is meant by what was typed.

    Parameters
    ----------
    lines
        An identity number, a pseudonym, ``<village code>/<own number>`` or a name each.
    pseudonyms
        Opens the key; asked only if a number must become a pseudonym.

    Raises
    ------
    UserError
        If nothing says who is meant, or an identity number is not in order. What was typed is
        never part of the message.
    """
    ids: set[str] = set()
    numbers: set[str] = set()
    names: set[str] = set()
    for line in (each.strip() for each in lines):
        number = canonical_identity_number(line)
        if not line:
            continue
        if _PSEUDONYM.fullmatch(line):
            ids.add(line)
        elif _NUMBER.fullmatch(number):
            if check_identity_number(number):
                raise UserError("forget_number_wrong")
            numbers.add(number)
            ids |= {pseudonyms().pseudonym(letter, number) for letter in _LETTERS}
        elif local := _LOCAL.fullmatch(line):
            own = canonical_local_number(local[2])
            ids |= {pseudonyms().pseudonym(letter, own, local[1]) for letter in _LETTERS}
        else:
            names.add(line)
    if not ids:
        raise UserError("forget_nobody")
    return Person(frozenset(ids), frozenset(numbers), frozenset(names))
