"""One page that leads to every report of an out folder: offline, searchable, failures on top."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from villages.catalogue import say
from villages.press.journal import Record, read_journal
from villages.press.standalone import standalone_page, write_page
from villages.vocabulary import EDITIONS, LEVELS, Language

INDEX = "index.html"
_SCRIPT = "search.js"


@dataclass(frozen=True)
class Row:
    """A report as a line of the index."""

    place: str
    code: str
    year: str
    edition: str
    headline: str
    is_demo: bool
    links: tuple[tuple[str, str], ...]
    title: str
    cause: str


@dataclass(frozen=True)
class Group:
    """The reports of one township, or those of none."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Section:
    """The reports of one page."""

    title: str
    groups: tuple[Group, ...]


def write_index(out: Path, language: Language) -> Path:
    """Write the index of an out folder from its journal and return its path.

    Parameters
    ----------
    out
        The folder of the reports.
    language
        The language of the index; headlines stay in the language of their reports.
    """
    records = list(read_journal(out).values())
    finished = [record for record in records if record.state == "finished"]
    failed = [record for record in records if record.state == "failed"]
    values = {
        "words": _Words(language),
        "sections": _sections(finished, language),
        "failures": [_row(record, language) for record in failed],
        "count": len(finished),
    }
    return write_page(out / INDEX, standalone_page("index", _SCRIPT, language, values))


class _Words:
    """The index's own words, in its language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        return say("commands", f"index_{key}", self._language, **values)


def _sections(records: list[Record], language: Language) -> tuple[Section, ...]:
    """Reports by page, the city's first; those of villages by township."""
    order = ["", *reversed(LEVELS)]

    def page(record: Record) -> tuple[int, str]:
        return order.index(record.level), record.page

    def township(record: Record) -> str:
        return record.township[language] if record.level == "village" else ""

    ordered = sorted(records, key=lambda record: (page(record), record.code, record.id))
    sections = []
    for _, found in groupby(ordered, page):
        of_page = list(found)
        groups = [
            Group(title, tuple(_row(record, language) for record in of_township))
            for title, of_township in groupby(of_page, township)
        ]
        sections.append(Section(of_page[0].page_title[language], tuple(groups)))
    return tuple(sections)


def _row(record: Record, language: Language) -> Row:
    edition = record.edition
    is_known = edition in EDITIONS
    return Row(
        place=record.place.get(language, "") or record.page_title[language],
        code=record.code,
        year=str(record.year or ""),
        edition=say("commands", f"index_{edition}", language) if is_known else edition,
        headline=record.headline,
        is_demo=record.is_demo,
        links=tuple((name.rpartition(".")[2].upper(), quote(name)) for name in record.files),
        title=record.page_title[language],
        cause=record.cause,
    )
