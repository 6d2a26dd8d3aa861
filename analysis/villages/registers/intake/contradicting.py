"""What of a return contradicts itself or what is held: by the rules of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from villages.catalogue import user_language
from villages.plan.model import Column, Plan, Register
from villages.registers.history.model import History, Selection
from villages.registers.intake.checking import Checked, identifying_columns
from villages.registers.intake.grid import cell_name
from villages.registers.intake.problems import Problem, Severity
from villages.registers.intake.shown import shown
from villages.registers.loading import quoted
from villages.registers.rules import Contradiction, Rule, contradictions, words
from villages.registers.rules.engine import ROW_AT, asked_registers
from villages.registers.rules.model import BEFORE
from villages.registers.rules.wording import SENTENCES
from villages.registers.workbench import open_workbench


def hold_back(
    plan: Plan,
    rules: Mapping[str, Rule],
    history: History,
    checked: Sequence[Checked],
    codes: Sequence[str],
    year: int,
    file: str,
) -> list[Problem]:
    """Name what contradicts the plan's rules, and hold back the cells that cannot all be true.

    The rows of the return are judged together with what is held of the same villages and year.

    Parameters
    ----------
    plan, rules
        The plan and its rules.
    history
        The store.
    checked
        The rows of the return; cells that are held back become None in them, rows whose key is
        held back go.
    codes, year
        The villages and the year of the return.
    file
        The file's name, for messages.
    """
    if not rules or not checked:
        return []
    of_year, of_before = (Selection(codes=codes, years=[each]) for each in (year, year - 1))
    tables = _in_force(plan, history, checked, of_year, asked_registers(plan, rules))
    before = {
        name: history.rows(name, of_before)
        for name in asked_registers(plan, rules, BEFORE)
        if "year" in plan.registers[name].columns
    }
    elsewhere = _elsewhere(plan, history, checked, codes, year)
    problems: list[Problem] = []
    by_register = {each.register_id: each for each in checked}
    gone: dict[str, set[int]] = {}
    for found in contradictions(plan, rules, tables, before, elsewhere):
        rule, rows = rules[found.rule_id], by_register.get(found.register_id)
        if found.row_at is None and not _touches(rule, found, by_register):
            continue  # held since before: the audit asks about it, not this return's sender
        problems += _named(plan, rule, found, rows, file)
        if found.severity == "error" and rows is not None and found.row_at is not None:
            for name in found.columns:
                if name in plan.registers[found.register_id].key:
                    gone.setdefault(found.register_id, set()).add(found.row_at)
                elif name in rows.cells:
                    rows.cells[name][found.row_at] = None
    for register_id, positions in gone.items():
        by_register[register_id].drop(positions)
    return problems


def _touches(rule: Rule, found: Contradiction, given: Mapping[str, Checked]) -> bool:
    """Whether a return brings rows of the village to sums that contradict one another."""
    return any(
        found.code in given[side.register_id].cells["code"]
        for _, side in rule.sides
        if side.register_id in given
    )


def _in_force(
    plan: Plan,
    history: History,
    checked: Sequence[Checked],
    selection: Selection,
    asked: Sequence[str],
) -> dict[str, pa.Table]:
    """What would stand with the return: its rows over those held, and which are its own."""
    tables = {
        name: history.rows(name, selection)
        for name in asked
        if "year" in plan.registers[name].columns
    }
    with open_workbench() as connection:
        for each in checked:
            name, register = each.register_id, plan.registers[each.register_id]
            if name in tables:
                rows = each.table(register)
                at = pa.array(range(rows.num_rows), pa.int64())
                given = rows.append_column(ROW_AT, at)
                tables[name] = _over(connection, register, tables[name], given)
    return tables


def _over(
    connection: duckdb.DuckDBPyConnection, register: Register, held: pa.Table, given: pa.Table
) -> pa.Table:
    cells = [
        f"COALESCE(given.{quoted(name)}, held.{quoted(name)}) AS {quoted(name)}"
        for name in register.columns
    ]
    same = ", ".join(map(quoted, register.key))
    connection.register("held", held)
    connection.register("given", given)
    return connection.sql(
        f"SELECT {', '.join(cells)}, given.{ROW_AT} FROM given FULL JOIN held USING ({same})"
    ).to_arrow_table()


def _elsewhere(
    plan: Plan, history: History, checked: Sequence[Checked], codes: Sequence[str], year: int
) -> dict[str, pa.Table]:
    """Rows of other villages with the same ids in the same year."""
    found = {}
    for each in checked:
        register = plan.registers[each.register_id]
        names = [key for key in register.key if key in identifying_columns(plan)]
        for name in names:
            ids = sorted({value for value in each.cells[name] if value is not None})
            rows = history.rows(each.register_id, Selection(years=[year], ids={name: ids}))
            is_here = pc.is_in(rows["code"], pa.array(sorted(codes), pa.string()))
            found[each.register_id] = rows.filter(pc.invert(is_here))
    return found


def _named(
    plan: Plan, rule: Rule, found: Contradiction, rows: Checked | None, file: str
) -> Iterator[Problem]:
    values: dict[str, Any] = {
        half: words(plan, rule, found, half).model_dump() for half in SENTENCES
    }
    values["contradiction"] = rule.id
    said_by = "contradiction" if rule.innocent is None else "contradiction_asked"
    columns = plan.registers[found.register_id].columns
    at = found.row_at
    severity: Severity = found.severity
    if rows is None or at is None:
        # Only what this return says can be held back; what it contradicts is asked about.
        yield Problem(
            file, "", "", _labels([columns[each] for each in found.columns]), said_by,
            "warning", values=values, register_id=found.register_id, key=found.key,
        )  # fmt: skip
        return
    draft, row = rows.rows[at]
    placed = {column.column_id: column for column in draft.columns}
    marked = [placed[name] for name in found.columns if name in placed] or [draft.columns[0]]
    for column in marked:
        yield Problem(
            file, draft.sheet.name, cell_name(*draft.at(row, column)), column.label,
            said_by, severity,
            shown=shown(draft.cell(row, column), columns[column.column_id]), values=values,
            register_id=found.register_id, column_id=column.column_id, key=found.key,
        )  # fmt: skip


def _labels(columns: Sequence[Column]) -> str:
    language = user_language()
    return ("、" if language == "zh" else ", ").join(each.label.of(language) for each in columns)
