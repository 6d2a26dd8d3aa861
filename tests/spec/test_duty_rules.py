"""Does a duty open, stay open, close and come back as worked out by hand?"""

from __future__ import annotations

from datetime import date

import pytest

from villages.findings.duties import duty_course
from villages.vocabulary import Verdict

ENDS = {year: date(year, 12, 31) for year in range(2017, 2022)}
DUE = date(2018, 12, 31)

Course = list[tuple[int, str, int, int | None, bool, int | None]]


def course(
    verdicts: dict[int, Verdict], due_on: date = DUE, told: dict[int, date] | None = None
) -> Course:
    return [
        (
            each.year,
            each.state,
            each.opened_year,
            each.closed_year,
            each.is_late,
            each.days_overdue,
        )
        for each in duty_course(verdicts, due_on, told or ENDS)
    ]


def test_what_is_met_in_time_never_enters_the_ledger() -> None:
    assert course({2017: "not_met", 2018: "met", 2019: "met", 2020: "met"}) == []


def test_nothing_enters_before_it_is_due() -> None:
    assert course({2017: "not_met"}) == []
    assert course({2016: "no_data", 2017: "no_data"}) == []


def test_what_is_met_late_stays_late_for_ever() -> None:
    verdicts: dict[int, Verdict] = {
        2018: "not_met", 2019: "met", 2020: "not_met", 2021: "met",
    }  # fmt: skip
    assert course(verdicts) == [
        (2018, "open", 2018, None, False, 0),
        (2019, "closed_late", 2018, 2019, True, None),
        # From the end of 2019 to the end of 2020, a leap year.
        (2020, "reopened", 2018, None, True, 366),
        (2021, "closed_late", 2018, 2021, True, None),
    ]


def test_what_was_met_in_time_is_reopened_when_it_is_lost_and_closes_without_being_late() -> None:
    assert course({2018: "met", 2019: "not_met", 2020: "not_met", 2021: "met"}) == [
        (2019, "reopened", 2019, None, False, 365),
        (2020, "reopened", 2019, None, False, 365 + 366),
        (2021, "closed", 2019, 2021, False, None),
    ]


def test_no_data_is_open_and_never_closed() -> None:
    assert course({2018: "no_data", 2019: "no_data", 2020: "no_data"}) == [
        (2018, "open", 2018, None, False, 0),
        (2019, "overdue", 2018, None, False, 365),
        (2020, "overdue", 2018, None, False, 731),
    ]


def test_no_data_after_it_was_met_reopens() -> None:
    assert [row[1] for row in course({2018: "not_met", 2019: "met", 2020: "no_data"})] == [
        "open",
        "closed_late",
        "reopened",
    ]


@pytest.mark.parametrize(
    ("told_on", "state", "days"),
    [
        (date(2018, 6, 30), "open", 0),
        (date(2018, 12, 31), "open", 0),
        (date(2019, 1, 1), "overdue", 1),
        (date(2019, 3, 1), "overdue", 60),
    ],
)
def test_the_due_day_itself_is_not_overdue(told_on: date, state: str, days: int) -> None:
    ((_, found, _, _, _, overdue),) = course({2018: "not_met"}, told={2018: told_on})
    assert (found, overdue) == (state, days)


def test_a_day_within_the_year_counts_from_that_day() -> None:
    assert course({2018: "not_met", 2019: "met"}, due_on=date(2018, 6, 30)) == [
        (2018, "overdue", 2018, None, False, 184),
        (2019, "closed_late", 2018, 2019, True, None),
    ]


def test_a_year_without_a_row_is_no_pass() -> None:
    # Of 2018 nothing is known at all; in 2019 it is known to be missed.
    assert course({2019: "not_met", 2020: "met"}) == [
        (2019, "overdue", 2019, None, False, 365),
        (2020, "closed_late", 2019, 2020, True, None),
    ]
