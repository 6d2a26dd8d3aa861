"""Sums over whole villages with the ends between which they lie, whatever is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from villages.plan.conditions import EXACT_TYPE, Expression, read_expression
from villages.plan.model import Plan
from villages.registers.rules.model import BEFORE, COUNTING_REGISTER, Rule, Side, Sums

#: How often rows may be missing where nothing says how many there should be.
_UNKNOWN = "NULL::BIGINT"


def expressions(plan: Plan, rule: Rule, side: Side) -> Iterator[tuple[str, Expression]]:
    """Yield what a side adds up: ``total`` and, for a mean, ``over``, what it is divided by."""
    columns = rule.columns(plan, side.register_id)
    for name, text in (("total", side.sum), ("over", side.over)):
        if text is not None:
            yield name, read_expression(text, columns, file=rule.id, key="sums", line=1)


def marked(plan: Plan, rule: Rule) -> tuple[str, ...]:
    """Return the cells of the bearing row that sums mark: those that the sides are made of."""
    bearer = rule.bearer(plan)
    named: set[str] = set()
    for _, side in rule.sides:
        if side.register_id == bearer and not side.is_before:
            named.update(*(one.columns for _, one in expressions(plan, rule, side)))
    return rule.cells or tuple(name for name in rule.columns(plan, str(bearer)) if name in named)


@dataclass(frozen=True)
class Expected:
    """How many rows a village should have in a register: SQL per ``code`` and ``year``.

    ``least`` and ``most`` hold where the counting register has no such row.
    """

    sql: str
    least: Decimal
    most: Decimal


def expected_rows(plan: Plan, rule: Rule, register_id: str, is_before: bool = False) -> Expected:
    """Return how many rows the counting register expects of another, a blank cell bounded."""
    counted = plan.registers[register_id].expected_rows
    column = rule.columns(plan, COUNTING_REGISTER)[str(counted)]
    least, most = column.plausible or (Decimal(0), Decimal(0))
    table, year = _table(COUNTING_REGISTER, is_before)
    sql = (
        f'SELECT code, {year}, coalesce("{counted}", {least}) AS least,'
        f' coalesce("{counted}", {most}) AS most FROM {table}'
    )
    return Expected(sql, least, most)


def side_tables(plan: Plan, rule: Rule, name: str, side: Side) -> str:
    """Return common table expressions; the last, ``<name>_side``, has the ends per key.

    Parameters
    ----------
    plan, rule
        The plan and the rule, which is one of sums.
    name
        ``left`` or ``right``.
    side
        That side of the rule.
    """
    sums, bearer = rule.sums, rule.bearer(plan)
    assert sums is not None
    parts = list(expressions(plan, rule, side))
    table, year = _table(side.register_id, side.is_before)
    keys = ", ".join(sums.key)
    added = ", ".join(
        f"sum(CAST({getattr(part, end)} AS {EXACT_TYPE})) AS {part_name}_{end}"
        for part_name, part in parts
        for end in ("low", "high")
    )
    ends = ", ".join(
        f"{_end(part_name, part, end)} AS {part_name}_{end}"
        for part_name, part in parts
        for end in ("low", "high")
    )
    missing, joined = _missing(plan, rule, side)
    low, high = (_quotient(end) if side.over else f"total_{end}" for end in ("low", "high"))
    return f"""
        {name}_known AS (
            SELECT {keys}, count(*) AS present, {added}
            FROM (SELECT * REPLACE ({year}) FROM {table}) GROUP BY {keys}
        ),
        {name}_missing AS (
            SELECT {keys}, known.* EXCLUDE ({keys}), {missing}
            FROM "{bearer}" LEFT JOIN {name}_known AS known USING ({keys}) {joined}
        ),
        {name}_ends AS (SELECT {keys}, {ends} FROM {name}_missing),
        {name}_side AS (SELECT {keys}, {low} AS {name}_low, {high} AS {name}_high FROM {name}_ends)
    """


def _table(register_id: str, is_before: bool) -> tuple[str, str]:
    """A register's table, and its year as the year that it is compared in."""
    if is_before:
        return f'"{BEFORE}{register_id}"', "year + 1 AS year"
    return f'"{register_id}"', "year AS year"


def _missing(plan: Plan, rule: Rule, side: Side) -> tuple[str, str]:
    """How many rows of a side are missing, at least and at most, and what must be joined for it."""
    register, sums = plan.registers[side.register_id], rule.sums
    assert sums is not None
    if set(register.key) == set(sums.key):
        one = "1 - coalesce(present, 0)"
        return f"{one} AS missing_low, {one} AS missing_high", ""
    if sums.per is not None or register.expected_rows is None:
        return f"0 AS missing_low, {_UNKNOWN} AS missing_high", ""
    expected = expected_rows(plan, rule, side.register_id, side.is_before)
    lacking = "greatest(coalesce({}, {}) - coalesce(present, 0), 0) AS missing_{}"
    ends = (("least", expected.least, "low"), ("most", expected.most, "high"))
    joined = f"LEFT JOIN ({expected.sql}) AS expected USING (code, year)"
    return ", ".join(lacking.format(*end) for end in ends), joined


def _end(name: str, part: Expression, end: str) -> str:
    """What the rows known come to, and what the missing ones may add to it."""
    absent = part.absent_low if end == "low" else part.absent_high
    known = f"coalesce({name}_{end}, 0)"
    if absent == 0:
        return known
    count = end if absent > 0 else {"low": "high", "high": "low"}[end]
    return f"{known} + missing_{count} * CAST({absent:f} AS {EXACT_TYPE})"


def _quotient(end: str) -> str:
    """An end of a mean; none where the divisor may be nothing."""
    other = "high" if end == "low" else "low"
    by = f"CASE WHEN total_{end} >= 0 THEN over_{other} ELSE over_{end} END"
    return f"CASE WHEN over_low > 0 THEN CAST(total_{end} AS DOUBLE) / {by} END"


def too_much(sums: Sums) -> str:
    """SQL of whether the left side is too large, whatever is missing."""
    return f"{_are_amounts(sums)}left_low > right_high * {sums.factor:f}"


def too_little(sums: Sums) -> str:
    """SQL of whether the left side is too small, whatever is missing."""
    if sums.relation == "at_most":
        return "false"
    return f"{_are_amounts(sums)}left_high * {sums.factor:f} < right_low"


def _are_amounts(sums: Sums) -> str:
    """Below nothing there is no saying how many times one is the other."""
    return "left_low >= 0 AND right_low >= 0 AND " if sums.relation == "within" else ""
