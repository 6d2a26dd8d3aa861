"""The rug: a shape for each village and target, the whole township at one glance."""

from __future__ import annotations

from collections.abc import Sequence

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Place
from villages.exhibits.figures.data import statuses_of
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.marks import status_legend, status_mark
from villages.exhibits.page import Page
from villages.exhibits.style import (
    LABEL,
    LEAST,
    RULE,
    SMALL,
    SOFT_INK,
    canvas,
    drawing,
    size_mm,
    text_room_mm,
    text_width_mm,
)
from villages.exhibits.wording import aim_label, status_word
from villages.vocabulary import Status

ROW_HEIGHT_MM = 6.2
HEAD_MM = 10.0
HEAD_LINE_MM = 3.0
LEGEND_MM = 9.0
#: So many villages fit one page; more are drawn as several rugs.
MOST_ROWS = 30
NAME_SHARE = 0.20
LONGEST_WORD = 8
NAME_SIZE, HEAD_SIZE, GROUP_SIZE = LABEL, SMALL, LEAST


def status_rugs(page: Page, most_rows: int = MOST_ROWS) -> list[Figure]:
    """Draw the status of every village and target, in as many figures as fit pages."""
    villages = page.plan_villages
    if not page.aims or not villages:
        return []
    count = -(-len(villages) // most_rows)
    size = -(-len(villages) // count)
    parts = [villages[start : start + size] for start in range(0, len(villages), size)]
    return [_rug(page, part, number, count) for number, part in enumerate(parts, 1)]


def _rug(page: Page, villages: Sequence[Place], number: int, count: int) -> Figure:
    columns = len(page.aims)
    with drawing():
        figure, (axes,) = canvas(text_room_mm(HEAD_MM + LEGEND_MM) + ROW_HEIGHT_MM * len(villages))
        width, height = size_mm(figure)
        row_height = (height - HEAD_MM - LEGEND_MM) / len(villages)
        axes.set_axis_off()
        # One unit is a millimetre, so that circles are round.
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        left = width * NAME_SHARE
        step = (width - left) / columns
        for index, aim in enumerate(page.aims):
            head = _broken(aim_label(page, aim), page.language == "zh")
            size = _fitting(head, HEAD_SIZE, step - 0.5)
            for above, line in enumerate(reversed(head.split("\n"))):
                height_mm = HEAD_MM - 2.2 - HEAD_LINE_MM * above
                axes.text(left + step * (index + 0.5), height_mm, line, ha="center", fontsize=size)
        for row, village in enumerate(villages):
            middle = HEAD_MM + row_height * (row + 0.5)
            top = middle - row_height / 2
            group = _group_name(page, villages, row)
            axes.plot([0, width], [top, top], color=SOFT_INK if group else RULE, linewidth=0.5)
            axes.text(
                left - 1,
                middle,
                group,
                ha="right",
                va="center",
                fontsize=GROUP_SIZE,
                color=SOFT_INK,
            )
            name = page.name(village)
            room = left - 2 - (text_width_mm(group, GROUP_SIZE) if group else 0)
            axes.text(0.5, middle, name, va="center", fontsize=_fitting(name, NAME_SIZE, room))
            for index, aim in enumerate(page.aims):
                judgement = page.judgement(aim, village)
                status = judgement.status if judgement is not None else None
                status_mark(axes, left + step * (index + 0.5), middle, status or "no_data")
        axes.plot([0, width], [height - LEGEND_MM] * 2, color=SOFT_INK, linewidth=0.6)
        status_legend(page, axes, width, height - LEGEND_MM / 2)
        key = "caption_rug" if count == 1 else "caption_rug_part"
        return framed(
            page,
            figure,
            caption=page.say(key, number=number, count=count, sentence=_counts(page, villages)),
            alt=page.say("list_semicolon").join(_row_words(page, each) for each in villages),
            data=statuses_of(page, villages),
        )


def _fitting(text: str, size: float, room_mm: float) -> float:
    """Return the size at which the widest line of a text fits its room."""
    width = max(text_width_mm(line, size) for line in text.split("\n"))
    return size * min(1.0, room_mm / width) if width else size


def _group_name(page: Page, villages: Sequence[Place], row: int) -> str:
    """The township's name where its first village stands, if the page shows several townships."""
    code = villages[row].township_code
    if page.place.level != "city" or (row and villages[row - 1].township_code == code):
        return ""
    return page.name(page.evidence.places[code])


def _broken(label: str, is_chinese: bool) -> str:
    """Break a column head into two lines; a single long English word is hyphenated."""
    if is_chinese:
        half = -(-len(label) // 2)
        return label if len(label) <= 3 else f"{label[:half]}\n{label[half:]}"
    if " " not in label and len(label) > LONGEST_WORD:
        cut = round(0.6 * len(label))
        return f"{label[:cut]}-\n{label[cut:]}"
    return label.replace(" ", "\n", 1)


def _statuses(page: Page, village: Place) -> list[Status]:
    found = (page.judgement(aim, village) for aim in page.aims)
    return [each.status or "no_data" if each is not None else "no_data" for each in found]


def _counts(page: Page, villages: Sequence[Place]) -> str:
    """Say how many of the cells are met, and how many are behind or out of reach."""
    every = [status for village in villages for status in _statuses(page, village)]
    return page.say(
        "rug_counts",
        count=len(every),
        met=every.count("met"),
        late=every.count("behind") + every.count("out_of_reach"),
    )


def _row_words(page: Page, village: Place) -> str:
    words = [
        page.say("named_figure", name=aim_label(page, aim), value=status_word(page, status))
        for aim, status in zip(page.aims, _statuses(page, village), strict=True)
    ]
    return page.say("named_list", name=page.name(village), items=page.say("list_comma").join(words))
