"""How a village leaves the plan: who accepts it, who signs, and what samples must show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from villages.errors import UserError
from villages.plan.words import Exact, Strict, Text
from villages.yaml_lines import YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Plan

#: What the register of signatures must hold beside village and year.
SIGNATURE_COLUMNS = ("target", "is_signed", "signed_on")


class SampleLine(Strict):
    """A line that a sample survey is held against, and where it stands; sources may differ."""

    at_least_percent: Exact | None = None
    at_most_percent: Exact | None = None
    below_percent: Exact | None = None
    cite: Text

    @model_validator(mode="after")
    def _is_one(self) -> SampleLine:
        lines = (self.at_least_percent, self.at_most_percent, self.below_percent)
        if sum(line is not None for line in lines) != 1:
            raise ValueError("one of at_least_percent, at_most_percent, below_percent is needed")
        return self

    @property
    def percent(self) -> Exact:
        """The line's figure."""
        lines = (self.at_least_percent, self.at_most_percent, self.below_percent)
        return next(line for line in lines if line is not None)


class Sampled(Strict):
    """A rate that is known from a sample: its card, and every official line with its source."""

    card: str
    lines: tuple[SampleLine, ...] = Field(min_length=1)


class ExitScheme(Strict):
    """How an exit is accepted.

    Attributes
    ----------
    accepted
        The card that says whether a village has passed the acceptance as a whole.
    signatures
        The register of the departments' signatures, one for each target; None if nobody signs.
    incidence
        The rate by which the national rules judge a village, beside the plan's own targets.
    samples
        What a third party's sample must show.
    """

    accepted: str
    signatures: str | None = None
    incidence: Sampled | None = None
    samples: tuple[Sampled, ...] = ()
    note: Text | None = None


def check_exits(main: YamlFile, plan: Plan) -> None:
    """Refuse an exit scheme that names what the plan does not have.

    Raises
    ------
    UserError
        For an unknown card or register, a register of signatures without its columns, and a
        target that it does not know.
    """
    scheme = plan.exits
    if scheme is None:
        return
    rates = [*((scheme.incidence,) if scheme.incidence else ()), *scheme.samples]
    for card in (scheme.accepted, *(rate.card for rate in rates)):
        if card not in plan.cards or plan.cards[card].register_id is None:
            line = main.line(("exits",))
            raise UserError("exits_card_unknown", file=main.path, line=line, name=card)
    if scheme.signatures is None:
        return
    register = plan.registers.get(scheme.signatures)
    known = register.columns if register is not None else {}
    signed = known["target"].values or {} if "target" in known else {}
    missing = [name for name in SIGNATURE_COLUMNS if name not in known]
    missing += [card.id for card in plan.target_cards if card.id not in signed]
    if missing:
        raise UserError(
            "exits_signatures",
            file=main.path,
            line=main.line(("exits", "signatures")),
            name=scheme.signatures,
            missing=", ".join(missing),
        )
