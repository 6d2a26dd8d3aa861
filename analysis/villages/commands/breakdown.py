"""``villages breakdown``: indicators split by sex, age, household or disability."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, cast

from villages.catalogue import user_language
from villages.commands.defaults import registers_source
from villages.commands.publishing import publish_answer
from villages.commands.spoken import SpokenCommand, day, option, words
from villages.errors import UserError
from villages.neutral import terminal_text
from villages.press.options import Option
from villages.vocabulary import BLOCK_MIME_TYPE, EDITIONS, SCOPES, Edition, Scope, default_plan

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from villages.exhibits.breakdown_tables import SplitWords
    from villages.exhibits.breakdowns import SplitLine
    from villages.plan import Plan
    from villages.registers import RegisterSession

#: The least width of a column of names, and what stands between two columns.
_LEAST_LABEL, _PADDING = 12, 3

#: The longest word of a head that a column is made wide for.
_HEAD = 10

_EDITION = Option("edition", EDITIONS[0], choices=EDITIONS)
_SCOPE = Option("scope", SCOPES[0], choices=SCOPES)


def breakdown_command() -> SpokenCommand:
    """Return the command ``breakdown``."""
    params = [
        option("by", words("help_breakdown_by")),
        option("card", words("help_breakdown_card")),
        option("place", words("help_breakdown_place")),
        option("year", words("help_breakdown_year")),
        option("scope", words("help_breakdown_scope"), metavar="low_income|all"),
        option(
            "edition",
            words("help_breakdown_edition"),
            default=EDITIONS[0],
            metavar="public|internal",
        ),
        option("json", words("help_breakdown_json"), metavar="FILE"),
        option("xlsx", words("help_breakdown_xlsx"), metavar="FILE"),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("registers", words("help_registers_source")),
        option("as_of", words("help_as_of")),
    ]
    return SpokenCommand("breakdown", "help_breakdown", params=params, callback=_breakdown)


def _breakdown(
    by: str | None,
    card: str | None,
    place: str | None,
    year: str | None,
    scope: str | None,
    edition: str,
    json: str | None,
    xlsx: str | None,
    plan: str,
    registers: str | None,
    as_of: str | None,
) -> int:
    from villages.exhibits.breakdown_tables import SplitWords
    from villages.exhibits.breakdowns import asked_cards, read_split
    from villages.plan import read_plan
    from villages.plan.breakdowns import breakdown_of
    from villages.registers import open_registers

    read = read_plan(plan)
    if not read.breakdowns:
        raise UserError("breakdown_none")
    if not by:
        raise UserError("breakdown_needed", near=", ".join(each.id for each in read.breakdowns))
    cards = [part.strip() for part in (card or "").split(",") if part.strip()]
    # What was typed is checked before a million rows are read.
    asked_cards(read, breakdown_of(read, by), cards)
    shown_to = cast(Edition, _EDITION.convert(edition))
    of_villages = cast(Scope, _SCOPE.convert(scope)) if scope else None
    wanted = int(Option("year", 0).convert(year)) if year else None
    until = day("as-of", as_of) if as_of else None
    source = registers_source(plan, registers)
    with open_registers(read, source, until) as session:
        split = read_split(
            session,
            by,
            _code(session, Path(source), place),
            _year(session, read, wanted),
            shown_to,
            cards=cards,
            scope=of_villages,
            is_whole_study=bool(xlsx),
        )
        places = _place_names(session, Path(source)) if json or xlsx else ""
    told = SplitWords(split, user_language())
    if not split.lines:
        name = told.name(split.place)
        raise UserError("breakdown_no_rows", place=name, year=split.year)
    print_split(told)
    if json or xlsx:
        blocks = told.section()._repr_mimebundle_()[BLOCK_MIME_TYPE]["blocks"]
        publish_answer(split.data(), blocks, json, xlsx, lambda: places)
    return 0


def _code(session: RegisterSession, source: Path, place: str | None) -> str:
    """The code of the place that is asked for, or of the city."""
    from villages.indicators import gazetteer

    known = gazetteer(session, source)
    return known.find(place, "any").code if place else known.select("city")[0].code


def _place_names(session: RegisterSession, source: Path) -> str:
    """The names of all places, for the gate: nobody's, though somebody may be called like one."""
    from villages.indicators import gazetteer

    places = gazetteer(session, source).places
    return "\n".join(str(name) for each in places for name in astuple(each))


def _year(session: RegisterSession, plan: Plan, wanted: int | None) -> int:
    from villages.indicators import study_years

    years = study_years(session)
    if wanted is None:
        return plan.default_year if plan.default_year in years else max(years)
    if wanted not in years:
        raise UserError("breakdown_year", value=wanted, near=", ".join(map(str, years)))
    return wanted


def print_split(told: SplitWords, console: Console | None = None) -> None:
    """Show the one year: indicators below one another, groups beside, a value over what it is of.

    On a narrow terminal the groups of an indicator stand below one another too.

    Parameters
    ----------
    told
        The breakdown.
    console
        Where to; by default the standard output, as wide as it is.
    """
    from rich.console import Console

    console = console or Console(highlight=False)
    for text in (" · ".join(told.marks), told.title):
        console.print(terminal_text(text, "bold"))
    console.print(terminal_text(told.scope))
    console.print(_wide_table(told, console.width) or _long_table(told))
    for note in told.notes:
        console.print(terminal_text(note))


def _wide_table(told: SplitWords, width: int) -> Table | None:
    """A column for each group, its figures never broken; None where that is too wide."""
    from rich.cells import cell_len

    names = [line.card.label.of(told.language) for line in told.split.lines]
    cells = [[_cells(told, line, group) for line in told.split.lines] for group, _ in told.groups]
    texts = [
        [label, *(text for pair in column for text in pair)]
        for (_, label), column in zip(told.groups, cells, strict=True)
    ]
    room = width - _PADDING * (len(texts) + 1)
    for widths in (
        [max(map(cell_len, column)) for column in texts],
        [max(map(_least_width, column, [True, *[False] * len(column)])) for column in texts],
    ):
        if room - sum(widths) >= _LEAST_LABEL:
            break
    else:
        return None
    table = _table()
    longest = max(map(cell_len, names))
    head = told.say("column_indicator")
    table.add_column(terminal_text(head), overflow="fold", width=min(longest, room - sum(widths)))
    for (_, label), each in zip(told.groups, widths, strict=True):
        table.add_column(terminal_text(label), justify="right", overflow="fold", width=each)
    for name, *pairs in zip(names, *cells, strict=True):
        table.add_row(*map(terminal_text, (name, *("\n".join(pair) for pair in pairs))))
    return table


def _least_width(text: str, is_head: bool) -> int:
    """How narrow a column may be for a text: figures and short words are not broken."""
    from rich.cells import cell_len

    widths = map(cell_len, text.split())
    return max((min(each, _HEAD) if is_head else each for each in widths), default=1)


def _long_table(told: SplitWords) -> Table:

    table = _table()
    for label in (told.say("column_indicator"), told.split.breakdown.label.of(told.language)):
        table.add_column(terminal_text(label), overflow="fold")
    for label in (told.say("split_value"), told.say("split_count")):
        table.add_column(terminal_text(label), justify="right", overflow="fold")
    for line in told.split.lines:
        name = line.card.label.of(told.language)
        for group, label in told.groups:
            table.add_row(*map(terminal_text, (name, label, *_cells(told, line, group))))
            name = ""
    return table


def _table() -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    return Table(box=SIMPLE_HEAD, pad_edge=False)


def _cells(told: SplitWords, line: SplitLine, group: str) -> tuple[str, str]:
    part = line.part(group)
    return told.value(part, line.card), told.count(part)
