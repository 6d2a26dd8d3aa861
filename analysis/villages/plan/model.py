"""The policy as data: frozen models of a plan, its milestones, themes and indicator cards."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from villages.plan.breakdowns import Breakdown
from villages.plan.disclosure import DisclosureRules
from villages.plan.effects import EffectScheme
from villages.plan.exits import ExitScheme
from villages.plan.funds import FundScheme
from villages.plan.measures import Programme
from villages.plan.scorecard import ScoreCard
from villages.plan.support import SupportScheme
from villages.plan.support_works import SupportWorks
from villages.plan.words import CountedWords, Exact, Strict, Text
from villages.vocabulary import Level

Better = Literal["more", "less", "neutral"]
Unit = Literal[
    "percent", "yuan_per_person", "per_person", "per_household", "index", "dong_per_person",
    "yuan", "per_village", "yuan_per_village", "yuan_per_township",
]  # fmt: skip
#: What every plan counts; a plan may add words of its own.
COUNTED = (
    "households", "persons", "pupils", "villages", "townships", "services", "kilometres", "yuan",
    "dong",
)  # fmt: skip
ColumnType = Literal["code", "text", "integer", "decimal", "real", "boolean", "date"]


class Sum(Strict):
    """One half of a quotient: what is summed over the rows of a register, and in words."""

    sum: str
    words: Text


class Target(Strict):
    """What a plan asks of an indicator, until when, and where it says so.

    ``rises`` compares with the year before, ``rises_since`` with the year that it names.
    """

    at_least: Exact | Literal["city"] | None = None
    at_most: Exact | None = None
    rises: Literal[True] | None = None
    rises_since: int | None = None
    by: datetime.date
    cite: str = Field(min_length=1)

    @model_validator(mode="after")
    def _has_one_line(self) -> Target:
        given = (self.at_least, self.at_most, self.rises, self.rises_since)
        if sum(each is not None for each in given) != 1:
            raise ValueError("exactly one of at_least, at_most, rises, rises_since is needed")
        return self

    @property
    def must_pass(self) -> bool:
        """Whether the line must be passed: it is an earlier value of the place's own."""
        return self.rises is not None or self.rises_since is not None


class SeriesBreak(Strict):
    """A year from which a figure no longer means the same."""

    year: int | Literal["unknown"]
    words: Text


class WorkedExample(Strict):
    """A few rows and what the indicator makes of them: the card's test, and part of the annex."""

    words: Text
    rows: tuple[Mapping[str, Any], ...]
    numerator: Exact
    denominator: Exact
    value: Exact | None
    verdict: Literal["met", "not_met", "no_data"] | None = None


class Distribution(Strict):
    """How the rows' own quotients spread: the edges of the bins."""

    edges: tuple[Exact, ...] = Field(min_length=2)


class Card(Strict):
    """An indicator: a quotient of sums over one register, kept as numerator and denominator.

    ``counts`` is one of the words that every plan knows, or one of the plan's own (``counted`` in
    ``plan.yaml``), whose words the card then carries. What is no quotient of sums names a
    ``statistic`` of ``villages.methods`` that is taken over the row quotients of another card
    (``of``), weighted by that card's denominator.

    ``zero: public`` says that it harms nobody to know that it is true of nobody, or of everybody.
    """

    id: str
    label: Text
    short: Text
    theme: str
    unit: Unit
    register_id: str | None = Field(default=None, alias="register")
    numerator: Sum | None = None
    denominator: Sum | None = None
    counts: str = "households"
    counted: CountedWords | None = None
    statistic: Literal["gini"] | None = None
    of: str | None = None
    better: Better
    targets: tuple[Target, ...] = ()
    without_target: Text | None = None
    when_empty: Literal["met", "no_data"] = "no_data"
    series_breaks: tuple[SeriesBreak, ...] = ()
    distribution: Distribution | None = None
    part_of: str | None = None
    zero: Literal["hidden", "public"] = "hidden"
    definition: Literal["seed", "ours"] = "seed"
    cite: str = Field(min_length=1)
    note: Text | None = None
    example: WorkedExample | None = None

    @model_validator(mode="after")
    def _is_quotient_or_statistic(self) -> Card:
        quotient = (self.register_id, self.numerator, self.denominator)
        if self.statistic is None:
            if None in quotient:
                raise ValueError("register, numerator and denominator are needed")
            if self.example is None:
                raise ValueError("a worked example is needed")
        elif self.of is None or any(part is not None for part in quotient):
            raise ValueError("a statistic names a card with 'of' and has no sums of its own")
        if self.statistic is not None and self.targets:
            raise ValueError("a statistic bears no target")
        return self

    @property
    def factor(self) -> int:
        """What the bare quotient is multiplied by: 100 for per cent."""
        return 100 if self.unit == "percent" else 1

    @property
    def is_rate_of_counted(self) -> bool:
        """Whether it is the share of households or persons that something is true of."""
        return self.unit == "percent" and self.counts in ("households", "persons", "pupils")


class OtherNumber(Strict):
    """Another official number for a year: kept with its source; whether it binds is said."""

    villages: int
    source: Text
    is_inferred: bool = False
    is_binding: bool = False


class Milestone(Strict):
    """How many villages are to have exited by the end of a year.

    The plan's own number binds; ``others`` are official numbers beside it.
    """

    year: int
    at_least_percent: Exact
    cumulative: Literal["written", "ours"]
    cite: str = Field(min_length=1)
    others: tuple[OtherNumber, ...] = ()


class Theme(Strict):
    """A part of the plan that has pages of its own; cards name it."""

    id: str
    label: Text
    charts: tuple[Chart, ...] = ()


class Chart(Strict):
    """A chart of a theme: which cards it shows and how.

    ``funnel`` is for what strikes by chance, such as illness, and for no work that is done or not:
    it says which places differ by more than chance.
    """

    kind: Literal["trend", "parts", "waterfall", "distribution", "places", "funnel"]
    cards: tuple[str, ...] = Field(min_length=1)
    label: Text


class Column(Strict):
    """A column of a register: what it holds, its unit and which values make sense.

    ``total`` names the column of the counting register that holds this column's sum over a village.
    ``values`` are its code words; ``values_of`` takes those that stand elsewhere in the plan.
    """

    type: ColumnType
    label: Text
    unit: Text | None = None
    values: Mapping[str, Text] | None = None
    values_of: Literal["targets", "measures", "bodies"] | None = None
    admissible: tuple[Exact, Exact] | None = None
    plausible: tuple[Exact, Exact] | None = None
    total: str | None = None
    personal: bool = False
    optional: bool = False


class Register(Strict):
    """A table that comes in from below: its key, its columns, how many rows there should be.

    ``level`` is whose code the column ``code`` holds. A register with the key ``[code, year]`` has
    a row for each such place and year; ``expected_rows`` names the column of the counting register
    that says how many rows another one has in a village; without it nobody counts them.
    Registers of a plan may be without an ``optional`` one, and it may be empty.
    """

    label: Text
    key: tuple[str, ...] = Field(min_length=1)
    level: Level = "village"
    expected_rows: str | None = None
    optional: bool = False
    columns: Mapping[str, Column]

    @property
    def is_per_place(self) -> bool:
        """Whether each place has exactly one row in each year."""
        return set(self.key) == {"code", "year"}


class Flow(Strict):
    """Money on its way: a register's rows added up from who gives to who spends.

    ``steps`` are the columns of the one and of the other; ``spent`` is a part of ``amount``.
    """

    id: str
    label: Text
    register_id: str = Field(alias="register")
    steps: tuple[str, str]
    amount: str
    spent: str
    definition: Literal["seed", "ours"] = "seed"
    cite: str = Field(min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the register must have."""
        return ("code", "year", *self.steps, self.amount, self.spent)


class Document(Strict):
    """The document that a plan stands in."""

    title: Text
    number: str
    issuer: Text
    date: datetime.date
    note: Text | None = None


class Labels(Strict):
    """What a plan is called, on real and on demo registers, and what its places are called."""

    plan: Text
    demo: Text
    levels: Mapping[Level, Text]
    scopes: Mapping[Literal["low_income", "all"], Text]


class Plan(Strict):
    """A whole plan: years, milestones, themes, registers and cards."""

    id: str
    labels: Labels
    document: Document
    years: tuple[int, ...] = Field(min_length=1)
    first_year: int
    final_year: int
    demo: str | None = None
    default_year: int
    rounding: Text | None = None
    milestones: tuple[Milestone, ...] = ()
    themes: tuple[Theme, ...]
    counted: Mapping[str, CountedWords] = Field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    programme: Programme = Programme()
    scorecards: tuple[ScoreCard, ...] = ()
    exits: ExitScheme | None = None
    support_works: SupportWorks | None = None
    funds: FundScheme | None = None
    support: SupportScheme | None = None
    effects: EffectScheme | None = None
    disclosure: DisclosureRules = DisclosureRules()
    registers: Mapping[str, Register]
    cards: Mapping[str, Card]

    def theme(self, theme_id: str) -> Theme | None:
        """Return the theme, or None if this plan has none of that name."""
        return next((theme for theme in self.themes if theme.id == theme_id), None)

    def cards_of(self, theme_id: str) -> tuple[Card, ...]:
        """Return the cards that name the theme, in the plan's order."""
        return tuple(card for card in self.cards.values() if card.theme == theme_id)

    @property
    def target_cards(self) -> tuple[Card, ...]:
        """The cards that bear a target, in the plan's order."""
        return tuple(card for card in self.cards.values() if card.targets)

    def villages_due(self, year: int, villages: int) -> int | None:
        """Return how many of the villages are to have exited by the end of the year.

        The share is rounded up to whole villages: 70 % of 55 is 38.5, hence at least 39.
        Between two milestones the earlier one holds; None before the first.
        """
        due = [milestone for milestone in self.milestones if milestone.year <= year]
        if not due:
            return None
        share = due[-1].at_least_percent * villages
        return math.ceil(share / 100)


Theme.model_rebuild()
