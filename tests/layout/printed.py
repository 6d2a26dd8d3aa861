"""A PDF as poppler sees it: every page's lines and words with their boxes, in points."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

NAMESPACE = "{http://www.w3.org/1999/xhtml}"
POINTS_PER_MM = 72 / 25.4
#: What is larger is the watermark, which lies under the text on purpose.
LARGEST_MM = 12


@dataclass(frozen=True)
class Box:
    """A word or a line with the rectangle that its signs stand in."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        """How large the rectangle is."""
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    def shared(self, other: Box) -> float:
        """How large the part is that both rectangles cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(0.0, wide) * max(0.0, high)


@dataclass(frozen=True)
class PrintedPage:
    """A page of a PDF."""

    number: int
    width: float
    height: float
    lines: tuple[Box, ...]
    words: tuple[Box, ...]

    @property
    def text(self) -> str:
        """All that stands on the page, without spaces."""
        return "".join("".join(line.text.split()) for line in self.lines)

    def overlaps(self, share: float) -> Iterator[tuple[str, str]]:
        """Pairs of words of which one covers more than this share of the other."""
        below: list[Box] = []
        for word in sorted(self.words, key=lambda each: each.top):
            below = [each for each in below if each.bottom > word.top]
            for other in below:
                if word.shared(other) > share * min(word.area, other.area):
                    yield other.text, word.text
            below.append(word)


def _box(element: ElementTree.Element, text: str) -> Box:
    """The box of a word's ink: half of a Chinese stop or bracket is empty, and set closer."""
    left, top, right, bottom = (float(element.attrib[side]) for side in SIDES)
    half = (bottom - top) / LINE_PER_SIGN / 2
    if text[:1] in OPENING:
        left += half
    if text[-1:] in CLOSING:
        right -= half
    return Box(text, left, top, right, bottom)


OPENING = tuple("（《“‘【「『")
CLOSING = tuple("，。、；：？！）》”’】」』")
#: How high a line of the report's font is, in signs.
LINE_PER_SIGN = 1.448
SIDES = ("xMin", "yMin", "xMax", "yMax")


def read_pages(pdf: bytes, pdftotext: str, folder: Path) -> list[PrintedPage]:
    """Return the pages of a PDF."""
    path = folder / "printed.pdf"
    path.write_bytes(pdf)
    command = [pdftotext, "-bbox-layout", str(path), "-"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = []
    for number, page in enumerate(ElementTree.fromstring(found).iter(f"{NAMESPACE}page"), 1):
        lines, words = [], []
        for line in page.iter(f"{NAMESPACE}line"):
            own = [_box(word, word.text or "") for word in line.iter(f"{NAMESPACE}word")]
            own = [word for word in own if word.bottom - word.top < LARGEST_MM * POINTS_PER_MM]
            if not own:
                continue
            words += own
            lines.append(_box(line, " ".join(word.text for word in own)))
        width, height = float(page.attrib["width"]), float(page.attrib["height"])
        pages.append(PrintedPage(number, width, height, tuple(lines), tuple(words)))
    return pages
