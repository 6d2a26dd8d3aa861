"""Is no name and no long number ever shown, and is what helps to find a mistake?"""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cells.truth import COLUMNS, EXAMPLES
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, UncachedFormula
from villages.registers.intake.shown import shown

PERSONAL = COLUMNS["yuan"].model_copy(update={"personal": True})

#: Made of surnames and given names, of which several are units, numerals or known words as well.
NAME_SIGNS = "王李张刘万千百方石里元户安全有无对是口米年公斤小明国强丽华建军梅兰岁多余几人"

SHOWN: list[tuple[str, CellValue, str]] = [
    ("yuan", None, ""),
    ("yuan", 14000.0, "14000"),
    ("yuan", -3.5, "-3.5"),
    ("yuan", 8000000.0, "8000000"),
    ("yuan", True, "TRUE"),
    ("yuan", "约30", "约30"),
    ("yuan", "30左右", "30左右"),
    ("yuan", "7（28）", "7(28)"),
    ("yuan", "3-5", "3-5"),
    ("yuan", "1.4万元", "1.4万元"),
    ("yuan", ">30", ">30"),
    ("yuan", "１４０００", "14000"),
    ("yuan", "无", "无"),
    ("yuan", " 暂无", "暂无"),
    ("yuan", "12,34", "12,34"),
    ("yuan", "30户", "30户"),
    ("yuan", Percent(0.98), "98%"),
    ("yuan", ErrorValue("#REF!"), "#REF!"),
    ("grade", "A级", "a text of 2 characters"),
    ("grade", "Ａ级(安全)", "A级(安全)"),
    ("answer", "√", "√"),
    ("date", datetime.date(2018, 12, 31), "2018-12-31"),
    ("date", "31/12/2018", "31/12/2018"),
    # described
    ("yuan", "王小明", "a text of 3 characters"),
    ("yuan", "万里", "a text of 2 characters"),
    ("yuan", "万里5", "a text of 3 characters"),
    ("yuan", "王", "a text of 1 character"),
    ("yuan", "Zhang San", "a text of 9 characters"),
    ("yuan", "5王小明", "a text of 4 characters"),
    ("yuan", "三十", "a text of 2 characters"),
    ("yuan", "13812345678", "a text of 11 characters"),
    ("yuan", "138 1234 5678", "a text of 13 characters"),
    ("yuan", "138-1234-5678", "a text of 13 characters"),
    ("yuan", "１３８１２３４５６７８", "a text of 11 characters"),
    ("yuan", "99018119900101007X", "a text of 18 characters"),
    ("yuan", "1990-01-01", "a text of 10 characters"),
    ("yuan", "1,2,3,4,5,6,7,8,9,10,11,12,13,14,15", "a text of 35 characters"),
    ("yuan", 13812345678.0, "a number of many digits"),
    ("yuan", 1.23456789012, "a number of many digits"),
    ("yuan", 2.102831990010112e17, "a number of many digits"),
    ("yuan", datetime.date(1990, 1, 1), "a date"),
    ("yuan", datetime.datetime(1990, 1, 1, 1, 1), "a date"),
    ("yuan", datetime.time(1, 1), "a time"),
    ("yuan", datetime.timedelta(1), "a time"),
    ("yuan", UncachedFormula(), "a formula"),
    ("yuan", ErrorValue("王小明"), "an error"),
    ("yuan", "  ", "blanks"),
    ("yuan", "\u202e123", "a text of 4 characters"),
    ("grade", "王小明", "a text of 3 characters"),
]


@pytest.mark.parametrize(("name", "cell", "text"), SHOWN, ids=lambda value: f"{str(value)[:12]!a}")
def test_shown(name: str, cell: CellValue, text: str) -> None:
    assert shown(cell, COLUMNS[name], "en") == text


def test_descriptions_speak_chinese() -> None:
    assert shown("王小明", COLUMNS["yuan"], "zh") == "3个字的文本"
    assert shown(13812345678.0, COLUMNS["yuan"], "zh") == "位数较多的数"


def test_the_users_language_is_spoken_unless_another_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert shown("王小明", COLUMNS["yuan"]) == "3个字的文本"


@pytest.mark.parametrize("cell", [14000.0, "约30", "王小明", True, datetime.date(1990, 1, 1), "—"])
def test_nothing_of_a_personal_or_unknown_column_is_shown(cell: Any) -> None:
    assert shown(cell, PERSONAL) == shown(cell, None) == "***"


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(
    st.text(NAME_SIGNS, min_size=2, max_size=4), st.sampled_from(["", " ", "\u3000", "5", "(3)"])
)
def test_no_chinese_name_is_ever_shown(name: str, other: str) -> None:
    if name in {"是否"}:
        return
    for column in (COLUMNS["yuan"], COLUMNS["grade"], COLUMNS["answer"], COLUMNS["text"]):
        for cell in (name, name + other, name[0] + "\u3000" + name[1:]):
            assert name not in re.sub(r"\s", "", shown(cell, column, "zh"))


@settings(max_examples=2 * EXAMPLES, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"0123456789" * 3,
                *"０１２３",
                " ",
                "-",
                ".",
                ",",
                "(",
                ")",
                "万",
                "元",
                "\u200b",
                "约",
                "X",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_never_more_than_ten_digits_are_shown(text: str) -> None:
    for cell in (text, float(re.sub(r"\D", "", text) or 0)):
        seen = shown(cell, COLUMNS["yuan"], "en")
        if not seen.startswith("a text of"):
            assert sum(sign.isdigit() for sign in seen) <= 10 and len(seen) <= 30


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text("abehiknoswyzWZÁü'. 05-", max_size=12))
def test_no_latin_name_is_shown(text: str) -> None:
    seen = shown(text, COLUMNS["yuan"], "en")
    if not seen.startswith(("a text of", "blanks")) and re.search("[^0-9. -]", seen):
        assert seen.casefold() in {"y", "n", "no", "yes", "na", "nan", "none"}
