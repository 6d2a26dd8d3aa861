"""Where a person stands in registers, and what of it goes."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from villages.keyed_names import canonical_name
from villages.plan.model import Plan
from villages.registers.erasure import Erasure
from villages.registers.forgetting.person import Person
from villages.registers.known_names import name_columns


class Source(Protocol):
    """Registers that can be looked through: a folder, or a store with every revision."""

    def ever(self, register_id: str, columns: Sequence[str]) -> list[dict[str, Any]]:
        """Return what some columns of a register hold or ever held, each content once."""


@dataclass(frozen=True)
class Found:
    """Where a person stands.

    Attributes
    ----------
    erasure
        What goes.
    places
        Code of the village and year of every row that goes or changes.
    registers
        The registers that hold such rows.
    household_goes, household_is_renumbered
        What becomes of the household.
    """

    erasure: Erasure
    places: tuple[tuple[str, int], ...]
    registers: tuple[str, ...]
    household_goes: bool
    household_is_renumbered: bool

    def __bool__(self) -> bool:
        """Whether anything goes or changes."""
        return bool(self.registers)


def find(plan: Plan, sources: Sequence[Source], person: Person) -> Found:
    """Look for a person in registers and say what goes.

    Parameters
    ----------
    plan
        The plan.
    sources
        What is looked through.
    person
        Who is meant.
    """
    groups = household_columns(plan)
    gone = {name: person.ids for name in _identifying(plan) if name not in groups}
    # Without a register of persons, a household's number is all there is of anybody.
    if not gone:
        gone, groups = dict.fromkeys(groups, person.ids), frozenset()
    renamed: dict[str, dict[str, str]] = {}
    for name in sorted(groups):
        own, others = _members(plan, sources, name, gone)
        heads = {
            row[name]
            for register_id, register in plan.registers.items()
            if name in register.columns
            for source in sources
            for row in source.ever(register_id, [name])
            if row[name] in person.ids
        }
        alone = (own | heads) - others - _of_several(plan, sources, name)
        gone[name] = frozenset(alone)
        # Random, so that nobody with the key finds the household by the head's number.
        letter = name[0].upper()
        renamed[name] = {each: letter + secrets.token_hex(8) for each in sorted(heads - alone)}
    household_ids = {each for name in groups for each in (*gone[name], *renamed[name])}
    erasure = Erasure(
        gone,
        renamed,
        _named(plan, sources, person),
        frozenset(person.ids | person.numbers | person.names | household_ids),
    )
    places, registers = _touched(plan, sources, erasure)
    return Found(
        erasure,
        tuple(sorted(places)),
        tuple(name for name in plan.registers if name in registers),
        household_goes=any(gone[name] for name in groups),
        household_is_renumbered=any(renamed.values()),
    )


def household_columns(plan: Plan) -> frozenset[str]:
    """Return the identifying columns that stand for several persons: households."""
    identifying = _identifying(plan)
    return frozenset(
        name
        for register in plan.registers.values()
        for name in register.columns
        if name in identifying
        and name not in register.key
        and any(key in identifying for key in register.key)
    )


def _identifying(plan: Plan) -> frozenset[str]:
    return frozenset(
        key
        for register in plan.registers.values()
        for key in register.key
        if register.columns[key].personal and register.columns[key].type == "text"
    )


def _members(
    plan: Plan, sources: Sequence[Source], group: str, gone: Mapping[str, frozenset[str]]
) -> tuple[set[str], set[str]]:
    """Households in which the person ever lived, and those in which others did."""
    own: set[str] = set()
    others: set[str] = set()
    for register_id, register in plan.registers.items():
        keys = [key for key in register.key if key in gone]
        if group not in register.columns or not keys:
            continue
        for source in sources:
            for row in source.ever(register_id, [*keys, group]):
                is_own = any(row[key] in gone[key] for key in keys)
                (own if is_own else others).add(row[group])
    return own - {None}, others - {None}


def _of_several(plan: Plan, sources: Sequence[Source], group: str) -> set[str]:
    """Households that say that they have several persons, whoever of them is registered."""
    counted = {register.expected_rows for register in plan.registers.values()} - {None}
    return {
        row[group]
        for register_id, register in plan.registers.items()
        if group in register.key
        for name, column in register.columns.items()
        if column.total in counted
        for source in sources
        for row in source.ever(register_id, [group, name])
        if row[name] is not None and row[name] > 1
    }


def _named(
    plan: Plan, sources: Sequence[Source], person: Person
) -> dict[str, dict[str, frozenset[str]]]:
    """Texts of personal columns that are the person's name or number."""
    wanted = {canonical_name(each) for each in person.names | person.numbers}
    found: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for register_id, name in name_columns(plan) if wanted else ():
        said = {row[name] for source in sources for row in source.ever(register_id, [name])}
        texts = {each for each in said - {None} if canonical_name(each) in wanted}
        if texts:
            found[register_id][name] = frozenset(texts)
    return dict(found)


def _touched(
    plan: Plan, sources: Sequence[Source], erasure: Erasure
) -> tuple[set[tuple[str, int]], set[str]]:
    places: set[tuple[str, int]] = set()
    registers: set[str] = set()
    for register_id, register in plan.registers.items():
        texts = erasure.blanked.get(register_id, {})
        told = {*erasure.gone, *erasure.renamed, *texts} & set(register.columns)
        if not told:
            continue
        at = [name for name in ("code", "year") if name in register.columns]
        for source in sources:
            for row in source.ever(register_id, [*at, *sorted(told - set(at))]):
                if erasure.is_gone(row) or erasure.new_cells(register_id, register, row):
                    registers.add(register_id)
                    places.add((row.get("code", ""), row.get("year") or 0))
    return places, registers
