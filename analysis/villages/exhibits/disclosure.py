"""The one doorway: what an edition does not show never reaches an exhibit.

The internal edition (内部) shows everything. The public edition (公开) follows these rules:

- A village shows verdict words and bands (met, close, short) and nothing that can be counted: no
  values, counts, gaps, distributions or trends.
- A group of fewer than `least_villages` villages is treated like a village, because one village's
  value would follow from another's; so is ``all`` where it differs from ``low_income`` by so few.
- Elsewhere a count of households or persons, and its complement, must exceed
  `largest_hidden_count`; counts are rounded to `count_base`, rates to whole per cent, money per
  head to `money_base_yuan`.
- Parts of a whole are shown together or not at all.
- What could be worked out from all that is shown together is protected by withholding more.
- A rate that rounding would carry across its line is left out: the band says how it stands.
- Registers without a personal column (roads, services of villages) are not personal data; above the
  village they are shown in full. So are sums of money for projects, also in a township of few
  villages; how many projects are complete, or wrong, only where several villages stand behind it,
  and no project by name.
- Points of the assessment that would tell more than the figure behind them are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from villages.exhibits.duty_rows import disclosed_duties
from villages.exhibits.evidence import Bin, Evidence, Measurement, MeasurementKey, Place
from villages.exhibits.fund_rows import without_counts
from villages.exhibits.judgements import Judgement
from villages.exhibits.numbers import ENDS, Line, is_consistent, lines_of, to_step
from villages.exhibits.scores import Score, Scores
from villages.exhibits.support_rows import without_amounts
from villages.plan.disclosure import DisclosureRules
from villages.plan.model import Card, Plan
from villages.plan.scorecard import ScoreItem
from villages.vocabulary import Edition, Scope

#: Fewer bins than this show no distribution.
LEAST_BINS = 3
PERSONAL_COUNTS = ("households", "persons", "pupils")


def rate_step(unit: str, rules: DisclosureRules) -> Decimal:
    """Return what a value of the unit is rounded to."""
    if unit == "percent":
        return rules.rate_percent_base
    if unit in ("per_person", "per_household", "per_village"):
        return Decimal("0.1")
    return Decimal("0.01") if unit == "index" else rules.money_base_yuan


def disclosed(
    evidence: Evidence,
    plan: Plan,
    edition: Edition,
    withheld: Collection[MeasurementKey] = frozenset(),
) -> Evidence:
    """Return what the edition may show of the evidence.

    Parameters
    ----------
    evidence
        What the study found.
    plan
        The plan whose cards the evidence is about.
    edition
        ``internal`` returns the evidence as it is.
    withheld
        Cells that the public edition does not show although each might be shown alone, because
        others could be worked out from them (see :mod:`villages.exhibits.protection`).
    """
    if edition == "internal":
        return evidence
    rules = plan.disclosure
    lines: dict[tuple[str, str, int], list[Judgement]] = {}
    for judgement in (*evidence.judgements.values(), *evidence.measures.values()):
        lines.setdefault((judgement.card, judgement.code, judgement.year), []).append(judgement)
    measurements: dict[MeasurementKey, Measurement] = {}
    for key, row in evidence.measurements.items():
        judged_by = (
            lines.get((row.card, row.code, row.year), ()) if row.scope == "low_income" else ()
        )
        card, place = plan.cards[row.card], evidence.places[row.code]
        # A withheld row does not even tell by which rule it is withheld.
        measurements[key] = (
            without_figures(row)
            if key in withheld
            else disclosed_measurement(row, card, plan, place, lines_of(judged_by))
        )
    measurements = _parts_together(measurements, evidence.measurements, plan)
    told = {key for key, row in measurements.items() if not row.is_withheld}

    def judged(row: Judgement) -> Judgement:
        return disclosed_judgement(
            row,
            plan.cards[row.card],
            rules,
            is_shown=(row.card, row.code, row.year, "low_income") in told,
            is_personal=is_personal(plan.cards[row.card], plan),
        )

    return Evidence(
        places=evidence.places,
        measurements=measurements,
        judgements={key: judged(row) for key, row in evidence.judgements.items()},
        measures={key: judged(row) for key, row in evidence.measures.items()},
        milestones=evidence.milestones,
        distributions={
            key: bins
            for key, found in evidence.distributions.items()
            if not is_small(evidence.places[key[1]], key[3], rules)
            and (bins := disclosed_bins(found, rules))
        },
        medians={},
        shapes=evidence.shapes,
        flows={
            key: rows
            for key, rows in evidence.flows.items()
            if evidence.places[key[1]].level != "village"
        },
        scores=_disclosed_scores(evidence, measurements, plan),
        duties=disclosed_duties(evidence.duties, edition),
        support={
            key: without_amounts(row)
            if is_small(evidence.places[key[0]], "low_income", rules)
            else row
            for key, row in evidence.support.items()
        },
        # Who has exited and who signed is published; it says no more than the verdict words do.
        exits=evidence.exits,
        signatures=evidence.signatures,
        funds={
            key: tuple(map(without_counts, rows)) if is_small(place, "low_income", rules) else rows
            for key, rows in evidence.funds.items()
            if (place := evidence.places[key[0]]).level != "village"
        },
        fund_problems=(),
    )


def _disclosed_scores(
    evidence: Evidence, measurements: Mapping[MeasurementKey, Measurement], plan: Plan
) -> Scores:
    items = {(card.id, item.id): item for card in plan.scorecards for item in card.items}
    shown: dict[tuple[str, str, str, int], tuple[Score, ...]] = {}
    for key, scores in evidence.scores.items():
        card, _, code, year = key
        shown[key] = tuple(
            _disclosed_score(
                score,
                items[card, score.item],
                measurements.get((items[card, score.item].card or "", code, year, "low_income")),
                plan,
                evidence.places[code],
            )
            for score in scores
        )
    return shown


def _disclosed_score(
    score: Score, item: ScoreItem, behind: Measurement | None, plan: Plan, place: Place
) -> Score:
    """Return an item's points unless a village's figure could be worked out from them.

    Points that rest on verdicts or on money tell nothing that is not shown anyway.
    """
    if item.kind == "value":
        assert item.card is not None and item.floor is not None and item.full is not None
        finest = abs(item.full - item.floor) / (10 * item.points)
        is_shown = behind is not None and not behind.is_withheld
        if is_shown and finest >= rate_step(plan.cards[item.card].unit, plan.disclosure):
            return replace(score, numerator=None)
    elif item.kind != "evidence":
        return score
    elif not is_small(place, "low_income", plan.disclosure):
        return replace(
            score,
            numerator=_to_base(score.numerator, plan.disclosure),
            denominator=_to_base(score.denominator, plan.disclosure),
            no_data=int(to_step(Decimal(score.no_data), plan.disclosure.count_base)),
        )
    if score.ends is None:
        return score
    return replace(
        score, low=None, high=None, numerator=None, denominator=None, no_data=0, is_withheld=True
    )


def _parts_together(
    measurements: dict[MeasurementKey, Measurement],
    whole: Mapping[MeasurementKey, Measurement],
    plan: Plan,
) -> dict[MeasurementKey, Measurement]:
    """Withhold every part of a whole where one is withheld: it would follow from the others."""
    withheld = {
        (plan.cards[row.card].part_of, row.code, row.year, row.scope)
        for row in measurements.values()
        if row.is_withheld and plan.cards[row.card].part_of is not None
    }
    return {
        key: without_figures(whole[key])
        if (plan.cards[row.card].part_of, row.code, row.year, row.scope) in withheld
        else row
        for key, row in measurements.items()
    }


def is_small(place: Place, scope: Scope, rules: DisclosureRules) -> bool:
    """Return whether so few villages stand behind a figure that one of them could be worked out."""
    if place.count(scope) < rules.least_villages:
        return True
    rest = place.count("all") - place.count("low_income")
    return scope == "all" and place.count("low_income") > 0 and 0 < rest < rules.least_villages


def is_personal(card: Card, plan: Plan) -> bool:
    """Return whether a card counts rows of a register that holds personal data."""
    source = plan.cards[card.of] if card.of is not None else card
    if source.register_id is None:
        return True
    columns = plan.registers[source.register_id].columns.values()
    return any(column.personal for column in columns)


def disclosed_measurement(
    row: Measurement, card: Card, plan: Plan, place: Place, lines: Iterable[Line]
) -> Measurement:
    """Return the measurement as the public edition shows it: rounded, or withheld."""
    if is_small(place, row.scope, plan.disclosure):
        return without_figures(row)
    if not is_personal(card, plan):
        return replace(row, low=None, high=None)
    step = rate_step(card.unit, plan.disclosure)
    if row.value is None or not is_large_enough(row, card, plan.disclosure):
        return without_figures(row)
    value = to_step(row.value, step)
    if not is_consistent(value, row.value, (*lines, *ENDS.get(card.unit, ())), step):
        return without_figures(row)
    counts_persons = card.counts in PERSONAL_COUNTS
    known, expected = _disclosed_rows(row, plan.disclosure)
    return replace(
        row,
        value=value,
        step=step,
        low=None,
        high=None,
        numerator=_to_base(row.numerator, plan.disclosure) if counts_persons else None,
        denominator=_to_base(row.denominator, plan.disclosure) if counts_persons else None,
        rows_known=known,
        rows_expected=expected,
    )


def _disclosed_rows(row: Measurement, rules: DisclosureRules) -> tuple[int | None, int | None]:
    """How many rows are known of how many: rounded apart, so that some missing stay some."""
    if row.rows_known is None or row.rows_expected is None:
        return None, None
    base, known, expected = int(rules.count_base), row.rows_known, row.rows_expected
    if known >= expected:
        both = int(to_step(Decimal(known), rules.count_base))
        return both, both
    return known // base * base, -(-expected // base) * base


def without_figures(row: Measurement) -> Measurement:
    """Return the measurement without its figures."""
    return replace(
        row,
        value=None,
        low=None,
        high=None,
        numerator=None,
        denominator=None,
        rows_known=None,
        rows_expected=None,
        is_withheld=True,
    )


def is_large_enough(row: Measurement, card: Card, rules: DisclosureRules) -> bool:
    """Return whether so many stand behind numerator and complement that none can be made out.

    Where the card makes a zero public, that nobody or everybody counts may be shown.
    """
    most = rules.largest_hidden_count
    if row.numerator is None or row.denominator is None:
        return (row.rows_known or 0) > most
    if card.counts in PERSONAL_COUNTS:
        sides: tuple[Decimal, ...] = (row.numerator, row.denominator - row.numerator)
        if card.zero == "public" and row.denominator > most:
            sides = tuple(side for side in sides if side != 0)
        return min(sides) > most
    rows = row.denominator if card.unit != "percent" else Decimal(row.rows_known or 0)
    return rows > most


def _to_base(count: Decimal | None, rules: DisclosureRules) -> Decimal | None:
    return None if count is None else to_step(count, rules.count_base)


def disclosed_judgement(
    row: Judgement, card: Card, rules: DisclosureRules, *, is_shown: bool, is_personal: bool
) -> Judgement:
    """Return the judgement with its gap rounded, or without, where the value is not shown.

    The line of a target that compares with last year's own value goes with that value.
    """
    hidden = replace(
        row,
        gap_low=None,
        gap_high=None,
        gap_each_low=None,
        gap_each_high=None,
        missing_rows=None,
        needed_rows=None,
        needed_mean=None,
    )
    if not is_shown:
        line = None if row.relation == "rises" else row.line
        return replace(hidden, gap=None, gap_each=None, line=line)
    if not is_personal:
        return hidden
    line = row.line
    if row.relation == "rises" and line is not None:
        line = to_step(line, rate_step(card.unit, rules))
    return replace(
        hidden,
        gap=_disclosed_gap(row.gap, card, rules),
        gap_each=_disclosed_gap(row.gap_each, card, rules),
        line=line,
    )


def _disclosed_gap(gap: Decimal | None, card: Card, rules: DisclosureRules) -> Decimal | None:
    if gap is None or gap == 0:
        return gap
    if card.counts in PERSONAL_COUNTS:
        return _to_base(gap, rules) if gap > rules.largest_hidden_count else None
    return to_step(gap, rules.gap_money_base_yuan, ROUND_CEILING)


def disclosed_bins(bins: tuple[Bin, ...], rules: DisclosureRules) -> tuple[Bin, ...]:
    """Join the tails until each holds enough households; nothing if a middle bin holds too few.

    Weights are rounded like counts.
    """
    most = rules.largest_hidden_count
    joined = _join_start(bins, most)
    joined = tuple(reversed(_join_start(tuple(reversed(joined)), most)))
    if len(joined) < LEAST_BINS or any(0 < each.rows <= most for each in joined):
        return ()
    return tuple(
        replace(
            each,
            weight=to_step(each.weight, rules.count_base),
            rows=int(to_step(Decimal(each.rows), rules.count_base)),
        )
        for each in joined
    )


def _join_start(bins: tuple[Bin, ...], most: int) -> tuple[Bin, ...]:
    """Join bins from the first on until the joined one holds enough households."""
    if not bins:
        return ()
    first, rest = bins[0], bins[1:]
    while rest and first.rows <= most:
        following, rest = rest[0], rest[1:]
        first = Bin(
            low=None
            if first.low is None or following.low is None
            else min(first.low, following.low),
            high=None
            if first.high is None or following.high is None
            else max(first.high, following.high),
            weight=first.weight + following.weight,
            rows=first.rows + following.rows,
        )
    return (first, *rest)
