"""Numbers that villages give to projects and partners: shown only where they can name nobody.

The column asks for a number, and an official may write 张三家危房 and a telephone there. What is no
plain number stays in the registers and goes no further.
"""

from __future__ import annotations

import re

from villages.plan.model import Column, Register

#: Latin letters, digits and signs between them, no more than 16, and no long number.
_PLAIN = r"[A-Za-z]{0,4}[-._/]?[0-9]{1,6}(?:[-._/][A-Za-z0-9]{1,4}){0,2}"
_WHOLE = re.compile(_PLAIN)

#: Stands for what is not shown.
MASK = "***"


def is_own_number(register: Register, name: str, column: Column) -> bool:
    """Return whether a column holds a number of the village's own that stands for no person."""
    is_text = column.type == "text" and not column.values and not column.values_of
    return is_text and name in register.key and not column.personal and name.endswith("_id")


def shown_number(text: str) -> str:
    """Return an own number as it may be shown.

    Examples
    --------
    >>> [shown_number(each) for each in ("X01", "2019-07", "张三家13812345678", "13812345678")]
    ['X01', '2019-07', '***', '***']
    """
    return text if _WHOLE.fullmatch(text) else MASK


def shown_number_sql(cell: str, otherwise: str = f"'{MASK}'") -> str:
    """Return the same as SQL.

    Parameters
    ----------
    cell
        The column, as SQL writes it.
    otherwise
        What stands for a number that is not shown.
    """
    return f"CASE WHEN regexp_full_match({cell}, '{_PLAIN}') THEN {cell} ELSE {otherwise} END"
