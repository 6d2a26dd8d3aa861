"""The geometry of a flow chart: columns of bands, and ribbons that join them in proportion.

Everything here is in millimetres, upwards; sums are whole numbers of the flow's unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

#: From one band to another → the sum that flows.
Links = Mapping[tuple[str, str], int]


class Band(NamedTuple):
    """A part of a column: its sum, and where it begins and ends."""

    key: str
    total: int
    bottom: float
    top: float


class Ribbon(NamedTuple):
    """What flows from a band to one of the next column; it is as thick at both ends."""

    start: str
    end: str
    total: int
    start_top: float
    end_top: float
    thickness: float


@dataclass(frozen=True)
class Layout:
    """Columns of bands from left to right, each from top to bottom, and the ribbons between.

    All of it lies between 0 and ``height``.
    """

    columns: tuple[tuple[Band, ...], ...]
    ribbons: tuple[tuple[Ribbon, ...], ...]
    height: float


def drawn(links: Links) -> dict[tuple[str, str], int]:
    """Return the links that flow: nothing and less than nothing is not drawn.

    Examples
    --------
    >>> drawn({("a", "x"): 3, ("a", "y"): 0, ("b", "y"): -2})
    {('a', 'x'): 3}
    """
    return {pair: amount for pair, amount in links.items() if amount > 0}


def sums(links: Links, side: int) -> dict[str, int]:
    """Return the sum of each band at one side of some links: 0 is where they start.

    Examples
    --------
    >>> sums({("a", "x"): 3, ("a", "y"): 1, ("b", "y"): 2}, 1)
    {'x': 3, 'y': 3}
    """
    found: dict[str, int] = {}
    for pair, amount in links.items():
        found[pair[side]] = found.get(pair[side], 0) + amount
    return found


def small(totals: Mapping[str, int], most: int, least_share: float) -> frozenset[str]:
    """Return the bands that are folded into one: the smallest, never a single one.

    Parameters
    ----------
    totals
        Band → its sum.
    most
        How many bands a column may have, the folded one among them.
    least_share
        A band below this share of the whole is folded.

    Examples
    --------
    >>> sorted(small({"a": 50, "b": 30, "c": 12, "d": 8}, most=3, least_share=0.0))
    ['c', 'd']
    >>> sorted(small({"a": 97, "b": 2, "c": 1}, most=9, least_share=0.05))
    ['b', 'c']
    >>> sorted(small({"a": 99, "b": 1}, most=9, least_share=0.05))
    []
    """
    order = by_size(totals)
    whole = sum(totals.values())
    tiny = [key for key in order if totals[key] < least_share * whole]
    over = order[most - 1 :] if len(order) > most else []
    folded = max(tiny, over, key=len)
    return frozenset(folded) if len(folded) > 1 else frozenset()


def too_many(links: Links, most: int, least_share: float) -> tuple[frozenset[str], frozenset[str]]:
    """Return the bands of either side that are folded so that few enough ribbons remain.

    Those that :func:`small` names are; then one after the other the smallest of either side, until
    there are no more ribbons than allowed. Two bands of each side stay.

    Examples
    --------
    >>> links = {("a", "x"): 50, ("a", "y"): 9, ("b", "y"): 8, ("b", "x"): 20, ("c", "z"): 5}
    >>> [sorted(keys) for keys in too_many(links | {("d", "z"): 4}, most=5, least_share=0)]
    [['c', 'd'], []]
    """
    totals = [sums(links, side) for side in (0, 1)]
    folds = [set(small(each, most, least_share)) for each in totals]
    while len(_merged(links, folds)) > most:
        open_bands = [
            [key for key in by_size(totals[side]) if key not in folds[side]] for side in (0, 1)
        ]
        sides = [side for side in (0, 1) if len(open_bands[side]) > 2]
        if not sides:
            break
        side = min(sides, key=lambda each: totals[each][open_bands[each][-1]])
        # A single band is not folded: it would only lose its name.
        folds[side] |= set(open_bands[side][-1 if folds[side] else -2 :])
    return frozenset(folds[0]), frozenset(folds[1])


def _merged(links: Links, folds: Sequence[Iterable[str]]) -> dict[tuple[str, str], int]:
    return folded(folded(links, 0, folds[0], "\0"), 1, folds[1], "\0")


def folded(links: Links, side: int, keys: Iterable[str], into: str) -> dict[tuple[str, str], int]:
    """Return the links with some bands of one side as one; every sum stays.

    Examples
    --------
    >>> folded({("a", "x"): 3, ("a", "y"): 1, ("b", "z"): 2}, 1, {"y", "z"}, "rest")
    {('a', 'x'): 3, ('a', 'rest'): 1, ('b', 'rest'): 2}
    """
    chosen = set(keys)
    found: dict[tuple[str, str], int] = {}
    for (start, end), amount in links.items():
        ends = [start, end]
        if ends[side] in chosen:
            ends[side] = into
        pair = (ends[0], ends[1])
        found[pair] = found.get(pair, 0) + amount
    return found


def by_size(totals: Mapping[str, int], last: Sequence[str] = ()) -> list[str]:
    """Return the bands from the largest to the smallest, some of them always at the end.

    Examples
    --------
    >>> by_size({"rest": 9, "a": 2, "b": 5, "c": 2}, last=["rest"])
    ['b', 'a', 'c', 'rest']
    """
    return sorted(totals, key=lambda key: (key in last, -totals[key], key))


def lay_out(
    sides: Sequence[Links], whole: float, gap: float, pitch: float, last: Sequence[str] = ()
) -> Layout:
    """Place the bands of every column and the ribbons between.

    All columns bear the same sum and are drawn to one scale; shorter ones stand in the middle of
    the highest. Ribbons leave and reach a band in the order of the bands at their other end, so
    that those of one band never cross.

    Parameters
    ----------
    sides
        The links of each pair of neighbouring columns, all greater than nothing.
    whole
        How high the whole sum is.
    gap
        The least distance of two bands.
    pitch
        The least distance of their middles, so that each has room for its label; at either end of a
        column half of it.
    last
        Bands that stand at the foot of their column, whatever their size.

    Raises
    ------
    ValueError
        If nothing flows, or what reaches a column is not what leaves it.
    """
    totals = [sums(sides[0], 0), *(sums(links, 1) for links in sides)]
    for reached, links in zip(totals[1:], sides[1:], strict=False):
        if reached != sums(links, 0):
            raise ValueError("what reaches a column must leave it")
    total = sum(totals[0].values())
    if total <= 0:
        raise ValueError("nothing flows")
    scale = whole / total
    hanging = [_column(column, scale, gap, pitch, last) for column in totals]
    extents = [_extent(bands, pitch) for bands in hanging]
    height = max(top - bottom for top, bottom in extents)
    columns = tuple(
        tuple(_lifted(band, height / 2 - (top + bottom) / 2) for band in bands)
        for bands, (top, bottom) in zip(hanging, extents, strict=True)
    )
    ribbons = tuple(
        _ribbons(links, columns[index], columns[index + 1], scale)
        for index, links in enumerate(sides)
    )
    return Layout(columns, ribbons, height)


def _column(
    totals: Mapping[str, int], scale: float, gap: float, pitch: float, last: Sequence[str]
) -> list[Band]:
    """The bands of a column, hanging down from nothing."""
    bands: list[Band] = []
    for key in by_size(totals, last):
        size = scale * totals[key]
        middle = -size / 2
        if bands:
            above = (bands[-1].top + bands[-1].bottom) / 2
            middle = min(bands[-1].bottom - gap - size / 2, above - pitch)
        bands.append(Band(key, totals[key], middle - size / 2, middle + size / 2))
    return bands


def _extent(bands: Sequence[Band], pitch: float) -> tuple[float, float]:
    """Where a column begins and ends, with room for the labels of its first and last band."""
    first, last = bands[0], bands[-1]
    top = max(first.top, (first.top + first.bottom + pitch) / 2)
    return top, min(last.bottom, (last.top + last.bottom - pitch) / 2)


def _lifted(band: Band, by: float) -> Band:
    return band._replace(bottom=band.bottom + by, top=band.top + by)


def _ribbons(
    links: Links, starts: Sequence[Band], ends: Sequence[Band], scale: float
) -> tuple[Ribbon, ...]:
    from_top = {band.key: band.top for band in starts}
    to_top = {band.key: band.top for band in ends}
    ribbons = []
    # Row by row from the top: each end is used up in the order of the other column.
    for start in starts:
        for end in ends:
            amount = links.get((start.key, end.key), 0)
            if amount <= 0:
                continue
            thickness = scale * amount
            ribbons.append(
                Ribbon(
                    start.key, end.key, amount,
                    from_top[start.key], to_top[end.key], thickness,
                )
            )  # fmt: skip
            from_top[start.key] -= thickness
            to_top[end.key] -= thickness
    return tuple(ribbons)
