"""Does ``villages breakdown`` say what it should, in both languages, and never more than it may?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from small_registers import place, write_registers
from villages.cli import main
from villages.commands.breakdown import breakdown_command
from villages.errors import UserError
from villages.plan import Plan

YEAR = 2020
VILLAGES = ("990181101201", "990181101202", "990181101203")


@pytest.fixture(scope="module")
def registers(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three villages with twenty women, sixteen men and two who do not say: half lack water."""
    rows: dict[str, list[dict[str, Any]]] = {"places": [place(code) for code in VILLAGES]}
    rows |= {"village_years": [], "households": [], "persons": []}
    for code in VILLAGES:
        stamp = {"code": code, "year": YEAR}
        rows["village_years"].append({**stamp, "household_count": 1, "person_count": 38})
        rows["households"].append({**stamp, "household_category": "general", "house_grade": "A"})
        for number in range(38):
            sex = "female" if number < 20 else "male" if number < 36 else None
            rows["persons"].append({**stamp, "sex": sex, "has_safe_water": number % 2 == 0})
    return write_registers(plan, tmp_path_factory.mktemp("command"), rows)


def run(
    registers: Path, *typed: str, language: str, monkeypatch: pytest.MonkeyPatch, width: int = 100
) -> int:
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv("COLUMNS", str(width))
    return main(["breakdown", "--registers", str(registers), *typed])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["公开·演示数据", "示例市2020年指标分组：按性别", "女", "男", "未填", "合计",
                "村民", "50%", "60", "不公开"]),
        ("en", ["Public·Demonstrationdata", "示例市2020", "female", "whole", "drinking",
                "50%", "60", "stated"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [100, 44])
def test_a_table_of_groups(
    language: str, words: list[str], width: int, registers: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    typed = ("--by", "sex", "--card", "safe_water")
    assert run(registers, *typed, language=language, monkeypatch=monkeypatch, width=width) == 0
    said = capsys.readouterr().out
    assert all(cell_len(line) <= width for line in said.splitlines())
    joined = "".join(said.split())
    assert [word for word in words if word not in joined] == []


def test_the_internal_edition_shows_all_and_says_so(
    registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    typed = ("--by", "sex", "--card", "safe_water", "--place", VILLAGES[1])
    data, public = tmp_path / "split.json", tmp_path / "public.json"
    internal = (*typed, "--edition", "internal", "--json", str(data))
    assert run(registers, *internal, language="zh", monkeypatch=monkeypatch) == 0
    said = capsys.readouterr().out
    assert said.startswith("内部") and "不公开" not in said and "内部资料" in said
    rows = {row["group"]: row for row in json.loads(data.read_text("utf-8"))["rows"]}
    counts = {name: (row["numerator"], row["denominator"]) for name, row in rows.items()}
    assert counts == {
        "female": ("10", "20"), "male": ("8", "16"), "unknown": ("1", "2"), "whole": ("19", "38"),
    }  # fmt: skip
    assert (
        run(registers, *typed, "--json", str(public), language="zh", monkeypatch=monkeypatch) == 0
    )
    found = json.loads(public.read_text("utf-8"))["rows"]
    hidden = ("numerator", "denominator", "value", "count")
    assert len(found) == 4 and all(row["is_withheld"] for row in found)
    assert all(row[name] is None for row in found for name in hidden)
    assert data.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("language", "sheet"), [("zh", "表1"), ("en", "Table 1")])
def test_the_workbook_holds_numbers(
    language: str, sheet: str, registers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "split.xlsx"
    typed = ("--by", "sex", "--card", "safe_water", "--xlsx", str(file))
    assert run(registers, *typed, language=language, monkeypatch=monkeypatch) == 0
    book = load_workbook(file)
    # The front, the city, and the township below it; there is one year only.
    assert len(book.sheetnames) == 3
    rows = list(book[sheet].iter_rows(values_only=True))
    numbers = [row for row in rows if isinstance(row[1], int | float)]
    assert [row[1:5] for row in numbers] == [(50, 60, 50, 50)]
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("typed", "zh", "en"),
    [
        (("--by", "colour"), "没有分组“colour”", "no breakdown 'colour'"),
        ((), "--by", "Say with --by"),
        (("--by", "sex", "--card", "safe_watr"), "没有指标“safe_watr”", "no indicator 'safe_watr'"),
        (("--by", "sex", "--card", "safe_housing"), "不能按sex分组", "cannot be split by sex"),
        (("--by", "sex", "--card", "income_gini"), "不能按sex分组", "cannot be split by sex"),
        (("--by", "sex", "--year", "1066"), "没有1066年", "no year 1066"),
        (("--by", "sex", "--place", "nowhere"), "nowhere", "no place 'nowhere'"),
        (("--by", "sex", "--edition", "secret"), "secret", "'secret' is none of"),
        (("--by", "sex", "--plan", "nothing"), "没有方案", "no plan 'nothing'"),
    ],
)
def test_a_mistake_is_said(typed: tuple[str, ...], zh: str, en: str, registers: Path) -> None:
    with pytest.raises(UserError) as caught:
        breakdown_command().main(["--registers", str(registers), *typed], standalone_mode=False)
    assert zh in caught.value.text("zh") and en in caught.value.text("en")


@pytest.mark.parametrize(("language", "words"), [("zh", "没有分组"), ("en", "no breakdown")])
def test_a_mistake_is_one_line(
    language: str, words: str, registers: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert run(registers, "--by", "colour", language=language, monkeypatch=monkeypatch) == 1
    said = capsys.readouterr()
    assert words in said.err and said.out == ""
    assert said.err.count("\n") == 1 and "Traceback" not in said.err
