"""Does the page of running the programme say what the commands say, chapter by chapter?"""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from page_checks import check_blocks, check_language, check_sentences
from page_running import blocks, run_page
from villages.cli import main
from villages.errors import UserError
from villages.exhibits.blocks import Complete, Figure, Heading, Paragraph, Section, Table
from villages.exhibits.exit_and_duties import exit_and_duties
from villages.exhibits.page import open_page
from villages.plan import Plan

YEAR = 2019
BUDGET = 4_000_000
#: A longer table is cut on paper.
MOST_ROWS = 80
CHAPTERS = [
    "milestones", "exit", "needed", "duties", "support-plan", "funds", "allocate", "support",
    "outlook",
]  # fmt: skip
HEADINGS = {
    "zh": ["阶段目标进度", "退出", "下一步需要的村", "销号台账", "扶持计划", "专项资金",
           "资金分配建议", "帮扶力量", "到2020年的展望"],
    "en": ["The milestones", "Exit", "Villages needed next", "The ledger of duties",
           "The support plan", "Special funds", "A proposal of what to fund",
           "Who supports the villages", "The outlook to 2020"],
}  # fmt: skip
Shown = list[Section | Complete]


class Asked(NamedTuple):
    """A page that is looked at."""

    place: str
    language: str
    edition: str


CITY, TOWNSHIP = Asked("示例市", "zh", "internal"), Asked("竹溪乡", "en", "internal")
#: An edition and language for each level, and each the other way round in public.
ALL = [CITY, TOWNSHIP, Asked("示例市", "en", "public"), Asked("竹溪乡", "zh", "public")]


def page_of(asked: Asked, results: Path, budget: int = 0) -> Shown:
    given = {"place": asked.place, "language": asked.language, "edition": asked.edition}
    return run_page("programme", results=str(results), year=YEAR, budget=budget, **given)


def chapters(shown: Shown) -> dict[str, list[Any]]:
    """Each chapter's blocks by its heading."""
    found: dict[str, list[Any]] = {}
    for block in blocks(shown):
        if isinstance(block, Heading) and block.level == 1:
            found[block.text] = []
        elif found:
            found[list(found)[-1]].append(block)
    return found


@pytest.fixture(scope="module", params=ALL, ids=" ".join)
def asked(request: pytest.FixtureRequest) -> Asked:
    return Asked(*request.param)


def test_every_chapter_stands_in_its_place_and_says_something(
    asked: Asked, demo_results: Path
) -> None:
    shown = page_of(asked, demo_results)
    found = chapters(shown)
    assert list(found)[:-1] == HEADINGS[asked.language]
    check_blocks(shown)
    check_sentences(shown)
    check_language(shown, asked.language)
    # What is said comes before what is shown.
    for said in found.values():
        assert not isinstance(said[0], Table | Figure)
        for before, block in pairwise(said):
            if isinstance(block, Table):
                assert isinstance(before, Paragraph | Figure), block.caption


@pytest.mark.parametrize("asked", [CITY, TOWNSHIP], ids=" ".join)
class TestNumbers:
    """A chapter's numbers are those that the command writes for programs."""

    @pytest.fixture
    def told(
        self, asked: Asked, demo_results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Any:
        monkeypatch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[asked.language])

        def tell(command: str, *more: str) -> dict[str, Any]:
            data = tmp_path / f"{command}.json"
            given = ["--place", asked.place, "--year", str(YEAR), "--edition", asked.edition]
            where = ["--results", str(demo_results), "--json", str(data)]
            assert main([command, *given, *where, *more]) == 0
            read: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))
            return read

        return tell

    def tables(self, asked: Asked, results: Path, chapter: str) -> list[Table]:
        heading = HEADINGS[asked.language][CHAPTERS.index(chapter)]
        found = chapters(page_of(asked, results))[heading]
        return [block for block in found if isinstance(block, Table)]

    def test_milestones_and_the_villages_needed(
        self, asked: Asked, told: Any, demo_results: Path
    ) -> None:
        data = told("milestones")
        years = self.tables(asked, demo_results, "milestones")[0]
        due = [each for each in data["years"] if each["due"]]
        assert [tuple(cell.number for cell in row[:3]) for row in years.rows] == [
            (each["year"], each["due"], each["met"]) for each in due
        ]
        assert due[-1]["met"] is None is not due[-2]["met"]
        (needed,) = self.tables(asked, demo_results, "needed")
        assert [(row[0].text, row[3].number) for row in needed.rows] == [
            (each["name"], len(each["open_targets"])) for each in data["needed_next"]
        ]

    def test_exits(self, asked: Asked, told: Any, demo_results: Path) -> None:
        table = self.tables(asked, demo_results, "exit")[0]
        met = {row[0].text: row[3].text for row in table.rows}
        assert met == {
            each["name"]: "{}/{}".format(
                sum(target["verdict"] == "met" for target in each["targets"]), len(each["targets"])
            )
            for each in told("exit")["villages"]
        }

    def test_duties(self, asked: Asked, told: Any, demo_results: Path) -> None:
        data = told("duties")
        bodies, ledger = self.tables(asked, demo_results, "duties")
        assert [cell.number for cell in bodies.rows[-1][1:6]] == list(data["counts"].values())
        assert [(row[0].text, row[3].text) for row in ledger.rows] == [
            (each["name"], each["due_on"]) for each in data["duties"]
        ]

    def test_support_plan(self, asked: Asked, told: Any, demo_results: Path) -> None:
        data = told("support-plan")["villages"]
        targets, villages = self.tables(asked, demo_results, "support-plan")
        assert [row[0].text for row in villages.rows] == [each["name"] for each in data]
        gaps = sum(len(each["works"]) for each in data)
        assert sum(row[1].number or 0 for row in targets.rows) == gaps > 0

    def test_funds(self, asked: Asked, told: Any, demo_results: Path) -> None:
        data = told("funds")
        years, sources, sectors, places, *_ = self.tables(asked, demo_results, "funds")
        assert [row[1].number for row in years.rows] == [each["projects"] for each in data["years"]]
        for table, key in ((sources, "sources"), (sectors, "sectors"), (places, "places")):
            assert [(row[0].text, row[1].number) for row in table.rows] == [
                (each["name"], each["projects"]) for each in data[key]
            ]

    def test_allocation(self, asked: Asked, told: Any, demo_results: Path) -> None:
        allotted = told("funds")["funds"]["allotted_yuan"]["low"]
        data = told("allocate", "--budget", str(int(allotted)))
        exits, funded, *_ = self.tables(asked, demo_results, "allocate")
        assert [(row[0].number, row[2].number) for row in exits.rows] == [
            (each["year"], each["closed"]) for each in data["exits"]
        ]
        count = len(data["funded"])
        assert len(funded.rows) == min(count, MOST_ROWS) > 0
        assert (f"另有{count - MOST_ROWS}行" in funded.note) == (count > MOST_ROWS)

    def test_support(self, asked: Asked, told: Any, demo_results: Path) -> None:
        data = told("support")
        kinds, places, *_ = self.tables(asked, demo_results, "support")
        assert kinds.rows[0][1].number == data["support"]["secretary_yes"]
        assert [row[0].text for row in places.rows] == [each["name"] for each in data["places"]]

    def test_outlook(self, asked: Asked, told: Any, demo_results: Path) -> None:
        data = told("outlook")
        chances, *_, past = self.tables(asked, demo_results, "outlook")
        assert len(chances.rows) == len({each["code"] for each in data["chances"]})
        assert [row[4].text for row in past.rows] == [
            f"{each['outlook']:.3f}" for each in data["past"]
        ]


def test_without_a_budget_the_years_special_funds_are_taken(demo_results: Path) -> None:
    page = chapters(page_of(TOWNSHIP, demo_results))["A proposal of what to fund"]
    given = chapters(page_of(TOWNSHIP, demo_results, BUDGET))["A proposal of what to fund"]
    assert page[0].text == (
        "No budget was given; what is known to have been allotted of the special funds in 2019, "
        "3,206,000 yuan, is taken for it."
    )
    assert given[0].text == "The budget is the sum given, 4,000,000 yuan."
    with pytest.raises(UserError) as caught:
        page_of(TOWNSHIP, demo_results, -1)
    assert caught.value.key == "allocate_needs_money"


def test_the_public_edition_proposes_nothing_and_names_no_chances(demo_results: Path) -> None:
    found = chapters(page_of(Asked("示例市", "en", "public"), demo_results))
    (said,) = found["A proposal of what to fund"]
    assert "internal edition only" in said.text
    texts = [each.text for each in found["The outlook to 2020"] if isinstance(each, Paragraph)]
    assert any("internal edition" in text for text in texts)


def test_where_the_plan_asks_nothing_only_money_is_told(demo_results: Path) -> None:
    shown = run_page("programme", results=str(demo_results), place="柳泉镇", edition="internal")
    assert not set(chapters(shown)) & set(HEADINGS["zh"]) - {"专项资金"}


def rows_of(shown: Shown, heading: str) -> list[tuple[str, ...]]:
    """The ledger under a heading: the last table there."""
    tables = [block for block in chapters(shown).get(heading, []) if isinstance(block, Table)]
    return [tuple(cell.text for cell in row) for row in tables[-1].rows]


def test_a_department_is_told_the_duties_that_its_command_lists(
    demo_results: Path, plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    labels = {each.id: each.label.zh for each in plan.programme.measures}
    data = tmp_path / "water.json"
    asked = ["duties", "--body", "water", "--year", str(YEAR), "--json", str(data)]
    assert main([*asked, "--edition", "internal", "--results", str(demo_results)]) == 0
    told = json.loads(data.read_text(encoding="utf-8"))["duties"]
    given = {"place": "示例市", "edition": "internal", "body": "water"}
    shown = run_page("department", results=str(demo_results), year=YEAR, **given)
    assert told and [row[:3] for row in rows_of(shown, "销号台账")] == [
        (each["name"], labels[each["measure"]], each["due_on"]) for each in told
    ]


def test_a_village_is_told_its_exit_its_support_and_its_open_duties(
    demo_results: Path, plan: Plan, tmp_path: Path
) -> None:
    labels = {each.id: each.label.zh for each in plan.programme.measures}
    data = tmp_path / "village.json"
    asked = ["duties", "--place", "葵台村", "--year", str(YEAR), "--json", str(data)]
    assert main([*asked, "--results", str(demo_results)]) == 0
    told = json.loads(data.read_text(encoding="utf-8"))["duties"]
    open_ones = [each for each in told if each["closed_year"] is None]
    shown = run_page("village", results=str(demo_results), year=YEAR, place="葵台村")
    heading = "退出、帮扶与任务"
    assert [row[0] for row in rows_of(shown, heading)] == [
        labels[each["measure"]] for each in open_ones
    ]
    assert len(open_ones) < len(told)
    first, second = chapters(shown)[heading][:2]
    assert first.text.startswith("该村目标达标8/10项，未达退出条件。部门已签认8/10项；验收未通过。")
    assert second.text == "2019年：有第一书记；有帮扶单位；没有结对企业。"


@pytest.mark.parametrize("place", ["示例市", "竹溪乡"])
def test_the_page_of_a_place_counts_exits_and_duties(
    place: str, demo_results: Path, tmp_path: Path
) -> None:
    data = tmp_path / "duties.json"
    asked = ["duties", "--place", place, "--year", str(YEAR), "--json", str(data)]
    assert main([*asked, "--results", str(demo_results)]) == 0
    counts = json.loads(data.read_text(encoding="utf-8"))["counts"]
    page = open_page(demo_results, place, YEAR, "zh", "public")
    *_, whole = rows_of([exit_and_duties(page)], "退出与任务")
    assert list(whole[1:6]) == [str(count) for count in counts.values()]
