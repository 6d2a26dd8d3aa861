"""Does no text that leaves become a formula, while numbers stay numbers?"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from villages.neutral import neutral, write_text

#: OWASP's list of first characters, their full-width forms, and what hides one.
ACTING = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠1",
    " =1", "\u3000=1", "\ufeff=1", "\u200b@x", "-", "+", "=", "-5=2", "+1;+1", "-٣",
    "+86 13800000000", "-1,23", "--5",
]  # fmt: skip
HARMLESS = [
    "", "上河村", "1+1", "a=b", "'=1", "-5", "+3.25", "-1,234,567.8", "-5%", "-1e5", "0", "—",
]  # fmt: skip


@pytest.mark.parametrize("text", ACTING)
def test_what_could_act_is_led_by_an_apostrophe(text: str) -> None:
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_cannot_act_is_left_alone(text: str) -> None:
    assert neutral(text) == text


@given(st.text())
def test_nothing_but_a_number_starts_with_a_sign(text: str) -> None:
    made = neutral(text)
    assert made in (text, "'" + text)
    if made[:1] in tuple("=+-@＝＋－＠\t\r\n\0"):
        float(made.replace(",", "").rstrip("%"))


def test_openpyxl_writes_a_typed_string_that_stays_one_when_edited(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    write_text(sheet["A1"], "=1+1")
    write_text(sheet["A2"], "上河村")
    book.save(tmp_path / "a.xlsx")
    read = load_workbook(tmp_path / "a.xlsx").active
    assert read is not None
    assert (read["A1"].value, read["A1"].data_type, read["A1"].quotePrefix) == ("=1+1", "s", True)
    assert (read["A2"].value, read["A2"].quotePrefix) == ("上河村", False)
