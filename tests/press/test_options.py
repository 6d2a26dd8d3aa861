"""Is what a user types checked before any kernel starts, and is the error one clear line?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.sample_pages import PARAMETERS, write_page
from villages.errors import UserError
from villages.press.options import Value, check_options, read_options
from villages.press.pages import find_page, read_page
from villages.press.running import ReadableTranslator

PAGE = Path("trial.ipynb")
OPTIONS = read_options(PARAMETERS, PAGE)


def refusal(**given: str) -> UserError:
    with pytest.raises(UserError) as caught:
        check_options(OPTIONS, given)
    assert "\n" not in caught.value.text("zh") + caught.value.text("en")
    return caught.value


def test_options_come_from_the_parameter_cell() -> None:
    year, language = OPTIONS[1], OPTIONS[2]
    assert (year.name, year.default, year.help("zh"), year.help("en")) == (
        "year",
        0,
        "年度",
        "year",
    )
    assert language.choices == ("zh", "en")
    assert language.help("en") == "report language"


def test_values_get_the_type_of_their_default() -> None:
    source = 'a = 1\nb = 1.5\nc = False\nd = "x"\n'
    options = read_options(source, PAGE)
    assert check_options(options, {"a": "7", "b": "2", "c": "是", "d": "7"}) == {
        "a": 7, "b": 2.0, "c": True, "d": "7",
    }  # fmt: skip


def test_an_unknown_option_is_answered_with_the_nearest() -> None:
    error = refusal(yeer="2019")
    assert error.key == "option_unknown"
    assert "--yeer" in error.text("en") and "--year" in error.text("en")


@pytest.mark.parametrize("text", ["abc", "2019.5", "", "二〇一九"])
def test_a_year_is_a_whole_number(text: str) -> None:
    error = refusal(year=text)
    assert error.key == "option_int"
    assert "--year" in error.text("zh")


def test_a_value_that_is_no_choice_is_answered_with_the_choices() -> None:
    error = refusal(edition="secret")
    assert "public, internal" in error.text("zh") and "secret" in error.text("zh")


@pytest.mark.parametrize(
    "source",
    ["import os", "year = int('7')", "year = None", "a, b = 1, 2", "year = 2019 +", "print(1)"],
)
def test_a_parameter_cell_is_read_but_never_run(source: str) -> None:
    with pytest.raises(UserError) as caught:
        read_options(source, PAGE)
    assert caught.value.key == "page_parameters"


def test_a_page_says_what_it_is(page_file: Path) -> None:
    page = read_page(page_file)
    assert (page.id, page.level, page.title["zh"]) == ("trial", "village", "试验页")
    assert [option.flag for option in page.options][:2] == ["--place", "--year"]


def test_what_is_no_page_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    plain = tmp_path / "plain.ipynb"
    plain.write_text(json.dumps({"cells": [], "metadata": {}}), encoding="utf-8")
    odd = write_page(tmp_path / "odd.ipynb", level="province")
    for path, key in (
        (broken, "page_broken"),
        (plain, "page_no_parameters"),
        (odd, "page_level"),
        (tmp_path / "absent.ipynb", "file_missing"),
    ):
        with pytest.raises(UserError) as caught:
            find_page(str(path))
        assert caught.value.key == key


@given(
    st.dictionaries(
        st.sampled_from(["place", "year", "share", "is_full"]),
        st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans(),
    )
)
def test_values_reach_the_page_as_they_are(values: dict[str, Value]) -> None:
    page: dict[str, Value] = {}
    exec(ReadableTranslator.codify(values), {}, page)
    assert page == values
    assert {name: type(value) for name, value in page.items()} == {
        name: type(value) for name, value in values.items()
    }


def test_chinese_stays_readable_in_the_page() -> None:
    assert "青石镇" in ReadableTranslator.codify({"place": "青石镇"})
