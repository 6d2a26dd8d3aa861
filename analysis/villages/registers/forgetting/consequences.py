"""What an official has to mend once a person is gone: counts that no longer agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from villages.plan.words import Text
from villages.registers.loading import literal, quoted
from villages.registers.store import RegisterSession


@dataclass(frozen=True)
class Difference:
    """A village's own count of a year, and how many rows its register has.

    Attributes
    ----------
    code, year
        The village and the year.
    label
        What the count is called.
    reported, registered
        The count, and the rows.
    """

    code: str
    year: int
    label: Text
    reported: int
    registered: int


def differences(
    session: RegisterSession, places: Sequence[tuple[str, int]]
) -> Iterator[Difference]:
    """Yield the counts of some villages and years with which their registers disagree.

    Parameters
    ----------
    session
        Open registers.
    places
        Code of the village and year.
    """
    plan = session.plan
    asked = ", ".join(f"({literal(code)}, {int(year)})" for code, year in places)
    for counted_id, counted in plan.registers.items():
        if expected := counted.expected_rows:
            for register in plan.registers.values():
                if not register.is_per_place or expected not in register.columns:
                    continue
                name = next(key for key, each in plan.registers.items() if each is register)
                rows = session.connection.execute(
                    f"SELECT code, year, {quoted(expected)} AS reported, (SELECT count(*) FROM"
                    f" {quoted(counted_id)} AS counted WHERE counted.code = held.code"
                    f" AND counted.year = held.year) AS registered FROM {quoted(name)} AS held"
                    f" WHERE (code, year) IN ({asked}) ORDER BY code, year"
                ).fetchall()
                label = register.columns[expected].label
                for code, year, reported, registered in rows:
                    if reported is not None and reported != registered:
                        yield Difference(code, year, label, reported, registered)
