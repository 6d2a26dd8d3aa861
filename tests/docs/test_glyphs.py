"""Does the shipped font have a glyph for every character that a report can show?"""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from villages.fonts import Weight, font_file

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_no_character_of_catalogue_or_plan_shows_as_a_box(weight: Weight) -> None:
    glyphs = TTFont(font_file(weight)).getBestCmap()
    files = [*(ROOT / "data").rglob("*.yaml"), *(ROOT / "data").rglob("*.csv")]
    files += [*(ROOT / "analysis" / "villages").rglob("*.yaml")]
    assert len(files) > 40
    for path in files:
        letters = {letter for letter in path.read_text("utf-8") if letter.isprintable()}
        missing = {letter for letter in letters if ord(letter) not in glyphs}
        assert not missing, f"{path.relative_to(ROOT)}: {missing}"
