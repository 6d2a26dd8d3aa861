"""Are numbers that name a person found however they are written, and no other numbers?"""

from __future__ import annotations

import random

import pytest

from gate.clean import table, village_code
from gate.numbers import check_digit, identity_number, luhn_digit, planted
from villages.identifiers import (
    identity_check_digit,
    is_bank_card,
    is_identity_number,
    passes_luhn,
)
from villages.press.gate.identifiers import find_identifiers

#: The example of GB 11643-1999, and one that is known from many public texts.
IDENTITY_NUMBERS = ("11010519491231002X", "34052419800101001X")

#: Numbers that networks of cards publish for tests.
CARDS = ("4111111111111111", "5555555555554444", "5105105105105100", "4012888888881881",
         "3530111333300000", "6011111111111117")  # fmt: skip


def kinds(text: str) -> set[str]:
    return {kind for _, kind in find_identifiers(text)}


@pytest.mark.parametrize("number", IDENTITY_NUMBERS)
def test_published_identity_numbers(number: str) -> None:
    assert is_identity_number(number) and check_digit(number[:17]) == number[17]
    assert kinds(number) == {"identity_number"}
    for wrong in "0123456789X".replace(number[17], ""):
        assert not is_identity_number(number[:17] + wrong)


@pytest.mark.parametrize("number", CARDS)
def test_published_cards(number: str) -> None:
    assert passes_luhn(number) and luhn_digit(number[:-1]) == number[-1]
    assert is_bank_card(number) and kinds(number) == {"bank_card"}
    assert not passes_luhn(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_the_check_digit_is_that_of_the_other_way_to_reckon_it() -> None:
    # The standard's other example, of somebody born in 1880.
    assert identity_check_digit("44052418800101001") == "4"
    chance = random.Random(1)
    for _ in range(1000):
        digits = "".join(chance.choices("0123456789", k=17))
        assert identity_check_digit(digits) == check_digit(digits)


def test_every_way_of_writing_is_found(is_full_size: bool) -> None:
    numbers = planted(60_000 if is_full_size else 6_000, seed=2)
    missed = [each for each in numbers if each.kind not in kinds(each.text)]
    assert len(missed) <= len(numbers) // 1000, missed[:5]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2.10283198001015E+17", "identity_number"),
        ("2.10283198001015e17", "identity_number"),
        ("2.10283E+17", "identity_number"),
        ("210283198001015000", "identity_number"),
        ("210,283,198,001,015,000", "identity_number"),
        ("户主王某110105194912310\u200b02Ｘ住址", "identity_number"),
        ("1 34052419800101001X 14000", "identity_number"),
        ("138 1234 5678", "mobile"),
        ("+86-138-1234-5678", "mobile"),
        ("13812345678.0", "mobile"),
        ("(0411)88123456", "landline"),
        ("0411-88123456", "landline"),
        ("4111 1111 1111 1111", "bank_card"),
        ("110105491231002", "old_identity_number"),
    ],
)
def test_single_texts(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "990181101201", "210283200201 210283200202", "210283200201210283200202",
        "210283200201 2019 14", "13,812,345,678", "13812345678.50", "150 2018 2019",
        "91210283MA0ABCDE1X", "9121028312345678XK", "978-7-302-51234-5", "20191231235959",
        "D:20191231000000Z", "0.210283198001015", "M 138 1234 5678 L 4111 1111 2222 3333",
        "2018 2019 2020 2021 12", "rgb(138, 123, 45)", "2.5E+17", "1.38E+10", "210283E12",
        "110105194912310020", "110105194902300028", "4111111111111112", "0000-12345678",
        "0411 20191231", "12,345,678,901,234,567,890",
        "2e1222e4-558e-3e0a-779a-075587089391", "b2110105491231002c0ffee00aa11bb22cc33dd44",
    ],
)  # fmt: skip
def test_numbers_that_name_nobody(text: str) -> None:
    layout = "settings" if text.startswith("M ") else "text"
    assert not find_identifiers(text, layout)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [11, 12])
def test_clean_tables_raise_no_alarm(seed: int, is_full_size: bool) -> None:
    chance = random.Random(seed)
    for _ in range(2500 if is_full_size else 120):
        for row in table(chance):
            for text in row:
                assert not find_identifiers(text), text
            line = " ".join(row)
            assert not find_identifiers(line, "line"), line


def test_how_often_numbers_at_random_are_taken_for_somebody(is_full_size: bool) -> None:
    """Of 18 digits 34 in 90 begin with a province, 7 in 10,000 go on with a day, 1 in 11 checks.

    That is 25 in a million, and about 10 more that a spreadsheet could have rounded.
    """
    chance = random.Random(3)
    found = sum(
        "identity_number" in kinds(str(chance.randrange(10**17, 10**18)))
        for _ in range(100_000 if is_full_size else 40_000)
    )
    assert found <= (12 if is_full_size else 6)


def test_codes_of_villages_are_never_taken_for_somebody() -> None:
    chance = random.Random(4)
    for _ in range(800):
        codes = [village_code(chance) for _ in range(3)]
        for between in ("", " ", "-", ",", "\u00a0"):
            assert not find_identifiers(between.join(codes))


def test_two_in_one_text_are_both_found() -> None:
    chance = random.Random(5)
    text = f"甲{identity_number(chance)}，乙{identity_number(chance)}"
    assert len(find_identifiers(text)) == 2
