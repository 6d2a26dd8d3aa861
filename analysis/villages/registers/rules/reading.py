"""Read a plan's contradiction rules and refuse what is broken, naming file, key and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import TypeAdapter

from villages.errors import UserError
from villages.plan.conditions import read_expression
from villages.plan.model import Column, Plan
from villages.plan.validating import validate
from villages.registers.rules.comparing import marked
from villages.registers.rules.kinds import check_kinds
from villages.registers.rules.model import BEFORE, Rule
from villages.registers.rules.wording import SENTENCES, nameable, places
from villages.yaml_lines import YamlFile, read_yaml

#: Where a plan keeps its rules.
RULES_FILE = "rules.yaml"


def read_rules(folder: Path, plan: Plan) -> Mapping[str, Rule]:
    """Read the contradiction rules of a plan.

    Parameters
    ----------
    folder
        The plan's folder; a folder without ``rules.yaml`` has no rules.
    plan
        The plan, whose registers the rules are about.

    Raises
    ------
    UserError
        If the file is broken: an unknown key, an id that stands twice, an unknown register, column
        or code word, an expression that is not allowed, or a sentence that names what is personal.
        Names file, key, line and what is nearest.

    Examples
    --------
    >>> from villages.plan import known_plans, read_plan
    >>> from villages.vocabulary import default_plan
    >>> rules = read_rules(known_plans()[default_plan()], read_plan(default_plan()))
    >>> rules["own_medical_over_cost"].holds
    'medical_paid_yuan <= medical_cost_yuan'
    """
    path = folder / RULES_FILE
    if not path.is_file():
        return {}
    file = read_yaml(path)
    if not isinstance(file.content, dict):
        raise UserError("yaml_not_mapping", file=path)
    content = {
        name: {"id": name, **rule} if isinstance(rule, dict) else rule
        for name, rule in file.content.items()
    }
    adapter = TypeAdapter(dict[str, Rule])
    rules = validate(YamlFile(path, content, file.lines), adapter, Rule.__module__)
    for rule in rules.values():
        _Check(file, plan, rule).whole()
    return rules


@dataclass(frozen=True)
class _Check:
    """One rule against the registers of its plan."""

    file: YamlFile
    plan: Plan
    rule: Rule

    def whole(self) -> None:
        match self.rule.kind:
            case "holds":
                self._holds()
            case "sums":
                self._sums()
            case "unique":
                self._column(self._columns("register"), str(self.rule.unique), "unique")
            case "refers":
                self._refers()
        self._cells()
        self._sentences()
        for half in ("contradicts", "agrees"):
            for index, case in enumerate(getattr(self.rule.example, half)):
                self._case(case, half, index)

    def _refuse(self, key: str, *at: str | int, **values: object) -> UserError:
        line = self.file.line((self.rule.id, *at))
        return UserError(key, file=self.file.path, line=line, **values)

    def _columns(self, *at: str | int, register_id: str | None = None) -> Mapping[str, Column]:
        wanted = register_id or str(self.rule.register_id)
        if wanted not in self.plan.registers:
            near = ", ".join(self.plan.registers)
            raise self._refuse("register_unknown", *at, name=wanted, near=near)
        return self.rule.columns(self.plan, wanted)

    def _column(self, columns: Mapping[str, Column], name: str, *at: str | int) -> None:
        if name not in columns:
            near = ", ".join(get_close_matches(name, columns, n=3)) or "-"
            raise self._refuse("rule_column", *at, column=name, near=near)

    def _expression(self, text: str, columns: Mapping[str, Column], *at: str) -> bool:
        where = {
            "file": self.file.path,
            "key": ".".join((self.rule.id, *at)),
            "line": self.file.line((self.rule.id, *at)),
        }
        expression = read_expression(text, columns, **where)
        check_kinds(text, columns, **where)
        return expression.is_condition

    def _holds(self) -> None:
        rule, columns = self.rule, dict(self._columns("register"))
        is_yearly = "year" in self.plan.registers[str(rule.register_id)].key
        if is_yearly:
            columns |= {f"{BEFORE}{name}": column for name, column in columns.items()}
        if not self._expression(str(rule.holds), columns, "holds"):
            raise self._refuse("rule_no_condition", "holds", expression=rule.holds)
        if rule.severity == "error" and BEFORE in str(rule.holds):
            raise self._refuse("rule_error_before", "severity", name=rule.id)

    def _sums(self) -> None:
        sums = self.rule.sums
        assert sums is not None
        for key, side in self.rule.sides:
            columns = self._columns("sums", key, "register", register_id=side.register_id)
            for name in sums.key:
                self._column(columns, name, "sums", key, "register")
            self._expression(side.sum, columns, "sums", key, "sum")
            if side.over is not None:
                self._expression(side.over, columns, "sums", key, "over")
            if side.is_before and self.rule.severity == "error":
                raise self._refuse("rule_error_before", "severity", name=self.rule.id)
        levels = {self.plan.registers[side.register_id].level for _, side in self.rule.sides}
        if len(levels) > 1:
            raise self._refuse("rule_levels", "sums", levels=", ".join(sorted(levels)))
        if self.rule.bearer(self.plan) is None:
            raise self._refuse("rule_no_bearer", "sums", columns=" + ".join(sums.key))

    def _refers(self) -> None:
        reference = self.rule.refers
        assert reference is not None
        at = ("refers", "register")
        target = self._columns(*at, register_id=reference.register_id)
        for columns in (self._columns("register"), target):
            self._column(columns, reference.column, "refers", "column")
        if self.plan.registers[reference.register_id].expected_rows is None:
            raise self._refuse("rule_not_counted", *at, name=reference.register_id)

    def _cells(self) -> None:
        columns = self._columns(register_id=self.rule.bearer(self.plan))
        for index, name in enumerate(self.rule.cells):
            self._column(columns, name, "cells", index)
        is_error = self.rule.severity == "error"
        if is_error and self.rule.sums is not None and not marked(self.plan, self.rule):
            raise self._refuse("key_missing", name=f"{self.rule.id}.cells")

    def _sentences(self) -> None:
        may = nameable(self.plan, self.rule)
        for sentence in SENTENCES:
            text = getattr(self.rule, sentence)
            for language, pattern in text.model_dump().items() if text else ():
                for name in places(pattern):
                    if may.get(name, False):
                        continue
                    allowed = [place for place, is_free in may.items() if is_free]
                    near = ", ".join(get_close_matches(name, allowed, n=3) or allowed)
                    key = "rule_personal" if name in may else "rule_place"
                    raise self._refuse(key, sentence, language, name=name, near=near)

    def _case(self, case: Mapping[str, object], half: str, index: int) -> None:
        at = ("example", half, index)
        for name, place, columns in self._named(case, at):
            if name not in columns:
                near = ", ".join(get_close_matches(name, columns, n=3)) or "-"
                raise self._refuse("example_column", *place, column=name, near=near)

    def _named(
        self, case: Mapping[str, object], at: tuple[str | int, ...]
    ) -> Iterator[tuple[str, tuple[str | int, ...], Mapping[str, Column]]]:
        """Every column that an example's case names, where it stands, and what there is."""
        if self.rule.kind == "holds":
            columns = dict(self._columns())
            columns |= {f"{BEFORE}{name}": column for name, column in columns.items()}
            yield from ((name, (*at, name), columns) for name in case)
            return
        for name, rows in case.items():
            columns = dict(self._columns(*at, register_id=name.removeprefix(BEFORE)))
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                problem = "a list of rows is expected"
                raise self._refuse("key_wrong", *at, name, name=name, problem=problem)
            for index, row in enumerate(rows):
                yield from ((cell, (*at, name, index, cell), columns) for cell in row)
