"""What became of every report: append-only lines, the latest of each report holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args

from villages.vocabulary import Language, Status

JOURNAL = "journal.jsonl"

State = Literal["finished", "failed"]


@dataclass(frozen=True)
class Record:
    """A finished or failed report.

    Attributes
    ----------
    id
        The report; a later record of the same id replaces an earlier one.
    state, cause
        Whether it was made, and if not why, without personal data.
    page, page_title
        The page, and what it is called in both languages.
    code, level, place, township
        The place; names in both languages; empty for a page without places.
    year, language, edition
        The parameters that every page has.
    is_demo
        Whether it shows demonstration data.
    title, headline
        What its cover says.
    files
        File below the out folder → SHA-256.
    seconds
        How long it took.
    standing
        How its place stands, as the cover has it; None for a page that says nothing of it.
    thumbnail
        A picture of its front, a file below the out folder; empty if there is none.
    subject
        What it is about beside the place, such as a theme, in both languages; empty for none.
    are_names_checked
        Whether names of persons were looked for before it was published.
    """

    id: str
    state: State
    page: str
    page_title: Mapping[Language, str]
    code: str
    level: str
    place: Mapping[Language, str]
    township: Mapping[Language, str]
    year: int
    language: str
    edition: str
    is_demo: bool
    title: str
    headline: str
    files: Mapping[str, str]
    seconds: float
    cause: str
    standing: Mapping[str, Any] | None = None
    thumbnail: str = ""
    subject: Mapping[Language, str] = field(default_factory=dict)
    are_names_checked: bool = False

    def file(self, ending: str) -> str:
        """Return the report's file of an ending such as ``.pdf``, or an empty text."""
        return next((name for name in self.files if name.endswith(ending)), "")


_FIELDS = frozenset(each.name for each in fields(Record))
#: What lines of an earlier version have too: an upgrade keeps the index of a folder.
_OLDEST_FIELDS = frozenset(
    each.name for each in fields(Record) if each.default is each.default_factory is MISSING
)

_STANDING_FIELDS = frozenset({"status", "met", "count", "met_before", "worsened"})


def append_record(out: Path, record: Record) -> None:
    """Add a line to the journal of an out folder, whole and on the disk before this returns."""
    line = json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":")) + "\n"
    path = out / JOURNAL
    if not _ends_whole(path):
        line = "\n" + line
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode("utf-8"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_whole(path: Path) -> bool:
    """Whether the last line is complete: a machine may have stopped while it was written."""
    if not path.is_file() or path.stat().st_size == 0:
        return True
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def read_journal(out: Path) -> dict[str, Record]:
    """Return the latest record of every report in an out folder, in the order of their ids.

    Lines that are not whole, and lines of a later version of the journal, are passed over; what an
    earlier version did not write is empty.
    """
    path = out / JOURNAL
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    records = {record.id: record for record in _records(text.split("\n"))}
    return dict(sorted(records.items()))


def _records(lines: list[str]) -> Iterator[Record]:
    for line in lines:
        content = _content(line)
        if _OLDEST_FIELDS <= content.keys() <= _FIELDS:
            yield Record(**content | {"standing": _standing(content.get("standing"))})


def _standing(found: Any) -> Mapping[str, Any] | None:
    """How a place stands, or nothing if it is not told as this version tells it."""
    is_whole = isinstance(found, dict) and found.keys() >= _STANDING_FIELDS
    return found if is_whole and found["status"] in get_args(Status) else None


def _content(line: str) -> dict[str, Any]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
