"""What must hold of every page, whatever it is of: nothing empty, nothing broken, one language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from page_running import blocks, texts
from villages.exhibits.blocks import Complete, Figure, Heading, Paragraph, Section, Table

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN = re.compile(r"[A-Za-z]{2,}")
BROKEN = re.compile(
    r"(?<![A-Za-z])nan(?![A-Za-z])|None(?! of)|Decimal|[{}]|。。|，。|：。|：$|（）|\.\.|\( | ,|  "
)

Shown = Sequence[Section | Complete]


def every_text(shown: Shown) -> Iterator[str]:
    """Every text that a reader of the page sees, in charts too."""
    for block in blocks(list(shown)):
        yield from texts(block)


def check_language(shown: Shown, language: str) -> None:
    """Refuse English in a Chinese page and Chinese in an English one."""
    other = LATIN if language == "zh" else HAN
    assert not [text for text in every_text(shown) if other.search(text)]


def check_sentences(shown: Shown) -> None:
    """Refuse what only a program writes: a brace, a missing value, a sentence cut off."""
    assert not [text for text in every_text(shown) if BROKEN.search(text)]


def check_blocks(shown: Shown) -> None:
    """Refuse a heading without a text, and a table or a chart without content or words."""
    for section in shown:
        if isinstance(section, Section) and section.blocks:
            assert not isinstance(section.blocks[-1], Heading)
    for block in blocks(list(shown)):
        if isinstance(block, Table):
            assert block.rows and block.caption
            assert all(len(row) == len(block.columns) for row in block.rows)
            assert all(row[0].text for row in block.rows)
        if isinstance(block, Figure):
            assert block.caption and block.alt and block.source and "<svg" in block.svg
            assert "<path" in block.svg, f"nothing is drawn: {block.caption}"
        if isinstance(block, Paragraph):
            assert block.text
