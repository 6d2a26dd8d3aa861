"""Are the projects that are named, and no others, those that a reader of a few rows names?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from small_registers import CODE, OTHER
from spec.few_projects import CITY, SECTORS, TOWNSHIP, YEAR, by_sector, followed, project
from villages.plan import Plan

#: Uplift → whether it is over the limit, and whether nobody knows.
UPLIFTS = (
    ("0", 0, 0), ("29.999", 0, 0), ("30", 0, 0), ("30.001", 1, 0), ("30.01", 1, 0), ("31", 1, 0),
    (None, 0, 1),
)  # fmt: skip


def test_thirty_per_cent_is_allowed_and_no_more(plan: Plan, tmp_path: Path) -> None:
    projects = [
        project(sector=sector, uplift_percent=None if uplift is None else Decimal(uplift))
        for sector, (uplift, _, _) in zip(SECTORS, UPLIFTS, strict=False)
    ]
    sums, problems = followed(plan, tmp_path, projects)
    assert by_sector(sums, "over_uplift", "over_uplift_unknown") == {
        sector: (over, unknown)
        for sector, (_, over, unknown) in zip(SECTORS, UPLIFTS, strict=False)
    }
    assert set(problems["kind"]) == {"over_uplift"}
    assert sorted(problems["value"]) == [30.001, 30.01, 31.0]


def test_a_project_is_named_by_its_village_year_and_number(plan: Plan, tmp_path: Path) -> None:
    projects = [project(), project(OTHER, uplift_percent=Decimal("30.01"))]
    _, problems = followed(plan, tmp_path, projects)
    assert problems.to_dict("records") == [
        # The second row is the other village's. What is no plain number may be a name: it is counted.
        {"code": OTHER, "year": YEAR, "project_id": "#1", "kind": "over_uplift",
         "value": 30.01}
    ]  # fmt: skip


NOTHING = {"is_complete": False, "output_count": 0, "spent_yuan": 40}


#: What a project says otherwise → whether it is without output, and whether nobody knows.
OUTPUTS: tuple[tuple[dict[str, Any], int, int], ...] = (
    ({}, 1, 0),
    ({"spent_yuan": 0}, 0, 0),
    ({"output_count": Decimal("0.5")}, 0, 0),
    ({"is_complete": True}, 0, 0),
    # One blank leaves it open, two do; what one cell rules out no blank brings back.
    ({"spent_yuan": None}, 0, 1),
    ({"output_count": None}, 0, 1),
    ({"is_complete": None}, 0, 1),
    ({"is_complete": None, "output_count": None}, 0, 1),
    ({"is_complete": None, "output_count": 1}, 0, 0),
    ({"spent_yuan": None, "is_complete": True}, 0, 0),
)
WITHOUT = ("without_output", "without_output_unknown")


def projects_with(cases: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        project(**{**NOTHING, **more, "sector": sector})
        for sector, more in zip(SECTORS, cases, strict=False)
    ]


def test_money_without_output(plan: Plan, tmp_path: Path) -> None:
    sums, problems = followed(plan, tmp_path, projects_with(more for more, _, _ in OUTPUTS))
    assert by_sector(sums, *WITHOUT) == {
        sector: (without, unknown)
        for sector, (_, without, unknown) in zip(SECTORS, OUTPUTS, strict=True)
    }
    assert list(problems["kind"]) == ["without_output"]
    assert list(problems["value"]) == [40.0]


@pytest.mark.parametrize("day", ["2020-06-30", "2020-12-30"])
def test_nobody_asks_for_output_before_the_year_is_over(
    plan: Plan, tmp_path: Path, day: str
) -> None:
    cases = [{"uplift_percent": Decimal(35)}]
    sums, problems = followed(plan, tmp_path, projects_with(cases), day)
    assert by_sector(sums, *WITHOUT) == {"industry": (None, None)}
    # The limit of uplift holds from the first day.
    assert list(problems["kind"]) == ["over_uplift"]


def test_the_year_is_over_with_its_last_day(plan: Plan, tmp_path: Path) -> None:
    sums, _ = followed(plan, tmp_path, projects_with([{}]), "2020-12-31")
    assert by_sector(sums, *WITHOUT) == {"industry": (1, 0)}


def test_without_a_date_nobody_knows_whether_a_year_is_over(plan: Plan, tmp_path: Path) -> None:
    cases: tuple[dict[str, Any], ...] = ({}, {"is_complete": True})
    sums, problems = followed(plan, tmp_path, projects_with(cases), "")
    assert by_sector(sums, *WITHOUT) == {"industry": (0, 1), "roads": (0, 0)}
    assert problems.empty


def test_sums_of_a_township_and_a_city_are_those_of_their_villages(
    plan: Plan, tmp_path: Path
) -> None:
    projects = [
        project(planned_yuan=120, spent_yuan=80, is_complete=False),
        project(OTHER, planned_yuan=50, allotted_yuan=40, spent_yuan=None, is_complete=None),
        project(sector="roads", planned_yuan=None),
    ]
    sums, _ = followed(plan, tmp_path, projects)
    names = ["projects", "money_unknown", "planned_low", "planned_high", "planned_unknown",
             "allotted_low", "allotted_high", "spent_low", "spent_high", "unspent_low",
             "unspent_high", "complete", "complete_unknown"]  # fmt: skip
    found = {(row["code"], row["sector"]): tuple(row[name] for name in names)
             for row in sums.to_dict("records")}  # fmt: skip
    # Of 40 allotted nothing or all is spent; what is planned lies between 0 and 2 million.
    both = (2, 1, 170, 170, 0, 140, 140, 80, 120, 20, 60, 0, 1)
    roads = (1, 0, 0, 2_000_000, 1, 100, 100, 100, 100, 0, 0, 1, 0)
    assert found == {
        (CODE, "water"): (1, 0, 120, 120, 0, 100, 100, 80, 80, 20, 20, 0, 0),
        (OTHER, "water"): (1, 1, 50, 50, 0, 40, 40, 0, 40, 0, 40, 0, 1),
        (TOWNSHIP, "water"): both,
        (CITY, "water"): both,
        **dict.fromkeys([(code, "roads") for code in (CODE, TOWNSHIP, CITY)], roads),
    }


def test_what_is_not_stated_is_kept_apart(plan: Plan, tmp_path: Path) -> None:
    sums, _ = followed(plan, tmp_path, [project(source=None), project(sector=None)])
    city = sums[sums["code"] == CITY].astype(object).fillna("")
    words = {tuple(row) for row in city[["source", "sector"]].itertuples(index=False)}
    assert words == {("", "water"), ("central", "")}
