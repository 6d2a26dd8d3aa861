"""``villages demo``: registers of an invented county, its results, and every report of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from villages.commands.defaults import KEYS, LOGS, REPORTS, worker_count
from villages.commands.reporting import print_reports
from villages.commands.spoken import SpokenCommand, option, plan_argument, words
from villages.commands.studying import make_demo_registers, make_study
from villages.press.pages import Page, shipped_pages
from villages.vocabulary import Level, default_plan

if TYPE_CHECKING:
    from villages.gazetteer import Gazetteer, Place
    from villages.press.formats import Format
    from villages.press.requests import Request


def demo_command() -> SpokenCommand:
    """Return the command ``demo``."""
    params = [
        plan_argument(),
        option("quick", words("help_quick"), is_flag=True),
        option("language", words("help_language"), metavar="zh|en"),
        option("out", words("help_out"), default=str(REPORTS)),
        option("results", words("help_results")),
        option("workers", words("help_workers")),
    ]
    return SpokenCommand("demo", "help_demo", params=params, callback=_demo)


def _demo(
    plan: str | None,
    quick: bool,
    language: str | None,
    out: str,
    results: str | None,
    workers: str | None,
) -> int:
    from villages.gazetteer import read_gazetteer

    count = worker_count(workers)
    chosen = plan or default_plan()
    registers = make_demo_registers(chosen)
    click.echo(words("demo_data_made", folder=registers), err=True)
    folder = make_study(chosen, str(registers), results)
    click.echo(words("study_made", plan=chosen, folder=folder), err=True)
    given = {"language": language} if language else {}
    requests = list(demo_requests(read_gazetteer(folder), given, Path(out), is_quick=quick))
    return print_reports(requests, Path(out), count)


def demo_requests(
    gazetteer: Gazetteer, given: dict[str, str], out: Path, *, is_quick: bool
) -> Iterator[Request]:
    """Yield the reports of the demonstration.

    The first township comes in both editions, so that there is soon something to read; then every
    place on the page of its level, and what runs the programme, of the city; last the pages for
    meetings.

    Parameters
    ----------
    gazetteer
        The places.
    given
        What was typed, by parameter of a page.
    out
        The folder of the reports.
    is_quick
        Whether the first township is enough.
    """
    from villages.press.requests import check_values, request_reports

    def printed(
        page: Page, places: tuple[Place, ...], edition: str, formats: tuple[Format, ...] = ()
    ) -> list[Request]:
        values = check_values(page, gazetteer, given | {"edition": edition})
        return request_reports(
            page, gazetteer, places, values, formats=formats, out=out, logs=LOGS, keys=KEYS
        )

    def reports(level: Level, places: tuple[Place, ...], edition: str) -> list[Request]:
        return printed(shipped_pages()[level], places, edition)

    townships = sorted(
        gazetteer.select("township"), key=lambda place: (not place.has_low_income, place.code)
    )
    first = tuple(townships[:1])
    yield from reports("township", first, "internal")
    if is_quick:
        yield from reports("township", first, "public")
        return
    villages = gazetteer.select("village") or gazetteer.select("village", "all")[:1]
    yield from reports("township", tuple(townships[1:]), "internal")
    yield from reports("village", villages, "internal")
    yield from reports("city", gazetteer.select("city"), "internal")
    asked = tuple(city for city in gazetteer.select("city") if city.has_low_income)
    yield from printed(shipped_pages()["programme"], asked, "internal", ("html", "pdf"))
    yield from reports("township", first, "public")
    for page in shipped_pages().values():
        if page.template != "report":
            yield from printed(page, gazetteer.select("city"), "internal")
