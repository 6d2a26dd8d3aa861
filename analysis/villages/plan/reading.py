"""Read a plan's folder and refuse what is broken, naming file, key and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from villages.errors import UserError
from villages.plan.breakdowns import Breakdown, check_breakdowns
from villages.plan.code_words import with_code_words
from villages.plan.conditions import Expression, read_expression
from villages.plan.disclosure import check_zeros
from villages.plan.effects import check_effects
from villages.plan.exits import check_exits
from villages.plan.funds import check_funds
from villages.plan.model import COUNTED, Card, Plan, Register
from villages.plan.programme import read_programme
from villages.plan.scorecard import read_scorecards
from villages.plan.support import check_support
from villages.plan.support_works import check_support_works
from villages.plan.validating import validate
from villages.vocabulary import shipped
from villages.yaml_lines import YamlFile, read_yaml

_Model = TypeVar("_Model")


def known_plans() -> dict[str, Path]:
    """Return the plans that come with the package: id → folder."""
    return {
        folder.name: folder
        for folder in sorted((shipped("data") / "plans").iterdir())
        if (folder / "plan.yaml").is_file()
    }


def plan_folder(plan: str | Path) -> Path:
    """Return the folder of a plan, given by id or by path.

    Raises
    ------
    UserError
        If there is no such plan: the nearest ids are named.
    """
    known = known_plans()
    if str(plan) in known:
        return known[str(plan)]
    folder = Path(plan)
    if (folder / "plan.yaml").is_file():
        return folder
    near = get_close_matches(str(plan), known, n=3, cutoff=0.3) or list(known)
    raise UserError("plan_unknown", value=plan, near=", ".join(near))


def read_plan(plan: str | Path) -> Plan:
    """Read a plan, every card of it checked.

    Parameters
    ----------
    plan
        The id of a plan that comes with the package, or the path of a plan's folder.

    Raises
    ------
    UserError
        If a file is missing or broken: names file, key and line.

    Examples
    --------
    >>> from villages.vocabulary import default_plan
    >>> read_plan(default_plan()).villages_due(2019, villages=55)
    39
    """
    folder = plan_folder(plan).resolve()
    return _read_plan(folder, _stamps(folder))


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a file of the plan has changed since it was read: its time and its size."""
    found = ((path, path.stat()) for path in sorted(folder.rglob("*.yaml")))
    return tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in found)


# Every page opens its plan, and a batch opens hundreds of pages in one process.
@lru_cache(maxsize=4)
def _read_plan(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Plan:
    main = read_yaml(folder / "plan.yaml")
    columns = read_yaml(folder / "columns.yaml")
    registers = validate(columns, TypeAdapter(dict[str, Register]), Card.__module__)
    _check_registers(columns, registers)
    files = [read_yaml(path) for path in sorted((folder / "indicators").glob("*.yaml"))]
    order = {name: index for index, name in enumerate(_card_order(main, files))}
    files.sort(key=lambda file: (order.get(file.path.stem, len(order)), file.path.stem))
    cards: dict[str, Card] = {}
    for file in files:
        card = _read_card(file)
        if card.id in cards:
            raise UserError("card_duplicate", file=file.path, line=file.line(("id",)), name=card.id)
        cards[card.id] = card
    content = dict(main.content)
    content.pop("order", None)
    content |= {"registers": registers, "cards": cards}
    main_file = YamlFile(main.path, content, main.lines)
    whole = validate(main_file, TypeAdapter(Plan), Card.__module__, Breakdown.__module__)
    whole = whole.model_copy(update={"cards": _with_words(files, whole)})
    for file, card in zip(files, cards.values(), strict=True):
        _check_card(file, card, whole)
    _check_themes(main, whole)
    _check_flows(main, whole)
    check_breakdowns(main, whole)
    check_funds(main, whole)
    whole = with_code_words(read_programme(folder, whole))
    check_zeros(whole, folder)
    check_exits(main, whole)
    check_support_works(main, whole)
    check_support(main, whole)
    check_effects(main, whole)
    return read_scorecards(folder, whole)


@dataclass(frozen=True)
class Halves:
    """A quotient card's checked expressions; a share of a whole also has a complement."""

    numerator: Expression
    denominator: Expression
    complement: Expression | None


def expressions(plan: Plan, card: Card) -> Halves:
    """Return a quotient card's numerator, denominator and complement as checked SQL."""
    assert (
        card.register_id is not None and card.numerator is not None and card.denominator is not None
    )
    columns = plan.registers[card.register_id].columns
    where = {"file": f"{card.id}.yaml", "line": 1}
    numerator = read_expression(card.numerator.sum, columns, key="numerator", **where)
    denominator = read_expression(card.denominator.sum, columns, key="denominator", **where)
    if card.unit != "percent":
        return Halves(numerator, denominator, None)
    both = numerator.is_condition and denominator.is_condition
    pattern = "({}) and not ({})" if both else "({}) - ({})"
    text = pattern.format(card.denominator.sum, card.numerator.sum)
    return Halves(
        numerator, denominator, read_expression(text, columns, key="denominator", **where)
    )


def _card_order(main: YamlFile, files: Iterable[YamlFile]) -> list[str]:
    """The plan's own order; a card that it does not name comes after, by name."""
    order: list[str] = list(main.content.get("order", []))
    present = {file.path.stem for file in files}
    for index, name in enumerate(order):
        if name not in present:
            line = main.line(("order", index))
            raise UserError("order_unknown", file=main.path, line=line, name=name)
    return order


def _read_card(file: YamlFile) -> Card:
    if not isinstance(file.content, dict):
        raise UserError("yaml_not_mapping", file=file.path)
    content = {"id": file.path.stem, **file.content}
    if "short" not in content and "label" in content:
        content["short"] = content["label"]
    return validate(YamlFile(file.path, content, file.lines), TypeAdapter(Card), Card.__module__)


def _check_registers(file: YamlFile, registers: dict[str, Register]) -> None:
    for name, register in registers.items():
        for key in register.key:
            if key not in register.columns:
                raise UserError(
                    "register_key",
                    file=file.path,
                    line=file.line((name, "key")),
                    name=name,
                    column=key,
                )
        counted = register.expected_rows
        if counted and counted not in registers["village_years"].columns:
            line = file.line((name, "expected_rows"))
            raise UserError("register_key", file=file.path, line=line, name=name, column=counted)


def _check_card(file: YamlFile, card: Card, plan: Plan) -> None:
    def refuse(problem: str, *at: str | int, **values: object) -> UserError:
        return UserError(problem, file=file.path, line=file.line(at), **values)

    if plan.theme(card.theme) is None:
        names = ", ".join(theme.id for theme in plan.themes)
        raise refuse("theme_unknown", "theme", name=card.theme, near=names)
    if card.of is not None and card.of not in plan.cards:
        raise refuse("card_unknown", "of", name=card.of, near=", ".join(plan.cards))
    if card.register_id is None or card.numerator is None or card.denominator is None:
        return
    if card.register_id not in plan.registers:
        names = ", ".join(plan.registers)
        raise refuse("register_unknown", "register", name=card.register_id, near=names)
    columns = plan.registers[card.register_id].columns
    for key, part in (("numerator", card.numerator), ("denominator", card.denominator)):
        read_expression(part.sum, columns, file=file.path, key=key, line=file.line((key, "sum")))
    assert card.example is not None
    for index, row in enumerate(card.example.rows):
        for name in row:
            if name not in columns:
                at = ("example", "rows", index, name)
                near = get_close_matches(name, columns, n=3)
                raise refuse("example_column", *at, column=name, near=", ".join(near) or "-")


def _with_words(files: Iterable[YamlFile], plan: Plan) -> dict[str, Card]:
    """Give each card the plan's own words for what it counts."""
    cards = dict(plan.cards)
    for file, card in zip(files, plan.cards.values(), strict=True):
        if card.counts in plan.counted:
            cards[card.id] = card.model_copy(update={"counted": plan.counted[card.counts]})
        elif card.counts not in COUNTED:
            known = [*COUNTED, *plan.counted]
            near = ", ".join(get_close_matches(card.counts, known, n=3)) or "-"
            line = file.line(("counts",))
            raise UserError(
                "counts_unknown", file=file.path, line=line, name=card.counts, near=near
            )
    return cards


def _check_themes(file: YamlFile, plan: Plan) -> None:
    for index, theme in enumerate(plan.themes):
        for number, chart in enumerate(theme.charts):
            line = file.line(("themes", index, "charts", number, "cards"))
            for name in chart.cards:
                if name not in plan.cards:
                    near = ", ".join(get_close_matches(name, plan.cards, n=3)) or "-"
                    raise UserError("card_unknown", file=file.path, line=line, name=name, near=near)
            cards = [plan.cards[name] for name in chart.cards]
            if chart.kind == "waterfall" and not _are_parts(plan, cards):
                raise UserError("chart_parts", file=file.path, line=line)
            if chart.kind == "funnel" and not (len(cards) == 1 and cards[0].is_rate_of_counted):
                raise UserError("chart_rate", file=file.path, line=line)


def _are_parts(plan: Plan, cards: list[Card]) -> bool:
    """Whether cards are parts of one figure that is no percentage: they add up to it."""
    wholes = {card.part_of for card in cards}
    whole = plan.cards.get(wholes.pop() or "") if len(wholes) == 1 else None
    return whole is not None and all(card.unit == whole.unit != "percent" for card in cards)


def _check_flows(file: YamlFile, plan: Plan) -> None:
    """Refuse a flow of columns that do not exist, are no code words, or are no bounded sums."""
    for index, flow in enumerate(plan.flows):

        def refuse(problem: str, key: str, at: int = index, **values: object) -> UserError:
            return UserError(problem, file=file.path, line=file.line(("flows", at, key)), **values)

        if flow.register_id not in plan.registers:
            names = ", ".join(plan.registers)
            raise refuse("register_unknown", "register", name=flow.register_id, near=names)
        columns = plan.registers[flow.register_id].columns
        keys = ("register", "register", "steps", "steps", "amount", "spent")
        for key, name in zip(keys, flow.columns, strict=True):
            if name not in columns:
                near = ", ".join(get_close_matches(name, columns, n=3)) or "-"
                raise refuse("flow_column", key, column=name, name=flow.register_id, near=near)
            column = columns[name]
            if key == "steps" and column.values is None:
                raise refuse("flow_step", key, column=name)
            if key in ("amount", "spent") and (
                column.type != "integer" or column.unit is None or column.plausible is None
            ):
                raise refuse("flow_sum", key, column=name)
