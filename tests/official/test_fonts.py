"""Which fonts is a document set in, does it say so, and does it come out on any machine?"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from official.documents import BARE, CHAPTERS, OFFICE, content_of, lines_of, text_of, typeset
from villages.fonts import FAMILY, font_file
from villages.press.export.fonts import font_subset
from villages.press.export.official_fonts import (
    OTHER_SONG,
    ROLES,
    STANDARD,
    choose_fonts,
    system_fonts,
)

SONG = "Noto Serif CJK SC"


def fonts_in(pdf: bytes) -> set[str]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return {
            str(font["/BaseFont"]).partition("+")[2]
            for page in opened.pages
            for font in page.resources.get("/Font", {}).values()
        }


def test_a_bare_machine_sets_all_in_the_packages_own_font() -> None:
    assert set(BARE.families.values()) == {FAMILY} and BARE.missing == ROLES
    names = fonts_in(typeset(content_of(*CHAPTERS), OFFICE))
    assert names and all(name.startswith("NotoSansCJKsc") for name in names)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_colophon_names_what_was_used_and_what_is_missing(
    language: str, pdftotext: str
) -> None:
    pages = lines_of(typeset(content_of(text_of(28 * 22), language=language)), pdftotext)
    texts = ["".join(line.text for line in page) for page in pages]
    assert "NotoSansCJKSC" in texts[-1]
    assert ("仿宋" if language == "zh" else "FangSong") in texts[-1]
    assert not [text for text in texts[:-1] if "NotoSansCJKSC" in text]


def test_the_standards_own_fonts_come_first() -> None:
    every = [names[-1] for names in STANDARD.values()]
    fonts = choose_fonts([*every, SONG, "SimHei", "Arial"])
    assert fonts.missing == ()
    assert fonts.families["black"] == "SimHei"
    assert fonts.families["body"] == STANDARD["body"][-1]
    assert fonts.colophon("zh").count("。") == 1


def test_a_song_type_stands_in_for_what_is_missing_but_not_for_black_type() -> None:
    fonts = choose_fonts(["noto serif cjk sc"])
    assert fonts.families["black"] == FAMILY
    assert {fonts.families[role] for role in ROLES if role != "black"} == {"noto serif cjk sc"}


def test_the_systems_fonts_are_used_and_hold_22_lines_too(pdftotext: str) -> None:
    fonts = system_fonts()
    if fonts.families["body"] == FAMILY:
        pytest.skip(f"NOT RUN: this machine has none of {', '.join(OTHER_SONG)}, nor FangSong")
    pdf = typeset(content_of(text_of(28 * 22 * 3), *CHAPTERS), OFFICE, fonts)
    page = lines_of(pdf, pdftotext)[1]
    assert [len(line.text) for line in page if set(line.text) == {"汉"}] == [28] * 22
    assert len(fonts_in(pdf)) > 1


FIND = """
from villages.press.export.official_fonts import system_fonts
print(system_fonts().families["body"], "body" in system_fonts().missing)
"""


def test_a_font_that_a_user_installs_is_found(tmp_path: Path) -> None:
    """The package's font, a few signs of it, under the name that Windows gives to FangSong."""
    font = TTFont(BytesIO(font_subset("Regular", frozenset("汉"))))
    font.flavor = None
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = "FangSong"
    folder = tmp_path / ".local" / "share" / "fonts"
    folder.mkdir(parents=True)
    font.save(folder / "simfang.otf")
    if not sys.platform.startswith("linux"):
        pytest.skip("NOT RUN: only on Linux is the user's folder of fonts told by HOME")
    told = subprocess.run(
        [sys.executable, "-c", FIND],
        env=os.environ | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / ".local/share")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["FangSong", "False"]
    assert font_file("Regular").is_file()


def test_the_same_document_gives_the_same_bytes() -> None:
    content = content_of(*CHAPTERS, watermark="演示数据")
    assert typeset(content, OFFICE) == typeset(content, OFFICE)
