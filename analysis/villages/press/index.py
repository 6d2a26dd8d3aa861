"""One page that leads to every report of an out folder: offline, found and sorted, worst on top."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from villages.catalogue import say
from villages.look import look
from villages.press.export.assembly import LANGUAGE_TAGS
from villages.press.journal import Record, read_journal
from villages.press.standalone import standalone_page, write_page
from villages.vocabulary import EDITIONS, LANGUAGES, LEVELS, WORST_FIRST, Language, Status

INDEX = "index.html"
_SCRIPT = "index.js"

_LATE: tuple[Status, ...] = ("behind", "out_of_reach")


@dataclass(frozen=True)
class Standing:
    """How a place stands, as the index tells and sorts it.

    Attributes
    ----------
    status, shape, word
        The worst status, its shape, and its word in the index's language.
    rank
        Where the status stands from the worst on.
    met, count, counted
        So many targets of a village, or villages of a group, are met.
    change
        How many more are met than the year before; None if that is not known.
    worsened
        What was met the year before and is no longer, in the report's language.
    """

    status: Status
    shape: str
    word: str
    rank: int
    met: int
    count: int
    counted: Literal["targets", "villages"]
    change: int | None
    worsened: tuple[str, ...]

    @property
    def share(self) -> float:
        """Which share is met."""
        return self.met / self.count if self.count else 0.0

    @property
    def is_worse(self) -> bool:
        """Whether a place is behind, and worse than it was the year before."""
        return self.status in _LATE and (bool(self.worsened) or (self.change or 0) < 0)


@dataclass(frozen=True)
class Row:
    """A report as a line of the index.

    Attributes
    ----------
    page, kind
        The page, and what it is called.
    title
        What the report is called: the kind, and the subject where it has one.
    found_by
        What it is found by beside what it shows.
    """

    place: str
    code: str
    township: str
    page: str
    kind: str
    title: str
    year: str
    edition: str
    language: Language
    headline: str
    is_demo: bool
    links: tuple[tuple[str, str], ...]
    thumbnail: str
    standing: Standing | None
    cause: str
    found_by: str


def write_index(out: Path, language: Language) -> Path:
    """Write the index of an out folder from its journal and return its path.

    Every address in it is relative: the folder may be copied anywhere.

    Parameters
    ----------
    out
        The folder of the reports.
    language
        The language of the index; headlines stay in the language of their reports.
    """
    records = sorted(read_journal(out).values(), key=_order)
    rows = [_row(record, language) for record in records if record.state == "finished"]
    failures = [_row(record, language) for record in records if record.state == "failed"]
    stood = {row.standing.status for row in rows if row.standing is not None}
    shapes = look().statuses
    values = {
        "words": _Words(language),
        "language": language,
        "tags": LANGUAGE_TAGS,
        "rows": rows,
        "failures": failures,
        "worse": _worse(rows, language),
        "order": {code: number for number, code in enumerate(sorted({row.code for row in rows}))},
        "demo_rows": sum(row.is_demo for row in rows),
        "is_demo": any(row.is_demo for row in (*rows, *failures)),
        "has_standings": bool(stood),
        "has_thumbnails": any(row.thumbnail for row in rows),
        "townships": dict.fromkeys(row.township for row in rows if row.township),
        "pages": {row.page: row.kind for row in rows},
        "statuses": {
            each: f"{shapes[each].shape} {_status_word(each, language)}"
            for each in WORST_FIRST
            if each in stood
        },
    }
    html = standalone_page("index", _SCRIPT, language, values, may_show_pictures=True)
    return write_page(out / INDEX, html)


class _Words:
    """The index's own words, in its language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        return say("commands", f"index_{key}", self._language, **values)


def _order(record: Record) -> tuple[int, str, str, str]:
    """Pages without places first, then the city's; on each the places by code."""
    return ["", *reversed(LEVELS)].index(record.level), record.page, record.code, record.id


def _row(record: Record, language: Language) -> Row:
    edition = record.edition
    is_known = edition in EDITIONS
    around = record.place if record.level == "township" else record.township
    names = (*record.place.values(), *around.values(), *record.subject.values())
    title = kind = record.page_title[language]
    if record.subject:
        subject = record.subject[language]
        title = say("commands", "report_about", language, title=kind, subject=subject)
    return Row(
        place=record.place.get(language, ""),
        code=record.code,
        township=around.get(language, "") if record.level in ("village", "township") else "",
        page=record.page,
        kind=kind,
        title=title,
        year=str(record.year or ""),
        edition=say("commands", f"index_{edition}", language) if is_known else edition,
        language=next((each for each in LANGUAGES if each == record.language), language),
        headline=record.headline,
        is_demo=record.is_demo,
        links=tuple((name.rpartition(".")[2].upper(), quote(name)) for name in record.files),
        thumbnail=quote(record.thumbnail),
        standing=_standing(record, language),
        cause=record.cause,
        found_by=" ".join(dict.fromkeys(filter(None, (record.code, *names)))),
    )


def _standing(record: Record, language: Language) -> Standing | None:
    told = record.standing
    if told is None:
        return None
    status: Status = told["status"]
    before = told["met_before"]
    return Standing(
        status=status,
        shape=look().statuses[status].shape,
        word=_status_word(status, language),
        rank=WORST_FIRST.index(status),
        met=told["met"],
        count=told["count"],
        counted="targets" if record.level == "village" else "villages",
        change=None if before is None else told["met"] - before,
        worsened=tuple(told["worsened"]),
    )


def _status_word(status: Status, language: Language) -> str:
    return say("pages", f"status_{status}", language)


def _worse(rows: Iterable[Row], language: Language) -> list[Row]:
    """Places that are behind and worse than a year before, each once: who lost most comes first."""
    found: dict[tuple[str, str], Row] = {}
    for row in sorted(rows, key=lambda row: row.language != language):
        if row.standing is not None and row.standing.is_worse:
            found.setdefault((row.code, row.year), row)

    def loss(row: Row) -> tuple[int, int, int]:
        standing = row.standing
        assert standing is not None
        return standing.change or 0, -len(standing.worsened), standing.rank

    return sorted(found.values(), key=loss)
