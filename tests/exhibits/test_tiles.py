"""Does every village have its square, under its township, with what is true of it?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibits.handmade_pages import texts_of
from exhibits.invented_villages import (
    Township,
    Village,
    many,
    page_of,
    township_code,
)
from pages.test_charts import placed_texts
from villages.exhibits.blocks import Figure, Heading, Paragraph
from villages.exhibits.figures import village_picture, village_tiles
from villages.exhibits.figures.standings import shade, short_names
from villages.exhibits.figures.tiles import fitted_name
from villages.exhibits.page import Page, open_page
from villages.exhibits.progress import village_statuses
from villages.exhibits.shapes import Shape
from villages.exhibits.style import MM_PER_INCH, POINTS_PER_INCH, text_width_mm
from villages.exhibits.village_standings import (
    VillageStanding,
    concentrated,
    standings_sentence,
    village_standings,
    worst_status,
)
from villages.plan import Plan, read_plan
from villages.vocabulary import Language, PageLevel

TARGETS = 10

MET = Village("松坡村", "Songpo Village", ("met",))
LATE = Village("槐坝村", "Huaiba Village", ("behind", "met"))
BEYOND = Village("竹泉村", "Zhuquan Village", ("out_of_reach", "behind", "no_data", "met"))
WAITING = Village("梨塘村", "Litang Village", ("on_time", "on_time", "on_time", "met"))
UNKNOWN = Village("桃川村", "Taochuan Village", ("no_data", "on_time", "met"))
DOUBTED = Village("苇坪村", "Weiping Village", ("doubtful", "met"))

# What each says: its worst status, and how many of ten targets are met.
KNOWN = {
    MET: ("met", 10),
    LATE: ("behind", 9),
    BEYOND: ("out_of_reach", 7),
    WAITING: ("on_time", 7),
    UNKNOWN: ("no_data", 8),
    DOUBTED: ("doubtful", 10),
}

QINGSHI = Township("青石镇", "Qingshi Town", (MET, LATE, BEYOND), others=4)
YUNLING = Township("云岭乡", "Yunling Township", (WAITING, UNKNOWN, DOUBTED))
WANGHU = Township("望湖街道", "Wanghu Subdistrict", (), others=6)
ALL = (QINGSHI, YUNLING, WANGHU)


def drawn(page: Page) -> Figure:
    figure = village_tiles(page)
    assert figure is not None
    return figure


# What a tile says


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        (["met", "met"], "met"),
        (["met", "on_time"], "on_time"),
        (["on_time", "doubtful"], "doubtful"),
        (["doubtful", "no_data"], "no_data"),
        (["no_data", "behind"], "behind"),
        (["behind", "out_of_reach", "no_data"], "out_of_reach"),
        ([], "no_data"),
    ],
)
def test_a_known_failure_is_worse_than_what_is_not_known(statuses: list, worst: str) -> None:  # type: ignore[type-arg]
    assert worst_status(statuses) == worst


def test_each_village_stands_as_its_targets_do(plan: Plan) -> None:
    found = {each.village.name_zh: each for each in village_standings(page_of(plan, ALL))}
    assert len(found) == len(KNOWN)
    for village, (status, met) in KNOWN.items():
        standing = found[village.name_zh]
        assert (standing.status, standing.met, standing.count) == (status, met, TARGETS)
        assert standing.meets_all == (met == TARGETS)


def test_the_drawing_writes_every_name_and_number(plan: Plan) -> None:
    texts = texts_of(drawn(page_of(plan, ALL)).svg)
    for village, (_, met) in KNOWN.items():
        at = texts.index(village.name_zh.removesuffix("村"))
        assert texts[at + 1] == f"{met}/{TARGETS}"
    assert [texts[texts.index(each) + 1] for each in ("青石镇", "云岭乡")] == ["1/3", "1/3"]
    assert "望湖街道" in texts and "没有低收入村的乡镇（1个）" in texts


def test_other_villages_are_small_empty_squares(plan: Plan) -> None:
    """Four and six others, each a closed square, and one in the legend."""
    svg = drawn(page_of(plan, ALL)).svg
    paths = re.findall(r'<path d="([^"]*)"[^>]*style="fill: none', svg)
    assert max(path.count("z") for path in paths) == 10
    [without] = [page_of(plan, (replace(QINGSHI, others=0),))]
    assert "其他村" not in "".join(texts_of(drawn(without).svg))


def test_the_table_holds_what_is_drawn(plan: Plan) -> None:
    table = drawn(page_of(plan, ALL)).data
    assert table is not None
    rows = {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}
    assert rows["竹泉村"] == ["青石镇", "难达", "7", "10"]
    assert rows["苇坪村"] == ["云岭乡", "存疑", "10", "10"]
    assert [(row[3].number, row[4].number) for row in table.rows] == [
        (met, TARGETS) for _, met in KNOWN.values()
    ]


def test_the_alt_text_says_how_each_village_stands(plan: Plan) -> None:
    zh, en = (drawn(page_of(plan, ALL, language=each)).alt for each in ("zh", "en"))
    assert zh.startswith("青石镇：松坡村10/10达标、槐坝村9/10滞后、竹泉村7/10难达；云岭乡：")
    assert "Yunling Township: Litang Village 7/10 not yet due, Taochuan Village 8/10 no data" in en


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_public_edition_shows_the_same(plan: Plan, language: Language) -> None:
    """Statuses and how many targets are met are verdicts, which are public."""
    internal, public = (
        drawn(page_of(plan, ALL, language=language, edition=edition))
        for edition in ("internal", "public")
    )
    assert public == internal


def test_darker_means_fewer_met_and_all_met_is_white(plan: Plan) -> None:
    standings = {each.met: each for each in village_standings(page_of(plan, ALL))}
    lightness = [sum(shade(standings[met])) for met in sorted(standings)]
    assert lightness == sorted(lightness) and len(set(lightness)) == len(lightness)
    assert shade(standings[TARGETS]) == (1, 1, 1)
    some = next(iter(standings.values()))
    darkest = shade(VillageStanding(some.village, "behind", 0, TARGETS))
    # Black letters on the darkest ground have a contrast of more than 4.5.
    assert max(darkest) < 0.75 < 1.05 / 0.05 / 4.5
    assert sum(darkest) / 3 > 0.5


# The finding


def sentence(page: Page) -> str:
    return standings_sentence(page, village_standings(page))


def test_the_title_counts_what_is_met_and_what_is_late(plan: Plan) -> None:
    """Of six villages two meet every target; two are late, both in the first of two townships."""
    zh, en = (sentence(page_of(plan, ALL, language=each)) for each in ("zh", "en"))
    assert zh == "6个低收入村中2个全部目标达标；2个有到期未达标的目标，分布在1个乡镇。"
    assert en == (
        "2 of 6 low-income villages meet every target; "
        "2 have targets due and not met, spread over 1 townships."
    )


def test_a_township_names_its_late_villages(plan: Plan) -> None:
    page = page_of(plan, ALL, place=township_code(0), language="en")
    assert sentence(page) == (
        "1 of 3 low-income villages meets every target; "
        "2 have targets due and not met: Huaiba Village and Zhuquan Village."
    )
    calm = page_of(plan, (Township("甲镇", "A", (MET, WAITING)),), place=township_code(0))
    assert sentence(calm) == "2个低收入村中1个全部目标达标；没有到期未达标的目标。"
    none = page_of(plan, (Township("甲镇", "A", (WAITING,)),), place=township_code(0))
    assert sentence(none) == "1个低收入村中尚无一个全部目标达标；没有到期未达标的目标。"


def test_late_villages_are_said_to_be_in_few_townships_only_if_more_than_half_are(
    plan: Plan,
) -> None:
    """Six townships: four late villages in the first, one each in two others."""
    crowd = tuple(replace(LATE, name_zh=f"{letter}川村") for letter in "甲乙丙丁")
    calm = [Township(f"{letter}镇", letter, (MET,)) for letter in "子丑寅"]
    one = [Township(f"{letter}镇", letter, (LATE,)) for letter in "卯辰"]
    page = page_of(plan, (Township("云岭乡", "Yunling Township", crowd), *one, *calm))
    assert sentence(page).endswith("6个有到期未达标的目标，其中4个集中在云岭乡。")


def test_few_is_at_most_three_and_at_most_a_third() -> None:
    assert concentrated(Counter(a=4, b=1, c=1), places=6) == ("a",)
    assert concentrated(Counter(a=3, b=2, c=1), places=6) == ("a", "b")
    assert concentrated(Counter(a=3, b=2, c=1), places=5) == ()
    assert concentrated(Counter(dict.fromkeys("abcdefgh", 1)), places=30) == ()
    assert concentrated(Counter(b=1), places=3) == ("b",)


# Names


def test_a_name_goes_without_the_word_for_a_village_unless_two_would_be_alike(plan: Plan) -> None:
    names = ("松坡村", "松坡", "村", "大村", "四家村委会", "柳沟村")
    villages = tuple(Village(name, f"{name} Village", ("met",)) for name in names)
    page = page_of(plan, (Township("甲镇", "A", villages),))
    short = short_names(page, village_standings(page))
    assert list(short.values()) == ["松坡村", "松坡", "村", "大村", "四家村委会", "柳沟"]


def test_namesakes_of_two_townships_are_told_apart(plan: Plan) -> None:
    twin = Township("鹤潭镇", "Hetan Town", (replace(MET, statuses=("behind", "met")),))
    figure = drawn(page_of(plan, (QINGSHI, twin)))
    assert texts_of(figure.svg).count("松坡") == 2
    assert "松坡村（青石镇）10/10达标" in figure.alt and "松坡村（鹤潭镇）9/10滞后" in figure.alt
    assert figure.data is not None
    assert len({row[0].text for row in figure.data.rows}) == 4


@pytest.mark.parametrize(
    ("name", "side", "lines"),
    [
        ("松坡", 12.0, ["松坡"]),
        ("四家村委会", 8.0, ["四家村", "委会"]),
        ("Old Mill", 12.0, ["Old Mill"]),
        ("Upper Riverside", 12.0, ["Upper", "Riverside"]),
    ],
)
def test_a_long_name_stands_in_two_lines(name: str, side: float, lines: list[str]) -> None:
    found = fitted_name(name, side)
    assert list(found.lines) == lines and not found.is_cut


@given(st.text("松坡竹泉abcdeil mnW", min_size=1, max_size=40), st.sampled_from([7.5, 9.0, 12, 18]))
def test_every_name_fits_its_tile_in_letters_that_can_be_read(name: str, side: float) -> None:
    found = fitted_name(name, side)
    assert found.size >= 6
    assert all(text_width_mm(line, found.size) <= side for line in found.lines)
    whole = "".join(found.lines).replace(" ", "")
    assert found.is_cut == ("…" in whole)
    if found.is_cut:
        assert name.replace(" ", "").startswith(whole.removesuffix("…"))
    else:
        assert whole == name.replace(" ", "")


def test_a_page_with_a_name_cut_short_says_so(plan: Plan) -> None:
    long = Village("x", "Donaudampfschifffahrtsgesellschaft Village", ("met",))
    page = page_of(plan, (Township("甲镇", "A", (long,)),), language="en")
    figure = drawn(page)
    assert "cut short" in figure.source
    assert "cut short" not in drawn(page_of(plan, ALL, language="en")).source
    assert figure.data is not None and figure.data.rows[0][0].text == long.name_en


# Whole drawings


@pytest.mark.parametrize(
    ("villages", "townships", "others"),
    [(1, 1, 0), (8, 1, 3), (55, 12, 14), (55, 27, 6), (221, 26, 0)],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_is_cut_off_or_covers_another(
    villages: int, townships: int, others: int, language: Language, plan: Plan
) -> None:
    figure = drawn(page_of(plan, many(villages, townships, others), language=language))
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', figure.svg)
    assert box is not None
    right, bottom = float(box[1]), float(box[2])
    millimetres = bottom / POINTS_PER_INCH * MM_PER_INCH
    assert millimetres < 190
    texts = list(placed_texts(figure.svg))
    assert len(texts) >= 2 * villages
    for text, start, end, foot in texts:
        assert start > -0.5 and end < right + 0.5 and 0 < foot <= bottom, text
    for (one, left, end, foot), (other, start, stop, base) in combinations(texts, 2):
        is_apart = abs(foot - base) > 4.5 or end <= start + 0.3 or stop <= left + 0.3
        assert is_apart, (one, other)


def test_small_tiles_say_how_many_of_how_many_below(plan: Plan) -> None:
    figure = drawn(page_of(plan, many(221, 26)))
    assert "数字为10项目标中的达标项数" in figure.source
    assert not [text for text in texts_of(figure.svg) if re.fullmatch(r"\d+/10", text)]


def test_a_city_too_large_for_a_page_has_no_sheet(plan: Plan) -> None:
    assert village_tiles(page_of(plan, many(1500, 40))) is None


# Where townships lie


def test_townships_stand_as_they_lie_if_all_positions_are_known(plan: Plan) -> None:
    """The second lies north of the first: it comes first; without shapes the codes decide."""
    marks = {township_code(0): (150.0, 40.0), township_code(1): (150.5, 40.9)}
    shapes = {code: Shape(mark, ()) for code, mark in marks.items()}
    page = page_of(plan, many(16, 2), shapes=shapes)
    plain = page_of(plan, many(16, 2))
    half = page_of(plan, many(16, 2), shapes={township_code(0): Shape((150.0, 40.0), ())})
    titles = [
        [text for text in texts_of(drawn(each).svg) if text in ("第0镇", "第1镇")]
        for each in (page, plain, half)
    ]
    assert sorted(titles[0]) == titles[1] == titles[2] == ["第0镇", "第1镇"]
    assert "大致按实际位置排列" in drawn(page).source
    assert "按代码排列" in drawn(plain).source and "按代码排列" in drawn(half).source


# Pages


def test_a_plan_without_targets_has_no_tiles() -> None:
    survey = read_plan("vietnam-1997")
    page = page_of(survey, ALL)
    assert village_tiles(page) is None and village_picture(page) is None


@pytest.mark.parametrize("level", ["city", "township"])
def test_the_tiles_open_the_chapter_of_the_villages(level: PageLevel, demo_results: Path) -> None:
    page = open_page(str(demo_results), "", 2019, "zh", "public", level)
    heading, finding, tiles, rug, *_ = village_statuses(page).blocks
    assert isinstance(heading, Heading) and isinstance(finding, Paragraph)
    assert isinstance(tiles, Figure) and "全部目标达标" in tiles.caption
    assert isinstance(rug, Figure) and "状态一览" in rug.caption


def test_the_title_counts_as_the_milestones_do(demo_results: Path) -> None:
    """Two ways through the results to the same number of villages."""
    for year in (2018, 2019, 2020):
        page = open_page(str(demo_results), "", year, "zh", "internal", "city")
        count = page.milestone(year)
        assert count is not None
        met = sum(each.meets_all for each in village_standings(page))
        assert met == count.villages_met_all > 0
