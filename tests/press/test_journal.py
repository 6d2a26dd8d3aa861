"""Does the journal say of every report what became of it last, whatever happened to the machine?"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from villages.press.journal import JOURNAL, Record, append_record, read_journal

RECORD = Record(
    id="trial/a", state="failed", page="trial", page_title={"zh": "页", "en": "page"},
    code="990000001001", level="village", place={"zh": "上河村", "en": "Shanghe"},
    township={"zh": "青石镇", "en": "Qingshi"}, year=2019, language="zh", edition="public",
    is_demo=True, title="", headline="", files={}, seconds=1.5, cause="第2个单元格出错",
)  # fmt: skip


def test_the_latest_line_of_a_report_holds(tmp_path: Path) -> None:
    finished = replace(RECORD, state="finished", cause="", files={"trial/a.pdf": "0" * 64})
    append_record(tmp_path, RECORD)
    append_record(tmp_path, replace(RECORD, id="trial/b"))
    append_record(tmp_path, finished)
    assert read_journal(tmp_path) == {"trial/a": finished, "trial/b": replace(RECORD, id="trial/b")}
    assert len((tmp_path / JOURNAL).read_text("utf-8").splitlines()) == 3


def test_a_line_that_was_cut_off_costs_no_other_line(tmp_path: Path) -> None:
    append_record(tmp_path, RECORD)
    whole = (tmp_path / JOURNAL).read_bytes()
    (tmp_path / JOURNAL).write_bytes(whole + whole[: len(whole) // 2])
    append_record(tmp_path, replace(RECORD, id="trial/b"))
    assert list(read_journal(tmp_path)) == ["trial/a", "trial/b"]


def test_an_upgrade_keeps_what_an_earlier_version_wrote(tmp_path: Path) -> None:
    standing = {"status": "met", "word": "", "met": 1, "count": 1, "met_before": 0, "worsened": []}
    append_record(tmp_path, replace(RECORD, standing=standing, thumbnail="trial/thumbnails/a.png"))
    line = json.loads((tmp_path / JOURNAL).read_text("utf-8"))
    assert read_journal(tmp_path)["trial/a"].standing == standing
    later = ("standing", "thumbnail", "subject")
    earlier = {name: line[name] for name in line if name not in later}
    (tmp_path / JOURNAL).write_text(json.dumps(earlier) + "\n", encoding="utf-8")
    assert read_journal(tmp_path) == {"trial/a": RECORD}


@pytest.mark.parametrize(
    "odd", [{"standing": {"status": "met"}}, {"standing": "met"}, {"standing": {"status": []}}]
)
def test_what_another_version_says_otherwise_is_left_out(
    odd: dict[str, object], tmp_path: Path
) -> None:
    append_record(tmp_path, RECORD)
    line = json.loads((tmp_path / JOURNAL).read_text("utf-8"))
    lines = [line | odd, line | {"id": "trial/b", "later": 1}, {"id": "trial/c"}]
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (tmp_path / JOURNAL).write_text(text, encoding="utf-8")
    assert read_journal(tmp_path) == {"trial/a": RECORD}


def test_chinese_stays_readable_and_a_folder_without_journal_is_empty(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == {}
    append_record(tmp_path, RECORD)
    assert "上河村" in (tmp_path / JOURNAL).read_text("utf-8")
