"""The whole way of a user, and what goes wrong on it."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook

from browser.test_every_page import SUBJECTS
from page_running import run_page
from press.sample_pages import END, PARAMETERS, executed_notebook
from privacy.office import TOWNSHIP, YEAR, Office
from villages.press.formats import exporter_of, formats_of
from villages.press.pages import shipped_pages
from villages.vocabulary import EDITIONS, LANGUAGES

#: Commands that answer, each with what it cannot do without.
ANSWERING = {
    "exit": (), "milestones": (), "support-plan": (), "outlook": (),
    "allocate": ("--budget", "4000000"), "duties": (), "support": (), "funds": (), "effect": (),
}  # fmt: skip

#: A page of each template, and the ones that look into registers' rows most.
FEW = ("village", "exit_file", "programme", "briefing")

#: Cards of registers in which persons, households, projects and their partners stand.
TRACED = ("safe_housing", "health_insurance")

#: A page that fails, and says who it was reading of.
FAILING = """\
import os
import signal
import sys

with open(told, encoding="utf-8") as file:
    said = file.read()
print(said)
print(said, file=sys.stderr)
os.write(2, said.encode())
if mode == "error":
    raise ValueError(said)
if mode == "chained":
    try:
        {}[said]
    except KeyError as error:
        raise RuntimeError(said) from error
if mode == "worker":
    os.kill(os.getppid(), signal.SIGKILL)
if mode == "kernel":
    os.kill(os.getpid(), signal.SIGKILL)
if mode == "slow":
    import time

    open(begun, "w").close()
    time.sleep(60)
if mode == "shown":
    from villages.errors import UserError

    raise UserError("file_missing", file=said)
"""


def study_and_answer(office: Office, codes: list[str], *, is_full_size: bool) -> None:
    """Compute the results and ask every command that answers."""
    assert office.run("study") == 0
    out = office.folder / "answers"
    out.mkdir()
    places = ["", codes[0]] if is_full_size else [""]
    for at_edition, edition in enumerate(EDITIONS):
        for place in places:
            # At the small size each command is asked in one edition.
            asked = list(ANSWERING.items())
            for name, own in asked if is_full_size else asked[at_edition::2]:
                stem = str(out / f"{name}-{edition}-{place or 'city'}")
                at = ("--place", place) if place else ()
                files = ("--json", f"{stem}.json", "--xlsx", f"{stem}.xlsx")
                office.run(name, *own, *at, "--year", str(YEAR), "--edition", edition, *files)
    for year in ("2019", str(YEAR)):
        office.run("board", "--year", year, "--json", "answers/board.json", "--page", "board.html")
    office.run("breakdown", "--by", "sex", "--card", "health_insurance", "--year", str(YEAR),
               "--json", "answers/b.json", "--xlsx", "answers/b.xlsx")  # fmt: skip
    for name in ("log", "diff", "show"):
        office.run("registers", name)
    for name in ("projects", "pairings", "duty_records", "persons", "places"):
        office.run("registers", "show", "--register", name, "--place", TOWNSHIP)
    for card in TRACED:
        files = ("--json", f"answers/trace-{card}.json", "--xlsx", f"answers/trace-{card}.xlsx")
        office.run("trace", card, "--place", codes[0], "--year", str(YEAR), "--rows", "50",
                   "--edition", "internal", *files)  # fmt: skip
    _fill_a_form(office, codes[0])
    office.run("forms", "--place", TOWNSHIP, "--year", "2020", "--out", "forms-again")
    office.run("doctor", "--json", "answers/doctor.json")


def _fill_a_form(office: Office, code: str) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["{{safe_housing.gap}}", "{{safe_housing.verdict}}"])
    path = office.folder / "incoming" / "theirs.xlsx"
    workbook.save(path)
    office.run("fill", str(path), "--place", code, "--year", str(YEAR))


def print_by_command(office: Office, codes: list[str], *, is_full_size: bool) -> None:
    """Print reports as a user does, by kernels; at full size of every page and 60 at least."""
    if not is_full_size:
        office.run("report", "village", "--place", codes[0], "--year", str(YEAR),
                   "--to", "html,pdf,docx,xlsx")  # fmt: skip
        return
    for page in shipped_pages().values():
        subject = [f"--{name}={value}" for name, value in SUBJECTS.get(page.id, {}).items()]
        for edition in EDITIONS:
            for place in ([], ["--place", TOWNSHIP], ["--place", codes[0]]):
                formats = ",".join(formats_of(page.template))
                at = ("--year", str(YEAR), "--edition", edition, "--to", formats)
                office.run("report", page.id, *place, *subject, *at)


def print_every_page(office: Office, codes: list[str], *, is_full_size: bool) -> int:
    """Print every page in both editions into files, all formats, in this process; or a few."""
    results = str(office.folder / "results" / office.plan.id)
    made = office.folder / "made"
    made.mkdir()
    for at, page in enumerate(shipped_pages().values()):
        if not is_full_size and page.id not in FEW:
            continue
        for edition in EDITIONS if is_full_size else EDITIONS[at % 2 :][:1]:
            language = LANGUAGES[(at + EDITIONS.index(edition)) % 2]
            given: dict[str, str | int] = {
                "language": language,
                "edition": edition,
                "results": results,
                "year": YEAR,
            }
            subject = dict(SUBJECTS.get(page.id, {}))
            if page.id in ("village", "exit_file"):
                subject["place"] = codes[0]
            notebook = executed_notebook(run_page(page.path.stem, **given, **subject))
            for ending in formats_of(page.template):
                content, _ = exporter_of(page.template, ending).from_notebook_node(notebook)
                data = content.encode() if isinstance(content, str) else content
                (made / f"{page.id}-{edition}.{ending}").write_bytes(data)
    return len(list(made.iterdir()))


def fail_everywhere(office: Office, *, is_full_size: bool) -> None:
    """Break every stage on purpose."""
    _fail_at_registers(office, is_full_size=is_full_size)
    _fail_at_pages(office, is_full_size=is_full_size)
    _fail_at_writing(office)


def _fail_at_registers(office: Office, *, is_full_size: bool) -> None:
    """Registers with cells that are no numbers, no answers, keys that stand twice or are blank."""
    person = office.searched.canaries[5]
    whole = office.folder / "private" / "registers" / office.plan.id
    frames = {path.stem: pd.read_parquet(path).head(40) for path in whole.glob("*.parquet")}
    broken = office.folder / "private" / "registers" / "broken"
    wrongs: list[tuple[str, dict[str, str]]] = [
        ("persons", {"age": person.name}),
        ("persons", {"person_id": person.number, "is_insured": person.spelled}),
        ("persons", {"school_stage": person.name}),
        ("persons", {"code": person.number}),
        ("households", {"house_grade": person.number}),
        ("households", {"year": person.phone}),
        ("projects", {"project_id": person.name, "spent_yuan": person.spelled}),
        ("projects", {"project_id": f"{person.name}{person.phone}", "code": person.phone}),
        ("duty_records", {"decided_by": person.name, "closed_on": person.name}),
        ("places", {"is_low_income": person.name}),
    ]
    for name, cells in wrongs if is_full_size else wrongs[::2]:
        broken.mkdir(mode=0o700)
        for register, frame in frames.items():
            made = frame.astype(object)
            if register == name:
                for column, value in cells.items():
                    made.loc[made.index[1], column] = value
            made.to_csv(broken / f"{register}.csv", index=False)
        office.run("study", "--registers", str(broken), "--out", "results-broken")
        office.run("registers", "begin", "--from", str(broken), "--store", str(broken / "store"))
        shutil.rmtree(broken)
    # Twice the same key: a project's number that is more than a number.
    office.run("registers", "withdraw", "--register", "projects", "--code", "990181101201",
               "--year", "2020", "--id", "X99", "--why", "重复")  # fmt: skip


def _fail_at_pages(office: Office, *, is_full_size: bool) -> None:
    """A page that fails in every way; a kernel, a worker and a whole batch that are killed."""
    person = office.searched.canaries[7]
    told = office.folder / "private" / "keys" / "told.txt"
    told.write_text(f"{person.name}，{person.number}，{person.spelled}", encoding="utf-8")
    page = office.folder / "incoming" / "own.ipynb"
    begun = office.folder / "begun"
    own = f"told = {str(told)!r}  # told\nbegun = {str(begun)!r}  # begun\n"
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "id": f"c{at}", "metadata": {"tags": tags}, "outputs": [],
         "execution_count": None, "source": source}
        for at, (source, tags) in enumerate(
            [(PARAMETERS.replace("[good, error", "[good, slow, chained, shown, error") + own,
              ["parameters"]), (FAILING, []), (END, [])]
        )
    ]  # fmt: skip
    notebook = {
        "cells": cells, "nbformat": 4, "nbformat_minor": 5,
        "metadata": {"villages": {"title": {"zh": "自己的报告", "en": "Own"}, "level": "any"},
                     "kernelspec": {"name": "python3", "display_name": "Python 3"}},
    }  # fmt: skip
    page.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    modes = ("error", "shown", "worker", "chained", "kernel")
    for mode in modes if is_full_size else modes[:3]:
        office.run("report", str(page), "--mode", mode, "--to", "html")
    _kill(office, page, begun)


def _kill(office: Office, page: Path, begun: Path) -> None:
    """Kill a whole batch while a page runs: what it leaves behind is looked through too."""
    command = [
        sys.executable,
        "-m",
        "villages",
        "report",
        str(page),
        "--mode",
        "slow",
        "--to",
        "html",
    ]
    with office.said.open("a", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
        until = time.monotonic() + 60
        while not begun.exists() and time.monotonic() < until and process.poll() is None:
            time.sleep(0.05)
        assert begun.exists(), "the page never ran"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _fail_at_writing(office: Office) -> None:
    """Refuse what is to be written: a full disk, a folder that is none."""
    (office.folder / "no-folder").write_text("")
    person = office.searched.canaries[3]
    context = multiprocessing.get_context("fork")
    for arguments in (
        ("study", "--out", "no-folder/results"),
        ("study", "--out", "results-full"),
        ("intake", "incoming/back.xlsx", "--why", "复核"),
        ("intake", "incoming/back.xlsx", "--json", "no-folder/x.json"),
        ("report", "village", "--place", "990181101201", "--out", "no-folder/reports"),
    ):
        child = context.Process(target=_on_a_full_disk, args=(office, arguments))
        child.start()
        child.join()
    for line in (person.number[:-1] + "0", person.name):
        (office.folder / "incoming" / "whom.txt").write_text(line, encoding="utf-8")
        office.run("forget", "--from", "incoming/whom.txt", "--why", "申请", "--yes")


def _on_a_full_disk(office: Office, arguments: tuple[str, ...]) -> None:
    # Nothing longer than this can be written, as on a disk that is full.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    said = office.said.stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (said + (64 << 10), said + (64 << 10)))
    with pytest.MonkeyPatch.context():
        office.run(*arguments)
