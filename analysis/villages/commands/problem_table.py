"""What is wrong with returns, on the terminal and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

from villages.catalogue import say
from villages.neutral import terminal_text, visible
from villages.vocabulary import Language

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from villages.registers.intake.problems import Problem, Severity

#: So many problems of a file are shown; the returned file lists all of them.
SHOWN_PROBLEMS = 30

#: A narrower terminal shows problems below one another instead of in a table.
_NARROWEST_TABLE = 100

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

#: A shape besides the word and the colour, for those who see no colours.
_SHAPES = {"error": "✗", "warning": "!", "note": "·"}
_STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}

#: The table's columns and how they share its width.
_COLUMNS = {
    "severity": 0, "sheet": 3, "cell": 0, "column": 4, "value": 3, "problem": 8, "remedy": 8,
}  # fmt: skip


def print_problems(
    problems: Sequence[Problem], language: Language, console: Console | None = None
) -> None:
    """Show problems on the terminal, file by file, errors first.

    Parameters
    ----------
    problems
        The problems of any number of files.
    language
        The language of the words.
    console
        Where to; by default the standard output, as wide as it is.
    """
    from rich.console import Console

    console = console or Console(highlight=False)
    for file, found in groupby(sorted(problems, key=_order), key=lambda each: each.file):
        of_file = list(found)
        console.print(terminal_text(file, "bold"))
        console.print(terminal_text(_counts(of_file, language)))
        shown = list(islice(of_file, SHOWN_PROBLEMS))
        if console.width >= _NARROWEST_TABLE:
            console.print(_table(shown, language))
        else:
            for problem in shown:
                console.print(_lines(problem, language))
        if len(of_file) > len(shown):
            rest = len(of_file) - len(shown)
            console.print(terminal_text(_words("more", language, count=rest), "italic"))
        console.print()


def problems_json(problems: Iterable[Problem], language: Language) -> list[dict[str, Any]]:
    """Return problems as JSON holds them: one object each, in the order given.

    No value that is personal and no key of a person or household is in it.

    Parameters
    ----------
    problems
        The problems.
    language
        The language of ``problem`` and ``remedy``.

    Returns
    -------
    list of dict
        ``rule`` and ``severity`` (``error``, ``warning`` or ``note``); where it is: ``file``,
        ``sheet``, ``cell`` and ``column`` as the sender knows them, ``register`` and
        ``register_column`` as the plan does, each empty where none is meant; ``value`` as it may
        be shown (``***`` where it is personal); ``problem`` and ``remedy`` in words; ``count``,
        how many cells it is about.
    """
    return [
        {
            "rule": each.rule,
            "severity": each.severity,
            "file": each.file,
            "sheet": each.sheet,
            "cell": each.cell,
            "column": each.column,
            "register": each.register_id,
            "register_column": each.column_id,
            "value": each.shown,
            "problem": each.text(language),
            "remedy": each.remedy(language),
            "count": each.count,
        }
        for each in problems
    ]


def _order(problem: Problem) -> tuple[str, int]:
    return problem.file, _SEVERITIES.index(problem.severity)


def _counts(problems: Sequence[Problem], language: Language) -> str:
    counts = {
        severity: sum(each.severity == severity for each in problems) for severity in _SEVERITIES
    }
    return say("problems", "returned_counts", language, **counts)


def _table(problems: Sequence[Problem], language: Language) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, expand=True, pad_edge=False)
    for key, share in _COLUMNS.items():
        # Chinese has no blanks to break at: a cell folds instead of losing its end.
        table.add_column(
            _words(key, language), ratio=share or None, no_wrap=not share, overflow="fold"
        )
    for problem in problems:
        table.add_row(_severity(problem, language), *_cells(problem, language))
    return table


def _cells(problem: Problem, language: Language) -> list[Text]:

    texts = [
        problem.sheet,
        _cell(problem, language),
        problem.column,
        problem.shown,
        problem.text(language),
        problem.remedy(language),
    ]
    return [terminal_text(text) for text in texts]


def _lines(problem: Problem, language: Language) -> Text:
    """A problem below one another: where it is, what is wrong, what to do."""
    where = [problem.sheet, _cell(problem, language), problem.column, problem.shown]
    place = visible("  ".join(part for part in where if part))
    lines = [problem.text(language), _words("to_do", language, remedy=problem.remedy(language))]
    text = _severity(problem, language)
    text.append("  " + place, style="bold")
    for line in lines:
        text.append("\n  " + visible(line), style="not bold default")
    return text


def _severity(problem: Problem, language: Language) -> Text:

    word = say("problems", f"returned_{problem.severity}", language)
    return terminal_text(f"{_SHAPES[problem.severity]} {word}", _STYLES[problem.severity])


def _cell(problem: Problem, language: Language) -> str:
    if problem.count > 1:
        values = {"cell": problem.cell, "count": problem.count}
        return say("problems", "returned_and_more", language, **values)
    return problem.cell


def _words(key: str, language: Language, **values: object) -> str:
    return say("commands", f"problems_{key}", language, **values)
