"""Where values lie beside their target: axes and bands, distances and quartiles, ways and gaps.

Pure arithmetic, exact, without a page: what bullets, spines and dumbbells draw is tested here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from villages.exhibits.judgements import CLOSE_SHARE, Band, Relation
from villages.exhibits.numbers import to_step
from villages.vocabulary import Verdict

#: Beyond the last number of an axis that is no share of a whole.
AXIS_AIR = Decimal("0.08")
FULL_PERCENT = Decimal(100)

Ends = tuple[Decimal, Decimal]


def axis_ends(numbers: Iterable[Decimal], is_share: bool = False) -> Ends:
    """Return where an axis begins and ends: it holds 0, for bars, and all numbers with some air.

    Parameters
    ----------
    numbers
        All that is drawn on it.
    is_share
        The numbers are per cent of a whole: the axis ends at 100.

    Examples
    --------
    >>> axis_ends([Decimal(50)])
    (Decimal('0'), Decimal('54.00'))
    >>> axis_ends([Decimal(-10), Decimal(15)])
    (Decimal('-12.00'), Decimal('17.00'))
    >>> axis_ends([Decimal(96)], is_share=True)
    (Decimal('0'), Decimal('100'))
    """
    found = [Decimal(0), *numbers]
    low, high = min(found), max(found)
    if is_share:
        return low, max(high, FULL_PERCENT)
    air = AXIS_AIR * (high - low)
    low, high = (low - air if low < 0 else low), (high + air if high > 0 else high)
    return (low, high) if low < high else (low, low + 1)


def close_edge(line: Decimal, relation: Relation) -> Decimal:
    """Return where the band that is close to the line begins.

    Examples
    --------
    >>> close_edge(Decimal(80), "at_least"), close_edge(Decimal(-10), "at_least")
    (Decimal('76.00'), Decimal('-10.50'))
    >>> close_edge(Decimal(20), "at_most")
    Decimal('21.00')
    """
    width = CLOSE_SHARE * abs(line)
    return line + width if relation == "at_most" else line - width


def bands_on(line: Decimal, relation: Relation, ends: Ends) -> dict[Band, Ends]:
    """Return where each band lies on an axis; a band beyond its ends is left out.

    Up to ``CLOSE_SHARE`` of the line short of it is close, as in the word of a judgement. Where
    less is better the bands stand in the opposite order.

    Examples
    --------
    >>> ends = (Decimal(0), Decimal(100))
    >>> [(name, str(low), str(high)) for name, (low, high)
    ...  in bands_on(Decimal(80), "at_least", ends).items()]
    [('short', '0', '76.00'), ('close', '76.00', '80'), ('met', '80', '100')]
    >>> list(bands_on(Decimal(5), "at_most", ends))
    ['met', 'close', 'short']
    >>> list(bands_on(Decimal(100), "at_least", ends))
    ['short', 'close']
    """
    edge = close_edge(line, relation)
    if relation == "at_most":
        inner = (ends[0], line, edge, ends[1])
        names: tuple[Band, ...] = ("met", "close", "short")
    else:
        inner = (ends[0], edge, line, ends[1])
        names = ("short", "close", "met")
    edges = [min(max(edge, ends[0]), ends[1]) for edge in inner]
    spans = zip(names, edges[:-1], edges[1:], strict=True)
    return {name: (start, end) for name, start, end in spans if start < end}


def outward(low: Decimal, high: Decimal, step: Decimal) -> Ends:
    """Round the ends of a range away from each other, so that it still holds what it held.

    Examples
    --------
    >>> outward(Decimal("97.96"), Decimal("98.34"), Decimal("0.1"))
    (Decimal('97.9'), Decimal('98.4'))
    """
    return to_step(low, step, ROUND_FLOOR), to_step(high, step, ROUND_CEILING)


def beyond(value: Decimal, line: Decimal, relation: Relation) -> Decimal:
    """Return how far a value is beyond its line, towards better; negative where it falls short.

    Examples
    --------
    >>> beyond(Decimal(90), Decimal(98), "at_least"), beyond(Decimal(3), Decimal(5), "at_most")
    (Decimal('-8'), Decimal('2'))
    """
    return line - value if relation == "at_most" else value - line


def quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Return the value below which a share of the values lies, between two neighbours by line.

    That is numpy's method ``linear``, number 7 of Hyndman and Fan (1996): with n values in order,
    counted from 0, the one at position (n - 1) · share.

    Parameters
    ----------
    values
        At least one, in any order.
    share
        From 0 to 1.

    Examples
    --------
    >>> quantile([Decimal(each) for each in (40, 10, 20, 30)], Decimal("0.25"))
    Decimal('17.50')
    """
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def around_zero(distances: Iterable[Decimal]) -> Decimal:
    """Return the half width of a row whose middle is 0: the larger distance fits on either side.

    ScotPHO scales its spine so around the benchmark; here the target stands in its place. Where all
    are 0 any width fits.

    Examples
    --------
    >>> around_zero([Decimal(-8), Decimal(2)]), around_zero([Decimal(0)])
    (Decimal('8'), Decimal('1'))
    """
    return max((abs(each) for each in distances), default=Decimal(0)) or Decimal(1)


def way_left(first: Decimal | None, now: Decimal, line: Decimal, relation: Relation) -> Decimal:
    """Return which share of the way to the line is left: 0 where it is reached, at most 1.

    The way begins at the first value; at the present one if that is no nearer to the line, or the
    first is not known.

    Examples
    --------
    >>> way_left(Decimal(80), Decimal(95), Decimal(100), "at_least")
    Decimal('0.25')
    >>> way_left(Decimal(9), Decimal(8), Decimal(5), "at_most")
    Decimal('0.75')
    >>> way_left(Decimal(97), Decimal(96), Decimal(98), "at_least")
    Decimal('1')
    """
    rest = max(Decimal(0), -beyond(now, line, relation))
    if not rest:
        return Decimal(0)
    start = now if first is None else first
    return rest / max(rest, -beyond(start, line, relation))


def along(number: Decimal, worst: Decimal, best: Decimal) -> Decimal:
    """Return where a number lies between the worst and the best, as a share of the way.

    ``worst`` may be the larger one, where less is better. Where both are the same, in the middle.

    Examples
    --------
    >>> along(Decimal(95), Decimal(80), Decimal(100)), along(Decimal(8), Decimal(9), Decimal(5))
    (Decimal('0.75'), Decimal('0.25'))
    """
    if worst == best:
        return Decimal("0.5")
    return (number - worst) / (best - worst)


def remaining_first(
    verdict: Verdict, gap: Decimal | None, distance: Decimal
) -> tuple[int, Decimal, Decimal]:
    """Return what to sort by so that what has most left to do comes first.

    Places that are short of the line come first, by their gap in what the card counts; those with
    a gap that is not shown follow; then those that cannot be judged, by the most that may be left;
    then those that reach it. Where gaps are equal, the one farther from the line comes first.

    Parameters
    ----------
    verdict
        On the place.
    gap
        What is left in households, persons, kilometres or yuan; None if it is not shown.
    distance
        How far beyond its line the value is.

    Examples
    --------
    >>> keys = [remaining_first("met", Decimal(0), Decimal(2)),
    ...         remaining_first("not_met", Decimal(3), Decimal(-1)),
    ...         remaining_first("not_met", Decimal(11), Decimal(-1))]
    >>> sorted(range(3), key=keys.__getitem__)
    [2, 1, 0]
    """
    rank = {"not_met": 0 if gap is not None else 1, "no_data": 2, "met": 3}[verdict]
    return rank, -(gap or Decimal(0)), distance
