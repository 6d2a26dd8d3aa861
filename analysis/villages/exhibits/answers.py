"""What a command answers: tables and sentences for people, and the same as data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from villages.exhibits.blocks import Block, Section
from villages.exhibits.opening import retitled
from villages.exhibits.page import Page


@dataclass(frozen=True)
class Answer:
    """What is said to people, the front first, and ``data`` for programs: plain values only."""

    section: Section
    data: Mapping[str, Any]


def answer(page: Page, title: str, blocks: tuple[Block, ...], data: Mapping[str, Any]) -> Answer:
    """Return an answer about the page's place and year.

    Parameters
    ----------
    page
        The page; all that is answered has passed its edition's doorway.
    title
        What the answer is called.
    blocks
        Tables and sentences.
    data
        The same for programs; place, year, edition and whether it is a demonstration are added.
    """
    about = {
        "title": title,
        "place": {
            "level": page.place.level,
            "code": page.place.code,
            "name": page.name(page.place),
        },
        "year": page.year,
        "edition": page.edition,
        "is_demo": page.is_demo,
        "as_of": page.as_of[:10],
    }
    return Answer(Section((retitled(page, title), *blocks)), {**about, **data})
