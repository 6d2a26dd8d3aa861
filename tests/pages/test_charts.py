"""Are charts whole: no label cut off, no two labels on one another, the same bytes every time?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from page_running import figures_of, run_page, run_page_anew
from villages.exhibits.figures.frame import apart
from villages.findings.results import Results
from villages.fonts import FAMILY, font_file

SVG = "{http://www.w3.org/2000/svg}"


@cache
def advances() -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    font = TTFont(font_file("Regular"))
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def width(text: str, size: float) -> float:
    glyphs, metrics, units = advances()
    return sum(metrics[glyphs[ord(letter)]][0] for letter in text) * size / units


def moved(
    element: ElementTree.Element, across: float, down: float
) -> Iterator[tuple[ElementTree.Element, float, float]]:
    """Each text below an element with how far its groups move it."""
    move = re.search(r"translate\(([-0-9.]+)[ ,]+([-0-9.]+)\)", element.get("transform", ""))
    if move is not None:
        across, down = across + float(move[1]), down + float(move[2])
    if element.tag == f"{SVG}text":
        yield element, across, down
    for child in element:
        yield from moved(child, across, down)


def placed_texts(svg: str) -> Iterator[tuple[str, float, float, float]]:
    """Each text of a drawing with its left and right end and its height."""
    for element, across, down in moved(ElementTree.fromstring(svg), 0, 0):
        style = element.get("style", "")
        sized = re.search(r"font-size: ([0-9.]+)px|font: (?:[0-9]+ )?([0-9.]+)px", style)
        assert sized is not None, style
        text = "".join(element.itertext())
        long = width(text, float(sized[1] or sized[2]))
        x = across + float(element.get("x", 0))
        anchor = re.search(r"text-anchor: (\w+)", style)
        shift = {"middle": 0.5, "end": 1.0}.get(anchor[1] if anchor else "start", 0.0)
        yield text, x - shift * long, x + (1 - shift) * long, down + float(element.get("y", 0))


@pytest.fixture(
    scope="module",
    params=[
        ("township", "zh", "internal"),
        ("township", "en", "internal"),
        ("village", "en", "internal"),
        ("city", "en", "public"),
        ("city", "zh", "internal"),
    ],
    ids="-".join,
)
def drawings(request: pytest.FixtureRequest, demo_results: Path) -> list[str]:
    page, language, edition = request.param
    shown = run_page(page, results=str(demo_results), language=language, edition=edition)
    return [figure.svg for figure in figures_of(shown)]


def test_every_label_lies_within_its_drawing(drawings: list[str]) -> None:
    assert drawings
    for svg in drawings:
        box = ElementTree.fromstring(svg).get("viewBox")
        assert box is not None
        right, bottom = map(float, box.split()[2:])
        for text, start, end, height in placed_texts(svg):
            assert start > -1 and end < right + 1, text
            assert 0 < height <= bottom, text


def test_text_stays_text_in_the_reports_font(drawings: list[str]) -> None:
    for svg in drawings:
        drawing = ElementTree.fromstring(svg)
        texts = list(drawing.iter(f"{SVG}text"))
        assert drawing.get("font-family") == FAMILY
        assert texts and not any("font-family" in each.get("style", "") for each in texts)


def test_no_drawing_holds_a_date(drawings: list[str]) -> None:
    assert not [svg for svg in drawings if "<dc:date>" in svg]


def test_the_same_page_gives_the_same_bytes(demo_results: Path) -> None:
    first, second = (
        [figure.svg for figure in figures_of(run_page_anew("income", results=str(demo_results)))]
        for _ in range(2)
    )
    assert first and first == second


@given(st.lists(st.floats(-1e3, 1e3), max_size=8), st.floats(0.01, 100, exclude_min=True))
def test_labels_move_apart_and_keep_their_order(positions: list[float], least: float) -> None:
    placed = apart(positions, least)
    order = sorted(range(len(positions)), key=lambda index: positions[index])
    for lower, upper in pairwise(order):
        assert placed[upper] - placed[lower] >= least - 1e-6


@given(st.lists(st.integers(0, 50), min_size=2, max_size=6, unique=True))
def test_labels_that_are_apart_stay(positions: list[int]) -> None:
    wide = [10.0 * position for position in positions]
    assert apart(wide, 5.0) == pytest.approx(wide)


def test_the_rug_draws_one_shape_for_each_village_and_target(
    demo_results: Path, results: Results
) -> None:
    places = results.places
    township = places[(places["level"] == "township") & (places["low_income_villages"] >= 3)]
    code, count = township["code"].iloc[0], int(township["low_income_villages"].iloc[0])
    shown = run_page("township", results=str(demo_results), place=code, year=2019)
    [rug] = [figure for figure in figures_of(shown) if "状态一览" in figure.caption]
    legend = 6
    names = {"达标", "按期", "滞后", "难达", "存疑", "缺报"}
    told = sum(len(re.findall("|".join(names), row)) for row in rug.alt.split("；"))
    assert told == count * 10
    # "no data" is a dash, drawn as a line; all other shapes are marks.
    assert rug.svg.count("<use ") == count * 10 - rug.alt.count("缺报") + legend - 1
