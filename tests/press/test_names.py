"""Do file names survive whatever a place is called, on every system?"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.press.names import report_stem, slug

HOSTILE = [
    "../../etc/passwd", "/etc/passwd", "C:\\Windows", "CON", "con.txt", "NUL", "LPT1", "COM¹",
    "村" * 86, "a\x00b", "a\nb", "青\u200b石\u202e镇", "\ud800", "-rf", "trailing. ", "...",
    'a<b>c:d"e/f\\g|h?i*j', "=cmd|' /C calc'!A0", "e\u0301" * 90, "\u2028", "~", "$(rm)", "`id`",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_a_file(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    check(slug(name))
    folder = tmp_path_factory.mktemp("names")
    path = folder / f"{report_stem('990000000000', name, '2019')}_演示数据.html"
    path.write_text("", encoding="utf-8")
    assert path.resolve().parent == folder.resolve()


@given(st.text(st.characters(exclude_categories=[])))
def test_any_name_becomes_a_safe_one(name: str) -> None:
    check(slug(name))


def check(made: str) -> None:
    assert len(made.encode("utf-8")) <= 120
    assert made == unicodedata.normalize("NFC", made)
    assert not set(made) & set('<>:"/\\|?*')
    assert not {unicodedata.category(sign) for sign in made} & {"Cc", "Cf", "Cs"}
    assert not made.startswith("-") and not made.endswith((".", " "))
    assert made.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


def test_two_names_never_become_one_file() -> None:
    hostile = {slug(name) for name in HOSTILE}
    assert len(hostile) == len(HOSTILE)
    assert slug("a/b") != slug("a_b") != slug("a?b")


def test_a_report_is_named_after_what_it_is() -> None:
    stem = report_stem("990000001000", "青石镇", "2019", "township", "", "zh", "internal")
    assert stem == "990000001000_青石镇_2019_township_zh_internal"
