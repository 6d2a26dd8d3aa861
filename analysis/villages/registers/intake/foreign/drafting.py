"""A workbook that others designed becomes drafts of registers, by the cards that fit its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from villages.plan.model import Plan
from villages.registers.intake.draft import DraftTable
from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.fields import FormSheet, Header
from villages.registers.intake.foreign.findings import Findings
from villages.registers.intake.foreign.labels import Path, is_blank, words_of_path
from villages.registers.intake.foreign.long import long_header
from villages.registers.intake.foreign.sheets import read_sheet
from villages.registers.intake.foreign.wide import wide_header
from villages.registers.intake.grid import Sheet, Workbook
from villages.registers.intake.problems import Problem


@dataclass(frozen=True)
class ForeignDraft:
    """What the cards make of a workbook.

    Attributes
    ----------
    is_known
        Whether a card fits a sheet of it.
    tables
        The drafts, one for each sheet that a card fits and that is filled in.
    problems
        What was found on the way.
    names
        Persons' names that the forms hold; for the door's list only, never shown.
    """

    is_known: bool
    tables: tuple[DraftTable, ...]
    problems: tuple[Problem, ...]
    names: tuple[str, ...] = field(default=(), repr=False)


def draft_foreign(workbook: Workbook, cards: Mapping[str, MappingCard], plan: Plan) -> ForeignDraft:
    """Read a workbook that others designed by the cards that fit its sheets.

    A table's ``constants`` hold the year where the form says it. Places that bear no code stand in
    its ``places``. Cells are handed on as they are.

    Parameters
    ----------
    workbook
        The file.
    cards
        The plan's mapping cards.
    plan
        The plan.
    """
    tables: list[DraftTable] = []
    names: list[str] = []
    problems: list[Problem] = []
    unread: list[Problem] = []
    is_known = False
    for sheet in workbook.sheets:
        if all(is_blank(cell) for row in sheet.rows for cell in row):
            continue
        form = FormSheet(sheet)
        fits = list(_fits(form, cards.values()))
        whole = [(card, header) for card, header, missing in fits if not missing]
        best = max((len(card.fits) for card, _ in whole), default=0)
        chosen = [(card, header) for card, header in whole if len(card.fits) == best]
        if len(chosen) == 1:
            card, header = chosen[0]
            register = plan.registers[card.register_id]
            findings = Findings(workbook.path.name, sheet.name, card.register_id, register)
            table, found = read_sheet(form, card, header, findings)
            tables += [table] if table else []
            names += found
            problems += findings.problems
            is_known = True
        else:
            unread.append(_why_unread(workbook, sheet, [card for card, _ in chosen], fits))
    if is_known:
        # Another sheet of the file was read: one that only looks alike may be a summary of it.
        said = [replace(each, severity="warning") for each in unread]
    else:
        # Of a file that no card fits, only what nearly fits is worth a word.
        said = [each for each in unread if each.rule != "sheet_foreign"]
    return ForeignDraft(is_known, tuple(tables), (*problems, *said), tuple(dict.fromkeys(names)))


def _fits(
    form: FormSheet, cards: Iterable[MappingCard]
) -> Iterable[tuple[MappingCard, Header, tuple[Path, ...]]]:
    for card in cards:
        found = (wide_header if card.layout == "wide" else long_header)(form, card)
        if found:
            yield card, *found


def _why_unread(
    workbook: Workbook,
    sheet: Sheet,
    alike: list[MappingCard],
    fits: list[tuple[MappingCard, Header, tuple[Path, ...]]],
) -> Problem:
    """Several cards fit, or one nearly does, or the sheet is something else."""
    file = workbook.path.name
    if alike:
        ids = "、".join(card.id for card in alike)
        return Problem(file, sheet.name, "", "", "foreign_several", "error", values={"cards": ids})
    near = [
        (len(missing), card, missing)
        for card, _, missing in fits
        if len(missing) * 2 <= len(card.fits)
    ]
    if not near:
        return Problem(file, sheet.name, "", "", "sheet_foreign", "warning")
    _, card, missing = min(near, key=lambda each: each[0])
    values = {
        "card": {"zh": card.label.zh, "en": card.label.en},
        "missing": "；".join(map(words_of_path, missing)),
    }
    return Problem(
        file, sheet.name, "", "", "foreign_near", "error", values=values,
        register_id=card.register_id,
    )  # fmt: skip
