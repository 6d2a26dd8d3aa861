"""A rule as one question to the registers: SQL whose rows are the contradictions."""

from __future__ import annotations

from dataclasses import dataclass

from villages.plan.conditions import read_expression
from villages.plan.model import Plan
from villages.registers.rules.comparing import (
    expected_rows,
    marked,
    side_tables,
    too_little,
    too_much,
)
from villages.registers.rules.kinds import conjuncts
from villages.registers.rules.model import BEFORE, ELSEWHERE, Rule
from villages.registers.rules.wording import nameable


@dataclass(frozen=True)
class Question:
    """What is asked of the registers for one rule.

    Attributes
    ----------
    register_id
        The register whose rows bear the contradictions.
    sql
        Columns ``row_at``, the register's key, ``fails_<n>`` for each part and ``value_<n>``.
    parts
        The cells that are marked where part ``n`` fails.
    names
        What the sentences may call value ``n``; nothing personal.
    """

    register_id: str
    sql: str
    parts: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]


def question(plan: Plan, rule: Rule) -> Question:
    """Return the question that a rule asks.

    Parameters
    ----------
    plan
        The plan, whose registers the tables ``<register>``, ``before.<register>`` and
        ``elsewhere.<register>`` hold.
    rule
        A rule that ``read_rules`` has accepted.
    """
    match rule.kind:
        case "holds":
            return _holds(plan, rule)
        case "sums":
            return _sums(plan, rule)
        case "unique":
            return _unique(plan, rule)
        case "refers":
            return _refers(plan, rule)


def _row(plan: Plan, register_id: str) -> str:
    names = ("row_at", *plan.registers[register_id].key)
    return ", ".join(f'here."{name}"' for name in names)


def _holds(plan: Plan, rule: Rule) -> Question:
    register_id = str(rule.register_id)
    columns = dict(rule.columns(plan, register_id))
    columns |= {f"{BEFORE}{name}": column for name, column in columns.items()}
    where = {"file": rule.id, "key": "holds", "line": 1}
    expressions = [read_expression(part, columns, **where) for part in conjuncts(str(rule.holds))]
    named = sorted(set().union(*(expression.columns for expression in expressions)))
    names = tuple(name for name in named if not columns[name].personal)
    fails = [f"coalesce({one.value} = 0, false) AS fails_{n}" for n, one in enumerate(expressions)]
    values = [f'here."{name}" AS value_{n}' for n, name in enumerate(names)]
    source = _with_before(plan, register_id, [n for n in named if n.startswith(BEFORE)])
    any_fails = " OR ".join(f"fails_{n}" for n in range(len(fails)))
    sql = f"""
        SELECT {", ".join([_row(plan, register_id), *fails, *values])}
        FROM {source} AS here WHERE {any_fails}
    """
    parts = tuple(
        rule.cells or tuple(name for name in columns if name in one.columns and _is_now(name))
        for one in expressions
    )
    return Question(register_id, sql, parts, names)


def _is_now(name: str) -> bool:
    return not name.startswith(BEFORE)


def _with_before(plan: Plan, register_id: str, names: list[str]) -> str:
    """Each row beside the one that has its key in the year before."""
    if not names:
        return f'"{register_id}"'
    same = " AND ".join(
        f'earlier."{name}" = later."{name}"' + (" - 1" if name == "year" else "")
        for name in plan.registers[register_id].key
    )
    chosen = ", ".join(f'earlier."{name.removeprefix(BEFORE)}" AS "{name}"' for name in names)
    return (
        f'(SELECT later.*, {chosen} FROM "{register_id}" AS later'
        f' LEFT JOIN "{BEFORE}{register_id}" AS earlier ON {same})'
    )


def _sums(plan: Plan, rule: Rule) -> Question:
    register_id, sums = str(rule.bearer(plan)), rule.sums
    assert sums is not None
    tables = ", ".join(side_tables(plan, rule, name, side) for name, side in rule.sides)
    keys = ", ".join(sums.key)
    shown = {
        "left": "CASE WHEN is_much THEN left_low ELSE left_high END",
        "right": "CASE WHEN is_much THEN right_high ELSE right_low END",
    }
    names = tuple(name for name in shown if nameable(plan, rule)[name])
    values = [f"{shown[name]} AS value_{n}" for n, name in enumerate(names)]
    sql = f"""
        WITH {tables},
        compared AS (
            SELECT *, coalesce({too_much(sums)}, false) AS is_much,
                coalesce({too_little(sums)}, false) AS is_little
            FROM left_side JOIN right_side USING ({keys})
        )
        SELECT {", ".join([_row(plan, register_id), "true AS fails_0", *values])}
        FROM "{register_id}" AS here JOIN compared USING ({keys})
        WHERE is_much OR is_little
    """
    return Question(register_id, sql, (marked(plan, rule),), names)


def _unique(plan: Plan, rule: Rule) -> Question:
    register_id, column = str(rule.register_id), str(rule.unique)
    wanted = f'code, year, "{column}"'
    rows = f"""
        WITH stands AS (
            SELECT {wanted} FROM "{register_id}"
            UNION ALL SELECT {wanted} FROM "{ELSEWHERE}{register_id}"
        ),
        several AS (
            SELECT year, "{column}" FROM stands
            GROUP BY year, "{column}" HAVING min(code) <> max(code)
        ),
        found AS (
            SELECT here.* FROM "{register_id}" AS here JOIN several USING (year, "{column}")
        )
    """
    return _of_column(plan, rule, column, rows)


def _refers(plan: Plan, rule: Rule) -> Question:
    """Nobody is accused by a gap: as many ids may be unknown as rows of the other are missing."""
    register_id, reference = str(rule.register_id), rule.refers
    assert reference is not None
    column, target = f'"{reference.column}"', f'"{reference.register_id}"'
    expected = expected_rows(plan, rule, reference.register_id)
    rows = f"""
        WITH astray AS (
            SELECT * FROM "{register_id}" AS here WHERE {column} IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM {target} AS target WHERE target.code = here.code
                AND target.year = here.year AND target.{column} = here.{column})
        ),
        unknown AS (
            SELECT code, year, count(DISTINCT {column}) AS ids FROM astray GROUP BY code, year
        ),
        present AS (SELECT code, year, count(*) AS there FROM {target} GROUP BY code, year),
        found AS (
            SELECT astray.* FROM astray JOIN unknown USING (code, year)
            LEFT JOIN present USING (code, year)
            LEFT JOIN ({expected.sql}) AS expected USING (code, year)
            WHERE ids > greatest(coalesce(most, {expected.most}) - coalesce(there, 0), 0)
        )
    """
    return _of_column(plan, rule, reference.column, rows)


def _of_column(plan: Plan, rule: Rule, column: str, rows: str) -> Question:
    """What is found contradicts in one column, which may be named unless it is personal."""
    register_id = str(rule.register_id)
    names = (column,) if nameable(plan, rule).get(column) else ()
    chosen = [_row(plan, register_id), "true AS fails_0"]
    chosen += [f'here."{name}" AS value_{n}' for n, name in enumerate(names)]
    sql = f"{rows} SELECT {', '.join(chosen)} FROM found AS here"
    return Question(register_id, sql, (rule.cells or (column,),), names)
