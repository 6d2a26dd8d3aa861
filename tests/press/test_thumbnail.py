"""Is a report's front a small picture, the same every time, made of what is published alone?"""

from __future__ import annotations

import struct

import pytest

from press.sample_pages import executed_notebook, sample_sections
from villages.press.export.content import read_content
from villages.press.export.thumbnail import thumbnail
from villages.press.formats import Template


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(
    ("template", "high"), [("report", 339), ("official", 339), ("slides", 135)]
)
def test_the_front_of_any_template_is_about_as_wide(template: Template, high: int) -> None:
    content = read_content(executed_notebook(sample_sections()))
    picture = thumbnail(content, template)
    width, height = size_of(picture)
    assert abs(width - 240) <= 1 and abs(height - high) <= 1
    assert thumbnail(content, template) == picture


def test_the_report_behind_its_front_changes_nothing() -> None:
    short, long = (read_content(executed_notebook(sample_sections(rows=n))) for n in (1, 40))
    assert thumbnail(short, "report") == thumbnail(long, "report")


def test_a_notebook_without_a_cover_has_a_front_too() -> None:
    content = read_content(executed_notebook(sample_sections()[1:]), "own page")
    assert size_of(thumbnail(content, "report"))[0] in (239, 240, 241)
