"""Bullets: each target's value as a bar against its line, on grey bands that are named in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, NamedTuple

from matplotlib.patches import Rectangle

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.evidence import Measurement
from villages.exhibits.figures.frame import framed
from villages.exhibits.figures.rows import (
    HEAD_PADDING_MM,
    Rows,
    Words,
    baseline,
    draw_range,
    row_chart,
    with_range,
)
from villages.exhibits.figures.scales import Ends, axis_ends, bands_on, close_edge, outward
from villages.exhibits.judgements import Band, Judgement
from villages.exhibits.numbers import to_step
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import (
    ACCENT,
    FAINT,
    HAIRLINE,
    INK,
    RULE,
    SMALL,
    drawing,
    text_width_mm,
)
from villages.exhibits.wording import (
    aim_label,
    aim_text,
    close_percent,
    fixed_line,
    known_value,
    line_text,
    listed,
    standing,
    value_text_of,
)
from villages.look import look

#: From worst to best, with its grey.
GREYS: Mapping[Band, str] = {"short": HAIRLINE, "close": RULE, "met": FAINT}
#: How high bands and bars are drawn.
BAND_MM, BAR_MM = 4.4, 1.9
LEAST_ROW_MM = 6.6
#: How far a line reaches beyond its bands, and how thick it is, in points.
LINE_MM, LINE_WIDTH = 0.6, 2.4
#: The key: how high its bands are, and the room for the word above them.
KEY_BAND_MM, KEY_WORD_MM, KEY_PADDING_MM = 3.8, 3.4, 1.6


class Bullet(NamedTuple):
    """A row: its axis from ``low`` to ``high``, and what is drawn on it.

    ``value`` is drawn as a solid bar, if the verdict is known; ``span`` as a hollow one, if missing
    rows would decide.
    """

    aim: Aim
    judgement: Judgement | None
    low: Decimal
    high: Decimal
    line: Decimal | None
    value: Decimal | None
    span: Ends | None


def target_bullets(page: Page) -> Figure | None:
    """Draw each target of the place: its value from 0 on, its line, and the bands beside the line.

    Returns
    -------
    Figure or None
        None where the plan asks nothing of the place, or the edition shows no value of it.
    """
    bullets = [_bullet(page, aim) for aim in page.aims]
    if not any(each.value is not None or each.span is not None for each in bullets):
        return None
    has_span = any(each.span is not None for each in bullets)
    with drawing():
        figure, rows = row_chart(
            Words("", [_name(page, each.aim) for each in bullets]),
            (
                Words(
                    page.say("column_value"),
                    [known_value(page, each.aim) for each in bullets],
                    weight="Bold",
                ),
                Words(
                    page.say("column_band"),
                    [_band_word(page, each) for each in bullets],
                    align="left",
                    most_mm=18,
                ),
                Words(
                    page.say("column_asked"),
                    [aim_text(page, each.aim, each.judgement) for each in bullets],
                ),
                Words(
                    page.say("column_status" if _is_village(page) else "column_verdict"),
                    [_standing(page, each.judgement) for each in bullets],
                    align="left",
                    most_mm=24,
                ),
            ),
            LEAST_ROW_MM,
            above_mm=KEY_BAND_MM + LINE_MM + KEY_WORD_MM,
        )
        _key(page, rows)
        for each, middle in zip(bullets, rows.middles, strict=True):
            _draw(rows, each, middle)
        return framed(
            page,
            figure,
            caption=_finding(page, bullets),
            alt=page.say("list_semicolon").join(_in_words(page, each) for each in bullets),
            note=with_range(
                page, page.say("note_bullets", close=close_percent()), has_range=has_span
            ),
            data=_data(page, bullets),
        )


def _is_village(page: Page) -> bool:
    return page.place.level == "village"


def _bullet(page: Page, aim: Aim) -> Bullet:
    judgement = page.judgement(aim)
    found = page.measurement(aim.card)
    line = judgement.line if judgement is not None else None
    is_known = judgement is not None and judgement.verdict != "no_data"
    shown = page.shown(aim.card) if is_known else None
    value = shown.value if shown is not None else None
    span = _span(found) if value is None else None
    numbers = [each for each in (line, value, *(span or ())) if each is not None]
    is_share = aim.card.unit == "percent" and aim.target.at_most is None
    return Bullet(aim, judgement, *axis_ends(numbers, is_share), line, value, span)


def _span(found: Measurement | None) -> Ends | None:
    if found is None or found.low is None or found.high is None:
        return None
    return outward(found.low, found.high, found.step)


def _name(page: Page, aim: Aim) -> str:
    """Name a target; where less is better the bands stand in the opposite order, and it says so."""
    name = aim_label(page, aim)
    return page.say("named_less_is_better", name=name) if aim.target.at_most is not None else name


def _band_word(page: Page, bullet: Bullet) -> str:
    return page.say(f"band_{bullet.judgement.band if bullet.judgement else 'no_data'}")


def _standing(page: Page, judgement: Judgement | None) -> str:
    """Return shape and word: of the status, of several villages together of the verdict."""
    word, tone = standing(page, judgement)
    shape = look().tones[tone].shape
    return word if word.startswith(shape) else f"{shape} {word}"


def _draw(rows: Rows, bullet: Bullet, middle: float) -> None:
    def across(number: Decimal) -> float:
        return rows.across(float((number - bullet.low) / (bullet.high - bullet.low)))

    ends = (bullet.low, bullet.high)
    if bullet.line is not None and bullet.judgement is not None:
        bands = bands_on(bullet.line, bullet.judgement.relation, ends)
        for band, (start, end) in bands.items():
            _box(rows, (across(start), across(end)), middle, BAND_MM, facecolor=GREYS[band])
    track = (across(bullet.low), across(bullet.high))
    _box(rows, track, middle, BAND_MM, fill=False, edgecolor=HAIRLINE, linewidth=0.4)
    if bullet.value is not None:
        start, end = sorted((Decimal(0), bullet.value))
        _box(rows, (across(start), across(end)), middle, BAR_MM, facecolor=ACCENT)
    elif bullet.span is not None:
        left, right = across(bullet.span[0]), across(bullet.span[1])
        draw_range(rows, left, right, middle, ground="white")
    if bullet.low < 0:
        _upright(rows, across(Decimal(0)), middle, BAND_MM / 2, 0.6)
    if bullet.line is not None:
        _upright(rows, across(bullet.line), middle, BAND_MM / 2 + LINE_MM, LINE_WIDTH)


def _box(rows: Rows, ends: tuple[float, float], middle: float, height: float, **shade: Any) -> None:
    left, right = ends
    rows.axes.add_artist(Rectangle((left, middle - height / 2), right - left, height, **shade))


def _upright(rows: Rows, x: float, middle: float, half: float, width: float) -> None:
    rows.axes.plot(
        [x, x],
        [middle - half, middle + half],
        color=INK,
        linewidth=width,
        solid_capstyle="butt",
    )


def _key(page: Page, rows: Rows) -> None:
    """Name the bands: a sample of them with their words, and the line with its own."""
    foot = rows.top - HEAD_PADDING_MM
    middle = foot - KEY_BAND_MM / 2
    left = rows.left
    for band, grey in GREYS.items():
        word = page.say(f"band_{band}")
        width = text_width_mm(word, SMALL) + 2 * KEY_PADDING_MM
        shade = {"facecolor": grey, "edgecolor": HAIRLINE, "linewidth": 0.4}
        _box(rows, (left, left + width), middle, KEY_BAND_MM, **shade)
        height = baseline(middle, SMALL)
        rows.axes.text(left + width / 2, height, word, ha="center", fontsize=SMALL)
        if band == "met":
            _upright(rows, left, middle, KEY_BAND_MM / 2 + LINE_MM, LINE_WIDTH)
            height = baseline(foot - KEY_BAND_MM - LINE_MM - KEY_WORD_MM / 2, SMALL)
            rows.axes.text(left, height, page.say("key_line"), ha="center", fontsize=SMALL)
        left += width


def _finding(page: Page, bullets: Sequence[Bullet]) -> str:
    """Say how many targets are reached, and which are close, short or open."""
    names: dict[Band, list[str]] = {"met": [], "close": [], "short": [], "no_data": []}
    for each in bullets:
        names[each.judgement.band if each.judgement else "no_data"].append(
            aim_label(page, each.aim)
        )
    if len(names["met"]) == len(bullets):
        return page.say("caption_bullets_all", count=len(bullets))
    clauses = [
        page.say(f"bullets_{band}", count=len(found), names=listed(page, found))
        for band, found in names.items()
        if found
    ]
    told = page.say("list_semicolon").join(clauses)
    return page.say("caption_bullets", count=len(bullets), clauses=told)


def _in_words(page: Page, bullet: Bullet) -> str:
    return page.say(
        "alt_bullet",
        name=_name(page, bullet.aim),
        value=known_value(page, bullet.aim),
        band=_band_word(page, bullet),
        target=aim_text(page, bullet.aim, bullet.judgement),
    )


def _data(page: Page, bullets: Sequence[Bullet]) -> Table:
    # The public edition has no ends, and so no columns for them.
    has_ends = any(each.span for each in bullets)
    ends = ("data_lowest", "data_highest") if has_ends else ()
    heads = ("column_value", *ends, "data_close_from", "data_line")
    columns = (
        Column(page.say("column_target"), share=2.0),
        *(Column(page.say(head), "right") for head in heads),
        Column(page.say("column_band")),
        Column(page.say("column_status" if _is_village(page) else "column_verdict")),
    )
    return Table("", columns, tuple(_data_row(page, each, has_ends) for each in bullets))


def _data_row(page: Page, bullet: Bullet, has_ends: bool) -> tuple[Cell, ...]:
    card, found = bullet.aim.card, page.measurement(bullet.aim.card)
    step = found.step if found is not None else None
    word, tone = standing(page, bullet.judgement)
    ends: tuple[Decimal | None, ...] = (bullet.span or (None, None)) if has_ends else ()
    return (
        Cell(_name(page, bullet.aim)),
        typed(known_value(page, bullet.aim)),
        *(Cell("") if end is None else typed(value_text_of(page, card, end, step)) for end in ends),
        _close_cell(page, bullet, step),
        typed(line_text(page, bullet.aim, bullet.judgement)),
        Cell(_band_word(page, bullet)),
        Cell(word, tone),
    )


def _close_cell(page: Page, bullet: Bullet, step: Decimal | None) -> Cell:
    """Where the close band begins; of a line that moves, rounded towards the line."""
    if bullet.line is None or bullet.judgement is None:
        return Cell("")
    relation = bullet.judgement.relation
    edge = close_edge(bullet.line, relation)
    if fixed_line(bullet.aim.target) is not None:
        return typed(value_text_of(page, bullet.aim.card, edge, None))
    edge = to_step(
        edge, step or Decimal(1), ROUND_FLOOR if relation == "at_most" else ROUND_CEILING
    )
    return typed(value_text_of(page, bullet.aim.card, edge, step))
