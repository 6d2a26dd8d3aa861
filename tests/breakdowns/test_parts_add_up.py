"""Do the groups of every indicator add up to the whole, exactly, everywhere?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from villages.indicators import breakdown, quotients, split_cards
from villages.plan import Plan, read_plan
from villages.plan.breakdowns import breakdown_of
from villages.registers import RegisterSession, open_registers
from villages.registers.demo import write_demo_registers
from villages.vocabulary import LEVELS, SCOPES

PLACED = ["card", "level", "code", "year", "scope"]
SUMS = ["numerator", "denominator", "rows_known"]
BOUND = "denominator_high"
BREAKDOWNS = [each.id for each in read_plan("zhuanghe-2018-2020").breakdowns]


#: Townships that the small size takes: with many villages of the plan, few, and none.
FEW = ("990181101000", "990181110000", "990181001000")


@pytest.fixture(scope="module")
def session(plan: Plan, demo_registers: Path, is_full_size: bool) -> Iterator[RegisterSession]:
    with open_registers(plan, demo_registers) as opened:
        if not is_full_size:
            opened.connection.execute(f"DELETE FROM places WHERE township_code NOT IN {FEW}")
            for name in ("persons", "households", "village_years"):
                kept = "SELECT code FROM places"
                opened.connection.execute(f"DELETE FROM {name} WHERE code NOT IN ({kept})")
        yield opened


@pytest.fixture(scope="module")
def whole(session: RegisterSession) -> pd.DataFrame:
    return quotients(session)


def test_the_plan_splits_by_what_was_asked_for() -> None:
    assert BREAKDOWNS == ["sex", "age", "household_category", "disability"]


@pytest.mark.parametrize("by", BREAKDOWNS)
def test_groups_add_up_to_the_whole(by: str, session: RegisterSession, whole: pd.DataFrame) -> None:
    cards = [card.id for card in split_cards(session.plan, breakdown_of(session.plan, by))]
    parts = breakdown(session, by)
    assert isinstance(parts["numerator"].iloc[0], Decimal)
    whole = whole[whole["card"].isin(cards)]
    added = in_millionths(parts).groupby(PLACED, as_index=False).sum()
    both = in_millionths(whole).merge(added, on=PLACED, how="left", suffixes=("", "_parts"))
    # What no row is of has no parts; they add up to nothing.
    both = both.fillna(0)
    for name in SUMS:
        assert (both[name] == both[f"{name}_parts"]).all(), name
    assert len(both) == len(whole)
    assert set(both["card"]) == set(cards) and set(both["level"]) == set(LEVELS)
    assert set(both["scope"]) == set(SCOPES) and both["year"].nunique() == 6
    # Rows that are missing are of no group: the whole is never bounded more closely than they are.
    assert (both["denominator_high"] >= both["denominator_high_parts"]).all()


def in_millionths(frame: pd.DataFrame) -> pd.DataFrame:
    """The exact decimals as whole numbers of their last place, which add up fast."""
    return frame[PLACED].assign(
        rows_known=frame["rows_known"],
        **{name: [int(cell.scaleb(6)) for cell in frame[name]] for name in (*SUMS[:2], BOUND)},
    )


def test_every_indicator_of_persons_or_households_is_split(plan: Plan) -> None:
    split = {card.id for by in BREAKDOWNS for card in split_cards(plan, breakdown_of(plan, by))}
    counted = ("persons", "households")
    assert split == {card.id for card in plan.cards.values() if card.register_id in counted}
    assert "income_gini" not in split and len(split) > 40


def test_another_plan_is_split_too(tmp_path: Path) -> None:
    survey = read_plan("vietnam-1997")
    with open_registers(survey, write_demo_registers(survey, tmp_path / survey.id)) as opened:
        whole = quotients(opened).set_index(PLACED)[SUMS]
        for each in survey.breakdowns:
            parts = breakdown(opened, each.id).groupby(PLACED)[SUMS].sum()
            assert len(parts) > 100
            pd.testing.assert_frame_equal(parts, whole.loc[parts.index], check_dtype=False)
