"""The door: a file is checked, what is good enters the store, what is not is named."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from villages.plan.model import Plan
from villages.registers.history.model import History, Receipt, Submission
from villages.registers.intake.belonging import Frame, form_of, read_frame, year_of
from villages.registers.intake.checking import Scope, check_draft
from villages.registers.intake.contradicting import hold_back
from villages.registers.intake.draft import DraftTable
from villages.registers.intake.foreign import MappingCard, draft_foreign
from villages.registers.intake.grid import Workbook
from villages.registers.intake.identities import Identities
from villages.registers.intake.joining import join
from villages.registers.intake.own import OwnReturn, draft_own
from villages.registers.intake.problems import Problem
from villages.registers.intake.returned import is_problem_sheet
from villages.registers.known_names import names_in_tables
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.rules import Rule
from villages.vocabulary import Level


@dataclass(frozen=True)
class Door:
    """What every return is judged by.

    Attributes
    ----------
    plan
        The plan.
    cards
        Its mapping cards for forms of others.
    rules
        Its contradiction rules.
    pseudonyms
        What turns identifiers into pseudonyms.
    """

    plan: Plan
    cards: Mapping[str, MappingCard]
    rules: Mapping[str, Rule]
    pseudonyms: Pseudonyms


@dataclass(frozen=True)
class Sender:
    """Who hands a return in, and why it changes what is held.

    Attributes
    ----------
    who
        An office or an account.
    why
        The reason of a correction; may be empty otherwise.
    year, place_code
        What the form is about, where it does not say so itself: the year, and a township or the
        city.
    """

    who: str
    why: str = ""
    year: int | None = None
    place_code: str | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a file.

    Attributes
    ----------
    workbook
        The file.
    form_id
        Which form it is; empty if that cannot be told.
    receipt
        What the store said; None if nothing was handed to it.
    problems
        What its sender should know.
    read_rows, accepted_rows
        Register → how many rows hold anything, and how many were taken in.
    """

    workbook: Workbook
    form_id: str
    receipt: Receipt | None
    problems: tuple[Problem, ...]
    read_rows: Mapping[str, int] = field(default_factory=dict)
    accepted_rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def error_count(self) -> int:
        """How many cells, rows or sheets were not taken in."""
        return sum(each.severity == "error" for each in self.problems)


@dataclass(frozen=True)
class _Meant:
    """What a file is: its form, its drafts, and which places of each level it may speak of."""

    form_id: str
    year: int
    places: Mapping[Level, Collection[str]]
    tables: Sequence[DraftTable]

    @property
    def codes(self) -> list[str]:
        """The codes of all these places."""
        return sorted({code for codes in self.places.values() for code in codes})


def take_in(
    door: Door, history: History, workbook: Workbook, sender: Sender, now: datetime.datetime
) -> Taken:
    """Check a returned file and hand what is good to the store, in one transaction.

    Cells that cannot be read are named and left missing; everything else of their rows enters.

    Parameters
    ----------
    door
        What every return is judged by.
    history
        The store, opened for writing.
    workbook
        The file, read by the guard.
    sender
        Who hands it in.
    now
        The time, by the clock.

    Raises
    ------
    UserError
        If the return changes values that are held and no reason is given; nothing is then done.
    """
    plan = door.plan
    frame = read_frame(plan, history, sender.place_code)
    # A list of problems that the program put in front is no part of the return.
    sheets = tuple(sheet for sheet in workbook.sheets if not is_problem_sheet(sheet))
    read = replace(workbook, sheets=sheets)
    own = draft_own(read, plan)
    if own is not None:
        meant, problems = _own(door, frame, workbook, own, sender)
    else:
        meant, problems = _foreign(door, frame, read, sender)
    if meant is None:
        return Taken(workbook, "", None, tuple(problems))
    identities = Identities(plan, history, door.pseudonyms, meant.codes, meant.year)
    scope = Scope(meant.year, meant.places, identities.resolve, frame.locate)
    file = workbook.path.name
    checked = [check_draft(plan, table, scope, file) for table in meant.tables]
    joined = join(plan, checked, file)
    problems += [problem for each in joined for problem in each.problems]
    problems += hold_back(plan, door.rules, history, joined, meant.codes, meant.year, file)
    if not any(each.rows for each in joined) and not problems:
        problems.append(Problem(file, "", "", "", "form_nothing", "warning"))
    tables = {each.register_id: each.table(plan.registers[each.register_id]) for each in joined}
    door.pseudonyms.remember_names(names_in_tables(plan, tables))
    receipt = history.append(_submission(meant, tables, problems, sender, file), now)
    return Taken(
        workbook,
        meant.form_id,
        receipt,
        tuple(problems),
        {each.register_id: each.read_count for each in joined},
        {each.register_id: len(each.rows) for each in joined},
    )


def _own(
    door: Door, frame: Frame, workbook: Workbook, own: OwnReturn, sender: Sender
) -> tuple[_Meant | None, list[Problem]]:
    problems = list(own.problems)
    if not own.tables:
        return None, problems
    file = workbook.path.name
    form = form_of(door.plan, frame, file, own.form_id, own.tables, sender.year)
    if isinstance(form, Problem):
        return None, [*problems, form]
    places = frame.reporters[form.place_code].answers_for
    return _Meant(str(form), form.year, places, own.tables), problems


def _foreign(
    door: Door, frame: Frame, workbook: Workbook, sender: Sender
) -> tuple[_Meant | None, list[Problem]]:
    file = workbook.path.name
    draft = draft_foreign(workbook, door.cards, door.plan)
    problems = list(draft.problems)
    door.pseudonyms.remember_names(draft.names)
    if not draft.is_known and not problems:
        problems.append(Problem(file, "", "", "", "file_foreign", "error"))
    if not draft.tables:
        return None, problems
    year = year_of(door.plan, file, draft.tables, sender.year)
    if isinstance(year, Problem):
        return None, [*problems, year]
    cards = "+".join(sorted({table.card_id for table in draft.tables}))
    form_id = ":".join((frame.owner, *filter(None, (cards, sender.place_code)), str(year)))
    return _Meant(form_id, year, frame.places, draft.tables), problems


def _submission(
    meant: _Meant,
    tables: Mapping[str, pa.Table],
    problems: Sequence[Problem],
    sender: Sender,
    file: str,
) -> Submission:
    """What was accepted, and what its problems are: the same file judged anew may be new."""
    plain = [vars(problem) | {"key": list(problem.key)} for problem in problems]
    digest = hashlib.sha256(json.dumps([meant.form_id, plain], sort_keys=True).encode())
    for name, table in sorted(tables.items()):
        digest.update(name.encode())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return Submission(
        kind="return",
        form_id=meant.form_id,
        content_hash=digest.hexdigest(),
        who=sender.who,
        why=sender.why,
        source=(file,),
        tables=tables,
        problems=plain,
    )
