"""An event study: the gap in each year around the treatment, with its interval."""

from __future__ import annotations

from villages.exhibits.blocks import Cell, Column, Figure, Table
from villages.exhibits.cells import typed
from villages.exhibits.effect_words import (
    Unit,
    between,
    effect_text,
    interval_text,
    p_text,
    p_words,
    signed,
    unit_of,
)
from villages.exhibits.figures.frame import framed
from villages.exhibits.page import Page
from villages.exhibits.style import (
    ACCENT,
    HAIRLINE,
    INK,
    SMALL,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    text_room_mm,
    tick_width_mm,
)
from villages.findings.effects import Effect, Moment
from villages.plan.model import Card

HEIGHT_MM = 78.0
_REFERENCE = -1


def event_study_figure(page: Page, card: Card, effect: Effect, label: str) -> Figure:
    """Draw the gap of every year over that of the year before the treatment.

    Parameters
    ----------
    page
        The page.
    card
        The indicator.
    effect
        What was estimated; leads are drawn hollow, lags filled, the year before as a cross.
    label
        Whose gap it is.
    """
    unit = unit_of(card, effect)
    with drawing():
        figure, (axes,) = canvas(HEIGHT_MM)
        axes.axhline(0, color=HAIRLINE, linewidth=0.8)
        axes.axvline(_REFERENCE + 0.5, color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
        for moment in effect.moments:
            colour = SOFT_INK if moment.is_lead else ACCENT
            estimate = moment.estimate
            axes.vlines(moment.relative, estimate.low, estimate.high, color=colour, linewidth=1.4)
            axes.plot(
                moment.relative,
                estimate.value,
                "o",
                markersize=6,
                markerfacecolor="white" if moment.is_lead else colour,
                markeredgecolor=colour,
                markeredgewidth=1.3,
                zorder=3,
            )
            axes.annotate(
                signed(estimate.value, unit),
                (moment.relative, estimate.value),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL,
            )
        axes.plot(_REFERENCE, 0, "x", color=INK, markersize=6, markeredgewidth=1.4, zorder=3)
        axes.annotate(
            page.say("event_reference"),
            (_REFERENCE, 0),
            xytext=(0, -7),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=SMALL,
            color=SOFT_INK,
        )
        at = sorted({*(moment.relative for moment in effect.moments), _REFERENCE})
        axes.set_xticks(at, [_tick(relative) for relative in at])
        axes.set_xlim(at[0] - 0.4, at[-1] + 0.7)
        low, high = axes.get_ylim()
        axes.set_ylim(low, high + 0.12 * (high - low))
        axes.set_xlabel(page.say("event_axis"))
        axes.grid(axis="y")
        unit_text = page.say(f"change_{card.unit}", number="", count=2).strip()
        axes.set_title(unit_text, fontsize=8, weight="normal", color=SOFT_INK)
        axes.yaxis.set_major_formatter(_plain)
        axes.annotate(
            page.say("event_start"),
            (_REFERENCE + 0.5, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -2),
            textcoords="offset points",
            va="top",
            fontsize=SMALL,
            color=SOFT_INK,
        )
        for _ in range(2):
            left = tick_width_mm(axes) + 3
            arrange([axes], Margins(left, 3, 6, text_room_mm(11)))
        return framed(
            page,
            figure,
            caption=_caption(page, card, effect, unit),
            alt=_alt(page, effect, unit, label),
            note=page.say("note_event"),
            data=_data(page, effect, unit),
        )


def _caption(page: Page, card: Card, effect: Effect, unit: Unit) -> str:
    lags = [each for each in effect.moments if not each.is_lead]
    return page.say(
        "caption_event" if effect.lead_p_value is not None else "caption_event_untested",
        label=card.label.of(page.language),
        value=effect_text(page, lags[-1].estimate.value, unit),
        interval=interval_text(page, lags[-1].estimate, unit),
        last=_tick(lags[-1].relative),
        p=p_words(page, effect.lead_p_value),
    )


def _alt(page: Page, effect: Effect, unit: Unit, label: str) -> str:
    points = [
        page.say(
            "alt_event",
            relative=_tick(each.relative),
            value=effect_text(page, each.estimate.value, unit),
            interval=interval_text(page, each.estimate, unit),
        )
        for each in effect.moments
    ]
    said = page.say("list_semicolon").join(points)
    return page.say("alt_events", label=label, said=said)


def _data(page: Page, effect: Effect, unit: Unit) -> Table:
    columns = (
        Column(page.say("column_event_year")),
        Column(page.say("column_effect"), "right"),
        Column(page.say("column_effect_interval"), "right", 1.5),
        Column(page.say("column_effect_error"), "right"),
        Column(page.say("column_effect_p"), "right"),
        Column(page.say("column_villages_counted"), "right"),
    )
    return Table("", columns, tuple(_row(page, each, unit) for each in effect.moments))


def _row(page: Page, moment: Moment, unit: Unit) -> tuple[Cell, ...]:
    estimate = moment.estimate
    return (
        Cell(_tick(moment.relative), "", float(moment.relative), "+0;−0;0"),
        typed(signed(estimate.value, unit)),
        Cell(between(page, estimate.low, estimate.high, unit)),
        typed(signed(estimate.error, unit).removeprefix("+")),
        typed(p_text(page, estimate.p_value)),
        page.counted(moment.villages),
    )


def _tick(relative: int) -> str:
    return f"{relative:+d}".replace("-", "−") if relative else "0"


def _plain(value: float, _: object = None) -> str:
    return f"{value:,.12g}".replace("-", "−")
