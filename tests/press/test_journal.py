"""Does the journal say of every report what became of it last, whatever happened to the machine?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

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


def test_chinese_stays_readable_and_a_folder_without_journal_is_empty(tmp_path: Path) -> None:
    assert read_journal(tmp_path) == {}
    append_record(tmp_path, RECORD)
    assert "上河村" in (tmp_path / JOURNAL).read_text("utf-8")
