"""Commands that answer from the results: tables on the terminal, JSON, a workbook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from villages.catalogue import user_language
from villages.commands.defaults import results_of
from villages.commands.publishing import publish_answer
from villages.commands.spoken import SpokenCommand, option, words
from villages.neutral import terminal_text
from villages.press.options import Option
from villages.vocabulary import BLOCK_MIME_TYPE, EDITIONS, PageLevel, default_plan

if TYPE_CHECKING:
    from rich.console import Console

    from villages.exhibits.answers import Answer
    from villages.exhibits.blocks import Block, Table

#: A terminal shows no more rows of a table; JSON and the workbook hold all.
MOST_ROWS = 60


def answering_command(
    name: str,
    ask: Callable[..., Answer],
    level: PageLevel = "any",
    *own: click.Parameter,
    needs_results: bool = False,
) -> SpokenCommand:
    """Return a command that answers about a place and year.

    Parameters
    ----------
    name
        The command's name; its help is the sentence ``help_NAME``.
    ask
        What makes the answer of the opened page, and of the command's own options by name.
    level
        The level of place that it is about; of any level, the city unless another is named.
    own
        Options of the command's own.
    needs_results
        Whether ``ask`` is also given the results folder, as ``results``: for what a page does not
        hold, such as every year of every village.
    """
    params = [
        option("place", words("help_answer_place")),
        option("year", words("help_answer_year")),
        option(
            "edition", words("help_answer_edition"), default=EDITIONS[0], metavar="|".join(EDITIONS)
        ),
        *own,
        option("json", words("help_answer_json"), metavar="FILE"),
        option("xlsx", words("help_answer_xlsx"), metavar="FILE"),
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("results", words("help_answer_results")),
    ]

    def run(
        place: str | None,
        year: str | None,
        edition: str,
        json: str | None,
        xlsx: str | None,
        plan: str,
        results: str | None,
        **asked: Any,
    ) -> int:
        from villages.exhibits.page import open_page

        wanted = int(Option("year", 0).convert(year)) if year else 0
        at: PageLevel = level if place or level != "any" else "city"
        folder = results_of(plan, results)
        page = open_page(folder, place or "", wanted, user_language(), edition, at)
        given = ask(page, **asked, **({"results": folder} if needs_results else {}))
        print_answer(given)
        _write(given, json, xlsx, folder)
        return 0

    return SpokenCommand(name, f"help_{name.replace('-', '_')}", params=params, callback=run)


def _write(given: Answer, json: str | None, xlsx: str | None, results: Path) -> None:
    from villages.gazetteer import results_folder
    from villages.press.gate import known_words

    if json or xlsx:
        blocks = given.section._repr_mimebundle_()[BLOCK_MIME_TYPE]["blocks"]
        publish_answer(given.data, blocks, json, xlsx, lambda: known_words(results_folder(results)))


def print_answer(given: Answer, console: Console | None = None) -> None:
    """Show an answer's tables and sentences, as wide as the terminal is."""
    from rich.console import Console

    console = console or Console(highlight=False)
    for block in given.section.blocks:
        _print_block(console, block)


def _print_block(console: Console, block: Block) -> None:
    from villages.exhibits.blocks import Bullets, Cover, Heading, Paragraph, Table

    if isinstance(block, Cover):
        console.print(terminal_text(" · ".join(block.marks), "bold"))
        console.print(terminal_text(block.title, "bold"))
    elif isinstance(block, Heading):
        console.print(terminal_text(block.text, "bold"))
    elif isinstance(block, Paragraph):
        console.print(terminal_text(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            console.print(terminal_text(f"· {item}"))
    elif isinstance(block, Table):
        _print_table(console, block)


def _print_table(console: Console, block: Table) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Grid

    grid = Grid(
        box=SIMPLE_HEAD, pad_edge=False, title=terminal_text(block.caption), title_justify="left"
    )
    for column in block.columns:
        head = f"{column.group}\n{column.label}" if column.group else column.label
        # Chinese has no blanks to break at: a cell folds instead of losing its end.
        grid.add_column(terminal_text(head), justify=column.align, overflow="fold")
    for row in block.rows[:MOST_ROWS]:
        grid.add_row(*(terminal_text(cell.text) for cell in row))
    console.print(grid)
    if len(block.rows) > MOST_ROWS:
        console.print(terminal_text(words("answer_more_rows", count=len(block.rows) - MOST_ROWS)))
    if block.note:
        console.print(terminal_text(block.note))
