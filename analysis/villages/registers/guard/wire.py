"""How the child process hands over what it read: as JSON, which can run nothing."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from villages.registers.intake.grid import (
    CellValue,
    ErrorValue,
    FileKind,
    Percent,
    Sheet,
    UncachedFormula,
)


@dataclass(frozen=True)
class Contents:
    """What a file holds: its kind, its sheets, and whether macros lie beside them."""

    kind: FileKind
    sheets: tuple[Sheet, ...]
    has_macros: bool = False


@dataclass(frozen=True)
class Refusal:
    """Why a file was refused: the key of the sentence and what it names."""

    key: str
    values: Mapping[str, str | int]


def encode(answer: Contents | Refusal) -> bytes:
    """Return the answer as JSON.

    Blank, text, numbers and truth values are themselves; any other cell is a list of its tag and
    its parts.

    Examples
    --------
    >>> encode(Refusal("guard_empty", {}))
    b'{"key":"guard_empty","values":{}}'
    >>> answer = Contents("csv", (Sheet("a", ((None, "x"),)),))
    >>> decode(encode(answer)) == answer
    True
    """
    if isinstance(answer, Refusal):
        said: dict[str, Any] = {"key": answer.key, "values": dict(answer.values)}
    else:
        said = {
            "kind": answer.kind,
            "has_macros": answer.has_macros,
            "sheets": [
                {
                    "name": sheet.name,
                    "rows": sheet.rows,
                    "merged": sheet.merged,
                    "hidden_rows": sorted(sheet.hidden_rows),
                    "hidden_columns": sorted(sheet.hidden_columns),
                    "is_hidden": sheet.is_hidden,
                }
                for sheet in answer.sheets
            ],
        }
    text = json.dumps(
        said, default=_tagged, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.encode("utf-8")


def decode(answer: bytes) -> Contents | Refusal:
    """Return what :func:`encode` was given.

    Raises
    ------
    ValueError, TypeError, LookupError
        If the answer is none.
    """
    said = json.loads(answer)
    if "key" in said:
        return Refusal(str(said["key"]), said["values"])
    return Contents(
        said["kind"],
        tuple(
            Sheet(
                name=sheet["name"],
                rows=tuple(tuple(map(_cell, row)) for row in sheet["rows"]),
                merged=tuple((area[0], area[1], area[2], area[3]) for area in sheet["merged"]),
                hidden_rows=frozenset(sheet["hidden_rows"]),
                hidden_columns=frozenset(sheet["hidden_columns"]),
                is_hidden=sheet["is_hidden"],
            )
            for sheet in said["sheets"]
        ),
        said["has_macros"],
    )


def _tagged(value: object) -> list[str | float]:
    match value:
        case ErrorValue(text):
            return ["error", text]
        case UncachedFormula():
            return ["uncached"]
        case Percent(fraction):
            return ["percent", fraction]
        case datetime.datetime():
            return ["datetime", value.isoformat()]
        case datetime.date():
            return ["date", value.isoformat()]
        case datetime.time():
            return ["time", value.isoformat()]
        case datetime.timedelta():
            return ["duration", value.days, value.seconds, value.microseconds]
    raise TypeError(f"no cell holds a {type(value).__name__}")


_MAKERS: Mapping[str, Callable[..., CellValue]] = {
    "error": ErrorValue,
    "uncached": UncachedFormula,
    "percent": Percent,
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "duration": datetime.timedelta,
}


def _cell(said: str | float | bool | Sequence[Any] | None) -> CellValue:
    return _MAKERS[said[0]](*said[1:]) if isinstance(said, list) else said  # type: ignore[return-value]
