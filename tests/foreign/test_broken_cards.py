"""Does a broken card give one clear line that names file, line and what is nearest?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foreign.making import SOURCE, funds_plan, write_cards
from villages.errors import UserError
from villages.plan import known_plans, read_plan
from villages.registers.intake.foreign import read_mapping_cards

# What is replaced, by what, and what the English line must hold.
BREAKS: dict[str, tuple[str, str, list[str]]] = {
    "unknown key": ("not_read:", "notread:", ["line 33", "'notread'", "'not_read'"]),
    "a key twice": ("layout: wide", "layout: wide\nlayout: wide", ["line 5", "twice"]),
    "no register": ("register: village_years\n", "", ["'register'", "missing"]),
    "unknown register": (
        "village_years", "village_year",
        ["line 3", "'village_year'", "village_years"],
    ),
    "unknown layout": ("layout: wide", "layout: broad", ["line 4", "layout"]),
    "unknown column": (
        "hamlet_count: [", "hamlets_count: [",
        ["line 18", "'hamlets_count'", "hamlet_count"],
    ),
    "a key's column": ("hamlet_count: [", "year: [", ["line 18", "'year'"]),
    "an empty path": ("[自然屯数（个）]\n", "[]\n", ["line 18", "hamlet_count"]),
    "a path of numbers": ("[自然屯数（个）]\n", "[1]\n", ["line 18", "hamlet_count"]),
    "two columns at one path": (
        "[是否通客车]", "[自然屯数(个) ]",
        ["line 23", "'has_bus_service'", "'hamlet_count'"],
    ),
    "another dimension": (
        "[自然屯数（个）]\n", "{path: [自然屯数（个）], unit: 公里}\n",
        ["line 18", "'公里'", "hamlets"],
    ),
    "a unit for an answer": (
        "[是否通客车]", "{path: [是否通客车], unit: 个}",
        ["line 23", "'has_bus_service'", "'个'"],
    ),
    "a number in a wide form": ("[是否通客车]", "{number: '12'}", ["number", "wide"]),
    "a check of nothing": (
        "    tolerance: 0.01", "    same: [[备注]]",
        ["line 26", "checks.0", "exactly one"],
    ),
    "a tolerance below zero": ("tolerance: 0.01", "tolerance: -1", ["line 28", "tolerance"]),
    "headers of a wide form": (
        "layout: wide", "layout: wide\nheaders: {item: a, value: b}",
        ["headers"],
    ),
    "no village": ("  village: [村名]\n", "", ["line 11", "place", "code or name"]),
    "a village outside of the rows": (
        "village: [村名]", "village: {cell: A1}",
        ["line 11", "'village'"],
    ),
    "a constant village": ("township: [乡镇]", "township: 2019", ["line 12", "'township'"]),
    "a cell that is none": ("{before: 年村屯道路}", "{cell: 1A}", ["line 15", "year.cell"]),
    "a year from nowhere": ("{before: 年村屯道路}", "{}", ["line 15", "year"]),
    "no logic": (
        "[是否通客车]", "{path: [是否通客车], if: 'x > 1'}",
        ["line 23", "'columns.has_bus_service.if'"],
    ),
    "an example that gives something else": (
        "hamlet_count: 6,", "hamlet_count: 7,",
        ["line 59", "'hamlet_count'", "'7'", "'6'"],
    ),
    "an example with a village too many": ("[小 计,", "[大计村,", ["line 58", "2 records", "3"]),
    "an example with an error": ("[小 计,", "[null,", ["line 58", "2 records", "no village"]),
    "broken yaml": ("layout: wide", "layout: [wide", ["broken YAML"]),
    "no mapping": ("", "", ["keys and values"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BREAKS)
def test_broken_card_gives_one_clear_line(name: str, tmp_path: Path) -> None:
    old, new, holds = BREAKS[name]
    text = (SOURCE / "forms" / "village_roads.yaml").read_text(encoding="utf-8")
    assert old in text, "the break no longer applies"
    broken = text.replace(old, new, 1) if old else "- a list\n"
    folder = write_cards(tmp_path / "plan", broken=broken)
    with pytest.raises(UserError) as caught:
        read_mapping_cards(folder, funds_plan())
    line = caught.value.text("en")
    assert "\n" not in line and "broken.yaml" in line, line
    for part in holds:
        assert part in line, line
    assert caught.value.text("zh") != line


def test_a_key_that_no_header_gives_is_named(tmp_path: Path) -> None:
    card: dict[str, Any] = {
        "label": {"zh": "农户表", "en": "households"},
        "register": "households",
        "layout": "wide",
        "fits": [["村名"]],
        "place": {"village": ["村名"]},
        "columns": {"resident_count": ["人口"]},
    }
    folder = write_cards(tmp_path / "plan", households=card)
    with pytest.raises(UserError, match="household_id"):
        read_mapping_cards(folder, funds_plan())


def test_a_number_needs_a_column_of_numbers(tmp_path: Path) -> None:
    card: dict[str, Any] = {
        "label": {"zh": "村表", "en": "village"},
        "register": "village_years",
        "layout": "long",
        "headers": {"item": "项目", "value": "数量"},
        "fits": [["村名"]],
        "place": {"village": {"cell": "A1"}},
        "columns": {"hamlet_count": {"number": "101"}},
    }
    folder = write_cards(tmp_path / "plan", village=card)
    with pytest.raises(UserError) as caught:
        read_mapping_cards(folder, funds_plan())
    assert caught.value.key == "mapping_number"


def test_the_cards_of_every_shipped_plan_are_whole() -> None:
    for plan_id, folder in known_plans().items():
        for card in read_mapping_cards(folder, read_plan(plan_id)).values():
            assert card.example is not None, f"{card.id} has no worked example"


def test_a_plan_without_cards_has_none(tmp_path: Path) -> None:
    folder = write_cards(tmp_path / "plan")
    (folder / "forms").rmdir()
    assert read_mapping_cards(folder, funds_plan()) == {}
