"""Is a number found wherever a file may hold it, shown or not?"""

from __future__ import annotations

import io
import json
import warnings
import zipfile

import pytest

from gate.hiding import HIDING, empty_pdf, page, png_of
from gate.numbers import Planted, digits_of, planted
from villages.press.gate import inspect
from villages.press.gate.artefacts import read_pieces
from villages.press.gate.identifiers import find_identifiers

SMALL, FULL = 24, 420


def found_digits(name: str, content: bytes) -> list[str]:
    """The digits of every text of a file in which somebody's number is found."""
    texts = [(piece.text, piece.layout) for piece in read_pieces(name, content)]
    return [digits_of(text) for text, layout in texts if find_identifiers(text, layout)]


def missed(numbers: list[Planted], files: dict[str, bytes]) -> list[str]:
    """The numbers that are in the files and are not found."""
    found: list[str] = []
    for name, content in files.items():
        hits = inspect({name: content})
        assert all(hit.kind != "unchecked" for hit in hits), (name, hits)
        if hits:
            found += found_digits(name, content)
            found += [digits_of(name)] if hits[0].place.sentence == "file_name" else []
    joined = "\n".join(found)
    return [each.text for each in numbers if each.digits not in joined]


@pytest.mark.parametrize("place", HIDING)
def test_every_number_is_found(place: str, is_full_size: bool) -> None:
    numbers = planted(FULL if is_full_size else SMALL, seed=len(place))
    with warnings.catch_warnings():
        # A second part of one name is what the test is about.
        warnings.simplefilter("ignore")
        files = HIDING[place]([each.text for each in numbers])
    lost = missed(numbers, files)
    assert len(lost) <= len(numbers) // 1000, lost[:5]


def test_as_many_are_planted_as_is_said() -> None:
    assert len(HIDING) * SMALL >= 500 and len(HIDING) * FULL >= 10_000


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a>" + b"0" * 30_000_000 + b"</a>")
    return target.getvalue()


def package(name: str, body: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", bomb()),
        ("a.xlsx", b"no package"),
        ("a.docx", package("word/vbaProject.bin", b"\0\1")),
        ("a.docx", package("word/document.xml", b"<a><b></a>")),
        ("a.docx", package("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
        ("a.docx", package("word/media/image1.emf", b"\1\0\0\0")),
        ("a.docx", b"MZ in front" + package("word/document.xml", b"<a/>")),
        ("a.pdf", b"%PDF-1.7 cut off"),
        ("a.pdf", b"no pdf"),
        ("a.png", png_of("none")[:40]),
        ("a.json", b'{"a": '),
        ("a.txt", b"\xff\xff\xff"),
        ("a.parquet", b"PAR1"),
        ("a.html", page('<img src="data:image/webp;base64,UklGRg==">')["a.html"]),
        ("noending", b""),
    ],
)
def test_what_cannot_be_read_is_not_published(name: str, content: bytes) -> None:
    assert [hit.kind for hit in inspect({name: content})] == ["unchecked"]


def test_a_locked_pdf_is_not_published() -> None:
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(empty_pdf())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert [hit.kind for hit in inspect({"a.pdf": target.getvalue()})] == ["unchecked"]


def test_the_place_is_named_so_that_it_can_be_mended() -> None:
    number = "11010519491231002X"
    body = json.dumps([1, {"a": number}]).encode()
    (hit,) = inspect({"a.json": body})
    assert hit.text("zh") == "JSON第3个值有疑似身份证号"
    cells = page(f"<table><tr><td>1</td><td>{number}</td></tr></table>")
    (hit,) = inspect(cells)
    assert hit.text("en") == (
        "HTML, the element html/body/table/tr/td[2]: what looks like an identity number"
    )
