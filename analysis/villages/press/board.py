"""The completeness board as one page: offline, on a telephone too, filtered by place and state."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from villages.catalogue import say
from villages.press.gate import Names
from villages.press.standalone import standalone_page, write_page
from villages.vocabulary import Language

_SCRIPT = "filter.js"


def write_board(
    board: Mapping[str, Any], path: Path, language: Language, names: Names | None = None
) -> Path:
    """Write the page and return its path.

    Parameters
    ----------
    board
        The board as data: what ``villages.exhibits.board.Board.data`` returns.
    path
        The file.
    language
        The language of the page.
    names
        The names of persons that are looked for.

    Raises
    ------
    GateClosed
        If it holds what must not be published.
    """
    values = {
        "board": board,
        "language": language,
        "words": _Words(language),
        "moment": _moment,
        "number": "{:,}".format,
        "rows_key": _rows_key,
    }
    return write_page(path, standalone_page("board", _SCRIPT, language, values), names)


class _Words:
    """The board's own words, in its language."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        return say("board", key, self._language, **values)


def _rows_key(line: Mapping[str, Any]) -> str:
    """Which sentence says how many rows there are of how many."""
    if not line["uncounted_places"]:
        return "rows_of"
    is_known = line["uncounted_places"] < line["expected_places"]
    return "rows_of_at_least" if is_known else "rows_of_unknown"


def _moment(text: str) -> str:
    """Day and minute, by the clock that received the return."""
    return f"{datetime.datetime.fromisoformat(text):%Y-%m-%d %H:%M}"
