"""``villages intake``: filled forms in, problems out, what is good into the store."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from villages.catalogue import user_language
from villages.commands.defaults import KEYS, RETURNED, account, ready_store, shown_place
from villages.commands.spoken import SpokenCommand, files_argument, option, words
from villages.errors import UserError
from villages.neutral import json_text
from villages.press.options import Option
from villages.press.private import private_folder, replace_private
from villages.vocabulary import LANGUAGES, Language, default_plan

if TYPE_CHECKING:
    from villages.registers.intake.door import Door, Sender, Taken

#: The exit code when something of a return was not taken in.
SOME_REFUSED = 3

#: What may be a form; other files of a folder are left alone.
_ENDINGS = (".xlsx", ".xls", ".csv")

_LANGUAGE = Option("language", LANGUAGES[0], choices=LANGUAGES)


def intake_command() -> SpokenCommand:
    """Return the command ``intake``."""
    params = [
        files_argument(),
        option("who", words("help_who")),
        option("why", words("help_why")),
        option("year", words("help_intake_year")),
        option("place", words("help_intake_place")),
        option("json", words("help_json")),
        option("language", words("help_intake_language"), metavar="zh|en"),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("store", words("help_store")),
        option("out", words("help_returned"), default=str(RETURNED)),
    ]
    return SpokenCommand("intake", "help_intake", params=params, callback=_intake)


def _intake(files: Sequence[str], **typed: Any) -> int:
    from villages.commands.problem_table import print_problems, problems_json

    language = cast(Language, _LANGUAGE.convert(typed["language"] or user_language()))
    paths = list(_files(files))
    store, door, sender = _prepare(typed)
    done: list[Taken] = []
    for path in paths:
        try:
            done.append(_take(door, store, path, sender))
        except UserError as error:
            # One file that cannot be taken in never keeps the others out.
            cause = error.text()
            named = words("intake_not_taken", file=path.name, cause=cause)
            click.echo(cause if path.name in cause else named, err=True)
    problems = [problem for taken in done for problem in taken.problems]
    print_problems(problems, language)
    for taken in done:
        click.echo(_line(taken))
        if any(problem.severity != "note" for problem in taken.problems):
            _return(taken, typed["out"], language)
    if typed["json"]:
        text = json_text(problems_json(problems, language), indent=2)
        replace_private(Path(typed["json"]), text + "\n")
    errors, failed = sum(taken.error_count for taken in done), len(paths) - len(done)
    said = {"count": len(done), "failed": failed, "errors": errors, "store": shown_place(store)}
    click.echo(words("intake_done", **said))
    return SOME_REFUSED if errors or failed else 0


def _files(given: Sequence[str]) -> Iterator[Path]:
    """The files that were named, and those of folders that were; not what Excel leaves open."""
    for each in map(Path, given):
        if not each.is_dir():
            yield each
            continue
        inside = [path for path in sorted(each.iterdir()) if path.suffix.lower() in _ENDINGS]
        found = [path for path in inside if not path.name.startswith(("~$", "."))]
        if not found:
            raise UserError("intake_folder_empty", folder=each)
        yield from found


def _prepare(typed: dict[str, Any]) -> tuple[Path | str, Door, Sender]:
    """The store, what returns are judged by, and who hands them in."""
    from villages.plan import read_plan
    from villages.plan.reading import plan_folder
    from villages.registers.history import open_history
    from villages.registers.intake.belonging import find_reporter
    from villages.registers.intake.door import Door, Sender
    from villages.registers.intake.foreign import read_mapping_cards
    from villages.registers.pseudonyms import Pseudonyms
    from villages.registers.rules import read_rules

    name = typed["plan"]
    plan, folder = read_plan(name), plan_folder(name)
    cards, rules = read_mapping_cards(folder, plan), read_rules(folder, plan)
    year = int(Option("year", 0).convert(typed["year"])) if typed["year"] else None
    who = typed["who"] or account()
    store = ready_store(plan, name, typed["store"], who)
    place = None
    if typed["place"]:
        with open_history(plan, store) as history:
            place = find_reporter(plan, history, typed["place"]).code
    door = Door(plan, cards, rules, Pseudonyms.open(private_folder(KEYS)))
    return store, door, Sender(who, typed["why"] or "", year, place)


def _take(door: Door, store: Path | str, path: Path, sender: Sender) -> Taken:
    from villages.registers.guard import read_file
    from villages.registers.history import open_history
    from villages.registers.intake.door import take_in

    # The file is parsed before the store is taken: a slow file keeps nobody out.
    workbook = read_file(path)
    with open_history(door.plan, store, is_writing=True) as history:
        return take_in(door, history, workbook, sender, datetime.datetime.now().astimezone())


def _line(taken: Taken) -> str:
    """What became of a file, in one line."""
    receipt, file = taken.receipt, taken.workbook.path.name
    if receipt is None:
        return words("intake_refused", file=file, errors=taken.error_count)
    revision = receipt.revision.number if receipt.revision else 0
    said = {
        "file": file,
        "rows": sum(taken.accepted_rows.values()),
        "errors": taken.error_count,
        "revision": revision,
        "added": receipt.added_rows,
        "changed": receipt.changed_cells,
        "kept": receipt.kept_cells,
    }
    return words(f"intake_{receipt.outcome}", **said)


def _return(taken: Taken, out: str, language: Language) -> None:
    """Write the file that goes back; what was taken in stays, also if that cannot be done."""
    from villages.registers.intake.returned import write_returned

    folder = Path(out) if Path(out).is_dir() else private_folder(Path(out))
    try:
        file = write_returned(taken.workbook, taken.problems, folder, language)
    except UserError as error:
        click.echo(error.text(), err=True)
    else:
        click.echo(words("intake_returned", file=file))
