"""Invented pairings: the units and firms of each village, what they promised and gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from villages.registers.demo.writing import Array, Table

REGISTER = "pairings"

#: Pairings have a source of chance of their own: no other register changes.
STREAM = 20181130

_UNIT_SHARE, _KEPT, _SHORT, _DEDUCTED, _BLANK = 0.7, 0.6, (0.3, 0.95), 0.75, 0.01


def pairings(
    rng: np.random.Generator,
    facts: Mapping[str, Array],
    is_low_income: Array,
    code: Array,
    years: Sequence[int],
) -> Table:
    """Draw the pairings of the plan's villages.

    Parameters
    ----------
    rng
        The source of chance.
    facts
        What is done for the villages: who is paired, and what was given altogether.
    is_low_income
        Which villages the plan is about.
    code
        The villages' codes.
    years
        The years.
    """
    parts = []
    whole = np.where(facts["has_support_unit"], facts["partner_yuan"], 0)
    of_unit = np.where(facts["has_partner_firm"], np.rint(whole * _UNIT_SHARE / 100) * 100, whole)
    given = {"unit": of_unit, "firm": whole - of_unit}
    for kind, column in (("unit", "has_support_unit"), ("firm", "has_partner_firm")):
        village, at = np.nonzero(facts[column] & is_low_income.astype(bool)[:, None])
        rows = len(village)
        delivered = given[kind][village, at].astype(np.int64)
        is_kept = rng.random(rows) < _KEPT
        share = np.where(is_kept, 1.0, rng.uniform(*_SHORT, rows))
        promised = (np.rint(np.maximum(delivered, 10_000) / share / 1000) * 1000).astype(np.int64)
        parts.append(
            {
                "code": code[village],
                "year": np.array(years)[at],
                "partner_id": np.array([f"{kind[0].upper()}{each:03d}" for each in village + 1]),
                "partner_kind": np.repeat(kind, rows),
                "promised_yuan": np.maximum(promised, delivered),
                "delivered_yuan": delivered,
                "is_deducted": rng.random(rows) < _DEDUCTED,
            }
        )
    table = Table({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    # Only a firm deducts what it gave.
    table.blank("is_deducted", table.columns["partner_kind"] == "unit")
    for name in ("promised_yuan", "delivered_yuan", "is_deducted"):
        table.blank(name, rng.random(table.rows) < _BLANK)
    return table
