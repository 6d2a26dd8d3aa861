"""How special funds are followed: from what is planned to what is done, project by project."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import Field

from villages.errors import UserError
from villages.plan.measures import Assigned
from villages.plan.words import Exact, Strict, Text
from villages.yaml_lines import YamlFile

if TYPE_CHECKING:
    from villages.plan.model import Flow, Plan

#: Column of the scheme → the types that it may have in the register.
_TYPES = {
    "project": ("text",),
    "sector": ("text",),
    "planned": ("integer",),
    "complete": ("boolean",),
    "output": ("integer", "decimal"),
    "uplift": ("integer", "decimal"),
}


class FundScheme(Strict):
    """Which columns of a flow's register tell how far its projects are.

    Attributes
    ----------
    flow
        The flow whose rows are projects: it knows what was allotted and what was spent.
    project, sector
        What tells a village's projects of a year apart, and what they are for (code words).
    planned
        The sum that was planned.
    complete, output
        Whether a project is complete, and how much of its output was accepted.
    uplift, most_uplift_percent
        By how much support was lifted over its standard, and how much is allowed, inclusive.
    documents
        What the evaluation of special funds goes by.
    """

    flow: str
    project: str
    sector: str
    planned: str
    complete: str
    output: str
    uplift: str
    most_uplift_percent: Exact = Field(ge=0)
    documents: Text
    definition: Assigned = "ours"
    cite: str = Field(min_length=1)

    def flow_of(self, plan: Plan) -> Flow:
        """Return the flow itself."""
        return next(flow for flow in plan.flows if flow.id == self.flow)


def check_funds(file: YamlFile, plan: Plan) -> None:
    """Refuse a scheme of a flow or of columns that there are not, or of another type.

    Raises
    ------
    UserError
        Names file, line and what is wrong.
    """
    scheme = plan.funds
    if scheme is None:
        return
    known = [flow.id for flow in plan.flows]
    if scheme.flow not in known:
        near = ", ".join(known) or "-"
        line = file.line(("funds", "flow"))
        raise UserError(
            "measure_names", file=file.path, line=line, key="flow", name=scheme.flow, near=near
        )
    name = scheme.flow_of(plan).register_id
    columns = plan.registers[name].columns
    for key, types in _TYPES.items():
        wanted, line = getattr(scheme, key), file.line(("funds", key))
        if wanted not in columns:
            near = ", ".join(get_close_matches(wanted, columns, n=3)) or "-"
            raise UserError(
                "flow_column", file=file.path, line=line, column=wanted, name=name, near=near
            )
        column = columns[wanted]
        is_sum = column.plausible is not None and column.unit is not None
        if (
            column.type not in types
            or (key == "planned" and not is_sum)
            or (key == "sector" and column.values is None)
        ):
            raise UserError("fund_column", file=file.path, line=line, column=wanted, key=key)
