"""``villages board``: who has returned what, by when, and how much remains to be mended."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from villages.catalogue import say, user_language
from villages.commands.defaults import store_place
from villages.commands.publishing import checked_names, publish_answer
from villages.commands.spoken import SpokenCommand, day, option, words
from villages.errors import UserError
from villages.neutral import terminal_text
from villages.press.options import Option
from villages.vocabulary import LANGUAGES, Language, default_plan

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from villages.exhibits.board import Board, Entry, RegisterLine

#: Wider than any board: a table is measured as if there were room for it.
_ANY_WIDTH = 1000

_LANGUAGE = Option("language", LANGUAGES[0], choices=LANGUAGES)


def board_command() -> SpokenCommand:
    """Return the command ``board``."""
    params = [
        option("year", words("help_board_year")),
        option("all", words("help_board_all"), is_flag=True),
        option("due", words("help_board_due")),
        option("page", words("help_board_page")),
        option("json", words("help_board_json")),
        option("language", words("help_board_language"), metavar="zh|en"),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("store", words("help_store")),
    ]
    return SpokenCommand("board", "help_board", params=params, callback=_board)


def _board(
    year: str | None,
    all: bool,
    due: str | None,
    page: str | None,
    json: str | None,
    language: str | None,
    plan: str,
    store: str | None,
) -> int:
    from villages.exhibits.board import read_board
    from villages.plan import read_plan
    from villages.press.board import write_board
    from villages.registers.history import open_history

    read = read_plan(plan)
    spoken = cast(Language, _LANGUAGE.convert(language or user_language()))
    asked = int(Option("year", 0).convert(year)) if year else read.default_year
    if asked not in read.years:
        near = ", ".join(map(str, read.years))
        raise UserError("form_year_unknown", value=asked, near=near)
    until = day("due", due) if due else None
    today = datetime.datetime.now().astimezone().date()
    with open_history(read, store_place(plan, store)) as history:
        board = read_board(history, read, today, None if all else (asked,), until)
    print_board(board, user_language())
    data = board.data()

    def places() -> str:
        return "\n".join(name for entry in board.entries for name in entry.place.values())

    if json:
        publish_answer(data, (), json, None, places)
    if page:
        names = checked_names(places)
        made = write_board(data, Path(page), spoken, names)
        click.echo(words("board_page_made", file=made))
    return 0


def print_board(board: Board, language: Language, console: Console | None = None) -> None:
    """Show the board on the terminal.

    Parameters
    ----------
    board
        The board.
    language
        The language of the words.
    console
        Where to; by default the standard output, as wide as it is.
    """
    from rich.console import Console

    def said(key: str, **values: object) -> str:
        return say("board", key, language, **values)

    console = console or Console(highlight=False)
    title = f"{said('title')} · {board.plan[language]}"
    mark = f" [{said('demo')}]" if board.is_demo else ""
    console.print(terminal_text(title + mark, "bold"))
    moment = f"{board.as_of:%Y-%m-%d %H:%M}" if board.as_of else ""
    head = said("as_of", moment=moment) if moment else said("as_of_empty")
    console.print(terminal_text(head + (" " + said("due", day=board.due) if board.due else "")))
    table = _table(board, language)
    # Where its cells would have to be broken, townships stand below one another instead.
    room = console.options.update(max_width=_ANY_WIDTH)
    if console.measure(table, options=room).maximum <= console.width:
        console.print(table)
    else:
        for entry in board.entries:
            console.print(terminal_text("\n".join(_lines(board, entry, language))))
    counts = [f"{_state(state, language)} {count}" for state, count in board.states.items()]
    console.print(terminal_text("   ".join(counts)))
    console.print(terminal_text(said("open_errors", count=board.errors), "bold"))
    if board.unplaced_errors:
        console.print(terminal_text(said("unplaced_errors", count=board.unplaced_errors)))


def _table(board: Board, language: Language) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    def said(key: str) -> str:
        return say("board", key, language)

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for key in ("state", "reported_by", "year"):
        table.add_column(said(key), no_wrap=key != "reported_by", overflow="fold")
    for label in board.registers.values():
        table.add_column(terminal_text(label[language]), overflow="fold")
    for key in _last_columns(board):
        is_number = key in ("returns", "errors", "warnings")
        table.add_column(said(key), justify="right" if is_number else "left", overflow="fold")
    for entry in board.entries:
        cells = [_state(entry.state, language), entry.place[language], str(entry.year)]
        lines = {line.register_id: _register(line, language) for line in entry.registers}
        cells += [lines.get(register_id, said("never")) for register_id in board.registers]
        cells += [_fact(entry, key, language) for key in _last_columns(board)]
        table.add_row(*map(terminal_text, cells))
    return table


def _last_columns(board: Board) -> tuple[str, ...]:
    timing = ("timing",) if board.due else ()
    return ("last_received", *timing, "returns", "errors", "warnings")


def _lines(board: Board, entry: Entry, language: Language) -> list[str]:
    """Who reports, below one another: the state, each register, what came in."""
    state = _state(entry.state, language)
    lines = [f"{state}  {entry.place[language]}  {entry.year}"]
    lines += [
        f"  {line.label[language]}  {_register(line, language, ' ')}" for line in entry.registers
    ]
    facts = [
        f"{say('board', key, language)} {_fact(entry, key, language)}"
        for key in _last_columns(board)
    ]
    return [*lines, "  " + "  ".join(facts)]


def _state(state: str, language: Language) -> str:
    return f"{say('board', f'shape_{state}', language)} {say('board', f'state_{state}', language)}"


def _register(line: RegisterLine, language: Language, separator: str = "\n") -> str:
    villages = say(
        "board", "villages_of", language, count=line.places, expected=line.expected_places
    )
    key = "rows_of"
    if line.uncounted_places:
        is_known = line.uncounted_places < line.expected_places
        key = "rows_of_at_least" if is_known else "rows_of_unknown"
    counts = {"count": f"{line.rows:,}", "expected": f"{line.expected_rows:,}"}
    rows = say("board", key, language, **counts)
    return villages + separator + rows if line.level == "village" else rows


def _fact(entry: Entry, key: str, language: Language) -> str:
    if key == "last_received":
        received = entry.last_received
        if received:
            return f"{received:%Y-%m-%d %H:%M}"
        return say("board", "never" if entry.state == "missing" else "from_the_beginning", language)
    if key == "timing":
        return say("board", f"timing_{entry.timing}" if entry.timing else "never", language)
    return f"{getattr(entry, key):,}"
