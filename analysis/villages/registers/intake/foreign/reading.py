"""Read a plan's mapping cards and refuse what is broken, naming file, key and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter

from villages.errors import UserError
from villages.plan.model import Plan, Register
from villages.plan.validating import validate
from villages.registers.intake.draft import PLACE_WORDS
from villages.registers.intake.foreign.card import MappingCard
from villages.registers.intake.foreign.examples import check_example
from villages.registers.intake.foreign.labels import path_key, words_of_path
from villages.registers.intake.units import conversion
from villages.yaml_lines import YamlFile, read_yaml

#: Where a plan keeps its mapping cards.
CARDS_FOLDER = "forms"

#: What a form says of a record beside its columns: see ``place`` and ``year``.
_SAID_ELSEWHERE = ("code", "year")


def read_mapping_cards(folder: Path, plan: Plan) -> Mapping[str, MappingCard]:
    """Read the mapping cards of a plan.

    Parameters
    ----------
    folder
        The plan's folder; one without ``forms/`` has no cards.
    plan
        The plan, whose registers the cards fill.

    Raises
    ------
    UserError
        If a card is broken: an unknown key, register, column or unit, a column of the register's
        key that the form does not give, two columns at one path, or a worked example that the card
        does not fulfil. Names file, line and what is nearest.

    Examples
    --------
    >>> from villages.plan import known_plans, read_plan
    >>> from villages.vocabulary import default_plan
    >>> cards = read_mapping_cards(known_plans()[default_plan()], read_plan(default_plan()))
    >>> cards["village_roads"].register_id
    'village_years'
    """
    return {
        path.stem: _read_card(path, plan) for path in sorted((folder / CARDS_FOLDER).glob("*.yaml"))
    }


def _read_card(path: Path, plan: Plan) -> MappingCard:
    file = read_yaml(path)
    if not isinstance(file.content, dict):
        raise UserError("yaml_not_mapping", file=path)
    content = {"id": path.stem, **file.content}
    whole = YamlFile(path, content, file.lines)
    card = validate(whole, TypeAdapter(MappingCard), MappingCard.__module__)
    if card.register_id not in plan.registers:
        near = ", ".join(plan.registers)
        line = file.line(("register",))
        raise UserError("register_unknown", file=path, line=line, name=card.register_id, near=near)
    check = _Check(file, card, plan.registers[card.register_id])
    check.columns()
    check.units()
    check.paths()
    check.place()
    check_example(card, plan, file)
    return card


@dataclass(frozen=True)
class _Check:
    """A card against the register that it fills."""

    file: YamlFile
    card: MappingCard
    register: Register

    def _refuse(self, problem: str, *at: str | int, **values: object) -> UserError:
        return UserError(problem, file=self.file.path, line=self.file.line(at), **values)

    def columns(self) -> None:
        known = [name for name in self.register.columns if name not in _SAID_ELSEWHERE]
        for name in self.card.columns:
            if name not in known:
                near = ", ".join(get_close_matches(name, known, n=3)) or "-"
                raise self._refuse(
                    "mapping_column", "columns", name,
                    name=name, register=self.card.register_id, near=near,
                )  # fmt: skip
        for key in self.register.key:
            if key not in _SAID_ELSEWHERE and key not in self.card.columns:
                raise self._refuse(
                    "mapping_key", "columns", name=key, register=self.card.register_id
                )

    def units(self) -> None:
        for name, mapped in self.card.columns.items():
            if mapped.unit is None:
                continue
            held = self.register.columns[name]
            if held.unit is None or conversion(mapped.unit, held) is None:
                wanted = f"{held.unit.zh} ({held.unit.en})" if held.unit else "-"
                raise self._refuse(
                    "mapping_unit", "columns", name, "unit",
                    name=name, unit=mapped.unit, wanted=wanted,
                )  # fmt: skip

    def paths(self) -> None:
        seen: dict[tuple[object, ...], str] = {}
        for name, mapped in self.card.columns.items():
            if mapped.number and (self.card.headers is None or self.card.headers.number is None):
                raise self._refuse("mapping_number", "columns", name, "number", name=name)
            where = (path_key(mapped.path) if mapped.path else (), mapped.number)
            if where in seen:
                path = words_of_path(mapped.path or (mapped.number or "",))
                raise self._refuse(
                    "mapping_path_twice", "columns", name, name=name, other=seen[where], path=path
                )
            seen[where] = name

    def place(self) -> None:
        place = self.card.place
        for name, source in place.sources():
            if source.constant is not None:
                raise self._refuse("mapping_place", "place", name, name=name)
        own = PLACE_WORDS[self.register.level]
        rows = [each for each in (place.code, getattr(place, own)) if each is not None]
        if not rows:
            raise self._refuse("mapping_place_missing", "place", name=own)
        if self.card.layout == "wide" and not any(each.path for each in rows):
            raise self._refuse("mapping_place", "place", name=own)
