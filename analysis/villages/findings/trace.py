"""From a finding back to what it rests on: which cards a text speaks of, and which rows count."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from villages.plan.measures import Measure
from villages.plan.model import Card, Plan, Register
from villages.plan.reading import expressions
from villages.registers import RegisterSession
from villages.registers.history.model import Revision
from villages.registers.loading import literal, quoted
from villages.registers.own_numbers import is_own_number, shown_number_sql

#: Of the rows, what counts in the numerator and what in the denominator.
COUNTED_COLUMNS = ("numerator", "denominator")


@dataclass(frozen=True)
class Named:
    """What a text names: indicators, and measures of the plan."""

    cards: tuple[Card, ...]
    measures: tuple[Measure, ...]


def named_in(plan: Plan, text: str) -> Named:
    """Return the indicators and measures that a text names, by id or in words of either language.

    Parameters
    ----------
    plan
        The plan.
    text
        An id, a name, or a sentence that holds names. A name within a longer one that is found too
        does not count.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> found = named_in(read_plan(default_plan()), "尚未达标：安全饮水、住房安全。")
    >>> [card.id for card in found.cards]
    ['safe_water', 'safe_housing']
    """
    cards, measures = plan.cards, {each.id: each for each in plan.programme.measures}
    if text in cards or text in measures:
        chosen = (cards[text],) if text in cards else ()
        return Named(chosen, (measures[text],) if text in measures else ())
    names: dict[str, set[tuple[str, str]]] = {}
    for card in cards.values():
        for words in (card.label, card.short):
            for name in (words.zh, words.en):
                names.setdefault(name.casefold(), set()).add(("card", card.id))
    for measure in measures.values():
        for name in (measure.label.zh, measure.label.en):
            names.setdefault(name.casefold(), set()).add(("measure", measure.id))
    rest, hits = text.casefold(), set[tuple[str, str]]()
    for name in sorted(names, key=len, reverse=True):
        if name in rest:
            hits |= names[name]
            rest = rest.replace(name, "\n")
    return Named(
        tuple(card for card in cards.values() if ("card", card.id) in hits),
        tuple(each for each in measures.values() if ("measure", each.id) in hits),
    )


def columns_of(plan: Plan, card: Card) -> tuple[str, ...]:
    """Return the columns that a card reads, in the register's order."""
    assert card.register_id is not None
    halves = expressions(plan, card)
    used = halves.numerator.columns | halves.denominator.columns
    return tuple(name for name in plan.registers[card.register_id].columns if name in used)


def rows_behind(
    session: RegisterSession, card: Card, codes: Collection[str], year: int, most: int
) -> pd.DataFrame:
    """Return rows of the register that a card's sums are made of.

    Parameters
    ----------
    session
        Open registers. Whoever opens them may see their rows; persons stand in them as pseudonyms.
    card, codes, year
        The card, the places whose own rows are wanted, and the year.
    most
        How many rows at most.

    Returns
    -------
    pandas.DataFrame
        The register's key, the columns that the card reads, and what each row counts in numerator
        and denominator, missing where a cell is blank. Rows that lack something come first.
    """
    assert card.register_id is not None
    register = session.plan.registers[card.register_id]
    halves = expressions(session.plan, card)
    names = list(dict.fromkeys([*register.key, *columns_of(session.plan, card)]))
    listed = ", ".join(literal(code) for code in sorted(codes)) or "''"
    shown = ", ".join(_shown(register, name) for name in names)
    counted = (
        f"({halves.numerator.value}) AS numerator, ({halves.denominator.value}) AS denominator"
    )
    return session.connection.execute(
        f"SELECT {shown}, {counted} FROM {quoted(card.register_id)}"
        f" WHERE code IN ({listed}) AND year = {year}"
        f" ORDER BY numerator IS NOT NULL, numerator, {', '.join(map(quoted, register.key))}"
        f" LIMIT {most}"
    ).df()


def _shown(register: Register, name: str) -> str:
    """A column as it is shown: a number of the village's own only if it is one."""
    if name in register.columns and is_own_number(register, name, register.columns[name]):
        return f"{shown_number_sql(quoted(name))} AS {quoted(name)}"
    return quoted(name)


def revisions_behind(log: Collection[Revision], register_id: str) -> tuple[Revision, ...]:
    """Return the revisions of a store that wrote rows of a register, the latest first."""
    found = [each for each in log if each.rows.get(register_id)]
    return tuple(sorted(found, key=lambda each: -each.number))
