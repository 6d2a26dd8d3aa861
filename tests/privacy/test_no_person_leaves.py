"""Does anything that leaves the private folder, or is left lying about, name a person?"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from privacy.canaries import Canary, Searched, persons
from privacy.office import Office, opened
from privacy.way import fail_everywhere, print_by_command, print_every_page, study_and_answer
from villages.plan import Plan

pytestmark = pytest.mark.timeout(1800)

#: Villages of the township that reports, as the demonstration numbers them.
CODES = ["990181101201", "990181101202"]


@pytest.fixture(scope="module")
def office(
    plan: Plan, demo_registers: Path, tmp_path_factory: pytest.TempPathFactory, is_full_size: bool
) -> Iterator[Office]:
    """An office in which the whole way was gone, and everything went wrong once."""
    folder = tmp_path_factory.mktemp("privacy") / "office"
    with opened(folder, plan, demo_registers, 1000 if is_full_size else 100) as office:
        study_and_answer(office, CODES, is_full_size=is_full_size)
        print_by_command(office, CODES, is_full_size=is_full_size)
        made = print_every_page(office, CODES, is_full_size=is_full_size)
        assert made > (60 if is_full_size else 10)
        fail_everywhere(office, is_full_size=is_full_size)
        yield office


def test_the_way_was_gone(office: Office) -> None:
    wrong = {
        command: code
        for command, code in office.codes.items()
        if code == 70 or (code and command.split()[0] in ("study", "board", "trace", "doctor"))
    }
    meant = {command for command in wrong if "broken" in command or "no-folder" in command}
    assert {command: code for command, code in wrong.items() if command not in meant} == {}
    failed = [command for command, code in office.codes.items() if "own.ipynb" in command and code]
    assert len(failed) >= 3


def test_no_file_names_a_person(office: Office) -> None:
    files = list(office.files())
    assert len(files) > 80
    assert {path.suffix for path in files} >= {
        ".html",
        ".pdf",
        ".docx",
        ".xlsx",
        ".json",
        ".parquet",
    }
    found = office.found()
    # Rows behind a number stand under their pseudonyms, and a form asks for them by these.
    pseudonymous = ("forms", "answers/trace", "said.txt")
    wrong = {
        name: {part: sorted(each) for part, each in parts.items()}
        for name, parts in found.items()
        if not name.startswith(pseudonymous)
        or any(each - office.searched.pseudonyms for each in parts.values())
    }
    assert wrong == {}


def test_the_persons_are_in_the_store_and_a_canary_in_a_file_is_seen(office: Office) -> None:
    """The search would see what it is looking for."""
    kept = office.folder / "private" / "store"
    seen = set().union(
        *(set().union(*office.searched.found_in_file(path).values())
          for path in kept.rglob("*.parquet"))
    )  # fmt: skip
    assert seen & office.searched.pseudonyms and seen & office.searched.names
    planted = office.folder / "reports" / "planted.html"
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f"<p>{office.searched.canaries[0].spelled}</p>", encoding="utf-8")
    assert planted in office.files() and office.searched.found_in_file(planted)
    planted.unlink()


PEOPLE = persons(12)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.number)
def test_every_way_to_write_a_person_is_found(person: Canary, tmp_path: Path) -> None:
    searched = Searched(PEOPLE)
    ways = {
        "plain.txt": person.name.encode(),
        "gb.csv": f"姓名,{person.name}".encode("gb18030"),
        "wide.txt": f"姓名 {person.name}".encode("utf-16"),
        "blanks.txt": " ".join(person.number).encode(),
        "phone.json": f'{{"a": "电话{person.spelled}。"}}'.encode(),
        "entities.html": "".join(f"&#{ord(sign)};" for sign in person.name).encode(),
        "runs.html": "</b><b>".join(person.name).encode(),
        "escaped.json": person.name.encode("unicode_escape"),
        "binary.bin": b"\x00\xff\x01" + person.number.encode() + b"\xff",
        "named.bin": b"\x00\xff\x01" + person.name.encode() + b"\xff\x9f",
    }
    for name, content in ways.items():
        (tmp_path / name).write_bytes(content)
        assert searched.found_in_file(tmp_path / name), name
    for name, content in _packed(person).items():
        (tmp_path / name).write_bytes(content)
        assert searched.found_in_file(tmp_path / name), name
    (tmp_path / "nobody.html").write_text("<p>青石镇2020年共1234567890户</p>", encoding="utf-8")
    assert not searched.found_in_file(tmp_path / "nobody.html")


def _packed(person: Canary) -> dict[str, bytes]:
    made: dict[str, BytesIO] = {name: BytesIO() for name in ("a.xlsx", "a.docx", "a.png", "a.zip")}
    workbook = Workbook()
    workbook.properties.creator = person.name
    workbook.save(made["a.xlsx"])
    document = Document()
    document.add_paragraph(person.spelled)
    document.save(made["a.docx"])
    told = PngInfo()
    told.add_itxt("Comment", person.name, zip=False)
    Image.new("L", (2, 2)).save(made["a.png"], format="PNG", pnginfo=told)
    with zipfile.ZipFile(made["a.zip"], "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{person.name}.txt", "x")
    return {name: stream.getvalue() for name, stream in made.items()}
