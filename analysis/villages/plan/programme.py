"""Read ``measures.yaml`` of a plan's folder and refuse what names nothing that there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from villages.errors import UserError
from villages.plan.measures import Measure, Programme
from villages.plan.validating import validate
from villages.yaml_lines import KeyPath, YamlFile, read_yaml

if TYPE_CHECKING:
    from villages.plan.model import Plan

#: The file of a plan that holds its measures; a plan may have none.
MEASURES_FILE = "measures.yaml"


def read_programme(folder: Path, plan: Plan) -> Plan:
    """Return the plan with the measures of its folder; without the file it has none.

    Raises
    ------
    UserError
        If the file is broken, or a measure names a card, theme, section, group or body that there
        is not: names file, key and line.
    """
    path = folder / MEASURES_FILE
    if not path.is_file():
        return plan
    file = read_yaml(path)
    programme = validate(file, TypeAdapter(Programme), Programme.__module__)
    _check(file, programme, plan)
    return plan.model_copy(update={"programme": programme})


def _check(file: YamlFile, programme: Programme, plan: Plan) -> None:
    def refuse(problem: str, at: KeyPath, **values: object) -> UserError:
        return UserError(problem, file=file.path, line=file.line(at), **values)

    def find(name: str, known: Collection[str], at: KeyPath) -> None:
        if name not in known:
            near = ", ".join(get_close_matches(name, known, n=3)) or ", ".join([*known][:3]) or "-"
            key = str(next(part for part in reversed(at) if isinstance(part, str)))
            raise refuse("measure_names", at, key=key, name=name, near=near)

    sections = {section.id for section in programme.sections}
    for index, section in enumerate(programme.sections):
        for body in section.charged:
            find(body, programme.bodies, ("sections", index, "charged"))
    for index, group in enumerate(programme.groups):
        find(group.section, sections, ("groups", index, "section"))
    groups = [group.id for group in programme.groups]
    themes = [theme.id for theme in plan.themes]
    seen: set[str] = set()
    for index, measure in enumerate(programme.measures):
        at: KeyPath = ("measures", index)
        if measure.id in seen:
            raise refuse("measure_twice", (*at, "id"), name=measure.id)
        seen.add(measure.id)
        find(measure.group, groups, (*at, "group"))
        find(measure.theme, themes, (*at, "theme"))
        find(measure.section, sections, (*at, "section"))
        for number, duty in enumerate(measure.duties):
            find(duty.section, sections, (*at, "duties", number, "section"))
        for card in measure.indicators:
            find(card, plan.cards, (*at, "indicators"))
        if measure.done.card != measure.indicators[0]:
            raise refuse("measure_first", (*at, "indicators"), name=measure.done.card)
        if measure.done.is_target and not plan.cards[measure.done.card].targets:
            raise refuse("measure_no_target", (*at, "done"), name=measure.done.card)
        for body, is_named_by_plan, where in _charges(measure, at):
            find(body, programme.bodies, where)
            if is_named_by_plan and body not in charged_by(programme, measure.section):
                raise refuse("measure_not_charged", where, section=measure.section, name=body)


def _charges(measure: Measure, at: KeyPath) -> Iterator[tuple[str, bool, KeyPath]]:
    yield measure.lead.body, measure.lead.assigned == "seed", (*at, "lead", "body")
    for number, charge in enumerate(measure.supporting):
        yield charge.body, charge.assigned == "seed", (*at, "supporting", number, "body")


def charged_by(programme: Programme, section: str) -> set[str]:
    """Return the bodies that the plan charges with a section, by it or by one that it is part of.

    Examples
    --------
    >>> from villages.plan.measures import PlanSection
    >>> from villages.plan.words import Text
    >>> label = Text(zh="健康", en="health")
    >>> whole = PlanSection(id="二（一）", label=label, charged=("health",))
    >>> charged_by(Programme(sections=(whole,)), "二（一）3")
    {'health'}
    """
    return {
        body
        for each in programme.sections
        if section == each.id or section.startswith(each.id)
        for body in each.charged
    }
