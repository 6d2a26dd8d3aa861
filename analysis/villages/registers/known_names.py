"""Names of persons that stand in registers: the gate before publication looks for them.

Households and persons bear pseudonyms; but officials are named, such as who decided about a body.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from villages.plan.model import Plan
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.store import RegisterSession


def name_columns(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield register and column of everything that names a person in words.

    That is a personal text that is free: no key, which would be a pseudonym, and no code word.

    Parameters
    ----------
    plan
        The plan.
    """
    for register_id, register in plan.registers.items():
        for column_id, column in register.columns.items():
            is_free = column.type == "text" and not column.values and not column.values_of
            is_identifier = column_id in register.key or column_id.endswith("_id")
            if column.personal and is_free and not is_identifier:
                yield register_id, column_id


def names_in_tables(plan: Plan, tables: Mapping[str, pa.Table]) -> set[str]:
    """Return the names in tables of registers.

    Parameters
    ----------
    plan
        The plan.
    tables
        Register → its rows.
    """
    found: set[str | None] = set()
    for register_id, column_id in name_columns(plan):
        table = tables.get(register_id)
        if table is not None and column_id in table.column_names:
            found |= set(table[column_id].to_pylist())
    return _written_out(found)


def remember_session(session: RegisterSession, keys: Path) -> int:
    """Add the names in open registers to the list of a private folder; return how many are new.

    Parameters
    ----------
    session
        The registers.
    keys
        The private folder. It is left alone if the registers hold no name.

    Raises
    ------
    UserError
        If the private folder cannot be used.
    """
    found: set[str | None] = set()
    for register_id, column_id in name_columns(session.plan):
        rows = session.connection.execute(f'SELECT DISTINCT "{column_id}" FROM "{register_id}"')
        found |= {name for (name,) in rows.fetchall()}
    names = _written_out(found)
    return Pseudonyms.open(keys).remember_names(names) if names else 0


def _written_out(found: set[str | None]) -> set[str]:
    """Names have letters alone; what has digits is an office's own number for somebody."""
    return {name for name in found if name and not any(sign.isdigit() for sign in name)}
