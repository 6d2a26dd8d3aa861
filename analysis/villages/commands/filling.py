"""``villages fill``: the forms of other offices, filled from the results and the registers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from villages.commands.defaults import registers_source, results_of
from villages.commands.publishing import publish
from villages.commands.spoken import SpokenCommand, option, words
from villages.errors import UserError
from villages.press.names import report_stem
from villages.press.options import Option
from villages.press.private import private_folder
from villages.vocabulary import EDITIONS, LANGUAGES, default_plan

FILLED = Path("private/filled")

#: The exit code of a command that left rows unfilled.
SOME_UNFILLED = 3


class _FormsArgument(click.Argument):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return "FORM …", words("help_fill_form")


def fill_command() -> SpokenCommand:
    """Return the command ``fill``."""
    params: list[click.Parameter] = [
        _FormsArgument(["forms"], nargs=-1, required=True, metavar="FORM …"),
        option("card", words("help_fill_card")),
        option("place", words("help_fill_place")),
        option("year", words("help_fill_year")),
        option("language", words("help_fill_language"), default=LANGUAGES[0], metavar="zh|en"),
        option(
            "edition", words("help_fill_edition"), default=EDITIONS[0], metavar="public|internal"
        ),
        option("results", words("help_results")),
        option("registers", words("help_registers_source")),
        option("out", words("help_fill_out"), default=str(FILLED)),
    ]
    return SpokenCommand("fill", "help_fill", params=params, callback=_fill)


def _fill(
    forms: Sequence[str],
    card: str | None,
    place: str | None,
    year: str | None,
    language: str,
    edition: str,
    results: str | None,
    registers: str | None,
    out: str,
) -> int:
    from villages.exhibits.filling import Answers, Subjects, fill_form, read_fill_card
    from villages.gazetteer import results_folder
    from villages.plan.reading import plan_folder
    from villages.press.gate import known_words

    if not place:
        raise UserError("fill_place_needed")
    asked = int(Option("year", 0).convert(year)) if year else 0
    default = results_of(default_plan(), None)
    folder = Path(results) if results else default if default.is_dir() else default.parent
    subjects = Subjects(folder, place, asked, language, edition)
    page = subjects.page
    source = registers_source(subjects.plan_folder, registers)
    with Answers(subjects, source) as answers:
        cards = [
            read_fill_card(page.plan, plan_folder(subjects.plan_folder), each.strip())
            for each in (card or "").split(",")
            if each.strip()
        ]
        filled = [fill_form(Path(form), answers, cards) for form in forms]
    marks = [words("internal_mark")] if page.edition == "internal" else []
    marks += [words("demo_mark")] if page.is_demo else []
    name = page.name(page.place)
    stems = [
        report_stem(each.form.stem, page.place.code, name, str(page.year), language, *marks)
        for each in filled
    ]
    paths = [f"{stem}{each.form.suffix.lower()}" for stem, each in zip(stems, filled, strict=True)]
    for path in paths:
        if paths.count(path) > 1:
            raise UserError("fill_same_name", name=path)
    target = private_folder(Path(out))
    made = {target / path: each for path, each in zip(paths, filled, strict=True)}
    publish(
        {path: each.content for path, each in made.items()},
        lambda: known_words(results_folder(folder)),
        forms={path: each.form for path, each in made.items()},
    )
    for each in filled:
        _say_what_remains(each)
    click.echo(words("fill_done", count=len(filled), folder=target))
    return SOME_UNFILLED if any(each.unmatched for each in filled) else 0


def _say_what_remains(filled: Any) -> None:
    """Name the rows that were left unfilled, and what the filled file does not keep."""
    for row in filled.unmatched:
        told = {"file": filled.form, "where": row.where, "name": row.name}
        line = words(f"fill_row_{row.reason}", near=", ".join(row.near) or "-", **told)
        click.echo(line, err=True)
    if filled.lost:
        kinds = words("fill_list_comma").join(words(f"fill_lost_{kind}") for kind in filled.lost)
        click.echo(words("fill_lost", file=filled.form, kinds=kinds), err=True)
