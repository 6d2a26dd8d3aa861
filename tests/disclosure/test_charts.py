"""Do the public pages, and their charts, tell anything that their tables may not?"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from itertools import accumulate
from pathlib import Path

import pytest

from disclosure.twin_results import write_twin
from page_running import Parameter, drawn_texts, run_page
from villages.exhibits.blocks import Figure
from villages.exhibits.disclosure import disclosed
from villages.exhibits.evidence import gather, read_places
from villages.exhibits.protection import withheld_cells
from villages.findings.results import Results, read_results
from villages.plan import Plan

YEAR = 2019
CITY, MANY, FEW, VILLAGE = "990181000000", "990181101000", "990181110000", "990181101201"

#: Page, place, and what it is about.
SOON: list[tuple[str, str, dict[str, Parameter]]] = [
    ("township", MANY, {}), ("village", VILLAGE, {}), ("theme", CITY, {"theme": "income"}),
    ("meeting", MANY, {}), ("wallchart", CITY, {}), ("briefing", CITY, {}),
]  # fmt: skip
LATER: list[tuple[str, str, dict[str, Parameter]]] = [
    ("city", CITY, {}), ("township", FEW, {}), ("briefing", MANY, {}), ("briefing", VILLAGE, {}),
    ("meeting", CITY, {}), ("meeting", FEW, {}), ("wallchart", MANY, {}), ("wallchart", FEW, {}),
    ("assessment", MANY, {}), ("dossier", VILLAGE, {}), ("exit_file", VILLAGE, {}),
    ("programme", MANY, {}), ("programme", FEW, {}), ("effect", CITY, {}),
    *((name, place, {}) for name in ("income", "housing", "health", "education")
      for place in (CITY, MANY, FEW)),
    *(("theme", place, dict[str, Parameter](theme=theme)) for place in (CITY, MANY, FEW)
      for theme in ("housing", "people", "money", "industry")),
    ("department", CITY, {"body": "education"}),
    ("department_assessment", CITY, {"body": "finance"}),
]  # fmt: skip

#: What names a single point of a group: the least, the largest, the middle one.
EXTREMES = re.compile(
    r"最小|最大|最低|最高|中位|四分位|\b(?:min|max|median|lowest|highest|quartile)", re.IGNORECASE
)

AMOUNT = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?(?:%|元)")


@pytest.fixture(scope="module")
def twin(
    results: Results, demo_results: Path, plan: Plan, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Results of which the public edition must not tell that they are others."""
    pages = [(code, YEAR) for code in (CITY, MANY, FEW)]
    return write_twin(results, demo_results, plan, pages, tmp_path_factory.mktemp("twin") / plan.id)


def shown(name: str, place: str, results: Path, **others: Parameter) -> list[str]:
    """All that the exporters read of a page, cell by cell: blocks, drawings, data, HTML."""
    page = run_page(
        name,
        place=place,
        year=YEAR,
        edition="public",
        results=str(results),
        language="zh",
        **others,
    )
    bundles = [section._repr_mimebundle_() for section in page]
    return [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in bundles]


def figures_in(block: object) -> Iterator[Figure]:
    """The charts of a page, also those that stand on slides or in a grid."""
    if isinstance(block, Figure):
        yield block
    elif isinstance(block, list | tuple):
        for part in block:
            yield from figures_in(part)
    elif is_dataclass(block):
        for field in fields(block):
            yield from figures_in(getattr(block, field.name))


def amounts(texts: Iterable[str]) -> set[str]:
    """Sums of money and shares that stand in texts."""
    return {found for text in texts for found in AMOUNT.findall(text.replace("−", "-"))}


def follows(number: float, drawn: list[float]) -> bool:
    """Whether a number is the difference of two that are drawn, a share, or shares together."""
    change = drawn[-1] - drawn[0]
    pairs = [(abs(a), abs(b)) for a in drawn for b in (*drawn, change)]
    shares = accumulate(each for each in drawn if each < 100)
    return (
        any(abs(abs(a - b) - number) < 0.5 for a, b in pairs)
        or any(b and abs(100 * a / b - number) < 1 for a, b in pairs)
        or any(abs(each - number) <= 2 for each in shares)
    )


PAGES = SOON + (LATER if os.environ.get("VILLAGES_SIZE") == "full" else [])


@pytest.mark.parametrize(("name", "place", "others"), PAGES)
def test_a_public_page_does_not_depend_on_what_is_hidden(
    name: str, place: str, others: dict[str, Parameter], demo_results: Path, twin: Path
) -> None:
    told = shown(name, place, demo_results, **others)
    assert told == shown(name, place, twin, **others)


def test_no_public_evidence_depends_on_what_is_hidden(
    results: Results, demo_results: Path, twin: Path, plan: Plan
) -> None:
    """What every page of a place is made of; the internal edition does depend on it."""
    other, withheld = read_results(twin), withheld_cells(demo_results)
    also = withheld_cells(twin)
    places = read_places(results)
    for code in (CITY, FEW):
        whole = gather(results, plan, places[code], YEAR)
        twins = gather(other, plan, places[code], YEAR)
        assert whole != twins
        assert disclosed(whole, plan, "public", withheld) == disclosed(twins, plan, "public", also)


def test_no_bin_of_a_public_distribution_is_small(results: Results, plan: Plan) -> None:
    """Counts are rounded to fives: 8 and more are shown as 10."""
    found = 0
    for code in (CITY, MANY, FEW):
        place = read_places(results)[code]
        evidence = disclosed(gather(results, plan, place, YEAR), plan, "public")
        for key, bins in evidence.distributions.items():
            assert evidence.places[key[1]].level != "village"
            assert all(each.rows == 0 or each.rows >= 10 for each in bins)
            found += 1
        assert not evidence.medians
    assert found


@pytest.mark.parametrize(("name", "place", "others"), PAGES)
def test_public_charts_are_bound_like_tables(
    name: str, place: str, others: dict[str, Parameter], results: Results, plan: Plan,
    demo_results: Path,
) -> None:  # fmt: skip
    """No extremes, no figure of a village, and no amount that no data and no table has."""
    page = run_page(
        name, place=place, year=YEAR, edition="public", language="zh",
        results=str(demo_results), **others,
    )  # fmt: skip
    villages = {each.name_zh for each in read_places(results).values() if each.level == "village"}
    most = max(len(plan.target_cards), len(plan.programme.measures))
    for figure in figures_in(page):
        data = figure.data
        heads = [column.label for column in data.columns] if data is not None else []
        said = [figure.caption, figure.alt, *drawn_texts(figure.svg)]
        for text in (*said, *heads):
            assert not EXTREMES.search(text), text
        if data is None:
            continue
        for row in data.rows:
            if row[0].text in villages:
                # Counts of verdicts are published, of whatever village.
                numbers = [cell.number for cell in row if cell.number is not None]
                assert all(n == int(n) and 0 <= n <= most for n in numbers), row
        known = amounts(cell.text for row in data.rows for cell in row)
        # An indicator may have a number in its name, such as a limit of the plan.
        names = amounts(
            words.zh for card in plan.cards.values() for words in (card.label, card.short)
        )
        numbers = [cell.number for row in data.rows for cell in row if cell.number is not None]
        # Sums of public money in 10,000 yuan flow: their shares are of all of them.
        for amount in amounts(said) - known - names if known else ():
            assert follows(float(amount.strip("%元").replace(",", "")), numbers), amount
