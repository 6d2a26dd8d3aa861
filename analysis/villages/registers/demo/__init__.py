"""Demo registers: an invented county, or a public survey that the package may use."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from villages.errors import UserError
from villages.plan.model import Plan

__all__ = ["write_demo_registers"]

#: Which module writes the demo registers of a plan, by the plan's ``demo``; imported when needed.
_SOURCES = {
    "county": "villages.registers.demo.county",
    "vietnam": "villages.registers.demo.vietnam",
}


def write_demo_registers(plan: Plan, folder: Path, *, seed: int = 2018) -> Path:
    """Write the demo registers of a plan, one Parquet file each, and the card ``registers.json``.

    Parameters
    ----------
    plan
        The plan; its ``demo`` names the source.
    folder
        Where the files go. It is made if need be; other files in it are left alone.
    seed
        The same seed gives the same bytes.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If the plan names no source, or one that does not exist.
    """
    if plan.demo not in _SOURCES:
        raise UserError("demo_unknown", value=plan.demo or "-", near=", ".join(_SOURCES))
    written: Path = import_module(_SOURCES[plan.demo]).write(plan, folder, seed)
    return written
