"""Bars: the parts of a whole by year, and how households spread around a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from matplotlib.axes import Axes

from villages.exhibits.blocks import Figure
from villages.exhibits.evidence import Bin
from villages.exhibits.figures.data import bins_of, cards_by_year
from villages.exhibits.figures.frame import apart, framed, year_axis
from villages.exhibits.numbers import bare_text, number_text
from villages.exhibits.page import Page
from villages.exhibits.style import (
    FILLS,
    INK,
    SOFT_INK,
    Margins,
    arrange,
    canvas,
    drawing,
    size_mm,
    text_width_mm,
)
from villages.exhibits.wording import listed, value_text_of
from villages.plan.model import Card

PARTS_HEIGHT_MM = 66.0
SPREAD_HEIGHT_MM = 58.0
MOST_TICKS = 9
PART_SIZE, PART_MARGIN_MM = 7.5, 0.8
#: A part is labelled if it is so high, as a share of the highest bar.
LEAST_LABELLED_SHARE = 0.08


def parts_bars(page: Page, cards: Sequence[Card], label: str) -> Figure | None:
    """Draw the parts of a whole as stacked bars, a bar for each year."""
    table = {
        year: [None if found is None or found.value is None else float(found.value)
               for found in (page.measurement(card, year=year) for card in cards)]
        for year in page.years
    }  # fmt: skip
    whole = {
        year: [value for value in values if value is not None]
        for year, values in table.items()
        if None not in values
    }
    if not whole:
        return None
    total = page.plan.cards.get(cards[0].part_of or "")
    is_money = cards[0].unit != "percent"
    summed = (total,) if total is not None and is_money else ()
    with drawing():
        figure, (axes,) = canvas(PARTS_HEIGHT_MM)
        width = 0.62 if len(whole) > 1 else 0.35
        tops = {year: _stack(axes, year, values, width) for year, values in whole.items()}
        axes.margins(y=0.10 if is_money else 0.02)
        year_axis(axes, list(whole))
        axes.set_yticks([])
        axes.axhline(0, color=SOFT_INK, linewidth=0.6)
        last = max(whole)
        right = _name_parts(page, axes, last, width, whole[last], cards)
        axes.set_xlim(min(whole) - 0.5, last + 0.5)
        arrange([axes], Margins(1, right, 3, 6))
        room_mm = (size_mm(figure)[0] - right) / len(tops)
        _label_parts(axes, whole, width * room_mm)
        if total is not None and is_money:
            _name_totals(page, axes, total, tops, room_mm)
        shares = listed(page, _shares(page, cards, last))
        return framed(
            page,
            figure,
            caption=page.say("caption_parts", label=label, in_year=last, values=shares),
            alt=page.say("list_semicolon").join(
                page.say("alt_parts", in_year=year, values=listed(page, _shares(page, cards, year)))
                for year in whole
            ),
            note="" if _adds_up(page, total, whole) else page.say("note_parts"),
            data=cards_by_year(page, [*cards, *summed], list(whole)),
        )


def _adds_up(page: Page, total: Card | None, whole: dict[int, list[float]]) -> bool:
    """Whether the parts add up to the total but for rounding: missing cells may part them."""
    if total is None or total.unit == "percent":
        return True
    for year, values in whole.items():
        found = page.measurement(total, year=year)
        if found is None or found.value is None:
            continue
        if abs(sum(values) - float(found.value)) > len(values) * float(found.step) / 2:
            return False
    return True


def _stack(axes: Axes, year: int, values: Sequence[float], width: float) -> float:
    """Stack positive parts upwards and negative ones downwards; return the top."""
    up, down = 0.0, 0.0
    for index, value in enumerate(values):
        bottom = up if value >= 0 else down
        fill = FILLS[index % len(FILLS)]
        edge = "white" if index % len(FILLS) < 2 else SOFT_INK
        axes.bar(year, value, width, bottom=bottom, color=fill, edgecolor=edge, linewidth=0.6)
        up, down = (up + value, down) if value >= 0 else (up, down + value)
    return up


def _label_parts(axes: Axes, whole: Mapping[int, Sequence[float]], bar_mm: float) -> None:
    """Write into each part how large it is, if all that are high enough are wide enough too."""
    least = LEAST_LABELLED_SHARE * max(sum(map(abs, values)) for values in whole.values())
    texts = {
        value: number_text(Decimal(str(value)), Decimal(1))
        for values in whole.values()
        for value in values
        if value and abs(value) >= least
    }
    widest = max((text_width_mm(text, PART_SIZE) for text in texts.values()), default=0.0)
    if widest + 2 * PART_MARGIN_MM > bar_mm:
        return
    for year, values in whole.items():
        up, down = 0.0, 0.0
        for index, value in enumerate(values):
            if value in texts:
                axes.text(
                    year,
                    (up if value >= 0 else down) + value / 2,
                    texts[value],
                    ha="center",
                    va="center",
                    fontsize=PART_SIZE,
                    color="white" if index % len(FILLS) == 0 else INK,
                )
            up, down = (up + value, down) if value >= 0 else (up, down + value)


def _name_totals(
    page: Page, axes: Axes, total: Card, tops: Mapping[int, float], room_mm: float
) -> None:
    """Write the total above each bar; without its unit if there is no room for it."""
    texts = {year: page.value(total, year=year) for year in tops}
    if max(text_width_mm(text, 8, "Bold") for text in texts.values()) > room_mm:
        shown = {year: page.shown(total, year=year) for year in tops}
        texts |= {
            year: bare_text(each.value, each.step, total)
            for year, each in shown.items()
            if each is not None
        }
    for year, top in tops.items():
        axes.annotate(
            texts[year],
            (year, top),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            fontweight="bold",
        )


def _name_parts(
    page: Page,
    axes: Axes,
    year: int,
    width: float,
    values: Sequence[float],
    cards: Sequence[Card],
) -> float:
    """Name each part beside the last bar; return how much room the names need, in millimetres."""
    right = year + width / 2
    middles, up, down = [], 0.0, 0.0
    for value in values:
        middles.append((up if value >= 0 else down) + value / 2)
        up, down = (up + value, down) if value >= 0 else (up, down + value)
    low, high = axes.get_ylim()
    heights = apart(middles, (high - low) * 0.085)
    names = [
        page.say(
            "named_figure_spaced",
            name=card.short.of(page.language),
            value=page.value(card, year=year),
        )
        for card in cards
    ]
    for name, middle, height in zip(names, middles, heights, strict=True):
        axes.annotate(
            name,
            (right, middle),
            xytext=(year + 0.5, height),
            va="center",
            fontsize=8,
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": SOFT_INK, "linewidth": 0.5},
        )
    return max(text_width_mm(name, 8) for name in names) + 2


def _shares(page: Page, cards: Sequence[Card], year: int | None = None) -> list[str]:
    return [
        page.say(
            "named_figure", name=card.short.of(page.language), value=page.value(card, year=year)
        )
        for card in cards
    ]


def distribution_bars(page: Page, card: Card, label: str) -> Figure | None:
    """Draw how many persons live in households of each bin, with the target's line."""
    bins = page.evidence.distributions.get((card.id, page.place.code, page.year, page.scope), ())
    total = sum((each.weight for each in bins), Decimal(0))
    if not total:
        return None
    targets = card.targets if page.bears_targets else ()
    line = next((asked for aim in targets if isinstance(asked := aim.at_least, Decimal)), None)
    shares = [float(100 * each.weight / total) for each in bins]
    with drawing():
        figure, (axes,) = canvas(SPREAD_HEIGHT_MM)
        for index, (each, share) in enumerate(zip(bins, shares, strict=True)):
            is_below = line is not None and each.high is not None and each.high <= line
            axes.bar(index + 0.5, share, 0.94, color=FILLS[1] if is_below else FILLS[0])
        edges = [each.low for each in bins[1:]]
        ticks = _ticks(edges, line)
        axes.set_xticks(
            [index + 1 for index in ticks],
            [number_text(edge) if (edge := edges[index]) is not None else "" for index in ticks],
            fontsize=7.5,
        )
        axes.set_xlim(0, len(bins))
        axes.set_yticks([])
        axes.set_xlabel(page.say(f"axis_{card.unit}"), fontsize=8)
        _label_bars(axes, shares)
        if line is not None and line in edges:
            at = edges.index(line) + 1
            top = max(shares) * 1.22
            axes.plot([at, at], [0, top], color=INK, linewidth=1.0, linestyle=(0, (4, 2)))
            axes.annotate(
                page.say("line_label", line=value_text_of(page, card, line, None)),
                (at, top),
                xytext=(4, -2),
                textcoords="offset points",
                va="top",
                fontsize=8,
                fontweight="bold",
            )
        arrange([axes], Margins(2, 2, 1, 10))
        sentence = _below_sentence(page, card, bins, line)
        return framed(
            page,
            figure,
            caption=page.say("caption_spread", label=label, sentence=sentence),
            alt=page.say("alt_spread", label=label, sentence=sentence, bins=len(bins)),
            note=page.say("note_spread" if line is None else "note_spread_line"),
            data=bins_of(page, card, bins),
        )


def _ticks(edges: Sequence[Decimal | None], line: Decimal | None) -> range:
    """Label every edge, or every second one so that the line keeps its label."""
    if len(edges) <= MOST_TICKS:
        return range(len(edges))
    start = edges.index(line) % 2 if line in edges else 0
    return range(start, len(edges), 2)


def _label_bars(axes: Axes, shares: Sequence[float]) -> None:
    for index, share in enumerate(shares):
        if share >= 1:
            axes.annotate(
                f"{share:.0f}%",
                (index + 0.5, share),
                xytext=(0, 1.5),
                textcoords="offset points",
                ha="center",
                fontsize=7,
                color=SOFT_INK,
            )
    axes.set_ylim(0, max(shares) * 1.25)


def _below_sentence(page: Page, card: Card, bins: Sequence[Bin], line: Decimal | None) -> str:
    median = page.evidence.medians.get((card.id, page.place.code, page.year, page.scope))
    parts = []
    if line is not None and any(each.low == line for each in bins):
        below = sum((b.weight for b in bins if b.high is not None and b.high <= line), Decimal(0))
        total = sum((b.weight for b in bins), Decimal(0))
        parts.append(
            page.say(
                "spread_below",
                share=number_text(100 * below / total, Decimal(1)),
                line=value_text_of(page, card, line, None),
            )
        )
    if median is not None:
        parts.append(
            page.say("spread_median", median=value_text_of(page, card, median, Decimal(1)))
        )
    if not parts:
        parts.append(_largest_sentence(page, card, bins))
    return page.say("list_semicolon").join(parts)


def _largest_sentence(page: Page, card: Card, bins: Sequence[Bin]) -> str:
    largest = max(bins, key=lambda each: each.weight)
    total = sum((each.weight for each in bins), Decimal(0))
    edges = {
        name: value_text_of(page, card, edge, None)
        for name, edge in (("low", largest.low), ("high", largest.high))
        if edge is not None
    }
    key = "bin_between" if len(edges) == 2 else "bin_above" if "low" in edges else "bin_below"
    share = number_text(100 * largest.weight / total, Decimal(1))
    return page.say("spread_largest", bin=page.say(key, **edges), share=share)
