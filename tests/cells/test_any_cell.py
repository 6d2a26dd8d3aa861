"""Of cells nobody thought of: do numbers read back exactly, hold the bounds, and never lie?"""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cells.truth import COLUMNS, EXAMPLES
from villages.registers.forms.content import choices
from villages.registers.intake.cells import Reader
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, UncachedFormula
from villages.vocabulary import LANGUAGES

some = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WIDE = str.maketrans("0123456789,.-+%", "０１２３４５６７８９，．－＋％")
BLANKS = st.text(" \u3000\t\u200b\ufeff\u00a0", max_size=3)
PIECES = st.sampled_from(
    [*"01234567890123456789.,-+%()E ¥/", *"万元亿千约多年户①½三，５—米王", "公里"]
)
TEXTS = st.lists(PIECES, max_size=9).map("".join)
CELLS: st.SearchStrategy[CellValue] = st.one_of(
    TEXTS,
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**20), 10**20).map(float),
    st.floats().map(Percent),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(ErrorValue("#REF!")),
    st.just(UncachedFormula()),
    st.none(),
)
READERS = {name: Reader(column) for name, column in COLUMNS.items()} | {
    "yuan in 万元": Reader(COLUMNS["yuan"], "万元"),
    "km in 米": Reader(COLUMNS["km"], "米"),
}
TYPES: dict[str, type] = {
    "integer": int, "decimal": Decimal, "real": float, "boolean": bool, "text": str, "code": str,
    "date": datetime.date,
}  # fmt: skip


def ways_to_write(number: Fraction, unit: str, large_unit: str) -> list[str]:
    """Exact ways to write a number of at most three decimals."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    plain, ten_thousands = f"{exact:f}", f"{exact / 10000:f}"
    written = [plain, f"{plain}{unit}", f"{plain} {unit}", f"{ten_thousands}{large_unit}"]
    if abs(number) >= 1000:
        written += [f"{exact:,f}", f"{exact:,f}{unit}"]
    written.append(f"{ten_thousands}万")
    return written


@some
@given(st.integers(-100000, 5000000), st.data())
def test_a_whole_number_reads_back_however_it_is_written(number: int, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(ways_to_write(Fraction(number), "元", "万元")))
    if data.draw(st.booleans()):
        text = text.translate(WIDE)
    text = data.draw(BLANKS) + text + data.draw(BLANKS)
    read = READERS["yuan"].read(text)
    assert read.value == number and read.problem == ""
    assert READERS["yuan"].read(float(number)).value == number
    assert READERS["yuan in 万元"].read(number / 10000).value == number


@some
@given(st.integers(0, 200_000), st.data())
def test_a_decimal_reads_back_however_it_is_written(thousandths: int, data: st.DataObject) -> None:
    exact = Fraction(thousandths, 1000)
    text = data.draw(st.sampled_from(ways_to_write(exact, "公里", "万公里")))
    assert READERS["km"].read(text).value == exact
    assert READERS["km"].read(thousandths / 1000).value == exact
    assert READERS["km in 米"].read(float(thousandths)).value == exact
    assert READERS["km"].read(f"{thousandths}米").value == exact


@some
@given(st.integers(0, 100_000))
def test_a_per_cent_reads_back(thousandths: int) -> None:
    exact = Fraction(thousandths, 1000)
    reader = READERS["rate"]
    assert reader.read(f"{thousandths / 1000}%").value == exact
    assert reader.read(Percent(thousandths / 100_000)).value == exact
    bare = reader.read(thousandths / 1000)
    if 0 < exact <= 1:
        assert bare.problem == "cell_percent_ambiguous"
    else:
        assert bare.value == exact


@settings(some, max_examples=2 * EXAMPLES)
@given(CELLS)
def test_whatever_a_cell_holds_it_is_read_or_refused_and_the_bounds_hold(cell: CellValue) -> None:
    for name, reader in READERS.items():
        column = COLUMNS[name.partition(" in ")[0]]
        read = reader.read(cell)
        assert read.value is None or read.problem == ""
        assert not (read.note and read.problem)
        if read.value is None:
            continue
        assert type(read.value) is TYPES[column.type]
        if column.admissible is not None:
            low, high = column.admissible
            assert isinstance(read.value, int | float | Decimal)
            assert low <= Fraction(read.value) <= high
        if column.values:
            assert read.value in column.values


@settings(some, max_examples=2 * EXAMPLES)
@given(TEXTS)
def test_a_text_that_is_read_without_a_note_is_the_number_that_it_shows(text: str) -> None:
    read = READERS["yuan"].read(text)
    if read.value is not None and not read.note:
        assert Decimal(text) == read.value
    if read.value is not None:
        assert not set(text) & set("约多()E①½三王—/户%公米")


@some
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_no_number_is_rounded_by_more_than_noise(number: float) -> None:
    whole, exact = READERS["plain"].read(number), READERS["mu"].read(number)
    if isinstance(whole.value, int):
        assert math.isclose(number, whole.value, rel_tol=1e-14, abs_tol=1.01e-6)
    if isinstance(exact.value, Decimal):
        assert math.isclose(number, exact.value, rel_tol=1e-14, abs_tol=1.01e-9)


@pytest.mark.parametrize("name", ["grade", "stage", "twins", "digits", "answer"])
def test_what_our_lists_print_is_read_without_a_note(name: str) -> None:
    column = COLUMNS[name]
    for language in LANGUAGES:
        for value, printed in choices(column, language).items():
            read = READERS[name].read(printed)
            assert (read.value, read.note, read.problem) == (value, "", "")
