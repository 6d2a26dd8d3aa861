"""A contradiction rule as a plan's ``rules.yaml`` writes it, and a contradiction that it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field, model_validator

from villages.plan.model import Column, Plan
from villages.plan.words import Exact, Strict, Text

#: ``error``: the cells cannot all be true, so none of them is taken in. ``warning``: they are
#: taken in, and the sender is asked to look again.
RuleSeverity = Literal["error", "warning"]
RuleKind = Literal["holds", "sums", "unique", "refers"]

#: The register that says of each village and year how many rows the others should have.
COUNTING_REGISTER = "village_years"

#: What the name of a column of the year before begins with; of a register's table too.
BEFORE = "before."

#: What the name of a register's table of other villages begins with.
ELSEWHERE = "elsewhere."


class Side(Strict):
    """One side of a comparison of sums: what is summed over the rows of a register.

    With ``over`` the sum is divided by another sum over the same rows: a mean. With ``before`` it
    is that of the year before.
    """

    register_id: str = Field(alias="register")
    sum: str
    over: str | None = None
    is_before: bool = Field(default=False, alias="before")


class Sums(Strict):
    """Two sums per place and year (with ``per`` also per household) and how they must stand.

    Both are of registers of one level; only villages have rows that are counted.

    ``within``: neither is more than ``factor`` times the other.
    """

    left: Side
    relation: Literal["at_most", "equals", "within"]
    right: Side
    factor: Exact = Decimal(1)
    per: str | None = None

    @model_validator(mode="after")
    def _has_a_factor(self) -> Sums:
        if (self.relation == "within") != (self.factor > 1):
            raise ValueError("within, and only within, needs a factor greater than 1")
        return self

    @property
    def key(self) -> tuple[str, ...]:
        """The columns by which rows are added up."""
        return ("code", "year") if self.per is None else ("code", "year", self.per)


class Reference(Strict):
    """A column whose value must be found in another register, in the same village and year."""

    column: str
    register_id: str = Field(alias="register")


class Examples(Strict):
    """Cases that contradict the rule and cases that do not: the rule's own test.

    A case of ``holds`` is one row; a case of every other kind is rows by register.
    """

    contradicts: tuple[Mapping[str, Any], ...] = Field(min_length=1)
    agrees: tuple[Mapping[str, Any], ...] = Field(min_length=1)


class Rule(Strict):
    """What must be true of the cells of a row, of two years, or of several registers.

    Attributes
    ----------
    holds
        A condition over the columns of one row and, as ``before.<column>``, of the row with the
        same key in the year before.
    sums
        How two sums must stand to one another.
    unique
        A column whose value stands in one village a year only.
    refers
        A column whose value must be found in another register.
    cells
        The columns that are marked. By default those of the part of the condition that fails.
    problem, remedy, innocent
        What is wrong, what the sender can do, and how it may be right after all.
    """

    id: str
    label: Text
    severity: RuleSeverity
    register_id: str | None = Field(default=None, alias="register")
    holds: str | None = None
    sums: Sums | None = None
    unique: str | None = None
    refers: Reference | None = None
    cells: tuple[str, ...] = ()
    problem: Text
    remedy: Text
    innocent: Text | None = None
    cite: str | None = Field(default=None, min_length=1)
    definition: Literal["ours"] | None = None
    example: Examples

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        given = [self.holds, self.sums, self.unique, self.refers]
        if sum(kind is not None for kind in given) != 1:
            raise ValueError("exactly one of holds, sums, unique, refers is needed")
        if (self.register_id is None) != (self.sums is not None):
            raise ValueError("a rule names its register; the sides of sums name theirs")
        if self.severity == "warning" and self.innocent is None:
            raise ValueError("a warning names innocent causes")
        if self.cite is None and self.definition is None:
            raise ValueError("cite or definition: ours is needed")
        return self

    @property
    def kind(self) -> RuleKind:
        """Which of the four the rule is."""
        if self.holds is not None:
            return "holds"
        if self.sums is not None:
            return "sums"
        return "unique" if self.unique is not None else "refers"

    def bearer(self, plan: Plan) -> str | None:
        """Return the register whose rows bear the contradiction.

        Of sums it is the register of their level whose key is what they are added up by; None if
        the plan has none.
        """
        if self.sums is None:
            return self.register_id
        key, level = set(self.sums.key), plan.registers[self.sums.left.register_id].level
        fitting = (
            name
            for name, register in plan.registers.items()
            if set(register.key) == key and register.level == level
        )
        return next(fitting, None)

    @property
    def sides(self) -> Iterator[tuple[Literal["left", "right"], Side]]:
        """The two sides of sums."""
        if self.sums is not None:
            yield "left", self.sums.left
            yield "right", self.sums.right

    def columns(self, plan: Plan, register_id: str) -> Mapping[str, Column]:
        """Return a register's columns, each with the bounds between which a missing cell lies.

        What can be is bounded by what is admissible; what is merely odd by what is plausible.
        """
        return {
            name: column.model_copy(update={"plausible": column.admissible})
            if self.severity == "error" and column.admissible is not None
            else column
            for name, column in plan.registers[register_id].columns.items()
        }


@dataclass(frozen=True)
class Contradiction:
    """A row whose cells contradict one another, another row or other registers.

    Attributes
    ----------
    rule_id, severity
        The rule.
    register_id, key, code, year
        The row: its register, its key as text (ids are pseudonyms), its place and year.
    row_at
        Where the row stands in the return; None if it is held in the store only.
    columns
        The cells that are marked.
    values
        What the rule's sentences may name; nothing personal.
    """

    rule_id: str
    register_id: str
    row_at: int | None
    key: tuple[str, ...]
    columns: tuple[str, ...]
    severity: RuleSeverity
    values: Mapping[str, object]
    code: str
    year: int | None
