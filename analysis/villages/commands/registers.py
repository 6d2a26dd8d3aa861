"""``villages registers``: begin a store, look at its history, take back what was wrong."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from csv import writer as csv_writer
from dataclasses import astuple
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from villages.catalogue import user_language
from villages.commands.defaults import account, registers_folder, shown_place, store_place
from villages.commands.spoken import SpokenCommand, SpokenGroup, day, option, words
from villages.errors import UserError
from villages.neutral import json_text, neutral, terminal_text, visible
from villages.press.options import Option
from villages.press.private import private_folder, replace_private
from villages.vocabulary import default_plan

if TYPE_CHECKING:
    from villages.registers.history import Revision, StoredHistory


#: Rows of a register that are shown side by side.
_ROWS_SIDE_BY_SIDE = 3

#: A column of cells no longer than this is never broken into lines.
_SHORT = 16


def registers_group() -> SpokenGroup:
    """Return the command ``registers``."""
    group = SpokenGroup("registers", "help_registers_group", no_args_is_help=True)
    who, why = option("who", words("help_who")), option("why", words("help_why"))
    register = option("register", words("help_registers_register"))
    year = option("year", words("help_registers_years"))
    _add(group, "begin", _begin, option("from", words("help_registers_from")), who)
    _add(group, "log", _log, option("json", words("help_json_log")))
    since = option("since", words("help_registers_since"))
    until = option("until", words("help_registers_until"))
    _add(group, "diff", _diff, since, until)
    place = option("place", words("help_registers_place"))
    as_of = option("as_of", words("help_as_of"))
    where = option("where", words("help_registers_where"))
    as_csv = option("csv", words("help_csv"))
    _add(group, "show", _show, register, place, year, as_of, where, as_csv)
    row = [option("code", words("help_registers_code")), option("id", words("help_registers_key"))]
    columns = option("columns", words("help_registers_columns"))
    _add(group, "withdraw", _withdraw, register, year, *row, columns, why, who)
    return group


def _add(
    group: SpokenGroup, name: str, callback: Callable[..., int], *params: click.Parameter
) -> None:
    shared = [
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("store", words("help_store")),
    ]
    help_key = f"help_registers_{name}"
    group.add_command(SpokenCommand(name, help_key, params=[*params, *shared], callback=callback))


@contextmanager
def _opened(plan: str, store: str | None, *, is_writing: bool = False) -> Iterator[StoredHistory]:
    from villages.plan import read_plan
    from villages.registers.history import open_history

    with open_history(read_plan(plan), store_place(plan, store), is_writing=is_writing) as history:
        yield history


def _begin(plan: str, store: str | None, who: str | None, **typed: Any) -> int:
    from villages.plan import read_plan
    from villages.registers.history import create_history

    place = store_place(plan, store)
    if isinstance(place, Path):
        private_folder(place.parent)
    now = datetime.datetime.now().astimezone()
    beginning = registers_folder(plan, typed["from"])
    create_history(read_plan(plan), place, beginning, who=who or account(), now=now)
    click.echo(words("store_begun", store=shown_place(place)))
    return 0


def _log(plan: str, store: str | None, json: str | None) -> int:
    from villages.registers.history.log import revision_values

    with _opened(plan, store) as history:
        revisions = history.log()
    if json:
        _write_json(json, [revision_values(each) for each in revisions])
    _print_table(
        ("revision", "received", "kind", "form", "rows", "changed", "problems", "by"),
        [
            (
                each.number,
                f"{each.received_at:%Y-%m-%d %H:%M}",
                words(f"kind_{each.kind}"),
                _about(each),
                sum(each.rows.values()),
                each.changed_cells,
                each.problem_count,
                words("by", who=each.who, why=each.why) if each.why else each.who,
            )
            for each in revisions
        ],
    )
    return 0


def _about(revision: Revision) -> str:
    """Which form a revision is; of a removal, the villages and years."""
    if revision.kind == "forgetting":
        return ", ".join(each.replace(":", " ") for each in revision.source)
    return revision.form_id


def _diff(plan: str, store: str | None, since: str | None, until: str | None) -> int:
    from villages.registers.history.changes import changes

    language = user_language()
    with _opened(plan, store) as history:
        last = _number("until", until, history.last_number)
        first = _number("since", since, max(last - 1, 0))
        found = changes(history, first, last, language)
        names = _names(history)
    if not found:
        click.echo(words("registers_no_changes"))
        return 0
    keys = ("register", "place", "year", "column", "before", "after", "cells")
    _print_table(keys, [_with_name(each.shown(language), 1, names) for each in found])
    return 0


def _show(
    plan: str,
    store: str | None,
    register: str | None,
    place: str | None,
    year: str | None,
    as_of: str | None,
    where: str | None,
    csv: str | None,
) -> int:
    from villages.registers.history import Selection, count_where, upto_of
    from villages.registers.history.overview import overview, visible_rows
    from villages.registers.intake.belonging import codes_of

    with _opened(plan, store) as history:
        upto = upto_of(history, day("as-of", as_of)) if as_of else None
        codes = codes_of(history.plan, history, place) if place else None
        years = [_number("year", year, 0)] if year else None
        selection = Selection(codes=codes, years=years)
        if register is None:
            keys: Sequence[str] = ("register", "year", "places", "rows")
            lines = overview(history, selection, upto, user_language())
            _print_table(keys, lines)
            return 0
        _known(register, list(history.plan.registers), "register_name_unknown")
        if where:
            counted = count_where(history, register, where, selection, upto)
            keys = ("place", "year", "fulfilling", "undecided", "total")
            names = _names(history)
            _print_table(keys, [_with_name(astuple(each), 0, names) for each in counted])
            return 0
        labels, rows = visible_rows(history, register, selection, upto, user_language())
    if csv:
        replace_private(Path(csv), _csv_text(labels, rows))
        click.echo(visible(csv))
        click.echo(words("registers_csv_private"), err=True)
        return 0
    for start in range(0, len(rows), _ROWS_SIDE_BY_SIDE):
        # So many columns stand below one another: a row of the register is a column here.
        beside = rows[start : start + _ROWS_SIDE_BY_SIDE]
        _print_rows(["", *[""] * len(beside)], list(zip(labels, *beside, strict=True)))
    return 0


def _withdraw(
    plan: str,
    store: str | None,
    register: str | None,
    year: str | None,
    code: str | None,
    id: str | None,
    columns: str | None,
    why: str | None,
    who: str | None,
) -> int:
    from villages.registers.history.withdrawing import withdrawal

    for name, given in (("register", register), ("code", code), ("year", year), ("why", why)):
        if not given:
            raise UserError("option_needed", option=f"--{name}")
    assert register and code and why
    with _opened(plan, store, is_writing=True) as history:
        _known(register, list(history.plan.registers), "register_name_unknown")
        names = tuple(part.strip() for part in (columns or "").split(",") if part.strip())
        held = history.plan.registers[register]
        for name in names:
            allowed = [each for each in held.columns if each not in held.key]
            _known(name, allowed, "column_name_unknown", register=register)
        asked = withdrawal(
            register, held, {"code": code, "year": _number("year", year, 0), "id": id}, names
        )
        now = datetime.datetime.now().astimezone()
        receipt = history.append(asked(who or account(), why), now)
    if receipt.revision is None or receipt.outcome != "new":
        click.echo(words("withdrawn_nothing"), err=True)
        return 1
    click.echo(words("withdrawn", revision=receipt.revision.number))
    return 0


def _known(value: str, known: list[str], key: str, **said: object) -> None:
    if value not in known:
        near = get_close_matches(value, known, n=3, cutoff=0.4) or known
        raise UserError(key, value=value, near=", ".join(near), **said)


def _csv_text(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows for a spreadsheet: with the mark by which Excel knows UTF-8, and nothing that acts."""
    text = io.StringIO()
    writer = csv_writer(text)
    writer.writerows([neutral(visible(cell)) for cell in row] for row in (labels, *rows))
    return "\ufeff" + text.getvalue()


def _names(history: StoredHistory) -> dict[str, str]:
    """Code of a village, a township or the city → its name and code, in the user's language."""
    from villages.registers.reporters import names_of_places
    from villages.registers.types import PLACES

    names = names_of_places(history.rows(PLACES).to_pylist())
    return {code: f"{name.of(user_language())} {code}" for code, name in names.items()}


def _with_name(cells: Sequence[object], at: int, names: Mapping[str, str]) -> tuple[object, ...]:
    named = names.get(str(cells[at]), cells[at])
    return (*cells[:at], named, *cells[at + 1 :])


def _number(name: str, text: str | None, default: int) -> int:
    return int(Option(name, 0).convert(text)) if text else default


def _write_json(path: str, content: object) -> None:
    text = json_text(content, indent=2, default=str)
    replace_private(Path(path), text + "\n")


def _print_table(keys: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    _print_rows([words(f"column_{key}") for key in keys], rows)


def _print_rows(labels: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD)
    for index, label in enumerate(labels):
        width = max([cell_len(label), *(cell_len(str(row[index])) for row in rows)])
        # A short column is not broken into lines; long ones and the last fold and lose nothing.
        is_kept = width <= _SHORT and index < len(labels) - 1
        table.add_column(label, overflow="fold", min_width=width if is_kept else None)
    for row in rows:
        # What people wrote is text and no markup.
        table.add_row(*(terminal_text("" if cell is None else str(cell)) for cell in row))
    Console().print(table)
