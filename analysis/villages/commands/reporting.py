"""``villages report PAGE``: a command for every page, its options read from the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from villages.catalogue import user_language
from villages.commands.defaults import KEYS, LOGS, REPORTS, results_of, worker_count
from villages.commands.spoken import SpokenCommand, SpokenGroup, option, words
from villages.errors import UserError
from villages.keyed_names import NAMES_FILE
from villages.press.formats import formats_of
from villages.press.options import Option
from villages.press.pages import Page, find_page, shipped_pages
from villages.vocabulary import LEVELS, SCOPES, Language, Level, Scope, default_plan

#: The exit code of a command that could not make all reports.
SOME_FAILED = 3

_LEVEL = Option("level", "", choices=LEVELS)
_SCOPE = Option("scope", SCOPES[0], choices=SCOPES)


class ReportGroup(SpokenGroup):
    """The pages that come with the package, and any notebook of the user's own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the ids of the pages."""
        return list(shipped_pages())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a page's id, or of the path of a notebook."""
        if cmd_name not in shipped_pages() and not cmd_name.endswith(".ipynb"):
            return None
        return _page_command(find_page(cmd_name))


def report_group() -> SpokenGroup:
    """Return the command ``report``."""
    return ReportGroup("report", "help_report", no_args_is_help=True)


def _page_command(page: Page) -> click.Command:
    language = user_language()
    own = [
        option(
            each.name,
            each.help(language),
            default=each.default,
            metavar="|".join(each.choices) or each.name.upper(),
        )
        for each in page.options
    ]
    fixed = [
        option("all", words("help_all"), is_flag=True),
        option("level", words("help_level"), metavar="|".join(LEVELS)),
        option("scope", words("help_scope"), default=SCOPES[0], metavar="|".join(SCOPES)),
        option("to", words("help_to"), metavar=",".join(formats_of(page.template))),
        option("out", words("help_out"), default=str(REPORTS)),
        option("workers", words("help_workers")),
    ]
    if page.template == "official":
        fixed.append(option("letterhead", words("help_letterhead"), metavar="FILE"))
    taken = {each.name for each in fixed} & {each.name for each in own}
    if taken:
        raise UserError("option_taken", file=page.path, name=", ".join(sorted(map(str, taken))))

    def callback(**typed: Any) -> int:
        return _report(page, typed)

    return SpokenCommand(page.id, help=page.title[language], params=own + fixed, callback=callback)


def _report(page: Page, typed: dict[str, Any]) -> int:
    from villages.gazetteer import read_gazetteer, results_folder
    from villages.press.requests import (
        check_formats,
        check_values,
        choose_places,
        choose_subjects,
        request_reports,
    )

    letterhead = _letterhead(page, typed.get("letterhead"))
    source = click.get_current_context().get_parameter_source
    given = {
        each.name: str(typed[each.name])
        for each in page.options
        if source(each.name) == click.core.ParameterSource.COMMANDLINE
    }
    wanted = given.pop("place", "")
    results = given.pop("results", None)
    folder = results_of(default_plan(), None)
    if results is not None or not folder.is_dir():
        folder = Path(results or folder.parent)
    gazetteer = read_gazetteer(results_folder(folder))
    chosen = [
        check_values(page, gazetteer, each)
        for each in choose_subjects(page, gazetteer, given, is_all=typed["all"])
    ]
    formats, workers = check_formats(typed["to"] or "", page), worker_count(typed["workers"])
    level = _LEVEL.convert(typed["level"]) if typed["level"] else None
    places = choose_places(
        page,
        gazetteer,
        wanted,
        cast(Level | None, level),
        cast(Scope, _SCOPE.convert(typed["scope"])),
        typed["all"],
    )
    out = Path(typed["out"])
    requests = [
        replace(request, letterhead=letterhead)
        for values in chosen
        for request in request_reports(
            page, gazetteer, places, values, formats=formats, out=out, logs=LOGS, keys=KEYS
        )
    ]
    return print_reports(requests, out, workers)


def _letterhead(page: Page, named: str | None) -> Path | None:
    """Find the letterhead, and say what is wrong with it, before any page is run."""
    if page.template != "official":
        return None
    from villages.press.export.letterhead import LETTERHEAD, read_letterhead

    path = Path(named or LETTERHEAD).resolve()
    if named and not path.exists():
        raise UserError("file_missing", file=named)
    read_letterhead(path)
    return path


def print_reports(requests: Sequence[Any], out: Path, workers: int) -> int:
    """Print reports, say what became of them, and return the exit code.

    Parameters
    ----------
    requests
        ``villages.press.requests.Request`` each.
    out
        The folder that they go to.
    workers
        How many are printed at once.
    """
    from villages.press.batch import Batch
    from villages.press.index import write_index
    from villages.press.progress import ProgressBar

    language: Language = requests[0].language if requests else user_language()
    with ProgressBar(requests, out) as progress:
        batch = Batch(out, workers, progress.show)
        try:
            batch.run(requests)
        except KeyboardInterrupt:
            done = sum(record.state == "finished" for record in batch.records)
            click.echo(words("stopped", done=done, total=len(requests)), err=True)
            raise
        finally:
            index = write_index(out, language)
    failed = [record for record in batch.records if record.state == "failed"]
    for record in failed:
        place = record.place.get(user_language(), "")
        subject = record.subject.get(user_language(), "")
        name = " ".join(part for part in (place, record.code, record.page, subject) if part)
        click.echo(words("progress_failed", name=name, cause=record.cause), err=True)
    if failed:
        click.echo(words("progress_logs", folder=LOGS), err=True)
    done = len(batch.records) - len(failed)
    if any(each.state == "finished" and not each.are_names_checked for each in batch.records):
        click.echo(words("gate_names_unchecked", file=KEYS / NAMES_FILE), err=True)
    if len(batch.records) == 1 and done:
        for file in batch.records[0].files:
            click.echo(out / file)
    click.echo(words("finished", count=done, failed=len(failed), index=index))
    return SOME_FAILED if failed else 0
