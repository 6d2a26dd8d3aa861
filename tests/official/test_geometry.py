"""Does an official PDF keep the measures of GB/T 9704-2012, as Poppler sees them?"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from conftest import program
from official.documents import (
    CHAPTERS,
    OFFICE,
    Line,
    content_of,
    ink_of,
    line_with,
    lines_of,
    millimetres,
    pixel,
    runs_of,
    text_of,
    typeset,
)
from villages.exhibits.blocks import Paragraph
from villages.press.export.letterhead import Letterhead

#: 5.2: the block, from the page's upper left corner.
TOP, LEFT, RIGHT, BOTTOM = 37.0, 28.0, 210.0 - 26.0, 37.0 + 225.0
#: 5.2.3: 22 lines fill the block; 三号 is 15.75 pt.
SIGN = 15.75 * 25.4 / 72
LINE = (225 - SIGN) / 21
CLOSE = 0.5


@pytest.fixture(scope="module")
def plain(pdftotext: str) -> list[list[Line]]:
    return lines_of(typeset(content_of(text_of(28 * 22 * 4))), pdftotext)


@pytest.fixture(scope="module")
def red_pdf() -> bytes:
    return typeset(content_of(text_of(28 * 22 * 2), *CHAPTERS), OFFICE)


@pytest.fixture(scope="module")
def picture(red_pdf: bytes) -> NDArray[np.int64]:
    return ink_of(red_pdf, program("pdftoppm"))


@pytest.fixture(scope="module")
def red(red_pdf: bytes, pdftotext: str) -> list[list[Line]]:
    return lines_of(red_pdf, pdftotext)


def red_of(picture: NDArray[np.int64]) -> NDArray[np.bool_]:
    return (picture[..., 0] > 150) & (picture[..., 1] < 90)


def body_of(page: list[Line]) -> list[Line]:
    return [line for line in page if set(line.text) == {"汉"}]


def test_a_page_has_22_lines_of_28_characters(plain: list[list[Line]]) -> None:
    for page in plain[1:4]:
        assert [len(line.text) for line in body_of(page)] == [28] * 22


def test_the_lines_fill_the_block(plain: list[list[Line]]) -> None:
    for page in plain[1:4]:
        lines = body_of(page)
        assert lines[0].top == pytest.approx(TOP, abs=CLOSE)
        assert lines[-1].bottom == pytest.approx(BOTTOM, abs=CLOSE)
        for line in lines:
            assert line.left == pytest.approx(LEFT, abs=CLOSE)
            assert line.right == pytest.approx(RIGHT, abs=CLOSE)
        pitches = np.diff([line.top for line in lines])
        assert pitches == pytest.approx(np.full(21, LINE), abs=0.05)


def test_a_paragraph_begins_two_signs_in(plain: list[list[Line]]) -> None:
    assert body_of(plain[0])[0].left == pytest.approx(LEFT + 2 * SIGN, abs=CLOSE)


def test_page_numbers_stand_right_on_odd_pages_and_left_on_even_ones(
    plain: list[list[Line]],
) -> None:
    blank = 14 * 25.4 / 72
    for number, page in enumerate(plain[:4], start=1):
        line = line_with(page, f"—{number}—")
        if number % 2:
            assert line.right == pytest.approx(RIGHT - blank, abs=CLOSE)
        else:
            assert line.left == pytest.approx(LEFT + blank, abs=CLOSE)


@pytest.mark.parametrize("number", [1, 2])
def test_the_dash_of_a_page_number_stands_7_mm_below_the_block(number: int) -> None:
    pdf = typeset(content_of(text_of(28 * 22 * 3)))
    ink = ink_of(pdf, program("pdftoppm"), number).min(axis=2) < 128
    below = pixel(BOTTOM + 2)
    columns = runs_of(ink[below:].any(axis=0))
    dash = slice(pixel(columns[0][0]), pixel(columns[0][1]))
    (rows,) = runs_of(ink[below:, dash].any(axis=1))
    assert rows[0] + millimetres(below) == pytest.approx(BOTTOM + 7, abs=CLOSE)
    assert rows[1] - rows[0] < 0.6


def test_the_red_head(picture: NDArray[np.int64]) -> None:
    is_red = red_of(picture)
    mark, rule = runs_of(is_red.any(axis=1))
    assert mark[0] == pytest.approx(TOP + 35, abs=CLOSE)
    assert rule[1] - rule[0] == pytest.approx(0.7, abs=0.2)
    row = pixel(sum(rule) / 2)
    ((start, end),) = runs_of(is_red[row])
    assert (start, end) == pytest.approx((LEFT, RIGHT), abs=CLOSE)
    assert end - start == pytest.approx(156, abs=CLOSE)
    is_black = picture.max(axis=2) < 110
    between = slice(pixel(mark[1]), pixel(rule[0]))
    (number,) = runs_of(is_black[between].any(axis=1))
    top, bottom = (edge + millimetres(between.start) for edge in number)
    assert rule[0] - bottom == pytest.approx(4, abs=CLOSE)
    # Two lines stand empty between the mark and the number.
    assert top - mark[1] == pytest.approx(3 * LINE - SIGN, abs=CLOSE)


def test_title_addressee_and_text_below_the_red_head(
    picture: NDArray[np.int64], red: list[list[Line]]
) -> None:
    rule = runs_of(red_of(picture).any(axis=1))[-1][1]
    title, addressee = line_with(red[0], "关于青石镇"), line_with(red[0], "各村民委员会")
    assert title.top - rule == pytest.approx(3 * LINE - SIGN, abs=CLOSE)
    assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=CLOSE)
    assert title.bottom - title.top == pytest.approx(22 * 25.4 / 72, abs=0.1)
    assert addressee.top - title.bottom == pytest.approx(2 * LINE - SIGN, abs=CLOSE)
    assert addressee.left == pytest.approx(LEFT, abs=CLOSE)
    # 7.3.3: the first page shows text.
    assert body_of(red[0])


def test_sender_and_date_below_the_text(red: list[list[Line]]) -> None:
    page = next(page for page in red if any("2020年12月31日" in line.text for line in page))
    date, sender = line_with(page, "2020年12月31日"), line_with(page, "青石镇人民政府")
    assert date.right == pytest.approx(RIGHT - 4 * SIGN, abs=CLOSE)
    assert (date.left + date.right) / 2 == pytest.approx(
        (sender.left + sender.right) / 2, abs=CLOSE
    )
    assert date.top - sender.top == pytest.approx(LINE, abs=CLOSE)
    first, second = line_with(page, "1.各村收入表"), line_with(page, "2.各镇收入表")
    assert first.text.startswith("附件：") and first.left == pytest.approx(
        LEFT + 2 * SIGN, abs=CLOSE
    )
    last = line_with(page, "正文五")
    assert first.top - last.top == pytest.approx(2 * LINE, abs=CLOSE)
    assert second.top - first.top == pytest.approx(LINE, abs=CLOSE)
    assert not first.text.endswith(("。", "，"))


def test_an_attachment_begins_a_page(red: list[list[Line]]) -> None:
    for number, name in ((1, "各村收入表"), (2, "各镇收入表")):
        page = next(page for page in red if page[0].text == f"附件{number}")
        label, title = page[0], line_with(page, name)
        assert (label.left, label.top) == pytest.approx((LEFT, TOP), abs=CLOSE)
        assert title.top == pytest.approx(TOP + 2 * LINE, abs=CLOSE)
        assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=CLOSE)


def test_nothing_stands_outside_the_block_but_page_numbers_and_the_colophon(
    red: list[list[Line]],
) -> None:
    for number, page in enumerate(red, start=1):
        for line in page:
            if line.top > BOTTOM:
                assert line.text == f"—{number}—" or page is red[-1]
                continue
            assert line.left > LEFT - CLOSE and line.right < RIGHT + CLOSE, line
            assert line.top > TOP - CLOSE and line.bottom < BOTTOM + CLOSE, line


def test_a_document_without_a_head_begins_on_the_third_line(plain: list[list[Line]]) -> None:
    title = line_with(plain[0], "关于青石镇")
    assert title.top == pytest.approx(TOP + 2 * LINE, abs=CLOSE)
    assert body_of(plain[0])[0].top - title.bottom == pytest.approx(2 * LINE - SIGN, abs=CLOSE)


def test_a_long_mark_still_stands_on_one_line() -> None:
    long = Letterhead(head="中共青石镇委员会青石镇人民政府联席会议办公室文件")
    is_red = red_of(ink_of(typeset(content_of(Paragraph("正文。")), long), program("pdftoppm")))
    mark, _ = runs_of(is_red.any(axis=1))
    rows = slice(pixel(mark[0]), pixel(mark[1]))
    columns = runs_of(is_red[rows].any(axis=0))
    assert columns[0][0] > LEFT - CLOSE and columns[-1][1] < RIGHT + CLOSE
    assert mark[1] - mark[0] < 8
