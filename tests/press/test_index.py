"""Does one page lead to every report, offline, and say what is missing and why?"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from press.sample_pages import Document
from press.test_journal import RECORD
from villages.press.index import write_index
from villages.press.journal import append_record

FINISHED = replace(
    RECORD,
    id="trial/990000001001_上河村",
    state="finished",
    cause="",
    headline="十项中九项达标 <i>",
    files={
        "trial/990000001001_上河村 %.html": "0" * 64,
        "trial/990000001001_上河村 %.pdf": "1" * 64,
    },
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    append_record(tmp_path, FINISHED)
    append_record(tmp_path, replace(RECORD, id="trial/b", code="990000002002"))
    return tmp_path


def test_it_leads_to_the_files_of_every_report(out: Path) -> None:
    document = Document(write_index(out, "zh").read_text("utf-8"))
    assert [unquote(str(each["href"])) for each in document.all("a")] == list(FINISHED.files)
    assert "十项中九项达标 <i>" in document.text
    assert not document.all("i")


def test_it_groups_villages_by_township_and_marks_what_is_a_demonstration(out: Path) -> None:
    text = write_index(out, "zh").read_text("utf-8")
    assert re.search(r'<th scope="rowgroup"[^>]*>青石镇</th>', text)
    assert 'class="demo">演示数据' in text
    assert {each.get("scope") for each in Document(text).all("th")} == {"col", "row", "rowgroup"}


def test_it_names_what_could_not_be_made_and_why(out: Path) -> None:
    text = Document(write_index(out, "zh").read_text("utf-8")).text
    assert "第2个单元格出错" in text and "990000002002" in text


def test_it_speaks_the_language_of_the_batch(out: Path) -> None:
    chinese = write_index(out, "zh").read_text("utf-8")
    english = write_index(out, "en").read_text("utf-8")
    assert 'lang="zh-CN"' in chinese and "报告目录" in chinese
    assert 'lang="en"' in english and "Qingshi" in english and "报告目录" not in english


def test_only_its_own_search_may_run(out: Path) -> None:
    text = write_index(out, "zh").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode("utf-8")).digest()).decode("ascii")
    policy = str(Document(text).all("meta")[1]["content"])
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert "http" not in re.sub(r"http-equiv", "", text.partition("<style>")[0] + scripts[0])


def test_an_empty_folder_has_an_index_too(tmp_path: Path) -> None:
    assert write_index(tmp_path, "zh").is_file()
