"""How a reader refuses: a sentence's key, and what it names in a form that can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from villages.registers.guard.limits import Limits
from villages.registers.intake.grid import FileKind

_SUFFIXES: dict[str, FileKind] = {
    ".xlsx": "xlsx",
    ".xls": "xls",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
}

_LONGEST_SHOWN = 60


class Refused(Exception):
    r"""The file is refused.

    Parameters
    ----------
    key
        The sentence.
    **values
        What it names; a text is cut and rid of what a terminal would obey.

    Examples
    --------
    >>> Refused("guard_doctype", part="a\x1b[2Jb").values
    {'part': 'a?[2Jb'}
    """

    def __init__(self, key: str, /, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = {name: _shown(value) for name, value in values.items()}


def _shown(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    clean = "".join(letter if letter.isprintable() else "?" for letter in value)
    return clean if len(clean) <= _LONGEST_SHOWN else f"{clean[:_LONGEST_SHOWN]}…"


@dataclass(frozen=True)
class Source:
    """An incoming file: its bytes, its name and its limits."""

    data: bytes
    name: str
    limits: Limits

    @property
    def suffix(self) -> str:
        """The end of its name, such as ``.xls``."""
        return PurePath(self.name).suffix.lower()

    @property
    def named_kind(self) -> FileKind | None:
        """The kind that its name claims; None if the name claims none of ours."""
        return _SUFFIXES.get(self.suffix)

    def require_suffix(self, kind: FileKind, shown: Literal["xlsx", "xls", "CSV"]) -> None:
        """Refuse a file whose name claims another kind than its content is of."""
        if self.named_kind not in (None, kind):
            raise Refused("guard_suffix", found=shown, suffix=self.suffix)
