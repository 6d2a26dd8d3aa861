"""Which formulas reach outside their workbook. None is ever computed here."""

from __future__ import annotations

import re

_TEXT = re.compile(r'"(?:[^"]|"")*"')
_QUOTED_NAME = re.compile(r"'(?:[^']|'')*'")
_FUNCTION = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*"
    r"(WEBSERVICE|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|SQL\.REQUEST|IMAGE|STOCKHISTORY|CUBE\w+)\s*\(",
    re.IGNORECASE,
)
_OTHER_FILE = re.compile(r"\[[^\[\]]*\.(?:xl\w+|et|ods|csv)\]", re.IGNORECASE)


def reach(formula: str) -> str | None:
    """Return what in a formula reaches outside, or None.

    Examples
    --------
    >>> reach('SUM(A1:A3)&"RTD(1)"')
    >>> reach('_xlfn.WEBSERVICE("http://example.org/"&A1)')
    'WEBSERVICE'
    >>> reach("cmd|' /C calc'!A0")
    'DDE'
    """
    formula = _TEXT.sub('""', formula)
    if found := _FUNCTION.search(formula):
        return found[1].upper()
    if found := _OTHER_FILE.search(formula):
        return found[0]
    return "DDE" if "|" in _QUOTED_NAME.sub("''", formula) else None
