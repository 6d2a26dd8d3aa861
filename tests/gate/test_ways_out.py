"""Does every way out pass the gate, and is what stays private said and closed to others?"""

from __future__ import annotations

import datetime
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from board.sample_store import sample_store
from filled_forms import workbook_of
from villages.commands import reporting
from villages.commands.board import board_command
from villages.commands.publishing import publish
from villages.commands.registers import registers_group
from villages.exhibits.board import read_board
from villages.keyed_names import NAMES_FILE
from villages.plan import Plan
from villages.press.board import write_board
from villages.press.gate import GateClosed, open_names
from villages.press.journal import Record
from villages.registers.history import StoredHistory
from villages.registers.pseudonyms import Pseudonyms
from villages.registers.types import PLACES
from villages.vocabulary import Language

NUMBER, TELEPHONE = "11010519491231002X", "0411-88123456"


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The private folder is that of the working folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def store(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoredHistory]:
    """A store that received a few returns."""
    with sample_store(plan, tmp_path_factory.mktemp("store")) as history:
        yield history


def test_a_forms_own_telephone_stays_and_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = workbook_of(tmp_path / "表.xlsx", [[f"联系电话：{TELEPHONE}", "{{place}}"]])
    filled = workbook_of(tmp_path / "a.xlsx", [[f"联系电话：{TELEPHONE}", "青石镇"]]).read_bytes()
    made = tmp_path / "填.xlsx"
    publish({made: filled}, forms={made: form})
    said = capsys.readouterr()
    assert str(made) in said.out and "表.xlsx" in said.err and TELEPHONE not in said.err
    assert stat.S_IMODE(made.stat().st_mode) == 0o600


@pytest.mark.parametrize("other", [NUMBER, "13812345678", TELEPHONE])
def test_a_number_that_filling_brought_stops_every_form(tmp_path: Path, other: str) -> None:
    form = workbook_of(tmp_path / "表.xlsx", [[f"联系电话：{TELEPHONE}", "{{place}}"]])
    filled = workbook_of(tmp_path / "a.xlsx", [[f"联系电话：{TELEPHONE}", other]]).read_bytes()
    made, beside = tmp_path / "填.xlsx", tmp_path / "填二.xlsx"
    with pytest.raises(GateClosed):
        publish({beside: form.read_bytes(), made: filled}, forms={made: form, beside: form})
    assert not made.exists() and not beside.exists()


def test_the_board_passes_the_gate(store: StoredHistory, plan: Plan, tmp_path: Path) -> None:
    """Somebody may be called like a village."""
    rows = store.rows(PLACES).to_pylist()
    place = next(row["name_zh"] for row in rows if len(row["name_zh"]) == 3)
    typed = ["--store", store.where, "--plan", plan.id, "--year", "2020"]
    Pseudonyms.open(tmp_path / "private" / "keys").remember_names([place])
    page, data = tmp_path / "board.html", tmp_path / "board.json"
    asked = [*typed, "--page", str(page), "--json", str(data)]
    assert board_command().main(asked, standalone_mode=False) == 0
    assert page.is_file() and stat.S_IMODE(data.stat().st_mode) == 0o600


def test_a_persons_name_on_the_board_stops_the_page(
    store: StoredHistory, plan: Plan, tmp_path: Path
) -> None:
    data = read_board(store, plan, datetime.date(2021, 2, 14)).data()
    Pseudonyms.open(tmp_path / "keys").remember_names(["慕容翠莲"])
    names = open_names(tmp_path / "keys")
    data["entries"][0]["place"] = {"zh": "慕容翠莲负责", "en": "a"}
    for known, is_stopped in ((None, False), (names, True)):
        page = tmp_path / f"{is_stopped}.html"
        if is_stopped:
            with pytest.raises(GateClosed):
                write_board(data, page, "zh", known)
        else:
            write_board(data, page, "zh", known)
        assert page.exists() != is_stopped


def test_registers_as_csv_are_private_and_said_to_be(
    store: StoredHistory, plan: Plan, tmp_path: Path
) -> None:
    made = tmp_path / "village_years.csv"
    asked = ["show", "--plan", plan.id, "--store", store.where, "--register", "village_years"]
    result = CliRunner().invoke(registers_group(), [*asked, "--csv", str(made)])
    assert result.exit_code == 0, result.output
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert "village_years.csv" in result.stdout
    assert "不得公开" in result.stderr or "not for publication" in result.stderr


def test_that_names_were_not_looked_for_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[Language, str] = {"zh": "上河村", "en": "Shanghe"}
    records = [
        Record(
            id=f"trial/{number}", state="finished", page="trial", page_title=names,
            code="990181101201", cause="", level="village", place=names, township=names,
            year=2019, language="zh",
            edition="public", is_demo=True, title="a", headline="b", seconds=1.0,
            files={f"trial/{number}.html": "0"}, are_names_checked=False, thumbnail="",
        )
        for number in range(3)
    ]  # fmt: skip

    class Batch:
        def __init__(self, *_: object, **__: object) -> None:
            self.records = records

        def run(self, _: object) -> None:
            pass

    monkeypatch.setattr("villages.press.batch.Batch", Batch)
    assert reporting.print_reports([], tmp_path / "out", 1) == 0
    assert capsys.readouterr().err.count(NAMES_FILE) == 1
