"""Are units converted exactly, and places found only where no other can be meant?"""

from __future__ import annotations

from fractions import Fraction

import pytest

from villages.plan.model import Column, Plan
from villages.plan.words import Text
from villages.registers.intake.place_names import (
    Places,
    VillageName,
)
from villages.registers.intake.problems import Problem
from villages.registers.intake.units import conversion, dimension, is_unit, unit_of_header

#: From GB 3100, and for the Chinese measures the State Council's order of 1984: 15 亩 = 1 公顷.
FACTORS = [
    ("元", "元", 1), ("yuan", "元", 1), ("千元", "元", 1000), ("万元", "元", 10**4),
    ("百万元", "元", 10**6), ("亿元", "元", 10**8), ("亿元", "万元", 10**4),
    ("元", "万元", "1/10000"),
    ("角", "元", "1/10"), ("公顷", "亩", 15), ("亩", "公顷", "1/15"), ("亩", "平方米", "2000/3"),
    ("平方公里", "亩", 1500), ("平方公里", "公顷", 100), ("万亩", "亩", 10**4), ("㎡", "平方米", 1),
    ("公里", "km", 1), ("千米", "公里", 1), ("米", "公里", "1/1000"), ("KM", "米", 1000),
    ("华里", "公里", "1/2"), ("斤", "公斤", "1/2"), ("吨", "斤", 2000), ("％", "%", 1),
    ("‰", "%", "1/10"), ("万人", "人", 10**4), ("口人", "人", 1), ("万户", "户", 10**4),
    ("万", "户", 10**4), ("万元/人", "元/人", 10**4), ("周岁", "岁", 1), ("千越盾", "千越盾", 1),
    ("万个", "个", 10**4), ("元 ", " 元", 1), ("（元）", "元", None), ("里", "公里", None),
    ("户", "人", None), ("人次", "人", None), ("个", "户", None), ("元", "亩", None),
    ("公里/户", "米/户", 1000), ("公里/户", "米/人", None),
    ("万元/年", "元", None), ("元/人", "元", None), ("元/户", "元/人", None), ("%", "元", None),
    ("含中职", "人", None), ("", "元", None), ("万%", "%", None),
]  # fmt: skip


@pytest.mark.parametrize(("given", "wanted", "factor"), FACTORS)
def test_factors_are_exact(given: str, wanted: str, factor: int | str | None) -> None:
    expected = None if factor is None else Fraction(factor)
    unit = Text(zh=wanted, en="something else")
    assert conversion(given, unit) == expected
    assert conversion(given, Column(type="decimal", label=unit, unit=unit)) == expected


def test_a_column_is_known_by_its_english_unit_too() -> None:
    assert conversion("hamlets", Text(zh="个", en="hamlets")) == 1
    assert conversion("years", Text(zh="岁", en="years")) == 1
    assert conversion("屯", Text(zh="个", en="hamlets")) is None


def test_a_column_without_unit_takes_years_only() -> None:
    column = Column(type="integer", label=Text(zh="年份", en="year"))
    assert conversion("年", column) == 1
    assert conversion("元", column) is None


@pytest.mark.parametrize(
    ("header", "label", "unit", "is_known"),
    [
        ("人均纯收入（元）", "人均纯收入", "元", True),
        ("人均纯收入(元)", "人均纯收入", "元", True),
        ("人均纯收入　　(元) ", "人均纯收入", "元", True),
        ("参保率（％）", "参保率", "%", True),
        ("参保率(%)", "参保率", "%", True),
        ("贫困户户数(户) ", "贫困户户数", "户", True),
        ("收入\n（单位：万元）", "收入", "万元", True),
        ("道路（油路）（公里）", "道路（油路）", "公里", True),
        ("投资（万元/年）", "投资", "万元/年", True),
        ("length of links (km)", "length of links", "km", True),
        ("高中（含中职）", "高中", "含中职", False),
        ("（元）", "", "元", True),
        ("农户（户）总数", "农户（户）总数", None, False),
        ("村名", "村名", None, False),
        ("\ufeff村名 ", "村名", None, False),
    ],
)
def test_a_header_gives_its_unit(header: str, label: str, unit: str | None, is_known: bool) -> None:
    found = unit_of_header(header)
    assert found == (label, unit)
    assert found.is_known is is_known


def test_every_unit_of_the_plan_is_a_dimension_or_is_left_alone(plan: Plan) -> None:
    units = {
        column.unit.zh: column.unit
        for register in plan.registers.values()
        for column in register.columns.values()
        if column.unit
    }
    assert {dimension(unit) for unit in units.values()} >= {"money", "length", "persons"}
    for zh, unit in units.items():
        assert is_unit(zh)
        for written in (zh, unit.en, f"{zh} "):
            assert conversion(written, unit) == 1


VILLAGES = [
    VillageName("990181101201", "东山村", "Dongshan", ("红旗村", "东风大队")),
    VillageName("990181101202", "东山社区", "Dongshan Community"),
    VillageName("990181101203", "西河村", "Xihe", ("东山沟村",)),
    VillageName("990181101204", "新村", "Xincun"),
    VillageName("990181101205", "红旗社区", "Hongqi"),
    VillageName("990181101206", "大石桥村", "Dashiqiao"),
]

NAMES = [
    ("990181101203", "203", ""),
    (990181101203.0, "203", ""),
    ("９９０１８１１０１２０３", "203", ""),
    ("东山村", "201", ""),
    ("东山 村", "201", "place_similar_name"),
    (" 东山村\u3000", "201", "cell_trimmed"),
    ("东山村委会", "201", "place_similar_name"),
    ("东山村村委会", "201", "place_similar_name"),
    ("东山村民委员会", "201", "place_similar_name"),
    ("东山社区居委会", "202", "place_similar_name"),
    ("东山居民委员会", "202", "place_similar_name"),
    ("东山", None, "place_ambiguous"),
    ("西河", "203", "place_similar_name"),
    ("西河社区", "203", "place_similar_name"),
    ("东山沟", "203", "place_earlier_name"),
    ("东风大队", "201", "place_earlier_name"),
    ("红旗村", "201", "place_earlier_name"),
    ("红旗社区", "205", ""),
    ("红旗", None, "place_ambiguous"),
    ("新村", "204", ""),
    ("新村村", "204", "place_similar_name"),
    ("Xihe", "203", ""),
    ("xihe village", "203", "place_similar_name"),
    ("大石桥子村", None, "place_unknown"),
    ("石桥", None, "place_unknown"),
    ("村", None, "place_unknown"),
    ("990181101299", None, "place_code_unknown"),
    ("暂无", None, "cell_missing_stated"),
    ("", None, ""),
    (None, None, ""),
    (True, None, "cell_answer_in_text"),
]


@pytest.mark.parametrize(("text", "end", "rule"), NAMES)
def test_a_village_is_found_or_not(text: str | float | None, end: str | None, rule: str) -> None:
    read = Places.of_villages(VILLAGES).match(text)
    assert read.value == (None if end is None else f"990181101{end}")
    assert rule in (read.note, read.problem) and not (read.note and read.problem)


def test_the_names_that_could_be_meant_are_named() -> None:
    both = Places.of_villages(VILLAGES).match("东山")
    assert both.values["names"] == {"zh": "东山村、东山社区", "en": "Dongshan, Dongshan Community"}
    unknown = Places.of_villages(VILLAGES).match("大石桥子村")
    assert unknown.values["names"]["zh"].startswith("大石桥村、")
    problem = Problem("f", "s", "A1", "村名", unknown.problem, "error", values=unknown.values)
    assert "大石桥村" in problem.text("zh") and "Dashiqiao" in problem.text("en")


def test_every_village_of_the_plan_is_found_by_each_of_its_own_names(plan: Plan) -> None:
    import csv

    from villages.vocabulary import shipped

    path = shipped("data") / "plans" / plan.id / "places.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    villages: dict[str, list[VillageName]] = {}
    townships = []
    for row in rows:
        earlier = tuple(filter(None, [row["earlier_name_zh"]]))
        name = VillageName(row["code"], row["name_zh"], "", earlier)
        if row["level"] == "township":
            townships.append(name)
        else:
            villages.setdefault(row["township_code"], []).append(name)
    for township in townships:
        assert Places.of_townships(townships).match(township.name_zh).value == township.code
    found = 0
    for names in villages.values():
        places = Places.of_villages(names)
        for each in names:
            assert places.match(each.name_zh).value in (each.code, None)
            found += places.match(each.name_zh).value == each.code
            for written in (each.name_zh + "委会", each.name_zh.removesuffix("村")):
                assert places.match(written).value in (each.code, None)
    assert found > 0.99 * sum(map(len, villages.values()))


@pytest.mark.parametrize(
    ("text", "end", "rule"),
    [
        ("青石镇", "101", ""),
        ("青石", "101", "place_similar_name"),
        ("青石乡", "101", "place_similar_name"),
        ("青石镇人民政府", "101", "place_similar_name"),
        ("白云街道办事处", "001", "place_similar_name"),
        ("白云", None, "place_ambiguous"),
        ("白云乡", "203", "place_similar_name"),
        ("白云满族乡", "203", ""),
        ("太平", None, "place_unknown"),
    ],
)
def test_a_township_is_found_or_not(text: str, end: str | None, rule: str) -> None:
    townships = [
        VillageName("990181101000", "青石镇"),
        VillageName("990181001000", "白云街道"),
        VillageName("990181203000", "白云满族乡"),
    ]
    read = Places.of_townships(townships).match(text)
    assert read.value == (None if end is None else f"990181{end}000")
    assert rule in (read.note, read.problem)
