"""What a plan promises, duty by duty: measures, when each is done, and which bodies answer."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, model_validator

from villages.plan.words import Exact, Strict, Text

Assigned = Literal["seed", "ours"]


class Body(Strict):
    """A body that answers for measures: a bureau, a party committee, the townships.

    ``money`` is the code word of the body in the second step of the plan's flows of money, if it
    has one there.
    """

    label: Text
    kind: Literal["department", "party", "township", "inspection"]
    money: str | None = None


class PlanSection(Strict):
    """A section of the plan and the bodies that it charges, all together."""

    id: str
    label: Text
    charged: tuple[str, ...] = ()


class MeasureGroup(Strict):
    """Measures that belong together, such as the housing programme."""

    id: str
    label: Text
    section: str


class Charge(Strict):
    """A body that answers for a measure: named so by the plan (seed), or by this project (ours)."""

    body: str
    assigned: Assigned


class Duty(Strict):
    """One duty of the plan, paraphrased, and the section where it stands."""

    section: str
    words: Text


class DoneExample(Strict):
    """Rows of the register and the verdict that they give: the rule's test, and its explanation.

    ``expected`` is how many rows there should be, where that is more than are given.
    """

    words: Text
    rows: tuple[Mapping[str, Any], ...]
    expected: int | None = None
    before: tuple[Mapping[str, Any], ...] = ()
    verdict: Literal["met", "not_met", "no_data"]


class Done(Strict):
    """What counts as done: a card and its line.

    The line is the card's own target (``is_target``), a line of the measure's own, or none: then
    ``not_judged`` says why the value is only shown.
    """

    card: str
    words: Text
    is_target: bool = False
    at_least: Exact | Literal["city"] | None = None
    at_most: Exact | None = None
    rises: Literal[True] | None = None
    rises_since: int | None = None
    not_judged: Text | None = None
    by: datetime.date | None = None
    definition: Assigned = "ours"
    examples: tuple[DoneExample, ...] = ()

    @model_validator(mode="after")
    def _has_one_line(self) -> Done:
        lines = (self.at_least, self.at_most, self.rises, self.rises_since, self.not_judged)
        if sum(each is not None for each in lines) + self.is_target != 1:
            raise ValueError(
                "exactly one of is_target, at_least, at_most, rises, rises_since, not_judged"
                " is needed"
            )
        return self


class Measure(Strict):
    """A measure of the plan: its duties, who answers for it, and how one sees that it is done.

    ``indicators`` are all cards that show how far it is, the one of ``done`` first.
    """

    id: str
    label: Text
    group: str
    theme: str
    section: str
    duties: tuple[Duty, ...] = Field(min_length=1)
    benefits: Text
    indicators: tuple[str, ...] = Field(min_length=1)
    done: Done
    lead: Charge
    supporting: tuple[Charge, ...] = ()
    note: Text | None = None

    @property
    def bodies(self) -> tuple[str, ...]:
        """The bodies that answer for it, the lead first."""
        return (self.lead.body, *(each.body for each in self.supporting))


class CitedDocument(Strict):
    """A document that the plan cites, whether it was seen, and what depends on it."""

    title: Text
    number: str | None = None
    sections: tuple[str, ...] = Field(min_length=1)
    availability: Literal["seen", "not_public"]
    depends: Text


class Programme(Strict):
    """All measures of a plan, with the bodies, sections and documents that they name."""

    bodies: Mapping[str, Body] = Field(default_factory=dict)
    sections: tuple[PlanSection, ...] = ()
    groups: tuple[MeasureGroup, ...] = ()
    measures: tuple[Measure, ...] = ()
    documents: tuple[CitedDocument, ...] = ()

    def measures_of(self, theme_id: str) -> tuple[Measure, ...]:
        """Return the measures of a theme, in the plan's order."""
        return tuple(each for each in self.measures if each.theme == theme_id)

    def led_by(self, body: str) -> tuple[Measure, ...]:
        """Return the measures that a body leads, in the plan's order."""
        return tuple(each for each in self.measures if each.lead.body == body)

    def supported_by(self, body: str) -> tuple[Measure, ...]:
        """Return the measures that a body supports without leading them, in the plan's order."""
        return tuple(
            each for each in self.measures if body in each.bodies and each.lead.body != body
        )

    @property
    def answering(self) -> tuple[str, ...]:
        """The bodies that answer for a measure, in the plan's order."""
        named = {body for measure in self.measures for body in measure.bodies}
        return tuple(body for body in self.bodies if body in named)
