"""Is the chart's geometry true: widths in proportion, both ends alike, nothing on one another?"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.exhibits.figures.ribbons import (
    Band,
    Ribbon,
    drawn,
    folded,
    lay_out,
    small,
    sums,
    too_many,
)

amounts = st.integers(1, 10**9)
links = st.dictionaries(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("stuvwxyz")), amounts, min_size=1
)


def test_a_chart_that_was_worked_out_by_hand() -> None:
    """30 + 10 into 25 + 15, drawn 40 mm high: a millimetre for each."""
    layout = lay_out([{("a", "x"): 25, ("a", "y"): 5, ("b", "y"): 10}], 40, gap=2, pitch=0)
    assert layout.height == 42
    assert layout.columns == (
        (Band("a", 30, 12, 42), Band("b", 10, 0, 10)),
        (Band("x", 25, 17, 42), Band("y", 15, 0, 15)),
    )
    assert layout.ribbons == (
        (
            Ribbon("a", "x", 25, 42, 42, 25),
            Ribbon("a", "y", 5, 17, 15, 5),
            Ribbon("b", "y", 10, 10, 10, 10),
        ),
    )


def test_labels_have_room_and_short_columns_stand_in_the_middle() -> None:
    """Bands of 8, 1 and 1 mm whose middles are 6 mm apart; the first column is a single one."""
    layout = lay_out([{("a", "x"): 8, ("a", "y"): 1, ("a", "z"): 1}], 10, gap=1, pitch=6)
    first, second = layout.columns
    # From the first bar's top to half a label below the last middle: 4 + 6 + 6 + 3.
    assert layout.height == 19
    assert [(band.bottom + band.top) / 2 for band in second] == [15, 9, 3]
    assert first == (Band("a", 10, 4.5, 14.5),)


def test_the_last_band_stands_last_whatever_its_size() -> None:
    layout = lay_out([{("rest", "x"): 9, ("a", "x"): 1, ("b", "x"): 2}], 10, 1, 0, ["rest"])
    assert [band.key for band in layout.columns[0]] == ["b", "a", "rest"]


@pytest.mark.parametrize("sides", [[{}], [{("a", "x"): 3}, {("x", "p"): 2}]])
def test_what_does_not_add_up_is_not_drawn(sides: list[dict[tuple[str, str], int]]) -> None:
    with pytest.raises(ValueError, match=r"flows|leave"):
        lay_out(sides, 10, 1, 1)


@given(links, st.floats(0, 5), st.floats(0, 12))
def test_nothing_overlaps_and_everything_is_in_proportion(
    given_links: dict[tuple[str, str], int], gap: float, pitch: float
) -> None:
    onwards = {(end, f"{end}{part}"): 1 for end in sums(given_links, 1) for part in "1"}
    totals = sums(given_links, 1)
    onwards = {pair: totals[pair[0]] for pair in onwards}
    layout = lay_out([given_links, onwards], 50, gap, pitch)
    whole = sum(given_links.values())
    for column in layout.columns:
        assert sum(band.total for band in column) == whole
        assert column[0].top <= layout.height + 1e-6 and column[-1].bottom >= -1e-6
        for band in column:
            assert band.top - band.bottom == pytest.approx(50 * band.total / whole)
        for above, below in pairwise(column):
            assert above.total >= below.total
            assert above.bottom - below.top >= gap - 1e-6
            middles = [(band.bottom + band.top) / 2 for band in (above, below)]
            assert middles[0] - middles[1] >= pitch - 1e-6
    for index, ribbons in enumerate(layout.ribbons):
        for side, column in ((0, layout.columns[index]), (1, layout.columns[index + 1])):
            for band in column:
                own = [each for each in ribbons if (each.start, each.end)[side] == band.key]
                tops = [(each.start_top, each.end_top)[side] for each in own]
                # They fill the band from its top to its foot, one below the other.
                at = band.top
                for ribbon, top in sorted(zip(own, tops, strict=True), key=lambda each: -each[1]):
                    assert top == pytest.approx(at, abs=1e-6)
                    at -= ribbon.thickness
                assert at == pytest.approx(band.bottom, abs=1e-6)
        assert {(each.start, each.end): each.total for each in ribbons} == dict(
            (given_links, onwards)[index]
        )


@given(links, st.integers(2, 14), st.floats(0, 0.2))
def test_folding_keeps_every_sum(
    given_links: dict[tuple[str, str], int], most: int, least: float
) -> None:
    folds = too_many(given_links, most, least)
    found = folded(folded(given_links, 0, folds[0], "rest"), 1, folds[1], "rest")
    assert sum(found.values()) == sum(given_links.values())
    for side in (0, 1):
        before, after = sums(given_links, side), sums(found, side)
        assert len(folds[side]) != 1
        assert sum(before[key] for key in folds[side]) == after.get("rest", 0)
        assert {key: each for key, each in after.items() if key != "rest"} == {
            key: each for key, each in before.items() if key not in folds[side]
        }
        kept = [each for key, each in before.items() if key not in folds[side]]
        if folds[side] and kept:
            assert min(kept) >= max(before[key] for key in folds[side])
    # Two named bands and one of all others on either side leave nine ribbons at most.
    assert len(found) <= max(most, 9)


def test_fewer_than_two_are_not_folded() -> None:
    assert small({"a": 999, "b": 1}, 12, 0.01) == frozenset()
    assert small({"a": 997, "b": 2, "c": 1}, 12, 0.01) == {"b", "c"}
    many = {f"{number:02}": 100 - number for number in range(14)}
    assert small(many, 12, 0.01) == {"11", "12", "13"}


@given(st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("xy")), st.integers(-9, 9)))
def test_nothing_and_less_is_never_drawn(given_links: dict[tuple[str, str], int]) -> None:
    found = drawn(given_links)
    assert all(amount > 0 for amount in found.values())
    assert sum(found.values()) == sum(each for each in given_links.values() if each > 0)
