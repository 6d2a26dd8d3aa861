"""Do the list of reports and the completeness board show hostile names as text?"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from board.sample_store import sample_store
from hostile.looking import is_shown, look_at_html
from hostile.payloads import PAYLOADS
from villages.exhibits.board import read_board
from villages.plan import Plan
from villages.press.board import write_board
from villages.press.index import write_index
from villages.press.journal import Record, append_record
from villages.vocabulary import LANGUAGES, Language

TEXTS = [each.text for each in PAYLOADS if "\ud800" not in each.text]


@pytest.fixture(scope="module")
def board(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sample board with every name and label hostile."""
    with sample_store(plan, tmp_path_factory.mktemp("store")) as history:
        data: dict[str, Any] = read_board(history, plan, datetime.date(2021, 2, 14)).data()
    waiting = iter(TEXTS * 20)

    def walk(value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"zh", "en"}:
            return dict.fromkeys(value, next(waiting))
        if isinstance(value, dict):
            return {key: walk(inner) for key, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, list) else value

    made: dict[str, Any] = walk(data)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_shows_names_as_text(
    language: Any, board: dict[str, Any], browser: Browser, tmp_path: Path
) -> None:
    text = look_at_html(browser, write_board(board, tmp_path / "board.html", language))
    assert sum(is_shown(each, text) for each in TEXTS) > len(TEXTS) // 2


def test_the_list_of_reports_shows_names_as_text(browser: Browser, tmp_path: Path) -> None:
    for number, text in enumerate(TEXTS):
        names: dict[Language, str] = {"zh": text, "en": text}
        is_failed = number % 2 == 1
        standing = {
            "status": "met", "word": text, "met": 1, "count": 2, "met_before": 2,
            "worsened": [text],
        }  # fmt: skip
        record = Record(
            id=f"trial/{number}", state="failed" if is_failed else "finished", page="trial",
            page_title=names, code=f"9900000020{number:02}", level="village", place=names,
            township=names, year=2019, language="zh", edition=text if number % 3 else "public",
            is_demo=True, title=text, headline=text, seconds=1.0,
            files={} if is_failed else {f"trial/{text.replace('/', '')}.html": "0"},
            cause=text if is_failed else "", standing=None if is_failed else standing,
            thumbnail="", subject=names,
        )  # fmt: skip
        append_record(tmp_path, record)
    text = look_at_html(browser, write_index(tmp_path, "zh"))
    assert {each for each in TEXTS if not is_shown(each, text)} == set()
