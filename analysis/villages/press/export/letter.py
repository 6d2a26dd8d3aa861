"""What stands around the text of an official document, gathered for the PDF and for Word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from unicodedata import east_asian_width

from villages.catalogue import say
from villages.press.export.content import Content
from villages.press.export.letterhead import Letterhead

#: How many signs of 二号 a line of the title holds, figures wider than half a sign among them.
WIDEST_TITLE = 19.0


@dataclass(frozen=True)
class OfficialLetter:
    """What stands around the text.

    Attributes
    ----------
    title_lines
        The title, broken into a trapezoid or a rhombus.
    marks
        The edition, and that the data are a demonstration.
    head, number
        The red head; empty if there is none.
    addressee, sender, date
        To whom it goes, who signs it and when; each may be empty.
    attachments_label, attachments
        What announces the attachments below the text, and their titles in order.
    note
        That a red head was refused; else empty.
    """

    title_lines: tuple[str, ...]
    marks: tuple[str, ...]
    head: str
    number: str
    addressee: str
    sender: str
    date: str
    attachments_label: str
    attachments: tuple[str, ...]
    note: str


def letter_of(content: Content, letterhead: Letterhead) -> OfficialLetter:
    """Gather what stands around the text: the page's own words, and those of the letterhead.

    Head and number are left out of what shows demonstration data: its cover bears a watermark.

    Parameters
    ----------
    content
        What is published.
    letterhead
        The words of the office; what it leaves empty, the page's own letter may fill.
    """
    blocks = [block for piece in content.pieces for block in piece.blocks]
    own = next((block for block in blocks if block["kind"] == "letter"), None) or {}

    def words(name: str) -> str:
        return str(getattr(letterhead, name) or own.get(name, ""))

    head, number = words("head"), words("number")
    is_refused = bool(content.cover["watermark"]) and bool(head or number)
    attached = [block["text"] for block in blocks if block.get("role") == "attachment"]
    addressee = words("addressee")
    return OfficialLetter(
        title_lines=title_lines(own.get("title_parts") or (str(content.cover["title"]),)),
        marks=tuple(content.cover["marks"]),
        head="" if is_refused else head,
        number="" if is_refused else number,
        addressee=_say(content, "addressee", addressee=addressee) if addressee else "",
        sender=words("sender"),
        date=str(own.get("date_text", "")),
        attachments_label=_say(content, "attachments", count=len(attached)),
        attachments=tuple(
            _say(content, "listed", number=number, title=title) if len(attached) > 1 else title
            for number, title in enumerate(attached, start=1)
        ),
        note=_say(content, "refused") if is_refused else "",
    )


def _say(content: Content, key: str, **values: object) -> str:
    return say("commands", f"official_{key}", content.language, **values)


def without_circular(content: Content) -> Content:
    """Leave out the parts that are made to be pasted elsewhere."""
    pieces = tuple(
        piece
        for piece in content.pieces
        if not any(block.get("style") == "circular" for block in piece.blocks)
    )
    return replace(content, pieces=pieces)


def title_lines(parts: Sequence[str], widest: float = WIDEST_TITLE) -> tuple[str, ...]:
    """Break a title into few lines that form a trapezoid or a rhombus (GB/T 9704-2012, 7.3.1).

    Parameters
    ----------
    parts
        The title, cut where a line may end.
    widest
        How many full-width signs a line holds; a single part may be longer.

    Examples
    --------
    >>> title_lines(["关于青石镇", "2020年", "低收入村", "进展情况的通报"])
    ('关于青石镇2020年低收入村进展情况的通报',)
    >>> title_lines(["关于青石镇梨塘村", "2020年", "目标进展情况的通报"])
    ('关于青石镇梨塘村2020年', '目标进展情况的通报')
    """
    return min(_all_breaks(parts), key=lambda lines: _badness(lines, widest))


def sign_width(text: str) -> float:
    """Return how many full-width signs a text is about as wide as.

    Examples
    --------
    >>> sign_width("2020年")
    3.0
    """
    return sum(1.0 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def _all_breaks(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for count in range(len(parts)):
        for cuts in combinations(range(1, len(parts)), count):
            yield tuple(
                "".join(parts[start:end]).strip() for start, end in pairwise((0, *cuts, len(parts)))
            )


def _badness(lines: tuple[str, ...], widest: float) -> tuple[float, int, bool, float]:
    """What is too wide, then how many lines, then the shape, then how far the lines differ."""
    widths = [sign_width(line) for line in lines]
    excess = sum(max(0.0, width - widest) for width in widths)
    steps = [after - before for before, after in pairwise(widths)]
    grows_again = any(first < 0 < second for first, second in pairwise(steps))
    is_block = len(lines) > 1 and any(step == 0 for step in steps)
    return excess, len(lines), grows_again or is_block, max(widths) - min(widths)
