"""The first sheet of a form: what it is, how it is filled in, who signs, and what programs read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from villages.catalogue import say
from villages.registers.forms.content import FORM_VERSION, Form

#: The workbook's names of the cells that a program reads.
ID_NAME, VERSION_NAME, HASH_NAME = "form_id", "form_version", "form_columns_hash"

_INSTRUCTIONS = ("white", "before", "lists", "numbers", "blank", "rows", "personal", "sign")
_SIGNATURES = ("filled", "checked", "head")
_WIDTHS = (20, 26, 20, 20)
_LINE_HEIGHT, _SIGNATURE_HEIGHT = 32, 30


@dataclass(frozen=True)
class Names:
    """What the sheets of a workbook are called."""

    front: str
    lists: str
    registers: Mapping[str, str]


def write_front(
    workbook: xlsxwriter.Workbook,
    worksheet: Worksheet,
    form: Form,
    names: Names,
    looks: Mapping[str, Format],
) -> None:
    """Write the first sheet and give names to the cells that programs read."""

    def words(key: str, **values: object) -> str:
        return say("forms", key, form.language, **values)

    last = len(_WIDTHS) - 1
    for index, width in enumerate(_WIDTHS):
        worksheet.set_column(index, index, width)
    title = words("title", place=form.place_name, year=form.year)
    worksheet.write_string(0, 0, title, looks["title"])
    worksheet.write_string(1, 0, form.plan_label, looks["id"])
    row = 2
    if form.is_demo:
        worksheet.write_string(row, 0, words("demo_mark"), looks["demo"])
        worksheet.merge_range(row, 1, row, last, "", looks["text"])
        worksheet.write_string(row, 1, words("demo_note"), looks["text"])
        worksheet.set_row(row, _LINE_HEIGHT)
        row += 1
    facts = {
        "reported_by": form.place_name,
        f"{form.level}_code": form.place_code,
        "year": str(form.year),
        "as_of": words("date", date=form.as_of),
    }
    for key, fact in facts.items():
        worksheet.write_string(row, 0, words(key), looks["label"])
        worksheet.write_string(row, 1, fact, looks["locked"])
        row += 1

    worksheet.write_string(row + 1, 0, words("instructions"), looks["heading"])
    row += 2
    for number, key in enumerate(_instructions(form), start=1):
        worksheet.merge_range(row, 0, row, last, "", looks["text"])
        text = f"{number}. " + words(f"instruction_{key}")
        worksheet.write_string(row, 0, text, looks["text"])
        worksheet.set_row(row, _LINE_HEIGHT)
        row += 1

    worksheet.write_string(row + 1, 0, words("sign"), looks["heading"])
    row += 2
    for index, key in enumerate(("role", "name", "date", "seal")):
        worksheet.write_string(row, index, words(f"sign_{key}"), looks["label"])
    for key in _SIGNATURES:
        row += 1
        worksheet.set_row(row, _SIGNATURE_HEIGHT)
        worksheet.write_string(row, 0, words(f"sign_{key}"), looks["locked"])
        for index in range(1, last + 1):
            worksheet.write_blank(row, index, None, looks["open_text"])

    row += 2
    if form.villages:
        heading = words("villages", count=len(form.villages))
        worksheet.write_string(row, 0, heading, looks["heading"])
        worksheet.write_string(row + 1, 0, words("village_code"), looks["label"])
        worksheet.write_string(row + 1, 1, words("village_name"), looks["label"])
        row += 2
    for code, name in form.villages:
        worksheet.write_string(row, 0, code, looks["locked"])
        worksheet.write_string(row, 1, name, looks["locked"])
        row += 1

    worksheet.write_string(row + 1, 0, words("machine"), looks["id"])
    row += 2
    machine = {
        "machine_id": (ID_NAME, form.id),
        "machine_version": (VERSION_NAME, FORM_VERSION),
        "machine_hash": (HASH_NAME, form.columns_hash),
    }
    for key, (name, value) in machine.items():
        worksheet.write_string(row, 0, words(key), looks["id"])
        if isinstance(value, int):
            worksheet.write_number(row, 1, value, looks["id"])
        else:
            worksheet.write_string(row, 1, value, looks["id"])
        workbook.define_name(name, f"='{names.front}'!{xl_rowcol_to_cell(row, 1, True, True)}")
        row += 1

    worksheet.set_paper(9)
    worksheet.fit_to_pages(1, 0)
    if form.is_demo:
        worksheet.set_header("&R" + words("demo_mark"))
    worksheet.set_footer("&L" + form.id.replace("&", "&&") + "&R" + words("page"))
    worksheet.protect()


def _instructions(form: Form) -> Iterator[str]:
    """What this form needs to be told of: newcomers and pseudonyms only where it has any."""
    columns = [column.column for sheet in form.sheets for column in sheet.columns]
    needed = {
        "rows": any(sheet.blank_rows for sheet in form.sheets),
        "personal": any(column.personal for column in columns),
    }
    yield from (key for key in _INSTRUCTIONS if needed.get(key, True))
