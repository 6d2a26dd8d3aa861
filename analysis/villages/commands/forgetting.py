"""``villages forget``: take one person out of everything that the program keeps."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from villages.catalogue import user_language
from villages.commands.defaults import (
    FORMS,
    KEYS,
    PRIVATE,
    REGISTERS,
    REPORTS,
    STORES,
    account,
    registers_folder,
    results_of,
    shown_place,
    store_place,
)
from villages.commands.spoken import SpokenCommand, option, words
from villages.errors import UserError
from villages.neutral import visible
from villages.vocabulary import default_plan

if TYPE_CHECKING:
    from villages.plan import Plan
    from villages.registers.forgetting import Found, Person, RegisterFolder
    from villages.registers.history import StoredHistory
    from villages.registers.pseudonyms import Pseudonyms

#: The exit code if there is nothing to forget.
NOTHING = 1


@dataclass(frozen=True)
class _Kept:
    """Where registers are kept: a folder, a store, or both."""

    folder: RegisterFolder | None
    history: StoredHistory | None
    place: Path | str

    @property
    def sources(self) -> list[Any]:
        return [each for each in (self.folder, self.history) if each is not None]


def forget_command() -> SpokenCommand:
    """Return the command ``forget``."""
    params = [
        option("why", words("help_forget_why")),
        option("who", words("help_who")),
        option("from", words("help_forget_from"), metavar="FILE"),
        option("yes", words("help_forget_yes"), is_flag=True),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("store", words("help_store")),
        option("registers", words("help_registers")),
        option("forms", words("help_forget_forms"), default=str(FORMS)),
        option("reports", words("help_forget_reports"), default=str(REPORTS)),
    ]
    return SpokenCommand("forget", "help_forget", params=params, callback=_forget)


def _forget(**typed: Any) -> int:
    from villages.plan import read_plan
    from villages.registers.forgetting import find, read_person

    if not typed["why"]:
        raise UserError("option_needed", option="--why")
    plan = read_plan(typed["plan"])
    person = read_person(_lines(typed["from"]), _pseudonyms)
    said = {"who": typed["who"] or account(), "why": typed["why"]}
    _check_said(person, said.values())
    with ExitStack() as stack:
        kept = _open(stack, plan, typed)
        found = find(plan, kept.sources, person)
        left = _left_behind(kept, found)
        if not found and not left:
            return _nothing(plan, kept, person, found, typed)
        _tell_found(plan, found, left)
        if not typed["yes"] and sys.stdin.isatty():
            click.confirm(words("forget_confirm"), abort=True)
        revision = _remove(kept, found, person, left, said)
    said_of_store = words("forget_done_store", revision=revision) if revision else ""
    click.echo(words("forget_done") + said_of_store)
    _tell_consequences(plan, typed, found)
    return 0


def _nothing(plan: Plan, kept: _Kept, person: Person, found: Found, typed: dict[str, Any]) -> int:
    """Say so; if the last that was done is a removal, say again what is to be done after it."""
    is_named = _forget_names(person)
    click.echo(words("forget_name_only" if is_named else "forget_nothing"), err=True)
    if kept.history is not None:
        # What an interrupted removal left to be settled.
        kept.history.settle(list(plan.registers))
        last = next(iter(kept.history.log()[::-1]), None)
        if last is not None and last.kind == "forgetting":
            pairs = (each.rpartition(":") for each in last.source)
            places = tuple((code, int(year)) for code, _, year in pairs)
            click.echo(words("forget_last", revision=last.number))
            _tell_consequences(plan, typed, replace(found, places=places))
    return 0 if is_named else NOTHING


def _lines(file: str | None) -> list[str]:
    """What says who is meant: a file's lines, what is piped in, or what is typed unseen."""
    if file:
        try:
            return Path(file).read_text("utf-8-sig").splitlines()
        except FileNotFoundError as error:
            raise UserError("file_missing", file=file) from error
        except (OSError, UnicodeDecodeError) as error:
            raise UserError("forget_file_unreadable", file=file) from error
    if not sys.stdin.isatty():
        return sys.stdin.read().splitlines()
    number = click.prompt(words("forget_prompt"), hide_input=True)
    names = click.prompt(
        words("forget_prompt_names"), hide_input=True, default="", show_default=False
    )
    return [number, *str(names).replace("，", ",").split(",")]


def _pseudonyms() -> Pseudonyms:
    from villages.keyed_names import KEY_FILE, read_key
    from villages.registers.pseudonyms import Pseudonyms

    key = read_key(KEYS) if KEYS.is_dir() else None
    if key is None:
        raise UserError("forget_no_key", file=KEYS / KEY_FILE)
    return Pseudonyms(KEYS, key)


def _check_said(person: Person, said: Iterable[str]) -> None:
    """Refuse a reason that names the person: it stays in the log."""
    from villages.identifiers import has_long_run_of_digits

    for text in said:
        known = any(each in text for each in (*person.ids, *person.numbers, *person.names))
        if known or has_long_run_of_digits(text):
            raise UserError("forget_why_names")


def _open(stack: ExitStack, plan: Plan, typed: dict[str, Any]) -> _Kept:
    from villages.registers.forgetting import RegisterFolder
    from villages.registers.history import is_history, open_history

    place = store_place(typed["plan"], typed["store"])
    history = None
    if typed["store"] or is_history(place):
        history = stack.enter_context(open_history(plan, place, is_writing=True))
    path = registers_folder(typed["plan"], typed["registers"])
    folder = RegisterFolder(plan, path) if path.is_dir() and not is_history(path) else None
    if history is None and folder is None:
        raise UserError("registers_missing", folder=path)
    return _Kept(folder, history, place)


def _left_behind(kept: _Kept, found: Found) -> list[Path]:
    """Files of the private folder that name the person, beside key, registers and store."""
    from villages.registers.forgetting import files_that_name

    own = [KEYS, REGISTERS, STORES]
    own += [kept.folder.folder] if kept.folder is not None else []
    own += [kept.place] if isinstance(kept.place, Path) else []
    return files_that_name(PRIVATE, found.erasure.needles, own)


def _forget_names(person: Person) -> int:
    from villages.registers.forgetting import forget_names

    return forget_names(KEYS, person.names)


def _tell_found(plan: Plan, found: Found, left: list[Path]) -> None:
    language = user_language()
    if found:
        labels = [plan.registers[name].label.of(language) for name in found.registers]
        click.echo(words("forget_found", registers=words("forget_comma").join(labels)))
        for code, year in found.places:
            click.echo(f"  {code} {year}")
    if found.household_goes:
        click.echo(words("forget_household_goes"))
    if found.household_is_renumbered:
        click.echo(words("forget_household_renumbered"))
    for path in left:
        click.echo(words("forget_file", file=visible(str(path))))


def _remove(
    kept: _Kept, found: Found, person: Person, left: list[Path], said: dict[str, str]
) -> int:
    """Remove, the store last: whoever is interrupted before finds the person again."""
    from villages.registers.forgetting.leftovers import remove_file

    for path in left:
        remove_file(path)
    _forget_names(person)
    if not found:
        return 0
    now = datetime.datetime.now().astimezone()
    places = [f"{code}:{year}" for code, year in found.places]
    if kept.folder is not None:
        kept.folder.forget(found.erasure, places, now=now, **said)
    if kept.history is None:
        return 0
    revision = kept.history.forget(found.erasure, places, now=now, **said)
    kept.history.settle(found.registers)
    return revision.number


def _tell_consequences(plan: Plan, typed: dict[str, Any], found: Found) -> None:
    """Say which counts no longer agree, and what counted the person and must be made anew."""
    from villages.registers import open_registers
    from villages.registers.forgetting import files_that_name
    from villages.registers.forgetting.consequences import differences
    from villages.registers.history import is_history

    language = user_language()
    place = store_place(typed["plan"], typed["store"])
    source = place if is_history(place) else registers_folder(typed["plan"], typed["registers"])
    codes = {code for code, _ in found.places}
    if found.places:
        with open_registers(plan, source, needs_rows=False) as session:
            differing = list(differences(session, found.places))
            listed = ", ".join(f"'{code}'" for code in sorted(codes))
            rows = session.connection.execute(
                "SELECT code, name_zh, township_code, city_code FROM places"
                f" WHERE code IN ({listed})"
            ).fetchall()
        names = {code: name for code, name, *_ in rows}
        codes |= {code for row in rows for code in row[2:]}
        if differing:
            click.echo(words("forget_counts"))
        for each in differing:
            values = {"label": each.label.of(language), "reported": each.reported}
            values |= {"registered": each.registered, "year": each.year}
            click.echo(
                "  " + words("forget_count", place=names.get(each.code, each.code), **values)
            )
    if results_of(typed["plan"], None).is_dir():
        click.echo(words("forget_results", command=_study_command(typed)))
    first = min((year for _, year in found.places), default=0)
    reports = list(_reports(Path(typed["reports"]), codes, first))
    if reports:
        click.echo(words("forget_reports"))
    for command in dict.fromkeys(reports):
        click.echo(f"  {visible(command)}")
    forms = files_that_name(Path(typed["forms"]), found.erasure.needles)
    if forms:
        click.echo(words("forget_forms"))
    for path in forms:
        click.echo(f"  {visible(str(path))}")
    click.echo(words("forget_elsewhere", store=shown_place(place)))
    if typed["from"]:
        click.echo(words("forget_delete_file", file=typed["from"]))


def _study_command(typed: dict[str, Any]) -> str:
    parts = ["villages study"]
    parts += [f"--plan {typed['plan']}"] if typed["plan"] != default_plan() else []
    registers = typed["registers"] or (shown_place(typed["store"]) if typed["store"] else "")
    return " ".join([*parts, *([f"--registers {registers}"] if registers else [])])


def _reports(out: Path, codes: set[str], first_year: int) -> Iterator[str]:
    """The commands that print anew what counted the person."""
    from villages.press.journal import read_journal

    for record in read_journal(out).values():
        is_concerned = not record.code or record.code in codes
        if record.state != "finished" or record.year < first_year or not is_concerned:
            continue
        place = record.place.get("zh", "")
        where = f" --place {place}" if record.code else ""
        whole = " --all" if record.subject else where
        yield (
            f"villages report {record.page}{whole} --year {record.year}"
            f" --language {record.language} --edition {record.edition} --out {out}"
        )
