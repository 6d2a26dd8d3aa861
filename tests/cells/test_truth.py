"""Does a cell mean what a careful official would say, and is nothing refused without a remedy?"""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cells.truth import COLUMNS, MISSING, NUMBERS, Row
from cells.truth_of_words import WORDS
from villages.catalogue import sentences
from villages.registers.intake.cells import Reader, read_cell
from villages.registers.intake.grid import CellValue
from villages.registers.intake.problems import Problem
from villages.registers.intake.reading import Read
from villages.vocabulary import LANGUAGES

TABLE = NUMBERS + WORDS

SOURCES = [
    *Path(__file__).parents[2].glob("analysis/villages/registers/intake/*_cells.py"),
    Path(__file__).parents[2] / "analysis/villages/registers/intake/cells.py",
    Path(__file__).parents[2] / "analysis/villages/registers/intake/place_names.py",
    Path(__file__).parents[2] / "analysis/villages/identifiers.py",
]


def place(row: Row) -> tuple[str, str | None]:
    name, _, unit = row[0].partition(" in ")
    return name, unit or None


def expected(row: Row) -> tuple[Any, str, str]:
    _, _, value, rule = row
    return (None, "", rule) if value is None and rule not in MISSING else (value, rule, "")


def check(row: Row, read: Read) -> None:
    value, note, problem = expected(row)
    assert (read.note, read.problem) == (note, problem), row[:2]
    assert type(read.value) is type(value) and read.value == value, row[:2]
    if isinstance(read.value, Decimal):
        assert read.value.as_tuple().exponent == -3


def test_the_table_is_long() -> None:
    assert len(TABLE) >= 300
    assert {place(row)[0] for row in TABLE} == set(COLUMNS)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]}-{str(row[1])[:20]!a}")
def test_a_cell_alone(row: Row) -> None:
    name, unit = place(row)
    check(row, read_cell(row[1], COLUMNS[name], unit))


@pytest.mark.parametrize("seed", range(5))
def test_a_reader_keeps_nothing_wrong_in_mind(seed: int) -> None:
    rows = TABLE * 2
    random.Random(seed).shuffle(rows)
    readers: dict[str, Reader] = {}
    for row in rows:
        name, unit = place(row)
        reader = readers.setdefault(row[0], Reader(COLUMNS[name], unit))
        check(row, reader.read(row[1]))


def test_equal_cells_of_another_type_are_not_confused() -> None:
    orders: list[list[CellValue]] = [
        [1, 1.0, True, "1"], [True, 1.0, 1, "1"], ["1", True, 1, 1.0],
    ]  # fmt: skip
    for cells in orders:
        yuan, answer, text = (Reader(COLUMNS[name]) for name in ("yuan", "answer", "text"))
        said = {type(cell): yuan.read(cell) for cell in cells}
        assert [said[kind].value for kind in (int, float, str, bool)] == [1, 1, 1, None]
        notes = {type(cell): answer.read(cell).note for cell in cells}
        coded = "cell_answer_coded"
        assert notes == {int: coded, float: coded, str: coded, bool: ""}
        assert text.read(True).problem == "cell_answer_in_text"
        assert text.read(1.0).value == text.read("1").value == "1"


def rules_in_code() -> set[str]:
    found: set[str] = set()
    for path in SOURCES:
        found |= set(
            re.findall(r'"((?:cell|place|identity|unit)_[a-z_]+)"', path.read_text("utf-8"))
        )
    return found


def test_every_rule_has_words_and_a_remedy_in_both_languages() -> None:
    said = sentences("problems")
    rules = rules_in_code()
    assert {rule for row in TABLE if (rule := row[3])} <= rules
    for rule in rules:
        assert f"{rule}_problem" in said and f"{rule}_remedy" in said, rule


def test_no_rule_of_a_cell_is_said_but_never_used() -> None:
    rules = rules_in_code()
    for key in sentences("problems"):
        if key.startswith(("cell_", "identity_")):
            assert key.removesuffix("_problem").removesuffix("_remedy") in rules, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_of_the_table_can_be_spoken(language: str) -> None:
    for row in TABLE:
        name, unit = place(row)
        read = read_cell(row[1], COLUMNS[name], unit)
        if rule := read.note or read.problem:
            problem = Problem("f.xlsx", "s", "A1", "c", rule, "error", "…", read.values, count=2)
            spoken = problem.text("zh" if language == "zh" else "en")
            assert spoken and "{" not in spoken
            assert problem.remedy("zh" if language == "zh" else "en")


def test_bounds_are_named_in_the_columns_unit() -> None:
    read = read_cell(5000001.0, COLUMNS["yuan"])
    assert read.values == {
        "low": "-100,000", "high": "5,000,000", "unit": {"zh": "元", "en": "yuan"},
    }  # fmt: skip
    problem = Problem("f", "s", "A1", "c", read.problem, "error", "5000001", read.values)
    assert problem.text("zh") == "“5000001”不在允许范围内（-100,000至5,000,000元）。"
    assert problem.text("en") == (
        "'5000001' lies outside the admissible range (-100,000 to 5,000,000 yuan)."
    )


def test_what_sentences_name_is_never_what_the_cell_holds() -> None:
    for row in TABLE:
        if not isinstance(row[1], str) or len(row[1]) < 4:
            continue
        name, unit = place(row)
        values = read_cell(row[1], COLUMNS[name], unit).values
        assert row[1].strip() not in map(str, values.values())
