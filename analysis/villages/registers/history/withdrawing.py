"""Taking back by hand what was reported by mistake: a row, or cells of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

import pyarrow as pa

from villages.errors import UserError
from villages.plan.model import Register
from villages.registers.history.model import Submission, Withdrawal
from villages.registers.types import ARROW_TYPES


def withdrawal(
    register_id: str, register: Register, row: Mapping[str, object], columns: tuple[str, ...]
) -> Callable[[str, str], Submission]:
    """Return what takes a row back, once it is said by whom and why.

    Parameters
    ----------
    register_id, register
        The register.
    row
        ``code``, ``year``, and ``id`` where the register's key has an id of its own.
    columns
        The cells that become missing; without any the whole row goes.

    Raises
    ------
    UserError
        If the id is needed and not given.
    """
    own = [key for key in register.key if key not in ("code", "year")]
    if own and not row.get("id"):
        raise UserError("option_needed", option="--id")
    values = {key: row.get(key, row.get("id")) for key in register.key}
    keys = pa.table(
        {
            key: pa.array([value], ARROW_TYPES[register.columns[key].type])
            for key, value in values.items()
        }
    )
    said = repr((register_id, sorted(map(str, values.values())), columns))

    def asked(who: str, why: str) -> Submission:
        return Submission(
            kind="withdrawal",
            form_id="withdrawal",
            content_hash=hashlib.sha256(said.encode()).hexdigest(),
            who=who,
            why=why,
            source=(),
            tables={},
            withdrawals=(Withdrawal(register_id, keys, columns),),
        )

    return asked
