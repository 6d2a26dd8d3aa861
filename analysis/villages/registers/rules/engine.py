"""Ask a plan's rules of registers: of a return at the door, or of whole registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import duckdb
import pyarrow as pa

from villages.plan.model import Plan
from villages.registers.rules.model import BEFORE, ELSEWHERE, Contradiction, Rule
from villages.registers.rules.questions import Question, question
from villages.registers.types import arrow_schema
from villages.registers.workbench import open_workbench

#: The column that says where a row stands in a return.
ROW_AT = "row_at"


def contradictions(
    plan: Plan,
    rules: Mapping[str, Rule],
    tables: Mapping[str, pa.Table],
    before: Mapping[str, pa.Table],
    elsewhere: Mapping[str, pa.Table],
) -> list[Contradiction]:
    """Return what contradicts the rules, in the order of the rules.

    A rule that cannot be decided because cells or rows are missing is not contradicted. Each year
    is compared with the one before it, however many the tables hold; for whole registers
    ``before`` is ``tables`` itself.

    Parameters
    ----------
    plan
        The plan.
    rules
        Its rules, from ``read_rules``.
    tables
        Register → the rows to judge, no key twice: the columns of the register, and ``row_at``
        where the row stands in a return. A register that is not given has no rows.
    before
        Register → the rows of the years before, of the same villages.
    elsewhere
        Register → the rows of other villages in the same years; only ids are looked up in them.
    """
    with open_workbench() as connection:
        return judge(connection, plan, rules, {"": tables, BEFORE: before, ELSEWHERE: elsewhere})


def judge(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    rules: Mapping[str, Rule],
    groups: Mapping[str, Mapping[str, pa.Table]],
) -> list[Contradiction]:
    """Return what contradicts the rules, in a session that may have judged other rows before.

    Parameters
    ----------
    connection
        The session.
    plan, rules
        The plan and the rules to ask.
    groups
        What the names of a group's tables begin with → register → rows.
    """
    blank = set()
    for prefix, group in groups.items():
        for name in asked_registers(plan, rules, prefix):
            given = group.get(name)
            table = arrow_schema(plan.registers[name]).empty_table() if given is None else given
            if ROW_AT not in table.column_names:
                table = table.append_column(ROW_AT, pa.nulls(len(table), pa.int64()))
            connection.register(f"{prefix}{name}", table)
            if not prefix and not len(table):
                blank.add(name)
    return [
        found
        for rule in rules.values()
        # Sums may lack the very rows that they are held against; no other rule is broken by none.
        if rule.sums is not None or _asked(plan, rule).register_id not in blank
        for found in _found(plan, rule, _asked(plan, rule), connection)
    ]


def asked_registers(plan: Plan, rules: Mapping[str, Rule], prefix: str = "") -> list[str]:
    """Return the registers that rules ask.

    Parameters
    ----------
    plan, rules
        The plan and its rules.
    prefix
        What their names begin with: nothing, or what the year before or other places are marked by.
    """
    asked = "\n".join(_asked(plan, rule).sql for rule in rules.values())
    return [name for name in plan.registers if f'"{prefix}{name}"' in asked]


_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class _Only(Generic[_T]):
    """A thing that is told from others by being itself, whatever it holds."""

    thing: _T

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Only) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


def _asked(plan: Plan, rule: Rule) -> Question:
    return _worked_out(_Only(plan), _Only(rule))


# To parse a rule's conditions takes longer than to ask them of a return.
@lru_cache(maxsize=512)
def _worked_out(plan: _Only[Plan], rule: _Only[Rule]) -> Question:
    return question(plan.thing, rule.thing)


def _found(
    plan: Plan, rule: Rule, asked: Question, connection: duckdb.DuckDBPyConnection
) -> Iterator[Contradiction]:
    key = plan.registers[asked.register_id].key
    parts_from = 1 + len(key)
    values_from = parts_from + len(asked.parts)
    order = ", ".join([f"{ROW_AT} NULLS LAST", *(f'"{name}"' for name in key)])
    for row in connection.execute(f"{asked.sql} ORDER BY {order}").fetchall():
        of_key = dict(zip(key, row[1:parts_from], strict=True))
        fails = zip(asked.parts, row[parts_from:values_from], strict=True)
        cells = dict.fromkeys(cell for part, is_failing in fails if is_failing for cell in part)
        yield Contradiction(
            rule_id=rule.id,
            register_id=asked.register_id,
            row_at=row[0],
            key=tuple(str(value) for value in of_key.values()),
            columns=tuple(cells),
            severity=rule.severity,
            values=dict(zip(asked.names, row[values_from:], strict=True)),
            code=of_key["code"],
            year=of_key.get("year"),
        )
