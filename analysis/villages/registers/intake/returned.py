"""The file that goes back to its sender: the same cells, the wrong ones marked, a list in front."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from filecmp import cmp
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from villages.catalogue import say
from villages.errors import UserError
from villages.registers.intake.amending import (
    Colour,
    Job,
    Line,
    Listing,
    Mark,
    Unamendable,
    amend_apart,
)
from villages.registers.intake.amending.sheets import place_of
from villages.registers.intake.grid import Sheet, Workbook, cell_name
from villages.registers.intake.problems import Problem, Severity
from villages.registers.intake.rebuilding import rebuild
from villages.vocabulary import LANGUAGES, Language

#: What stands in the first row of a problem sheet, and nowhere else: the intake leaves it out.
PROBLEM_SHEET_MARKER = "villages:problems:1"

#: Excel takes no more links in a sheet, and grows slow with more comments.
LISTED_PROBLEMS, COMMENTED_CELLS = 60_000, 10_000

_SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
_LONGEST_FILE_NAME = 255
_LONGEST_FOOTER = 200


def is_problem_sheet(sheet: Sheet) -> bool:
    """Return whether a sheet is the list of problems that the program put into a workbook."""
    return any(PROBLEM_SHEET_MARKER in row for row in sheet.rows[:3])


def write_returned(
    workbook: Workbook, problems: Sequence[Problem], out: Path, language: Language
) -> Path:
    """Write the file that goes back to its sender and return its path.

    An .xlsx file is kept as it is and amended: cells with errors and warnings are coloured, bear a
    comment and can be edited even on a protected sheet; a list of all problems stands in front.
    Other files come back as .xlsx with the same cells. Marks, comments and the list of an earlier
    round are replaced. Only its owner may read the file; the same input gives the same bytes.

    Parameters
    ----------
    workbook
        The file, as it was read.
    problems
        What is wrong; those of other files are left out.
    out
        The folder that the file goes to; it exists. A file of that name that says something else
        is left there, and a number is added to the name.
    language
        The language of the list, the comments and the name.

    Raises
    ------
    UserError
        If the file holds more than can be marked (about a million cells).
    """
    own = [each for each in problems if each.file == workbook.path.name]
    own.sort(key=lambda each: _SEVERITIES.index(each.severity))
    made = _amended(workbook, own, language) or _copied(workbook, own, language)
    with TemporaryDirectory(prefix=".returned.", dir=out) as folder:
        path = Path(folder) / "returned.xlsx"
        path.touch(mode=0o600)
        path.write_bytes(made)
        ending = say("problems", "returned_name", language)
        return _put(path, out, _stem(workbook.path.stem), ending)


def _amended(workbook: Workbook, problems: list[Problem], language: Language) -> bytes | None:
    """The sender's own file, marked; None if it is no .xlsx or not put together like one."""
    if workbook.kind != "xlsx":
        return None
    data = workbook.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != workbook.sha256:
        return None  # not the bytes that the guard looked at
    names = {sheet.name: sheet.name for sheet in workbook.sheets}
    try:
        return amend_apart(_job(workbook, problems, names, language, is_copy=False), data)
    except Unamendable:
        return None


def _copied(workbook: Workbook, problems: list[Problem], language: Language) -> bytes:
    """A new file with the same cells, marked."""
    data, names = rebuild(workbook)
    try:
        return amend_apart(_job(workbook, problems, names, language, is_copy=True), data)
    except Unamendable as error:
        raise UserError("returned_too_large", file=workbook.path.name) from error


def _job(
    workbook: Workbook,
    problems: list[Problem],
    names: Mapping[str, str],
    language: Language,
    *,
    is_copy: bool,
) -> Job:
    """Say what is to be done to a file that holds the sheets under these names."""
    earlier = next((sheet.name for sheet in workbook.sheets if is_problem_sheet(sheet)), "")
    sheets = {sheet.name: sheet for sheet in workbook.sheets if sheet.name != earlier}
    return Job(
        marks=_marks(problems, sheets, names, language),
        listing=_listing(workbook, problems, sheets, names, language, is_copy=is_copy),
        author=say("problems", "returned_author", language),
        heads=tuple(say("problems", "returned_comment_head", each) for each in LANGUAGES),
        earlier=names.get(earlier, ""),
    )


def _marks(
    problems: list[Problem],
    sheets: Mapping[str, Sheet],
    names: Mapping[str, str],
    language: Language,
) -> dict[str, dict[tuple[int, int], Mark]]:
    found: dict[str, dict[tuple[int, int], list[Problem]]] = {}
    for problem in problems:
        place = place_of(problem.cell)
        if place is not None and problem.sheet in sheets and problem.severity != "note":
            place = _seen(sheets[problem.sheet], place)
            found.setdefault(problem.sheet, {}).setdefault(place, []).append(problem)
    return {
        names[sheet]: {
            place: Mark(
                _colour(of_cell), _comment(of_cell, language) if number < COMMENTED_CELLS else ""
            )
            for number, (place, of_cell) in enumerate(places.items())
        }
        for sheet, places in found.items()
    }


def _seen(sheet: Sheet, place: tuple[int, int]) -> tuple[int, int]:
    """The cell that a reader sees there: of a merged area the first."""
    row, column = place
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return place


def _colour(problems: list[Problem]) -> Colour:
    return "error" if any(each.severity == "error" for each in problems) else "warning"


def _comment(problems: list[Problem], language: Language) -> str:
    parts = [say("problems", "returned_comment_head", language)]
    for problem in problems:
        severity = say("problems", f"returned_{problem.severity}", language)
        text, remedy = problem.text(language), problem.remedy(language)
        values = {"severity": severity, "text": text, "remedy": remedy}
        parts.append(say("problems", "returned_comment", language, **values))
    return "\n".join(parts)


def _listing(
    workbook: Workbook,
    problems: list[Problem],
    sheets: Mapping[str, Sheet],
    names: Mapping[str, str],
    language: Language,
    *,
    is_copy: bool,
) -> Listing:
    def words(key: str, **values: object) -> str:
        return say("problems", f"returned_{key}", language, **values)

    counts = {
        severity: sum(each.severity == severity for each in problems) for severity in _SEVERITIES
    }
    head = [words("file", file=workbook.path.name), words("counts", **counts), words("what_to_do")]
    if is_copy:
        head.append(words(f"copy_{workbook.kind}"))
    if len(problems) > LISTED_PROBLEMS:
        head.append(words("not_listed", count=len(problems) - LISTED_PROBLEMS))
    title = words("sheet")
    file_name = workbook.path.name.replace("&", "&&")[:_LONGEST_FOOTER]
    columns = ("number", "sheet_column", "cell", "column", "value", "problem", "remedy", "severity")
    return Listing(
        name=_free_name(title, [names[sheet] for sheet in sheets]),
        title=title,
        marker=PROBLEM_SHEET_MARKER,
        head=tuple(head),
        headings=tuple(words(column) for column in columns),
        lines=tuple(
            _line(problem, sheets, names, language) for problem in problems[:LISTED_PROBLEMS]
        ),
        footer=f"&L{file_name}&R" + say("forms", "page", language),
    )


def _line(
    problem: Problem, sheets: Mapping[str, Sheet], names: Mapping[str, str], language: Language
) -> Line:
    sheet, cell, target = names.get(problem.sheet, problem.sheet), problem.cell, ""
    if problem.sheet in sheets:
        place = place_of(problem.cell)
        quoted = sheet.replace("'", "''")
        # A whole sheet is led to at its first cell; a hidden one cannot be opened by a link.
        if not sheets[problem.sheet].is_hidden:
            seen = (0, 0) if place is None else _seen(sheets[problem.sheet], place)
            target = f"'{quoted}'!{cell_name(*seen)}"
        else:
            sheet = say("problems", "returned_hidden", language, sheet=sheet)
    if problem.count > 1:
        cell = say("problems", "returned_and_more", language, cell=cell, count=problem.count)
    elif not cell and problem.sheet:
        cell = say("problems", "returned_whole_sheet", language)
    severity = say("problems", f"returned_{problem.severity}", language)
    said = (problem.text(language), problem.remedy(language), severity)
    return Line((sheet, cell, problem.column, problem.shown, *said), target, problem.severity)


def _free_name(wanted: str, taken: Sequence[str]) -> str:
    """The name of the problem sheet, numbered if a sheet of the sender's own bears it."""
    used = {each.casefold() for each in taken}
    return next(name for name in _numbered(wanted, " {}") if name.casefold() not in used)


def _numbered(name: str, pattern: str) -> Iterator[str]:
    yield name
    for number in count(2):
        yield name + pattern.format(number)


def _stem(stem: str) -> str:
    """The name of the file without the ending that an earlier round gave it."""
    endings = "|".join(re.escape(say("problems", "returned_name", each)) for each in LANGUAGES)
    return re.sub(rf"({endings})(-\d+)?$", "", stem) or stem


def _put(made: Path, out: Path, stem: str, ending: str) -> Path:
    """Give the file its name in one step; a file that is there is never written over."""
    for tail in _numbered(ending, "-{}"):
        name = f"{tail}.xlsx"
        room = _LONGEST_FILE_NAME - len(name.encode("utf-8"))
        path = out / (stem.encode("utf-8")[:room].decode("utf-8", errors="ignore") + name)
        try:
            os.link(made, path)
        except FileExistsError:
            if not path.is_file() or not cmp(made, path, shallow=False):
                continue
        return path
    raise AssertionError("numbers do not end")
