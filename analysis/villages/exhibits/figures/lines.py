"""Lines over the years: small panels of several indicators, and one indicator in full."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Place
from villages.exhibits.figures.data import aims_by_year, cards_by_year, places_by_year
from villages.exhibits.figures.frame import apart, framed, year_axis
from villages.exhibits.numbers import bare_text
from villages.exhibits.page import Aim, Page
from villages.exhibits.style import (
    ACCENT,
    DASHES,
    INK,
    LINES,
    MARKS,
    RULE,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    text_width_mm,
    tick_width_mm,
)
from villages.exhibits.wording import aim_label, finding, line_text, listed, verdict_word
from villages.plan.model import Card
from villages.vocabulary import Scope

PANEL_COLUMNS = 3
PANEL_HEIGHT_MM = 31.0
STAGE_HEIGHT_MM = 42.0
TREND_HEIGHT_MM = 60.0
#: Room for a panel's two lines of heading, and for the years below.
HEAD_MM = 9.5
FOOT_MM = 6.0
NAME_SIZE = 8.0
_DASHED = (0, (4, 2))

Points = list[tuple[int, float]]


def points_of(page: Page, card: Card, scope: Scope | None = None, code: str = "") -> Points:
    """Return the years and values that the edition shows."""
    place = page.evidence.places[code] if code else None
    found = ((year, page.measurement(card, place, year, scope)) for year in page.years)
    return [
        (year, float(each.value))
        for year, each in found
        if each is not None and each.value is not None
    ]


def target_panels(page: Page, most_panels: int | None = None) -> Figure | None:
    """Draw each target over the years against its line; None if no values are shown.

    If not all of them fit, those that are not met come before the others.
    """
    shown = [(aim, points) for aim in page.aims if len(points := points_of(page, aim.card)) > 1]
    if not shown:
        return None
    if most_panels is not None:
        shown.sort(key=lambda pair: _is_met(page, pair[0]))
        shown = sorted(shown[:most_panels], key=lambda pair: page.aims.index(pair[0]))
    rows = -(-len(shown) // PANEL_COLUMNS)
    with drawing():
        figure, axes = canvas(rows * PANEL_HEIGHT_MM, len(shown))
        for panel, (aim, points) in zip(axes, shown, strict=True):
            _target_panel(page, panel, aim, points)
        arrange(axes, Margins(4, 4, HEAD_MM, FOOT_MM), PANEL_COLUMNS, gap_mm=9)
        return framed(
            page,
            figure,
            caption=page.say("caption_panels", first_year=page.years[0]),
            alt=page.say("list_semicolon").join(_in_words(page, aim.card) for aim, _ in shown),
            data=aims_by_year(page, [aim for aim, _ in shown]),
        )


def _is_met(page: Page, aim: Aim) -> bool:
    judgement = page.judgement(aim)
    return judgement is not None and judgement.verdict == "met"


def _target_panel(page: Page, axes: Axes, aim: Aim, points: Points) -> None:
    lines = _line_points(page, aim)
    judgement = page.judgement(aim)
    label = aim_label(page, aim)
    if judgement is not None:
        label = page.say("panel_title", label=label, word=verdict_word(page, judgement.verdict))
    _titled(page, axes, aim.card, points, label, line_text(page, aim, judgement) if lines else "")
    if lines:
        axes.plot(*_columns(lines), color=SOFT_INK, linewidth=0.9, linestyle=_DASHED)
    axes.plot(*_columns(points), color=ACCENT, marker="o", markersize=3)
    axes.margins(y=0.14)
    axes.set_yticks([])
    axes.set_xlim(page.years[0] - 0.25, page.years[-1] + 0.25)
    year_axis(axes, page.years, every=False)


def _titled(page: Page, axes: Axes, card: Card, points: Points, label: str, line: str) -> None:
    """Head a panel with its name, and below it the first value, the last and the line."""
    found = page.shown(card, year=points[0][0])
    first = bare_text(found.value, found.step, card) if found is not None else ""
    last = page.value(card, year=points[-1][0])
    key = "panel_values_line" if line else "panel_values"
    values = page.say(key, first=first, last=last, line=line)
    axes.set_title(label, fontsize=8.5, pad=13)
    axes.annotate(
        values,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 3.5),
        textcoords="offset points",
        fontsize=7.2,
        color=SOFT_INK,
        annotation_clip=False,
    )


def _columns(points: Points) -> tuple[list[int], list[float]]:
    return [year for year, _ in points], [value for _, value in points]


def _in_words(page: Page, card: Card) -> str:
    """Say every year's value, for those who do not see the chart."""
    values = [
        page.say("alt_year", in_year=year, value=page.value(card, year=year))
        for year, _ in points_of(page, card)
    ]
    label = card.label.of(page.language)
    return page.say("alt_years", label=label, values=page.say("list_comma").join(values))


def _line_points(page: Page, aim: Aim) -> Points:
    """The line over the years; a line that is the place's own last value is not drawn."""
    if aim.target.rises:
        return []
    found = ((year, page.judgement(aim, year=year)) for year in page.years)
    return [
        (year, float(each.line))
        for year, each in found
        if each is not None and each.line is not None
    ]


def trend_lines(page: Page, cards: Sequence[Card], label: str) -> Figure | None:
    """Draw cards over the years: one in full, several in panels of one scale."""
    shown = [(card, points) for card in cards if len(points := points_of(page, card)) > 1]
    if not shown:
        return None
    if len(cards) == 1:
        return _trend(page, *shown[0])
    with drawing():
        figure, axes = canvas(STAGE_HEIGHT_MM, len(shown))
        for panel, (card, points) in zip(axes, shown, strict=True):
            for _, others in shown:
                panel.plot(*_columns(others), color=RULE, linewidth=1.0)
            panel.plot(*_columns(points), color=ACCENT, marker="o", markersize=3)
            _titled(page, panel, card, points, card.short.of(page.language), "")
            year_axis(panel, page.years, every=False)
            panel.set_xlim(page.years[0] - 0.3, page.years[-1] + 0.3)
            panel.grid(axis="y")
            panel.sharey(axes[0])
            panel.tick_params(labelleft=panel is axes[0])
        axes[0].yaxis.set_major_formatter(_plain)
        # Twice: which labels the axis bears depends on its height, which the first sets.
        for _ in range(2):
            left = tick_width_mm(axes[0]) + 4
            arrange(axes, Margins(left, 4, HEAD_MM, FOOT_MM), len(axes), gap_mm=9)
        values = [
            page.say("named_figure", name=card.short.of(page.language), value=page.value(card))
            for card, _ in shown
        ]
        return framed(
            page,
            figure,
            caption=page.say("caption_lines", label=label, values=listed(page, values)),
            alt=page.say("list_semicolon").join(_in_words(page, card) for card, _ in shown),
            data=cards_by_year(page, [card for card, _ in shown]),
        )


def _trend(page: Page, card: Card, points: Points) -> Figure:
    """Draw one card beside the same card of all villages here and in the places above."""
    name = _own_name(page, card)
    series = [(name, page.value(card), points)]
    drawn: list[tuple[str, Place, Scope]] = [(name, page.place, page.scope)]
    own = () if page.scope == "all" or _is_of_place(page, card) else (page.place,)
    for place in (*own, *page.above):
        context = points_of(page, card, "all", place.code)
        if len(context) > 1:
            key = "series_here" if place is page.place else "series_above"
            name = page.say(key, name=page.name(place))
            series.append((name, page.value(card, place, scope="all"), context))
            drawn.append((name, place, "all"))
    with drawing():
        figure, (axes,) = canvas(TREND_HEIGHT_MM)
        axes.grid(axis="y")
        for index, (_, _, each) in enumerate(series):
            axes.plot(
                *_columns(each),
                color=LINES[index],
                linestyle=DASHES[index],
                marker=MARKS[index],
                markersize=3.5,
                zorder=6 - index,
            )
        labels = [
            (page.say("named_figure_spaced", name=name, value=value), each[-1][1], LINES[index])
            for index, (name, value, each) in enumerate(series)
        ]
        for aim in page.aims:
            if aim.card.id == card.id and (lines := _line_points(page, aim)):
                axes.plot(*_columns(lines), color=INK, linewidth=0.9, linestyle=_DASHED)
                text = line_text(page, aim, page.judgement(aim))
                labels.append((page.say("line_label", line=text), lines[-1][1], INK))
        year_axis(axes, page.years)
        span = page.years[-1] - page.years[0]
        axes.set_xlim(page.years[0] - 0.04 * span, page.years[-1] + 0.04 * span)
        axes.set_title(page.say(f"axis_{card.unit}"), fontsize=8, weight="normal", color=SOFT_INK)
        axes.yaxis.set_major_formatter(_plain)
        _name_lines(page, axes, labels)
        right = max(text_width_mm(text, NAME_SIZE, "Bold") for text, _, _ in labels) + 1
        for _ in range(2):
            arrange([axes], Margins(tick_width_mm(axes) + 3, right, 6, FOOT_MM))
        return framed(
            page,
            figure,
            caption=finding(page, card),
            alt=_in_words(page, card),
            data=places_by_year(page, card, drawn),
        )


def _plain(value: float, _: object = None) -> str:
    # In full: sums of money are no powers of ten to their readers.
    return f"{value:,.12g}".replace("-", "−")


def _is_of_place(page: Page, card: Card) -> bool:
    """Whether the card's figure is the place's own, such as a city's funds, and no sum over it."""
    register = page.plan.registers.get(card.register_id or "")
    return page.place.level == (register.level if register is not None else "village")


def _own_name(page: Page, card: Card) -> str:
    if page.scope == "all" or _is_of_place(page, card):
        return page.name(page.place)
    return page.say("series_plan")


def _name_lines(page: Page, axes: Axes, labels: Sequence[tuple[str, float, str]]) -> None:
    """Name each line at its end instead of in a legend."""
    low, high = axes.get_ylim()
    heights = apart([end for _, end, _ in labels], (high - low) * 0.1)
    # Names that had to move past the ends of the axis get room there.
    rim = (high - low) * 0.04
    axes.set_ylim(min(low, min(heights) - rim), max(high, max(heights) + rim))
    for index, ((text, _, colour), height) in enumerate(zip(labels, heights, strict=True)):
        axes.annotate(
            text,
            (page.years[-1], height),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=NAME_SIZE,
            color=colour,
            fontweight="bold" if index == 0 else "normal",
            annotation_clip=False,
        )
