"""Count what a store holds of everyone who reports, by year, against what should be there."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from villages.exhibits.board.model import Board, Entry, Name, RegisterLine, State, Timing
from villages.plan.model import Plan
from villages.plan.words import Text
from villages.registers.history import Revision, Selection, StoredHistory, open_problems
from villages.registers.reporters import Reporter, read_reporters, reporter_codes
from villages.registers.rules.model import COUNTING_REGISTER
from villages.registers.types import PLACES
from villages.vocabulary import Level

#: The code of a place, or of who reports, and a year.
_At = tuple[str, int]


def read_board(
    history: StoredHistory,
    plan: Plan,
    today: datetime.date,
    years: Sequence[int] | None = None,
    due: datetime.date | None = None,
) -> Board:
    """Return the board of a store as it stands.

    Parameters
    ----------
    history
        An open store.
    plan
        Its plan.
    today
        The day by which a return that has not come is overdue or still awaited.
    years
        Which years; by default every year of the plan that anything is held of.
    due
        The day by which returns were asked for.
    """
    held = _read_rows(history, plan, years)
    shown = tuple(years) if years is not None else held.years(plan)
    reporters = read_reporters(plan, history.rows(PLACES).to_pylist())
    errors, unplaced = _placed(open_problems(history, plan), history, plan, reporters, shown)
    warnings, _ = _placed(_last_warnings(history), history, plan, reporters, shown)
    returns = _returns(history.log())
    entries = []
    for code, reporter in reporters.items():
        for year in shown:
            came = returns.get((code, year), [])
            lines = tuple(_lines(plan, held, reporter, year))
            state = _state(lines, came, errors[code, year])
            entries.append(
                Entry(
                    place_code=code,
                    place=_both(reporter.name),
                    year=year,
                    state=state,
                    timing=_timing(came, state, due, today),
                    first_received=came[0].received_at if came else None,
                    last_received=came[-1].received_at if came else None,
                    returns=len(came),
                    errors=errors[code, year],
                    warnings=warnings[code, year],
                    registers=lines,
                )
            )
    is_demo = bool(history.card.get("is_demo", False))
    label = plan.labels.demo if is_demo else plan.labels.plan
    log = history.log()
    return Board(
        plan=_both(label),
        is_demo=is_demo,
        as_of=log[-1].received_at if log else None,
        due=due,
        years=shown,
        entries=tuple(entries),
        unplaced_errors=unplaced,
    )


@dataclass(frozen=True)
class _Held:
    """Rows of each register by place and year, and how many the villages counted."""

    rows: Mapping[str, Mapping[_At, int]]
    counted: Mapping[str, Mapping[_At, int]]

    def years(self, plan: Plan) -> tuple[int, ...]:
        found = {year for rows in self.rows.values() for _, year in rows}
        return tuple(year for year in plan.years if year in found)


def _both(text: Text) -> Name:
    return {"zh": text.zh, "en": text.en}


def _read_rows(history: StoredHistory, plan: Plan, years: Sequence[int] | None) -> _Held:
    selection = Selection(years=years)
    reported = {
        name: register
        for name, register in plan.registers.items()
        # Of an optional register nothing is due, unless each place has just one row to fill in.
        if name != PLACES
        and (register.is_per_place or not register.optional)
        and {"code", "year"} <= set(register.columns)
    }
    schema = pa.schema([("code", pa.string()), ("year", pa.int64()), ("total", pa.int64())])
    rows = {
        name: _by_place(
            history.select(
                "SELECT code, year, count(*) AS total"
                f" FROM ({history.current(name, selection)}) AS held GROUP BY code, year",
                schema,
            ),
            "total",
        )
        for name in reported
    }
    columns = {
        name: register.expected_rows
        for name, register in reported.items()
        if register.expected_rows
    }
    counts = history.rows(COUNTING_REGISTER, selection) if columns else None
    counted = {name: _by_place(counts, column) for name, column in columns.items()}
    return _Held(rows, counted)


def _by_place(table: pa.Table, column: str) -> dict[_At, int]:
    cells = zip(*(table[name].to_pylist() for name in ("code", "year", column)), strict=True)
    return {(code, year): value for code, year, value in cells if value is not None}


def _lines(plan: Plan, held: _Held, reporter: Reporter, year: int) -> Iterator[RegisterLine]:
    """Every register that one of them reports."""
    for name in held.rows:
        places = reporter.answers_for.get(plan.registers[name].level)
        if places:
            yield _line(plan, held, name, places, year)


def _line(
    plan: Plan, held: _Held, name: str, places: Mapping[str, Text], year: int
) -> RegisterLine:
    register, rows = plan.registers[name], held.rows[name]
    there = [code for code in places if rows.get((code, year))]
    # Without a count of its own a register has one row of each place.
    counts = held.counted.get(name, {(code, year): 1 for code in places})
    counted = {code: counts[code, year] for code in places if (code, year) in counts}
    # A village that counted none is whole without a row.
    missing = [code for code in places if code not in there and counted.get(code) != 0]
    short = [code for code in there if rows[code, year] < counted.get(code, 0)]
    return RegisterLine(
        register_id=name,
        label=_both(register.label),
        level=register.level,
        expected_places=len(places),
        places=len(there),
        rows=sum(rows[code, year] for code in there),
        expected_rows=sum(counted.values()),
        uncounted_places=len(places) - len(counted),
        missing=tuple(_both(places[code]) for code in missing),
        short=tuple(_both(places[code]) for code in short),
    )


def _returns(log: Iterable[Revision]) -> dict[_At, list[Revision]]:
    """The returns of everyone who reports, by year, the first one first."""
    found: defaultdict[_At, list[Revision]] = defaultdict(list)
    for revision in log:
        at = _of_form(revision)
        if revision.kind == "return" and at is not None:
            found[at].append(revision)
    return found


def _of_form(revision: Revision) -> _At | None:
    """Code and year of ``<owner>:<code of the place>:<year>``."""
    parts = revision.form_id.split(":")
    return (parts[1], int(parts[2])) if len(parts) == 3 and parts[2].isdigit() else None


def _last_warnings(history: StoredHistory) -> list[dict[str, Any]]:
    last = {revision.form_id: revision.number for revision in history.log()}
    numbers = set(last.values())
    return [
        problem
        for problem in history.problems()
        if problem.get("severity") == "warning" and problem["revision"] in numbers
    ]


def _placed(
    problems: Iterable[Mapping[str, Any]],
    history: StoredHistory,
    plan: Plan,
    reporters: Mapping[str, Reporter],
    years: Sequence[int],
) -> tuple[Counter[_At], int]:
    """Count problems by who reports and year, and those that belong to nobody."""
    codes = reporter_codes(reporters)
    forms = {revision.number: _of_form(revision) for revision in history.log()}
    found: Counter[_At] = Counter()
    unplaced = 0
    for problem in problems:
        at = _of_key(problem, plan, codes) or forms.get(problem["revision"])
        if at is not None and at[0] in reporters:
            # A year that was not asked for is not shown, and its errors are not either.
            found[at] += at[1] in years
        else:
            unplaced += 1
    return found, unplaced


def _of_key(
    problem: Mapping[str, Any], plan: Plan, codes: Mapping[Level, Mapping[str, str]]
) -> _At | None:
    """Who reports the row that a problem is about, and its year; None if it is no known row."""
    register = plan.registers.get(problem.get("register_id", ""))
    key = problem.get("key", ())
    if register is None or len(key) != len(register.key):
        return None
    said = dict(zip(register.key, key, strict=True))
    reporter = codes.get(register.level, {}).get(str(said.get("code", "")))
    year = str(said.get("year", ""))
    return (reporter, int(year)) if reporter and year.isdigit() else None


def _state(lines: Sequence[RegisterLine], returns: Sequence[Revision], errors: int) -> State:
    if not returns and not any(line.rows for line in lines):
        return "missing"
    if not all(line.is_whole for line in lines):
        return "in_part"
    return "to_mend" if errors else "complete"


def _timing(
    returns: Sequence[Revision], state: State, due: datetime.date | None, today: datetime.date
) -> Timing:
    if due is None:
        return ""
    if returns:
        return "on_time" if returns[0].received_at.date() <= due else "late"
    if state == "complete":  # the store began with it
        return ""
    return "overdue" if today > due else "awaited"
