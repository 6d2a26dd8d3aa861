"""Is nothing published that the gate stops, and is that said without saying what was found?"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode

from gate.hiding import HIDING
from gate.numbers import digits_of, planted
from press.sample_pages import executed_notebook, sample_sections, write_page
from villages.commands.publishing import publish_answer
from villages.exhibits.blocks import Cell, Column, Figure, Paragraph, Section, Table
from villages.gazetteer import read_gazetteer
from villages.press import report
from villages.press.formats import EXPORTERS, Template, exporter_of, formats_of
from villages.press.gate import GateClosed, inspect
from villages.press.journal import Record
from villages.press.pages import read_page
from villages.press.requests import Request, check_values, request_reports
from villages.press.standalone import write_page as write_standalone
from villages.press.workbook import workbook
from villages.registers.pseudonyms import Pseudonyms
from villages.vocabulary import BLOCK_MIME_TYPE

NUMBER = "11010519491231002X"
SPLIT = re.compile(r"[0-9０-９]{4,}")


@pytest.fixture
def request_of_report(tmp_path: Path) -> Request:
    """A report that was printed before."""
    results = tmp_path / "results"
    results.mkdir()
    (results / "results.json").write_text(
        json.dumps({"plan": "trial", "years": [2019], "is_demo": True, "as_of": "2019-12-31"})
    )
    _write_places(results / "places.parquet")
    gazetteer = read_gazetteer(results)
    page = read_page(write_page(tmp_path / "trial.ipynb"))
    places = [gazetteer.find("990000001001", "village")]
    (made,) = request_reports(
        page, gazetteer, places, check_values(page, gazetteer, {}),
        formats=("html", "xlsx"), out=tmp_path / "out", logs=tmp_path / "logs",
    )  # fmt: skip
    for ending in made.formats:
        earlier = made.out / f"{made.id}.{ending}"
        earlier.parent.mkdir(parents=True, exist_ok=True)
        earlier.write_bytes(b"earlier")
    return made


def _write_places(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as parquet

    columns = {
        "code": ["990000001000", "990000001001"], "level": ["township", "village"],
        "name_zh": ["青石镇", "上河村"], "name_en": ["Qingshi Town", "Shanghe Village"],
        "township_code": ["990000001000"] * 2, "low_income_villages": [1, 1],
    }  # fmt: skip
    parquet.write_table(pa.table(columns), path)


def notebook_with(text: str) -> NotebookNode:
    cover, *others = sample_sections()
    return executed_notebook((cover, Section((Paragraph(text),)), *others))


def run(monkeypatch: pytest.MonkeyPatch, request: Request, text: str) -> Record:
    monkeypatch.setattr(report, "run_page", lambda *_, **__: notebook_with(text))
    scratch = request.out.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    return report.print_report(request, scratch)


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_a_stopped_report_leaves_the_earlier_one(
    monkeypatch: pytest.MonkeyPatch, request_of_report: Request, edition: str
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    asked = replace(
        request_of_report, parameters={**request_of_report.parameters, "edition": edition}
    )
    record = run(monkeypatch, asked, f"户主的号码是{NUMBER}。")
    assert record.state == "failed" and not record.files
    for part in ("HTML", "疑似身份证号", "未发布", "请"):
        assert part in record.cause
    assert not SPLIT.search(record.cause)
    made = [path for path in asked.out.rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in made} == {b"earlier"} and len(made) == 2


def test_a_clean_report_passes_and_says_whether_names_were_looked_for(
    monkeypatch: pytest.MonkeyPatch, request_of_report: Request, tmp_path: Path
) -> None:
    record = run(monkeypatch, request_of_report, "一切正常。")
    assert record.state == "finished" and not record.are_names_checked
    keys = tmp_path / "keys"
    Pseudonyms.open(keys).remember_names(["慕容翠莲"])
    named = replace(request_of_report, keys=keys)
    assert run(monkeypatch, named, "一切正常。").are_names_checked
    stopped = run(monkeypatch, named, "走访了慕容翠莲家。")
    assert stopped.state == "failed" and "慕容" not in stopped.cause


def test_a_page_cannot_say_a_number_in_its_mistake(
    monkeypatch: pytest.MonkeyPatch, request_of_report: Request
) -> None:
    from villages.errors import UserError

    def fail(*_: object, **__: object) -> None:
        raise UserError("file_missing", file=NUMBER)

    monkeypatch.setattr(report, "run_page", fail)
    record = report.print_report(request_of_report, request_of_report.out)
    assert record.state == "failed" and record.cause and NUMBER not in record.cause


def table_of(texts: list[str]) -> Section:
    rows = tuple((Cell(text), Cell(str(at))) for at, text in enumerate(texts))
    return Section((Table("名单", (Column("号码"), Column("序号")), rows, "注"),))


@pytest.mark.parametrize(
    ("template", "ending"),
    # A wall chart has no texts of its own.
    [(each, ending) for each in EXPORTERS if each != "wallchart" for ending in formats_of(each)],
)
def test_every_exporter_is_seen_through(template: Template, ending: str) -> None:
    """A number in a text, a table's cell and a chart is found in whatever file it ends up."""
    numbers = [each for each in planted(12, seed=9) if each.text.isascii()][:4]
    texts = [each.text for each in numbers]
    sections = (*sample_sections()[:1], Section((Paragraph(f"号码{texts[0]}。"),)), table_of(texts))
    exported, _ = exporter_of(template, ending).from_notebook_node(  # type: ignore[arg-type]
        executed_notebook((*sections, sample_sections()[-1]))
    )
    content = exported.encode() if isinstance(exported, str) else exported
    kinds = {hit.kind for hit in inspect({f"a.{ending}": content})}
    # A text to be pasted has sentences only.
    assert kinds >= {each.kind for each in (numbers[:1] if ending == "txt" else numbers)}


def test_words_of_a_chart_are_seen() -> None:
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>{NUMBER}</text></svg>'
    )
    for figure in (
        Figure(drawing, "图", "题", "源"), Figure("<svg/>", f"图{NUMBER}", "题", "源"),
    ):  # fmt: skip
        notebook = executed_notebook((*sample_sections()[:1], Section((figure,))))
        exported, _ = exporter_of("report", "html").from_notebook_node(notebook)
        assert [hit.kind for hit in inspect({"a.html": exported.encode()})] == ["identity_number"]


def test_answers_of_commands_pass_the_gate(tmp_path: Path) -> None:
    shown = (sample_sections()[0], table_of([NUMBER]))
    bundles = [section._repr_mimebundle_() for section in shown]
    blocks = [block for bundle in bundles for block in bundle[BLOCK_MIME_TYPE]["blocks"]]
    assert inspect({"a.xlsx": workbook(blocks)})
    json_file, xlsx_file = tmp_path / "a.data", tmp_path / "a.xlsx"
    for data, told in (({"who": NUMBER}, blocks[:1]), ({"who": "-"}, blocks)):
        with pytest.raises(GateClosed) as error:
            publish_answer(data, told, str(json_file), str(xlsx_file))
        assert NUMBER not in str(error.value) + repr(error.value)
        assert not list(tmp_path.iterdir())


def test_pages_made_without_a_notebook_pass_the_gate(tmp_path: Path) -> None:
    target = tmp_path / "index.html"
    target.write_text("earlier")
    with pytest.raises(GateClosed):
        write_standalone(target, f"<p>{NUMBER}</p>")
    assert target.read_text() == "earlier" and len(list(tmp_path.iterdir())) == 1


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.sampled_from(sorted(HIDING)))
def test_no_message_holds_what_was_found(seed: int, place: str) -> None:
    (number,) = planted(1, seed)
    hits = inspect(HIDING[place]([number.text]))
    for hit in hits:
        for text in (hit.text("zh"), hit.text("en"), repr(hit)):
            assert number.text not in text
            assert not [run for run in SPLIT.findall(text) if digits_of(run) in number.digits]
