"""How the support of villages is followed: which registers tell it, and how long a term is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from villages.errors import UserError
from villages.plan.measures import Assigned
from villages.plan.words import Strict
from villages.yaml_lines import YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Plan

#: The registers, and what is read of them beside code and year.
SUPPORT_REGISTERS = {
    "village_work": (
        "has_first_secretary", "first_secretary_months", "has_support_unit", "has_partner_firm",
        "partner_yuan", "cadre_count", "trained_cadre_count",
    ),
    "township_years": ("township_cadre_count", "trained_township_cadre_count"),
    "pairings": ("partner_kind", "promised_yuan", "delivered_yuan", "is_deducted"),
}  # fmt: skip


class SupportScheme(Strict):
    """That a plan follows support, and by what it measures a term.

    Attributes
    ----------
    term_months
        A first secretary who has served more months than this serves beyond the usual term: a
        note, no breach.
    """

    term_months: int = Field(gt=0)
    cite: str = Field(min_length=1)
    definition: Assigned = "seed"

    def is_over_term(self, months: int) -> bool:
        """Return whether a first secretary has served more than the usual term.

        Examples
        --------
        >>> scheme = SupportScheme(term_months=36, cite="二（四）2")
        >>> scheme.is_over_term(36), scheme.is_over_term(37)
        (False, True)
        """
        return months > self.term_months


def check_support(file: YamlFile, plan: Plan) -> None:
    """Refuse a scheme whose registers or columns there are not.

    Raises
    ------
    UserError
        Names file, line and what is missing.
    """
    if plan.support is None:
        return
    for name, columns in SUPPORT_REGISTERS.items():
        known = plan.registers[name].columns if name in plan.registers else {}
        missing = [column for column in columns if column not in known]
        if missing:
            raise UserError(
                "support_columns",
                file=file.path,
                line=file.line(("support",)),
                name=name,
                missing=", ".join(missing),
            )
