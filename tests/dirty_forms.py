"""Forms as people fill them in: every cell written in some way, and what has to become of it.

What a way of writing means is said here by hand, not by the program that is tested.
"""

from __future__ import annotations

import datetime
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.utils import get_column_letter

from villages.plan.model import Column, Plan

YEAR = 2019
VILLAGES = ("990181101201", "990181101202")
NAME = "王小明"

#: What a cell's formula is, and its value in the file: an error, or none at all.
ERROR, UNCACHED = ("=1/0", "#DIV/0!"), ("=1+1", None)

Written = str | float | int | bool | datetime.date | tuple[str, str | None] | None


@dataclass(frozen=True)
class Cell:
    """How a cell is written, what it means, and whether it must be refused."""

    written: Written
    meant: Any = None
    is_refused: bool = False


@dataclass
class SheetTruth:
    """What a register's sheet says, and what has to become of it.

    ``kept`` maps a key to the row that must stand in the store; ``refused`` are the cells that must
    be named as errors.
    """

    rows: list[dict[str, Cell]] = field(default_factory=list)
    kept: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)


def wide(text: str) -> str:
    """The same in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


MISSING: tuple[Written, ...] = (
    None, "—", "－", "/", "暂无", "null", "NULL", " ", "\u3000", "未上报", "\u200b", "N/A", "nan",
)  # fmt: skip
NEVER: tuple[Written, ...] = ("无", NAME, ERROR, UNCACHED, datetime.date(2019, 1, 2), "#REF!")


def number_sure(number: Decimal, column: Column) -> list[Written]:
    """Ways to write a number that are certain."""
    text = f"{number.normalize():f}"
    ways: list[Written] = [
        float(number), float(number), float(number), text, wide(text), f" {text}\u3000",
        f"\u200b{text}\ufeff", ("=1+1", text),
    ]  # fmt: skip
    if column.unit is not None:
        ways += [f"{text}{column.unit.zh}", f"{wide(text)} {column.unit.zh}"]
        if column.unit.zh == "公里":
            metres = number * 1000
            ways += [f"{metres.normalize():f}米", f"{text}km"]
        if column.unit.zh == "元" and number % 100 == 0 and number:
            ten_thousand = f"{(number / 10_000).normalize():f}"
            ways += [f"{ten_thousand}万", f"{ten_thousand}万元", wide(f"{ten_thousand}万元")]
    if number >= 1000 and number == int(number):
        ways += [f"{int(number):,}", f"{int(number):,}".replace(",", "，")]
    return ways


def number_refused(number: Decimal, column: Column) -> list[Written]:
    """Ways to write a number that are not certain, and numbers that cannot be."""
    text = f"{number.normalize():f}"
    ways: list[Written] = [
        *NEVER, f"约{text}", f"{text}左右", f"{text}(28)", f"{text}-99", f"{text}%", "三十", True,
        f"{text}亩", "1,23,4", f"{text}多", f">{text}", "①", "½", "1.2.3", "inf",
    ]  # fmt: skip
    if column.admissible is not None:
        low, high = column.admissible
        ways += [float(high) + 1, float(low) - 1, f"{high + 1:f}"]
    if column.type == "integer":
        ways += [float(number) + 0.5, f"{text}.25"]
    return ways


YES: tuple[Written, ...] = ("是", "是", "yes", "YES", "√", 1, "1", True, "有", "Y", " 是", "ｙｅｓ")
NO: tuple[Written, ...] = ("否", "否", "no", "No", "×", 2, "2", False, "N", "否\u3000")
NO_ANSWER: tuple[Written, ...] = (
    "可能", 3, "3", "x", "无", 0.5, ERROR, UNCACHED, NAME, "是否", datetime.date(2019, 1, 1),
)  # fmt: skip


def sure(value: Any, column: Column) -> list[Written]:
    """Ways to write a value that are certain."""
    if column.type == "boolean":
        return list(YES if value else NO)
    if column.values:
        label = column.values[value]
        return [
            f"{value} {label.zh}",
            value,
            f"{value} {label.en}",
            label.zh,
            label.en,
            f" {value}",
        ]
    return number_sure(Decimal(value), column)


def refused(value: Any, column: Column) -> list[Written]:
    """Ways to write a value that must be refused."""
    if column.type == "boolean":
        return list(NO_ANSWER)
    if column.values:
        first, second = list(column.values)[:2]
        return ["甲", "ZZ", f"{first}/{second}", 77, "无", NAME, ERROR, UNCACHED, "?"]
    return number_refused(Decimal(value), column)


def value_of(chance: random.Random, column: Column) -> Any:
    """A value that the column may hold."""
    if column.type == "boolean":
        return chance.random() < 0.5
    if column.values:
        return chance.choice(list(column.values))
    assert column.admissible is not None
    low, high = (int(bound) for bound in column.admissible)
    if column.type == "decimal":
        return Decimal(chance.randint(low * 10, min(high, 200) * 10)) / 10
    number = chance.randint(max(low, -20_000), min(high, 200_000))
    return round(number, -2) if high > 100_000 and chance.random() < 0.5 else number


def cell_of(chance: random.Random, column: Column) -> Cell:
    """A cell: mostly clean, sometimes written in a way of its own, missing, or wrong."""
    value = value_of(chance, column)
    dice = chance.random()
    if dice < 0.09:
        return Cell(chance.choice(MISSING))
    if dice < 0.20:
        return Cell(chance.choice(refused(value, column)), is_refused=True)
    return Cell(chance.choice(sure(value, column)), value)


KeyCells = Callable[[random.Random, str], Cell]


def code_cell(chance: random.Random, code: str) -> Cell:
    """A village's code, sometimes as a number or in full width, sometimes wrong."""
    dice = chance.random()
    if dice < 0.06:
        wrong: list[Written] = [
            "99018110120", "990181102201", NAME, "无", ERROR, None, 99018110.5,
        ]  # fmt: skip
        return Cell(chance.choice(wrong), is_refused=True)
    ways: list[Written] = [code, code, float(code), wide(code), f" {code}", f"{code}\u200b"]
    return Cell(chance.choice(ways), code)


def id_cell(chance: random.Random, known: str) -> Cell:
    """A known id; sometimes digits were lost, a pseudonym changed, or nothing is there."""
    if chance.random() < 0.05:
        wrong: list[Written] = [210283199001011234.0, "H00deadbeef", "110105194912310021", ERROR]
        return Cell(chance.choice(wrong), is_refused=True)
    return Cell(chance.choice([known, f" {known}", f"{known}\u3000"]), known)


def year_cell(chance: random.Random) -> Cell:
    """The year of the form; sometimes another one."""
    if chance.random() < 0.03:
        wrong: list[Written] = [2018, 2031, "去年", ERROR]
        return Cell(chance.choice(wrong), is_refused=True)
    ways: list[Written] = [YEAR, str(YEAR), wide(str(YEAR)), float(YEAR)]
    return Cell(chance.choice(ways), YEAR)


def draw_sheet(
    chance: random.Random, plan: Plan, name: str, known: Sequence[tuple[str, dict[str, str]]]
) -> SheetTruth:
    """Draw a sheet's rows and work out by hand what must become of them.

    Parameters
    ----------
    chance
        The source of chance.
    plan
        The plan.
    name
        The register.
    known
        The village and the ids of each prefilled row.
    """
    register = plan.registers[name]
    columns = list(register.columns)
    truth = SheetTruth()
    for code, ids in known:
        row: dict[str, Cell] = {}
        for column_id, column in register.columns.items():
            if column_id == "code":
                row[column_id] = code_cell(chance, code)
            elif column_id == "year":
                row[column_id] = year_cell(chance)
            elif column_id in ids:
                row[column_id] = id_cell(chance, ids[column_id])
            else:
                row[column_id] = cell_of(chance, column)
        truth.rows.append(row)
        if chance.random() < 0.04:
            truth.rows.append(dict(row))
        elif chance.random() < 0.04:
            truth.rows.append({**row, columns[-1]: cell_of(chance, register.columns[columns[-1]])})
        elif chance.random() < 0.05:
            truth.rows.append({})
    _judge(register.key, columns, truth)
    return truth


def _judge(key: Sequence[str], columns: Sequence[str], truth: SheetTruth) -> None:
    """Every refused cell is named; a row with a bad key too; equal rows count once."""
    by_key: dict[tuple[Any, ...], list[int]] = {}
    for at, row in enumerate(truth.rows):
        if not row:
            continue
        line = FIRST_ROW + at + 1
        for column, cell in row.items():
            if cell.is_refused and not is_elsewhere(cell):
                truth.refused.add(f"{letters(columns.index(column))}{line}")
        first_bad = next((name for name in key if row[name].is_refused), None)
        if first_bad is None:
            by_key.setdefault(tuple(row[name].meant for name in key), []).append(at)
        elif is_elsewhere(row[first_bad]):
            truth.refused.add(f"{letters(columns.index(first_bad))}{line}")
        else:
            truth.refused.add(f"A{line}")
    for of_key, rows in by_key.items():
        contents = {tuple(truth.rows[at][name].meant for name in columns) for at in rows}
        if len(contents) > 1:
            truth.refused |= {f"A{FIRST_ROW + at + 1}" for at in rows}
        else:
            kept = truth.rows[rows[0]]
            truth.kept[of_key] = {name: cell.meant for name, cell in kept.items()}


def is_elsewhere(cell: Cell) -> bool:
    """Whether a key is blank, or well written and of another village or year."""
    return cell.written in (None, "990181102201", 2018)


#: Rows above the data: the title, the labels, the ids.
FIRST_ROW = 3


def letters(index: int) -> str:
    """The letters of a column."""
    return str(get_column_letter(index + 1))


def write_form(plan: Plan, path: Path, township: str, sheets: dict[str, SheetTruth]) -> None:
    """Write the sheets as a workbook with the front of a form."""
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False}) as workbook:
        date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        front = workbook.add_worksheet("填报说明")
        front.write_string(0, 0, "报表编号")
        front.write_string(0, 1, f"county:{township}:{YEAR}")
        front.write_string(1, 0, "版式版本")
        front.write_number(1, 1, 1)
        for name, truth in sheets.items():
            register = plan.registers[name]
            sheet = workbook.add_worksheet(register.label.zh)
            for index, (column_id, column) in enumerate(register.columns.items()):
                sheet.write_string(1, index, column.label.zh)
                sheet.write_string(2, index, column_id)
                for at, row in enumerate(truth.rows, start=FIRST_ROW):
                    if column_id in row:
                        _write(sheet, at, index, row[column_id].written, date)
    _forget_values(path)


def _write(sheet: Any, row: int, index: int, written: Written, date: Any) -> None:
    if written is None:
        return
    if isinstance(written, tuple):
        formula, value = written
        sheet.write_formula(row, index, formula, None, "" if value is None else value)
    elif isinstance(written, bool):
        sheet.write_boolean(row, index, written)
    elif isinstance(written, str):
        sheet.write_string(row, index, written)
    elif isinstance(written, datetime.date):
        sheet.write_datetime(row, index, datetime.datetime.combine(written, datetime.time()), date)
    else:
        sheet.write_number(row, index, written)


def _forget_values(path: Path) -> None:
    """Some programs save formulas without their values."""
    with zipfile.ZipFile(path) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in parts.items():
            archive.writestr(entry, content.replace(b"</f><v></v>", b"</f>"))
