"""Does the doctor see each thing that can be wrong, and does it say nothing that is nobody's?"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import namedtuple
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from history.returns import begin_with
from villages import fonts, machine
from villages.checks import Check
from villages.cli import main
from villages.commands import condition
from villages.plan import Plan
from villages.registers import open_registers
from villages.registers.history import create_history, open_history
from villages.registers.pseudonyms import Pseudonyms

NAME = "王小明"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: Plan) -> Path:
    """A folder in which everything is in order: registers, key, names, results."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    begin_with(plan, private / "registers" / plan.id)
    Pseudonyms.open(private / "keys").remember_names([NAME])
    return tmp_path


def states(checks: Sequence[Check], name: str) -> set[str]:
    """How a thing is."""
    return {each.state for each in checks if each.name == name}


def of_private(plan: Plan) -> list[Check]:
    return list(condition.check_private(plan.id, None))


@pytest.mark.parametrize(
    "opened", ["private", "private/registers", "private/keys/names.hmac", "private/logs/a.log"]
)
def test_what_others_may_read_is_a_problem(desk: Path, plan: Plan, opened: str) -> None:
    (desk / "private" / "logs").mkdir()
    (desk / "private" / "logs" / "a.log").touch(0o600)
    assert states(of_private(plan), "private") == {"ok"}
    path = desk / opened
    path.chmod(path.stat().st_mode | 0o044)
    # Below a folder that nobody else may enter, a file's own mode opens nothing.
    is_reached = path == desk / "private"
    assert states(of_private(plan), "private") == {"problem" if is_reached else "ok"}
    (desk / "private").chmod(0o755)
    (found,) = of_private(plan)
    assert found.state == "problem" and NAME not in found.text("zh")


def test_a_register_folder_elsewhere_is_looked_at_too(desk: Path, plan: Plan) -> None:
    shutil.copytree(desk / "private" / "registers", desk / "given")
    (desk / "given").chmod(0o755)
    found = list(condition.check_private(plan.id, str(desk / "given" / plan.id)))
    assert states(found, "private") == {"ok", "problem"}


def test_a_missing_font_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_fonts().state == "ok"
    monkeypatch.setattr(machine, "font_file", lambda weight: Path("nowhere.otf"))
    assert machine.check_fonts().state == "problem"
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    fonts.font_folder.cache_clear()
    monkeypatch.setattr(machine, "font_file", fonts.font_file)
    assert machine.check_fonts().state == "problem"
    monkeypatch.undo()
    fonts.font_folder.cache_clear()
    assert machine.check_fonts().state == "ok"


@pytest.mark.parametrize(
    ("found", "wanted", "is_in"),
    [
        ("2.4.6", ">=2.2", True), ("2.1.9", ">=2.2", False), ("1.16", ">=1.12,<1.16", False),
        ("1.15.3", ">=1.12,<1.16", True), ("0.2.0", "==0.2.0", True), ("10.0", ">=9.9", True),
        ("8.2", ">=8.2.0", True), (None, ">=1", False), ("3", "", True),
    ],
)  # fmt: skip
def test_versions_are_compared_as_numbers(found: str | None, wanted: str, is_in: bool) -> None:
    assert machine._is_in(found, wanted) is is_in


def test_an_old_or_missing_package_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    assert states(list(machine.check_versions()), "versions") == {"ok"}
    real = machine._version
    for wrong in ("0.9", None):
        monkeypatch.setattr(
            machine, "_version", lambda name, wrong=wrong: wrong if name == "pandas" else real(name)
        )
        found = next(iter(machine.check_versions()))
        assert found.state == "problem" and "pandas" in found.text("en")
    monkeypatch.setattr(machine, "_version", lambda name: "999" if name == "click" else real(name))
    assert states(list(machine.check_versions()), "lock") == {"note"}


def test_what_only_some_work_needs_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(machine, "find_spec", lambda name: None)
    assert {each.state for each in machine.check_optional()} == {"note"}


def test_another_system_is_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_platform().state == "ok"
    monkeypatch.delattr(os, "fork")
    assert machine.check_platform().state == "note"


@pytest.mark.parametrize(("megabytes", "state"), [(100, "problem"), (500, "note"), (5000, "ok")])
def test_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int, state: str
) -> None:
    Usage = namedtuple("Usage", "total used free")
    usage = Usage(1 << 50, 0, megabytes * machine.MEGABYTE)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    monkeypatch.setattr(machine, "available_memory", lambda: megabytes)
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda which: (megabytes, megabytes))
    found = list(machine.check_limits([tmp_path / "not" / "yet"]))
    assert states(found, "disk") == states(found, "memory") == {state}
    assert states(found, "open_files") == {{100: "problem", 500: "note", 5000: "ok"}[megabytes]}


def test_encodings() -> None:
    def at_console(encoding: str | None) -> set[str]:
        return states(list(machine.check_encodings(encoding)), "console")

    assert at_console("utf-8") == at_console("gb18030") == {"ok"}
    assert at_console("ascii") == at_console("cp1252") == at_console(None) == {"problem"}


@pytest.mark.parametrize(("mask", "state"), [(0o077, "ok"), (0o022, "note"), (0o002, "problem")])
def test_umask(mask: int, state: str) -> None:
    before = os.umask(mask)
    try:
        assert machine.check_umask().state == state
        assert os.umask(mask) == mask
    finally:
        os.umask(before)


def _break_key(keys: Path) -> None:
    (keys / "pseudonym.key").write_bytes(b"short")


def _open_key(keys: Path) -> None:
    (keys / "pseudonym.key").chmod(0o644)


def _lose_key(keys: Path) -> None:
    (keys / "pseudonym.key").unlink()


@pytest.mark.parametrize("spoil", [_break_key, _open_key, _lose_key])
def test_the_key(desk: Path, spoil: Callable[[Path], None]) -> None:
    keys = desk / "private" / "keys"
    assert states(list(condition.check_key()), "key") == {"ok"}
    spoil(keys)
    assert states(list(condition.check_key()), "key") == {"problem"}
    shutil.rmtree(keys)
    found = list(condition.check_key())
    assert states(found, "key") == states(found, "names") == {"note"}


def test_a_folder_that_cannot_be_written_to(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert condition.check_writing(desk / "reports").state == "ok"
    assert not list(desk.glob(".doctor*"))

    def refused(**options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refused)
    found = condition.check_writing(desk / "reports")
    assert found.state == "problem" and "Permission denied" in found.text("en")


def test_a_plan_that_is_none(desk: Path) -> None:
    assert condition.check_plan("no-such-plan").state == "problem"


def test_official_fonts_name_what_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    from villages.press.export import official_fonts

    bare = official_fonts.choose_fonts([])
    monkeypatch.setattr(official_fonts, "system_fonts", lambda: bare)
    found = condition.check_official_fonts()
    assert found.state == "note" and "Noto Sans CJK SC" in found.text("en")


def write_card(plan: Plan, source: Path, results: Path) -> None:
    """Write the card of results that were made of registers as they stand."""
    with open_registers(plan, source) as session:
        card = {"registers_hash": session.hash, "as_of": session.card["as_of"]}
    results.mkdir(parents=True)
    (results / "results.json").write_text(json.dumps(card))


def test_results_are_held_against_the_registers(desk: Path, plan: Plan) -> None:
    registers, results = desk / "private" / "registers" / plan.id, desk / "results" / plan.id

    def found() -> dict[str, str]:
        return {each.name: each.state for each in condition.check_data(plan.id, None, None)}

    assert found() == {"registers": "ok", "results": "note"}
    write_card(plan, registers, results)
    assert found() == {"registers": "ok", "results": "ok", "withheld": "problem"}
    (results / "withheld.parquet").touch()
    assert found()["withheld"] == "ok"
    said = json.loads((results / "results.json").read_text("utf-8"))
    (results / "results.json").write_text(json.dumps(said | {"registers_hash": "other"}))
    assert found()["results"] == "problem"
    (registers / "persons.parquet").write_bytes(b"torn")
    assert found() == {"registers": "problem"}
    shutil.rmtree(registers)
    assert found() == {"registers": "note"}


def test_the_results_of_an_earlier_day_are_a_note(desk: Path, plan: Plan) -> None:
    from history.returns import NOW, later, returned
    from small_registers import CODE

    store = desk / "private" / "store" / plan.id
    store.parent.mkdir()
    create_history(plan, store, desk / "private" / "registers" / plan.id, who="县", now=NOW)
    write_card(plan, store, desk / "results" / plan.id)
    row = {"code": CODE, "year": 2020, "hamlet_count": 7}
    with open_history(plan, store, is_writing=True) as history:
        history.append(returned(plan, {"village_years": [row]}, why="复核"), later(3))
    (found,) = (
        each for each in condition.check_data(plan.id, None, None) if each.name == "results"
    )
    assert found.state == "note"


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_US.UTF-8"])
def test_the_command_says_it_line_by_line(
    desk: Path, plan: Plan, language: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", language)
    assert main(["doctor", "--json", "said.json"]) == 0
    said = capsys.readouterr().out
    lines = json.loads((desk / "said.json").read_text("utf-8"))
    assert all(line["text"] in said for line in lines)
    assert {line["state"] for line in lines} <= {"ok", "note"}
    names = {line["check"] for line in lines}
    assert names >= {"platform", "versions", "fonts", "disk", "umask", "private", "key", "names",
                     "writing", "plan", "registers", "results"}  # fmt: skip
    key = (desk / "private" / "keys" / "pseudonym.key").read_bytes()
    assert key.hex() not in said and NAME not in said
    (desk / "private").chmod(0o755)
    assert main(["doctor"]) == 1
    assert {"zh": "有1个问题", "en": "There is 1 problem"}[language[:2]] in capsys.readouterr().out


def test_every_sentence_has_its_remedy() -> None:
    from villages.catalogue import sentences

    told = {key: each for key, each in sentences("commands").items() if key.startswith("doctor_")}
    for key, each in told.items():
        if key.endswith(("_problem", "_few")) and each["en"] != "{cause}":
            assert key == "doctor_state_problem" or ("。" in each["zh"] and "." in each["en"]), key
