"""How work is assessed: score cards of a plan, read from ``scorecard.yaml`` of its folder."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, TypeAdapter, model_validator

from villages.errors import UserError
from villages.plan.measures import Assigned, Measure
from villages.plan.validating import validate
from villages.plan.words import Exact, Strict, Text
from villages.yaml_lines import KeyPath, YamlFile, read_yaml

if TYPE_CHECKING:
    from villages.plan.model import Plan

#: The file of a plan that holds its score cards; a plan may have none.
SCORECARD_FILE = "scorecard.yaml"

#: What the points of a score card add up to.
FULL_POINTS = 100

ItemKind = Literal["villages_met", "measures_met", "value", "money_spent", "funds", "evidence"]
FundShare = Literal["allotted", "complete", "with_output", "within_uplift"]
Charged = Literal["led", "supported"]

#: Kind of an item → what it rests on: one of each row, and nothing else.
_RESTS_ON: dict[ItemKind, tuple[tuple[str, ...], ...]] = {
    "villages_met": (("groups", "measures"),),
    "measures_met": (("charged",),),
    "value": (("card",), ("floor",), ("full",)),
    "money_spent": (("flow",),),
    "funds": (("share",),),
    "evidence": (("groups", "measures", "charged"),),
}


class ScoreItem(Strict):
    """An item of a score card: so many points, in proportion to what it rests on.

    - ``villages_met``: places that meet the measures of ``groups`` or ``measures``, of all places;
    - ``measures_met``: the same over the measures that a body leads or supports (``charged``);
    - ``value``: a card's value, from nothing at ``floor`` to all at ``full``, both in its unit;
    - ``money_spent``: spent of allotted, of a flow;
    - ``funds``: of the projects that the plan's ``funds`` follow, allotted of planned, or how many
      are complete, with output, or within the limit of uplift;
    - ``evidence``: rows reported of rows expected, of the cards of the measures.

    ``only_due`` counts only places for which the measure is due. ``part`` is the part of the score
    card that the item stands in.
    """

    id: str
    label: Text
    points: int = Field(gt=0)
    kind: ItemKind
    words: Text
    part: Text | None = None
    groups: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    charged: Charged | None = None
    only_due: bool = False
    card: str | None = None
    floor: Exact | None = None
    full: Exact | None = None
    flow: str | None = None
    share: FundShare | None = None
    definition: Assigned = "ours"

    @model_validator(mode="after")
    def _rests_on_what_its_kind_needs(self) -> ScoreItem:
        needed = _RESTS_ON[self.kind]
        for choice in needed:
            if sum(bool(getattr(self, key) not in (None, ())) for key in choice) != 1:
                raise ValueError(f"an item of kind {self.kind} needs one of: {', '.join(choice)}")
        known = {key for choice in needed for key in choice}
        for key in ("groups", "measures", "charged", "card", "floor", "full", "flow", "share"):
            if key not in known and getattr(self, key) not in (None, ()):
                raise ValueError(f"an item of kind {self.kind} takes no {key}")
        if self.only_due and self.kind not in ("villages_met", "measures_met"):
            raise ValueError(f"an item of kind {self.kind} takes no only_due")
        if self.floor is not None and self.floor == self.full:
            raise ValueError("floor and full must differ")
        return self


class ScoreCard(Strict):
    """What work is assessed by: of the city, of each township, or of each body that answers."""

    id: str
    label: Text
    of: Literal["city", "township", "body"]
    words: Text
    items: tuple[ScoreItem, ...] = Field(min_length=1)
    definition: Assigned = "ours"
    cite: str = Field(min_length=1)

    def item(self, item_id: str) -> ScoreItem:
        """Return an item by its id."""
        return next(each for each in self.items if each.id == item_id)


class _File(Strict):
    scorecards: tuple[ScoreCard, ...] = Field(min_length=1)


def read_scorecards(folder: Path, plan: Plan) -> Plan:
    """Return the plan with the score cards of its folder; without the file it has none.

    Raises
    ------
    UserError
        If the file is broken, the points of a card do not add up to 100, an id stands twice, or an
        item names what there is not: names file, key and line.
    """
    path = folder / SCORECARD_FILE
    if not path.is_file():
        return plan
    file = read_yaml(path)
    cards = validate(file, TypeAdapter(_File), __name__).scorecards
    for index, card in enumerate(cards):
        at: KeyPath = ("scorecards", index)
        _check_once(file, [each.of for each in cards[:index]], card.of, (*at, "of"))
        _check_items(file, card, plan, at)
    return plan.model_copy(update={"scorecards": cards})


def _check_items(file: YamlFile, card: ScoreCard, plan: Plan, at: KeyPath) -> None:
    total = sum(item.points for item in card.items)
    if total != FULL_POINTS:
        line = file.line((*at, "items"))
        raise UserError(
            "scorecard_points", file=file.path, line=line, name=card.id, total=total,
            full=FULL_POINTS,
        )  # fmt: skip
    groups = [group.id for group in plan.programme.groups]
    measures = [measure.id for measure in plan.programme.measures]
    quotients = [each.id for each in plan.cards.values() if each.statistic is None]
    flows = [flow.id for flow in plan.flows]
    for number, item in enumerate(card.items):
        here: KeyPath = (*at, "items", number)
        _check_once(file, [each.id for each in card.items[:number]], item.id, (*here, "id"))
        if item.charged is not None and card.of != "body":
            line = file.line((*here, "charged"))
            raise UserError("scorecard_charged", file=file.path, line=line, name=item.id)
        if item.kind == "funds" and (plan.funds is None or card.of == "body"):
            line = file.line((*here, "kind"))
            raise UserError("scorecard_funds", file=file.path, line=line, name=item.id)
        named = (("card", item.card, quotients), ("flow", item.flow, flows))
        for key, name, known in named:
            if name is not None:
                _find(file, name, known, (*here, key))
        for name in item.groups:
            _find(file, name, groups, (*here, "groups"))
        for name in item.measures:
            _find(file, name, measures, (*here, "measures"))


def _find(file: YamlFile, name: str, known: Collection[str], at: KeyPath) -> None:
    if name not in known:
        near = ", ".join(get_close_matches(name, known, n=3)) or ", ".join([*known][:3]) or "-"
        raise UserError(
            "measure_names", file=file.path, line=file.line(at), key=at[-1], name=name, near=near
        )


def _check_once(file: YamlFile, before: Collection[str], name: str, at: KeyPath) -> None:
    if name in before:
        raise UserError("scorecard_twice", file=file.path, line=file.line(at), name=name)


def assessed_measures(
    plan: Plan, card: ScoreCard, item: ScoreItem, body: str = ""
) -> tuple[Measure, ...]:
    """Return the measures that an item rests on, in the plan's order.

    What is only shown is not assessed. Measures that hold the same indicator against the same line
    count once in a score card: in the first item that has them (items of what is due apart).

    Parameters
    ----------
    plan, card, item
        The plan, a score card of it and an item of that.
    body
        The body that is assessed, where the score card is of bodies.
    """
    counted: set[object] = set()
    for each in card.items:
        is_alike = (each.kind == "evidence", each.only_due) == (
            item.kind == "evidence",
            item.only_due,
        )
        if not is_alike and each.id != item.id:
            continue
        found = []
        for measure in _named(plan, each, body):
            line = _line(measure)
            if measure.done.not_judged is None and line not in counted:
                counted.add(line)
                found.append(measure)
        if each.id == item.id:
            return tuple(found)
    return ()


def _named(plan: Plan, item: ScoreItem, body: str) -> tuple[Measure, ...]:
    programme = plan.programme
    if item.charged == "led":
        return programme.led_by(body)
    if item.charged == "supported":
        return programme.supported_by(body)
    return tuple(
        each for each in programme.measures if each.group in item.groups or each.id in item.measures
    )


def _line(measure: Measure) -> object:
    done = measure.done
    return done.card, done.is_target, done.at_least, done.at_most, done.rises, done.rises_since
