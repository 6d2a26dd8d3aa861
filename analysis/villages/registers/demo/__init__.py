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


def write_demo_registers(
    plan: Plan, folder: Path, *, seed: int = 2018, is_full_size: bool = False
) -> Path:
    """Write the demo registers of a plan, one Parquet file each, and the card ``registers.json``.

    Parameters
    ----------
    plan
        The plan; its ``demo`` names the source.
    folder
        Where the files go. It is made if need be; other files in it are left alone.
    seed
        The same seed gives the same bytes.
    is_full_size
        Whether villages are as large as real ones, some sixteen times as large as otherwise.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If the plan names no source, or one that does not exist, or one of a single size in full
        size.
    """
    if plan.demo not in _SOURCES:
        raise UserError("demo_unknown", value=plan.demo or "-", near=", ".join(_SOURCES))
    source = import_module(_SOURCES[plan.demo])
    written: Path = source.write(plan, folder, seed, is_full_size=is_full_size)
    return written
