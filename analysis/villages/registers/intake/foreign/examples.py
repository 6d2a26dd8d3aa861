"""A card's worked example: a small filled form, read by the card, gives the records it names."""

from __future__ import annotations

from pathlib import Path

from villages.catalogue import user_language
from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.intake.draft import DraftTable
from villages.registers.intake.foreign.card import Example, MappingCard
from villages.registers.intake.foreign.drafting import draft_foreign
from villages.registers.intake.foreign.spots import position
from villages.registers.intake.grid import Area, CellValue, Sheet, Workbook
from villages.yaml_lines import YamlFile

_PLACE = ("county", "township", "village")


def example_workbook(example: Example) -> Workbook:
    """Return a worked example as the file that it stands for."""
    width = max(map(len, example.rows))
    rows = tuple(tuple(map(_cell, (*row, *[None] * (width - len(row))))) for row in example.rows)
    sheet = Sheet("1", rows, tuple(map(_area, example.merged)))
    return Workbook(Path("example.xlsx"), "xlsx", (sheet,), "0" * 64)


def check_example(card: MappingCard, plan: Plan, file: YamlFile) -> None:
    """Read a card's worked example by the card.

    Raises
    ------
    UserError
        If the example is not read, or a record differs from what the card says of it.
    """
    if card.example is None:
        return
    draft = draft_foreign(example_workbook(card.example), {card.id: card}, plan)
    errors = [each for each in draft.problems if each.severity == "error"]
    records = [(table, row) for table in draft.tables for row in table.rows]
    line = file.line(("example", "records"))
    if errors or len(records) != len(card.example.records):
        found = errors[0].text(user_language()) if errors else len(records)
        raise UserError(
            "mapping_example_count", file=file.path, line=line,
            wanted=len(card.example.records), found=found,
        )  # fmt: skip
    for index, ((table, row), record) in enumerate(zip(records, card.example.records, strict=True)):
        for name, wanted in record.items():
            found_value = _found(table, row, name)
            if found_value != _cell(wanted):
                line = file.line(("example", "records", index, name))
                raise UserError(
                    "mapping_example", file=file.path, line=line, name=name,
                    wanted=_said(wanted), found=_said(found_value),
                )  # fmt: skip


def _found(table: DraftTable, row: int, name: str) -> object:
    if name in _PLACE and row in table.places:
        return getattr(table.places[row], name)
    if name in table.constants:
        value = table.constants[name]
        return float(value) if isinstance(value, int) else value
    return next(
        (table.cell(row, column) for column in table.columns if column.column_id == name), None
    )


def _cell(value: str | float | bool | None) -> CellValue:
    """A value as Excel holds it: every number with a fraction."""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _said(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else "-" if value is None else str(value)


def _area(text: str) -> Area:
    first, last = text.split(":")
    return (*position(first), *position(last))
