"""Does one bad report ever stop, spoil or hide another?"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from villages.gazetteer import read_gazetteer
from villages.press.batch import SCRATCH, Batch
from villages.press.formats import formats_of
from villages.press.index import write_index
from villages.press.journal import Record, read_journal
from villages.press.pages import read_page
from villages.press.requests import Request, check_values, request_reports
from villages.press.system import can_fork

MODES = ("good", "error", "mistake", "exit", "unfinished", "kernel", "worker")
PERSON = "210283199001011234"


@dataclass(frozen=True)
class Printed:
    """A batch of one report of every mode."""

    out: Path
    logs: Path
    requests: list[Request]
    records: dict[str, Record]


@pytest.fixture(scope="module", params=[True, False], ids=["forked", "kernels"])
def printed(
    request: pytest.FixtureRequest, county: Path, page_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Printed:  # fmt: skip
    if request.param and not can_fork():
        pytest.skip("this system has no nursery")
    folder = tmp_path_factory.mktemp("batch")
    out, logs = folder / "reports", folder / "private" / "logs"
    gazetteer = read_gazetteer(county)
    page = read_page(page_file)
    places = [gazetteer.find("990000001001", "village")]
    requests = [
        each
        for mode in MODES
        for each in request_reports(
            page,
            gazetteer,
            places,
            check_values(page, gazetteer, {"mode": mode}),
            out=out,
            logs=logs,
        )
    ]
    # A report of the same name from an earlier run: a failure must not touch it.
    earlier = out / f"{requests[1].id}.pdf"
    earlier.parent.mkdir(parents=True)
    earlier.write_bytes(b"earlier")
    records: list[Record] = []
    Batch(out, 2, lambda _, record: records.append(record), is_forking=request.param).run(requests)
    by_mode = {each.id: str(each.parameters["mode"]) for each in requests}
    return Printed(out, logs, requests, {by_mode[record.id]: record for record in records})


def test_every_report_is_accounted_for(printed: Printed) -> None:
    assert set(printed.records) == set(MODES)
    assert {m for m, record in printed.records.items() if record.state == "finished"} == {"good"}
    assert len(read_journal(printed.out)) == len(MODES)


def test_the_good_one_is_whole(printed: Printed) -> None:
    record = printed.records["good"]
    assert (record.title, record.headline) == ("村报告990000001001", "结论")
    assert (record.year, record.is_demo, record.township["zh"]) == (2019, True, "青石镇")
    assert {name.rpartition(".")[2] for name in record.files} == set(formats_of("report"))
    for name, expected in record.files.items():
        assert "990000001001_上河村_2019_trial_good_zh_public_演示数据" in name
        content = (printed.out / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == expected
    assert "True 12" in (printed.out / record.file(".html")).read_text("utf-8")


def test_each_failure_says_why_and_no_more(
    printed: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    causes = {mode: record.cause for mode, record in printed.records.items()}
    assert "2" in causes["error"] and "ValueError" in causes["error"]
    assert "那个文件" in causes["mistake"]
    assert causes["exit"] == causes["unfinished"]
    assert len({causes[mode] for mode in ("kernel", "worker", "exit")}) == 3
    assert PERSON not in "".join(causes.values())
    assert PERSON not in (printed.out / "journal.jsonl").read_text("utf-8")


def test_the_whole_story_is_kept_where_only_the_owner_looks(printed: Printed) -> None:
    logs = list(printed.logs.iterdir())
    texts = [log.read_text("utf-8") for log in logs]
    assert any("ValueError" in text for text in texts) and not any(PERSON in text for text in texts)
    if os.name == "posix":
        assert all(stat.S_IMODE(log.stat().st_mode) == 0o600 for log in logs)
        for folder in (printed.logs, printed.logs.parent):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_failure_leaves_the_earlier_report_and_no_scratch(printed: Printed) -> None:
    failed = printed.requests[MODES.index("error")].id
    assert (printed.out / f"{failed}.pdf").read_bytes() == b"earlier"
    assert not (printed.out / SCRATCH).exists()
    made = {path.suffix for path in (printed.out / "trial").iterdir() if path.is_file()}
    assert made == {f".{ending}" for ending in formats_of("report")}


def test_the_index_leads_to_the_good_and_names_the_bad(printed: Printed) -> None:
    text = write_index(printed.out, "zh").read_text("utf-8")
    for mode in MODES[1:]:
        assert printed.records[mode].cause.split("（")[0] in text
    assert "演示数据" in text and "青石镇" in text
