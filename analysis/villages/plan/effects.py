"""Whose gain is compared with whose, to say what a programme did."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from villages.errors import UserError
from villages.plan.measures import Assigned
from villages.plan.words import Strict, Text
from villages.yaml_lines import YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Plan


class Comparison(Strict):
    """Which villages count as treated, and from what year on.

    Attributes
    ----------
    kind
        ``plan_villages``: those of the plan, from the year ``since``, against all others.
        ``first_funds``: each from the first year in which money of the ``sources`` reached it,
        against those that it had not reached yet.
    since
        The programme's first year.
    sources
        Code words of the sources of money.
    among
        Of ``first_funds``: whether all villages are compared, or the plan's alone.
    """

    kind: Literal["plan_villages", "first_funds"]
    label: Text
    since: int | None = None
    sources: tuple[str, ...] = ()
    among: Literal["low_income", "all"] = "all"

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Comparison:
        is_of_plan = self.kind == "plan_villages"
        if is_of_plan != (self.since is not None) or is_of_plan == bool(self.sources):
            raise ValueError("plan_villages needs since and no sources, first_funds the reverse")
        if is_of_plan and self.among != "all":
            raise ValueError("plan_villages are compared with all others")
        return self


class EffectScheme(Strict):
    """The comparisons of a plan, and the indicator that they are of unless another is named."""

    outcome: str
    comparisons: tuple[Comparison, ...] = Field(min_length=1)
    definition: Assigned = "ours"
    cite: str = Field(min_length=1)


def check_effects(file: YamlFile, plan: Plan) -> None:
    """Refuse an outcome, a year or a source that there is not, and a kind that comes twice.

    Raises
    ------
    UserError
        Names file, line and what is wrong.
    """
    scheme = plan.effects
    if scheme is None:
        return
    if scheme.outcome not in plan.cards:
        near = ", ".join(get_close_matches(scheme.outcome, plan.cards, n=3)) or "-"
        line = file.line(("effects", "outcome"))
        raise UserError("card_unknown", file=file.path, line=line, name=scheme.outcome, near=near)
    kinds = [each.kind for each in scheme.comparisons]
    for index, each in enumerate(scheme.comparisons):
        at = ("effects", "comparisons", index)
        if each.kind in kinds[:index]:
            line = file.line((*at, "kind"))
            raise UserError("effects_twice", file=file.path, line=line, kind=each.kind)
        # Without a year before it there is nothing to set the gain against.
        if each.since is not None and each.since not in plan.years[1:]:
            line, near = file.line((*at, "since")), ", ".join(map(str, plan.years[1:])) or "-"
            raise UserError("effects_since", file=file.path, line=line, value=each.since, near=near)
        if each.kind == "first_funds":
            _check_sources(file, plan, each.sources, file.line((*at, "sources")))


def _check_sources(file: YamlFile, plan: Plan, sources: tuple[str, ...], line: int) -> None:
    if plan.funds is None:
        raise UserError("effects_without_funds", file=file.path, line=line)
    flow = plan.funds.flow_of(plan)
    known = plan.registers[flow.register_id].columns[flow.steps[0]].values or {}
    for source in sources:
        if source not in known:
            near = ", ".join(known) or "-"
            raise UserError(
                "measure_names", file=file.path, line=line, key="sources", name=source, near=near
            )
