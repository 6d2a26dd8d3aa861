"""Works that close a gap: what they are called, which sector they belong to, what one costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from villages.errors import UserError
from villages.plan.words import Strict, Text
from villages.yaml_lines import YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Plan


class SupportWork(Strict):
    """A kind of work: ``yuan_each`` is what closes one of what the card counts.

    Without ``yuan_each`` money does not close the gap by the piece, and none is reckoned.
    """

    card: str
    label: Text
    sector: str
    yuan_each: int | None = Field(default=None, ge=0)


class SupportWorks(Strict):
    """The works from which a village's support plan is made."""

    works: tuple[SupportWork, ...] = Field(min_length=1)
    definition: Literal["seed", "ours"]
    note: Text

    def of(self, card_id: str) -> SupportWork | None:
        """Return the work that closes a card's gap, or None."""
        return next((work for work in self.works if work.card == card_id), None)


def check_support_works(main: YamlFile, plan: Plan) -> None:
    """Refuse works on an indicator without target.

    Raises
    ------
    UserError
        If a work names no card with a target, or two works name one.
    """
    if plan.support_works is None:
        return
    bearing, seen = {card.id for card in plan.target_cards}, set[str]()
    for index, work in enumerate(plan.support_works.works):
        if work.card not in bearing or work.card in seen:
            line = main.line(("support_works", "works", index, "card"))
            raise UserError("support_work_card", file=main.path, line=line, name=work.card)
        seen.add(work.card)
