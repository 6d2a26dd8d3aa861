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
from villages.errors import UserError
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


def test_it_tells_townships_and_marks_what_is_a_demonstration(out: Path) -> None:
    text = write_index(out, "zh").read_text("utf-8")
    document = Document(text)
    assert '<option value="青石镇">' in text and 'class="demo">演示数据' in text
    assert {each.get("scope") for each in document.all("th")} == {"col", "row"}
    append_record(out, replace(FINISHED, id="trial/real", is_demo=False))
    mixed = write_index(out, "zh").read_text("utf-8")
    assert mixed.count('class="demo">演示数据') == 2, "the report itself, once there are others"


STANDING = {
    "status": "behind", "word": "滞后", "met": 7, "count": 10, "met_before": 9,
    "worsened": ["参合"],
}  # fmt: skip


def test_it_says_how_a_place_stands_and_what_became_worse(out: Path) -> None:
    append_record(out, replace(FINISHED, standing=STANDING))
    chinese = Document(write_index(out, "zh").read_text("utf-8")).text
    english = Document(write_index(out, "en").read_text("utf-8")).text
    assert "滞后" in chinese and "7/10项" in chinese and "−2" in chinese
    assert "不再达标：参合" in chinese and "没有落后且变差" not in chinese
    assert "behind" in english and "7 of 10 targets" in english and "滞后" not in english


def test_a_folder_without_standings_and_pictures_has_no_columns_for_them(out: Path) -> None:
    document = Document(write_index(out, "zh").read_text("utf-8"))
    assert "落后且变差" not in document.text and not document.all("img")
    keys = [each["data-key"] for each in document.all("button") if "data-key" in each]
    assert keys == ["place"]


def test_a_picture_must_lie_in_the_folder(out: Path) -> None:
    append_record(out, replace(FINISHED, thumbnail="trial/thumbnails/上河村 %.png"))
    (picture,) = Document(write_index(out, "zh").read_text("utf-8")).all("img")
    assert unquote(str(picture["src"])) == "trial/thumbnails/上河村 %.png"
    assert picture["alt"] == "" and picture["loading"] == "lazy"
    for address in ("../x.png", "/x.png", "a/../../x.png"):
        append_record(out, replace(FINISHED, thumbnail=address))
        with pytest.raises(UserError):
            write_index(out, "zh")


def test_it_names_what_could_not_be_made_and_why(out: Path) -> None:
    text = Document(write_index(out, "zh").read_text("utf-8")).text
    assert "第2个单元格出错" in text and "990000002002" in text


def test_it_speaks_the_language_of_the_batch(out: Path) -> None:
    chinese = write_index(out, "zh").read_text("utf-8")
    english = write_index(out, "en").read_text("utf-8")
    assert 'lang="zh-CN"' in chinese and "报告目录" in chinese
    assert 'lang="en"' in english and "Qingshi" in english and "报告目录" not in english


def test_only_its_own_script_may_run(out: Path) -> None:
    text = write_index(out, "zh").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode("utf-8")).digest()).decode("ascii")
    policy = str(Document(text).all("meta")[1]["content"])
    assert f"script-src 'sha256-{digest}'" in policy and "default-src 'none'" in policy
    assert "http" not in re.sub(r"http-equiv", "", text.partition("<style>")[0] + scripts[0])


def test_an_empty_folder_has_an_index_too(tmp_path: Path) -> None:
    assert write_index(tmp_path, "zh").is_file()
