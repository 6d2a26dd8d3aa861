"""Headings and numbers in order: what the HTML and the PDF of one report must agree on."""

from __future__ import annotations

from typing import Literal

from villages.catalogue import say
from villages.press.export.content import DEEPEST_HEADING, Content
from villages.vocabulary import Language

Role = Literal["chapter", "attachment", "aside"]

_DIGITS = "〇一二三四五六七八九"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Order:
    """Count through a report: heading levels without gaps, tables and figures numbered.

    Examples
    --------
    >>> order = Order("en")
    >>> [order.level(level) for level in (2, 3, 1, 3)]
    [1, 2, 1, 2]
    >>> order.label("table"), order.label("figure"), order.label("table")
    ('Table 1', 'Figure 1', 'Table 2')
    """

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._level = 0
        self._counts = {"table": 0, "figure": 0}

    def level(self, wanted: int) -> int:
        """Return the level that a heading gets: at most one deeper than the heading before it."""
        self._level = min(wanted, self._level + 1)
        return self._level

    def number(self, level: int, role: Role = "chapter") -> str:
        """Return what stands before the next heading of a level: nothing in a report."""
        return ""

    def titled(self, text: str, level: int, role: Role = "chapter") -> str:
        """Return the next heading of a level with what stands before it."""
        number = self.number(level, role)
        if role != "attachment" or not number:
            return number + text
        return say("commands", "official_attached", self._language, label=number, title=text)

    def label(self, kind: Literal["table", "figure"]) -> str:
        """Return the next number of its kind, in words."""
        self._counts[kind] += 1
        return say("commands", f"report_{kind}", self._language, number=self._counts[kind])


class OfficialOrder(Order):
    """Count as official documents do: 一、（一）1.（1） in Chinese, 1. 1.1 (a) (i) in English.

    GB/T 9704-2012, 7.3.3; attachments count apart, a single one has no number (7.3.4, 7.3.7).

    Parameters
    ----------
    language
        The language of the document.
    attachments
        How many attachments it has.

    Examples
    --------
    >>> order = OfficialOrder("zh", attachments=2)
    >>> [order.number(level) for level in (1, 2, 2, 3, 4, 4, 1, 2)]
    ['一、', '（一）', '（二）', '1.', '（1）', '（2）', '二、', '（一）']
    >>> order.number(1, "attachment"), order.number(1, "aside")
    ('附件1', '')
    >>> order.titled("各村情况", 1, "attachment")
    '附件2：各村情况'
    """

    def __init__(self, language: Language, attachments: int = 0) -> None:
        super().__init__(language)
        self._attachments = attachments
        self._attached = 0
        self._passed = [0] * DEEPEST_HEADING

    def number(self, level: int, role: Role = "chapter") -> str:
        """Return what stands before the next heading of a level and role."""
        if role == "aside":
            return ""
        if role == "attachment":
            return self._attachment()
        self._passed[level - 1] += 1
        self._passed[level:] = [0] * (DEEPEST_HEADING - level)
        return say("commands", f"official_number_{level}", self._language, number=self._own(level))

    def _own(self, level: int) -> str:
        count = self._passed[level - 1]
        if self._language == "zh":
            return str(count) if level >= 3 else chinese_number(count)
        if level == 3:
            return _LETTERS[(count - 1) % len(_LETTERS)]
        if level == 4:
            return roman_number(count)
        return ".".join(map(str, self._passed[:level]))

    def _attachment(self) -> str:
        self._attached += 1
        key = "official_attachment" if self._attachments == 1 else "official_attachment_numbered"
        return say("commands", key, self._language, number=self._attached)


def chinese_number(count: int) -> str:
    """Write a whole number below 100 in Chinese numerals.

    Examples
    --------
    >>> [chinese_number(count) for count in (3, 10, 14, 20, 32)]
    ['三', '十', '十四', '二十', '三十二']
    """
    tens, ones = divmod(count, 10)
    before = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return before + (_DIGITS[ones] if ones or not tens else "")


def roman_number(count: int) -> str:
    """Write a whole number below 40 in small Roman numerals.

    Examples
    --------
    >>> [roman_number(count) for count in (3, 4, 9, 14, 26)]
    ['iii', 'iv', 'ix', 'xiv', 'xxvi']
    """
    tens, ones = divmod(count, 10)
    return "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def order_of(content: Content) -> Order:
    """Return how a page counts: a page with a letter is an official document."""
    blocks = [block for piece in content.pieces for block in piece.blocks]
    if not any(block["kind"] == "letter" for block in blocks):
        return Order(content.language)
    attachments = sum(block.get("role") == "attachment" for block in blocks)
    return OfficialOrder(content.language, attachments)
