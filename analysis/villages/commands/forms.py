"""``villages forms``: blank Excel forms on which townships and the city report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import click

from villages.catalogue import user_language
from villages.commands.defaults import FORMS, registers_source
from villages.commands.spoken import SpokenCommand, option, words
from villages.errors import UserError
from villages.press.names import report_stem
from villages.press.options import Option
from villages.press.private import private_folder
from villages.vocabulary import LANGUAGES, Language, default_plan

_LANGUAGE = Option("language", LANGUAGES[0], choices=LANGUAGES)


def forms_command() -> SpokenCommand:
    """Return the command ``forms``."""
    params = [
        option("place", words("help_forms_place")),
        option("year", words("help_forms_year")),
        option("all", words("help_forms_all"), is_flag=True),
        option("language", words("help_forms_language"), default=LANGUAGES[0], metavar="zh|en"),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("registers", words("help_registers_source")),
        option("out", words("help_forms_out"), default=str(FORMS)),
    ]
    return SpokenCommand("forms", "help_forms", params=params, callback=_forms)


def _forms(
    place: str | None,
    year: str | None,
    all: bool,
    language: str,
    plan: str,
    registers: str | None,
    out: str,
) -> int:
    from villages.indicators import gazetteer
    from villages.plan import read_plan
    from villages.registers import open_registers
    from villages.registers.forms import FORM_VERSION, reporters_of, write_form

    read = read_plan(plan)
    spoken = cast(Language, _LANGUAGE.convert(language))
    asked = int(Option("year", 0).convert(year)) if year else read.default_year
    if asked not in read.years:
        near = ", ".join(map(str, read.years))
        raise UserError("form_year_unknown", value=asked, near=near)
    source = registers_source(plan, registers)
    with open_registers(read, source, needs_rows=False) as session:
        known, asked_of = gazetteer(session, Path(source)), reporters_of(read, session)
        reporters = tuple(each for each in known.places if each.code in asked_of)
        if not all and not place:
            near = ", ".join(asked_of[code].name.of(user_language()) for code in list(asked_of)[:3])
            raise UserError("place_needed", near=near)
        # Villages are no reporters: a township is found also where a village is called like it.
        known = replace(known, places=reporters)
        chosen = reporters if all else (known.find(place or "", "any"),)
        folder = Path(out) if Path(out).is_dir() else private_folder(Path(out))
        mark = words("demo_mark") if known.is_demo else ""
        for each in chosen:
            name = each.name(spoken)
            stem = report_stem(each.code, name, str(asked), f"v{FORM_VERSION}", mark)
            path = folder / f"{stem}.xlsx"
            click.echo(write_form(read, session, each.code, asked, path, spoken))
    click.echo(words("forms_made", count=len(chosen), folder=folder))
    return 0
