"""Is the wall chart one sheet that reads and can be signed, for any number of villages?"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from pypdf import PdfReader

from press.sample_pages import executed_notebook
from villages.exhibits.blocks import (
    Cover,
    Criterion,
    Mark,
    Paragraph,
    Section,
    Step,
    VillageRow,
    WallChart,
)
from villages.look import look
from villages.press.export.content import read_content
from villages.press.export.wallchart import WallchartPDFExporter
from villages.vocabulary import Language

SIZES_MM = {"A3": (297, 420), "A2": (420, 594), "A1": (594, 841), "A0": (841, 1189)}
#: Millimetres that a signature needs.
PEN_MM = 7.5

WORDS = {
    "zh": ("达标", "滞后", "难达", "缺报", "存疑", "按期"),
    "en": ("met*", "behind", "out of reach", "no data", "doubtful", "not yet due"),
}
STATUSES = ("met", "behind", "out_of_reach", "no_data", "doubtful", "on_time")


class Word(NamedTuple):
    """A word of the text layer with its box, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def a_chart(rows: int, language: Language = "zh") -> WallChart:
    """A chart with the longest names that are to be expected."""
    is_chinese = language == "zh"
    words = WORDS[language]
    labels = ("人均收入", "基本公共服务", "饮水") if is_chinese else (
        "Disposable income", "Public services", "Water")  # fmt: skip
    asked = ("≥1.4万元", "不低于全市80.0%", "100%") if is_chinese else (
        "≥ 14,000 yuan", "the city's own value of 80.0%", "100%")  # fmt: skip
    values = ("16,652元", "83.3%", "100%") if is_chinese else ("16,652 yuan", "83.3%", "100%")
    village = "大峪北沟第{}村" if is_chinese else "Shangbeigou Number {} Village"
    township = "第{}响水河满族乡" if is_chinese else "Xiangshuihe Manchu Township {}"
    return WallChart(
        title="示例市2020年挂图作战图" if is_chinese else "Example City: wall chart 2020",
        criteria=tuple(
            Criterion(
                label=labels[number % 3] + str(number),
                asked=asked[number % 3],
                due="2020年底前" if is_chinese else "by the end of 2020",
                cite="依据：一（二）；二（一）5" if is_chinese else "Plan, section 1(2); 2(1)5",
                met=f"{rows - number}/{rows}",
            )
            for number in range(11)
        ),
        rows=tuple(
            VillageRow(
                township=township.format(number // 7 + 1),
                village=village.format(number + 1),
                due=str(2018 + number % 3),
                marks=tuple(
                    Mark(
                        STATUSES[(number + each) % 6],  # type: ignore[arg-type]
                        look().statuses[STATUSES[(number + each) % 6]].shape,  # type: ignore[index]
                        words[(number + each) % 6],
                        values[each % 3],
                    )
                    for each in range(11)
                ),
                met=f"{number % 12}/11",
            )
            for number in range(rows)
        ),
        met=f"1/{rows}",
        steps=(
            Step("2018", "11", "11", words[0]),
            Step("2019", "39", "21", words[1]),
            Step("2020", "55", "", ""),
        ),
        legend=tuple(
            (each.shape, word, "已到期未达到；所需年度进度，同类村从未达到过。" if is_chinese else
             "due and not reached; the yearly pace needed has never been shown by a like village.")
            for each, word in zip(look().statuses.values(), words, strict=True)
        ),
        words={
            name: f"{zh}" if is_chinese else en
            for name, (zh, en) in {
                "township": ("责任乡镇", "Township in charge"),
                "village": ("村", "Village"),
                "due": ("计划退出", "Planned exit"),
                "met": ("达标项", "Targets met"),
                "signature": ("责任人签字", "Signature"),
                "remarks": ("备注", "Remarks"),
                "memo": ("会商记事", "Notes of the meeting"),
                "steps": ("退出进度（村数）", "Villages that meet every target"),
                "step_due": ("应有", "due"),
                "step_reached": ("已有", "reached"),
                "box": ("方框：办结后打钩", "box: to be ticked by hand"),
                "foot": ("达标村数/村数", "Villages that meet it, of all"),
                "milestone": ("2020年底应有55个", "55 due by the end of 2020"),
                "source": ("资料来源：登记表。", "Source: registers."),
                "as_of": ("数据截止2021年1月31日。", "Data as of 31 January 2021."),
            }.items()
        },
        notes=("* 在计划退出年份之后才达标。" if is_chinese else "* Met after the year of exit.",),
    )  # fmt: skip


def a_cover(language: Language = "zh", watermark: str = "演示数据") -> Cover:
    is_chinese = language == "zh"
    return Cover(
        title="示例市2020年挂图作战图" if is_chinese else "Example City: wall chart 2020",
        subtitle="三年行动方案" if is_chinese else "Three-year plan",
        marks=("内部", watermark) if is_chinese else ("Internal", watermark),
        facts=(),
        language=language,
        running_head="挂图作战图（内部）" if is_chinese else "Wall chart (Internal)",
        watermark=watermark,
        contents_title="目录",
        date="2021-01-31",
        headline="28个达标。" if is_chinese else "28 villages meet every target.",
    )


def printed(*blocks: Cover | WallChart | Paragraph) -> bytes:
    content = read_content(executed_notebook([Section(blocks)]))
    return WallchartPDFExporter().make(content)  # type: ignore[no-untyped-call]


def sheet_mm(pdf: bytes) -> tuple[int, int]:
    (page,) = PdfReader(BytesIO(pdf)).pages
    return round(float(page.mediabox.width) / 72 * 25.4), round(
        float(page.mediabox.height) / 72 * 25.4
    )


def words_of(pdf: bytes, folder: Path, program: str) -> list[Word]:
    """The words of the only page, without the watermark: it lies aslant under everything."""
    file = folder / "chart.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(
        [program, "-bbox-layout", str(file), "-"], capture_output=True, check=True, text=True
    ).stdout
    box = r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
    return [
        Word(unescape(found[5]), *(float(found[number]) for number in range(1, 5)))
        for found in re.finditer(box, told)
    ]


def overlapping(words: list[Word]) -> Iterator[tuple[Word, Word]]:
    """Pairs of words whose boxes share more than hairs of their ascents and descents.

    Neighbours on one line may: the half of a Chinese bracket or stop that is empty is squeezed out.
    """
    ordered = sorted(words, key=lambda word: word.top)
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            if other.top >= one.bottom:
                break
            wide = min(one.right, other.right) - max(one.left, other.left)
            least = min(one.bottom - one.top, other.bottom - other.top)
            high = min(one.bottom, other.bottom) - other.top
            is_squeezed = other.top - one.top < 0.1 and wide <= least / 2 + 0.1
            if wide > 0.5 and high > 0.35 * least and not is_squeezed:
                yield one, other


def type_sizes(pdf: bytes) -> set[float]:
    """The sizes of type in the page's content, in points."""
    (page,) = PdfReader(BytesIO(pdf)).pages
    content = page.get_contents()
    assert content is not None
    return {float(found) for found in re.findall(rb"/\w+ ([\d.]+) Tf", content.get_data())}


CASES: list[tuple[int, Language]] = [(1, "zh"), (8, "zh"), (55, "zh"), (55, "en"), (221, "en")]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def case(request: pytest.FixtureRequest) -> tuple[WallChart, bytes]:
    rows, language = request.param
    chart = a_chart(rows, language)
    return chart, printed(a_cover(language, ""), chart)


def test_it_is_one_sheet_of_a_size_that_is_sold(case: tuple[WallChart, bytes]) -> None:
    assert tuple(sorted(sheet_mm(case[1]))) in SIZES_MM.values()


def text_of(pdf: bytes) -> str:
    """The text layer in the order in which a screen reader meets it, without spaces."""
    return "".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def test_every_text_is_there(case: tuple[WallChart, bytes]) -> None:
    chart, pdf = case
    text = text_of(pdf)
    wanted = [chart.title, *chart.notes]
    wanted += [word for name, word in chart.words.items() if name != "memo"]
    wanted += [row.village for row in chart.rows] + [row.township for row in chart.rows]
    wanted += [row.met for row in chart.rows] + [mark.text for mark in chart.rows[-1].marks]
    for each in chart.criteria:
        wanted += [each.label, each.asked, each.due, each.cite, each.met]
    wanted += [meaning for _, _, meaning in chart.legend]
    assert [each for each in wanted if each.replace(" ", "") not in text] == []


def test_no_text_leaves_the_sheet_or_touches_another(
    case: tuple[WallChart, bytes], tmp_path: Path, pdftotext: str
) -> None:
    _, pdf = case
    words = words_of(pdf, tmp_path, pdftotext)
    width, height = (side / 25.4 * 72 for side in sheet_mm(pdf))
    margin = 5 / 25.4 * 72
    for word in words:
        assert word.left >= margin and word.right <= width - margin, word
        assert word.top >= margin and word.bottom <= height - margin, word
    assert list(overlapping(words)) == []


def test_the_least_type_reads_and_the_title_is_far_larger(case: tuple[WallChart, bytes]) -> None:
    sizes = type_sizes(case[1])
    assert min(sizes) >= 9
    assert max(sizes) >= 3 * min(sizes)


@pytest.mark.parametrize("rows", [8, 40])
def test_rows_are_equally_high_and_can_be_signed(rows: int, tmp_path: Path, pdftotext: str) -> None:
    chart = a_chart(rows)
    chart = replace(chart, rows=tuple(replace(row, village="北沟村") for row in chart.rows))
    words = words_of(printed(a_cover(watermark=""), chart), tmp_path, pdftotext)
    tops = sorted(word.top for word in words if word.text == "北沟村")
    assert len(tops) == rows
    distances = [below - above for above, below in pairwise(tops)]
    assert max(distances) - min(distances) < 0.1
    assert min(distances) >= PEN_MM / 25.4 * 72


def test_a_few_villages_take_a_small_sheet_and_many_a_large_one() -> None:
    sizes = [sheet_mm(printed(a_cover(), a_chart(rows))) for rows in (1, 20, 55, 120, 221)]
    areas = [width * height for width, height in sizes]
    assert areas == sorted(areas)
    assert sizes[0] in ((420, 297), (594, 420))
    assert sizes[2] == (841, 594)
    assert set(sizes[4]) == set(SIZES_MM["A0"])


def test_more_villages_than_a_sheet_bears_are_still_one_sheet() -> None:
    assert set(sheet_mm(printed(a_cover(), a_chart(500)))) == set(SIZES_MM["A0"])


def test_long_latin_names_make_columns_wider_not_words_smaller() -> None:
    chart = a_chart(8, "en")
    wide = replace(
        chart,
        criteria=tuple(replace(each, label="Telecommunications") for each in chart.criteria),
    )
    narrow_sheet, wide_sheet = (sheet_mm(printed(a_cover("en"), each)) for each in (chart, wide))
    assert wide_sheet[0] >= narrow_sheet[0]


def test_the_file_says_what_it_is_and_is_the_same_each_time() -> None:
    pdf = printed(a_cover(), a_chart(8))
    assert printed(a_cover(), a_chart(8)) == pdf
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "示例市2020年挂图作战图（演示数据）"
    assert reader.metadata.author is None
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert reader.root_object["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert set("演示数据") <= set(reader.pages[0].extract_text())


def test_without_a_chart_the_sentence_stands_on_a_sheet() -> None:
    pdf = printed(a_cover(), Paragraph("本方案未设目标。"))
    assert sheet_mm(pdf) == (420, 297)
    assert "本方案未设目标" in text_of(pdf)
