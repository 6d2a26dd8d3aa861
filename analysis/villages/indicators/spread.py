"""How the rows' own quotients spread: bins, quantile points and statistics, never single rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from villages.indicators.places import SCOPED_PLACES, code_of_group, level_of_group
from villages.methods.inequality import gini
from villages.plan.model import Card
from villages.plan.reading import expressions
from villages.registers.store import RegisterSession

QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)

#: Fewer rows than this have no quantile points: one of them would be one household's value.
MINIMUM_ROWS = 20

STATISTICS: dict[str, Callable[..., float]] = {"gini": gini}

_LEVELS = (("village", "code"), ("township", "township_code"), ("city", "city_code"))
_TEXTS = [*(column for _, column in _LEVELS), "scope"]
_Key = tuple[str, str, int, str]
_Floats = npt.NDArray[np.float64]


def _row_quotients(session: RegisterSession, card: Card) -> str:
    """SQL of each known row's quotient and weight, in every scope of its village."""
    halves = expressions(session.plan, card)
    years = ", ".join(str(year) for year in session.plan.years)
    return f"""
    WITH scoped AS ({SCOPED_PLACES}),
    quotients AS (
        SELECT code, year, CAST(n AS DOUBLE) / CAST(d AS DOUBLE) AS x, CAST(d AS DOUBLE) AS weight
        FROM (SELECT code, year, {halves.numerator.value} AS n, {halves.denominator.value} AS d
              FROM "{card.register_id}")
        WHERE n IS NOT NULL AND d > 0 AND year IN ({years})
    ),
    rows AS (SELECT scoped.*, year, {card.factor} * x AS x, weight
             FROM quotients JOIN scoped USING (code))
    """


def distributions(session: RegisterSession) -> pd.DataFrame:
    """Return the bins of every card that asks for a distribution.

    The first bin holds all below its upper edge, the last all from its lower edge on.

    Returns
    -------
    pandas.DataFrame
        The columns of ``distributions.parquet`` in ``docs/results.md``.
    """
    parts = []
    for card in session.plan.cards.values():
        if card.distribution is None:
            continue
        edges = [float(edge) for edge in card.distribution.edges]
        listed = ", ".join(f"{edge}" for edge in edges[1:])
        frame = session.connection.execute(f"""{_row_quotients(session, card)}
            SELECT {level_of_group()} AS level, {code_of_group()} AS code, year, scope, bin,
                   sum(weight) AS weight, count(*) AS rows
            FROM (SELECT *, len(list_filter([{listed}], lambda edge: edge <= x)) AS bin FROM rows)
            GROUP BY GROUPING SETS ((year, scope, bin, code), (year, scope, bin, township_code),
                                    (year, scope, bin, city_code))
            ORDER BY level, code, year, scope, bin""").df()
        index = frame.pop("bin").to_numpy(dtype=int)
        upper = np.array([*edges[1:], np.nan])
        parts.append(
            frame.assign(card=card.id, bin_low=np.array(edges)[index], bin_high=upper[index])
        )
    return _tidy(
        parts, ["card", "level", "code", "year", "scope", "bin_low", "bin_high", "weight", "rows"]
    )


def quantiles(session: RegisterSession) -> pd.DataFrame:
    """Return quantile points of every card that asks for a distribution.

    Points are of what the denominator counts, such as persons: half of the persons live in rows
    (households) at or below the point 0.5. Groups of fewer than ``MINIMUM_ROWS`` rows have none.

    Returns
    -------
    pandas.DataFrame
        The columns of ``quantiles.parquet`` in ``docs/results.md``.
    """
    records: list[tuple[object, ...]] = []
    for card in session.plan.cards.values():
        if card.distribution is None:
            continue
        for key, values, weights in _groups(session, card):
            if len(values) >= MINIMUM_ROWS:
                points = np.quantile(values, QUANTILES, weights=weights, method="inverted_cdf")
                pairs = zip(QUANTILES, points, strict=True)
                records.extend((card.id, *key, q, float(point)) for q, point in pairs)
    columns = ["card", "level", "code", "year", "scope", "q", "value"]
    return pd.DataFrame(records, columns=columns)


def statistics(session: RegisterSession) -> pd.DataFrame:
    """Return the cards that are no quotient of sums, such as the Gini coefficient.

    They are taken over the known rows, weighted by the denominator of the card that they name, and
    carry no bounds: no verdict is ever taken from them.

    Returns
    -------
    pandas.DataFrame
        The columns of ``indicators.parquet``; the sums are empty.
    """
    records: list[tuple[object, ...]] = []
    for card in session.plan.cards.values():
        if card.statistic is None or card.of is None:
            continue
        statistic = STATISTICS[card.statistic]
        for key, values, weights in _groups(session, session.plan.cards[card.of]):
            records.append((card.id, *key, len(values), statistic(values, weights)))
    columns = ["card", "level", "code", "year", "scope", "rows_known", "value"]
    return pd.DataFrame(records, columns=columns)


def _groups(session: RegisterSession, card: Card) -> Iterator[tuple[_Key, _Floats, _Floats]]:
    """Yield the row quotients and weights of each place, year and scope."""
    found = session.connection.sql(
        f"{_row_quotients(session, card)} SELECT * FROM rows ORDER BY code, year, scope, x, weight"
    )
    # A million rows name few places: each code and scope is held once.
    rows = found.to_arrow_table().to_pandas(categories=_TEXTS)
    for column in _TEXTS:
        named = rows[column].cat
        rows[column] = named.reorder_categories(sorted(named.categories))
    for level, code_column in _LEVELS:
        for key, group in rows.groupby([code_column, "year", "scope"], observed=True):
            code, year, scope = cast(tuple[str, int, str], key)
            yield (level, code, int(year), scope), group["x"].to_numpy(), group["weight"].to_numpy()


def _tidy(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]
