"""Find numbers that name a person in a text: identity numbers, cards, telephones.

A number counts only if everything that can be checked of it is right: province, day of birth and
check digit of an identity number, beginning and check digit of a card, area code of a telephone.
Between groups of digits a blank or hyphen is read over only where people put one: two codes of
villages side by side, or the years of a chart's axis, are no number. The code of a firm (18
characters, GB 32100) has a division's code where an identity number has the century, and mostly
letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from villages.identifiers import (
    begins_with_province,
    has_identity_beginning,
    is_bank_card,
    is_day,
    is_identity_number,
    is_landline,
    is_mobile,
    is_old_identity_number,
    is_rounded_identity_number,
)
from villages.press.gate.digits import plain_digits
from villages.press.gate.hits import Kind, Layout

#: Groups of eleven digits or more with at most two blanks or hyphens between them, and what may
#: be a check digit behind them.
_RUN = re.compile(r"(?<![0-9])[0-9](?:[ -]{0,2}[0-9]){9,}")
_CHECK_DIGIT = re.compile(r"[ -]{0,2}[Xx](?![0-9A-Za-z])")
_GROUP = re.compile(r"([0-9]+)([ -]*)")

#: 210,283,198,001,015,002: a number with marks of thousands.
_THOUSANDS = re.compile(r"(?<![0-9,])[0-9]{3}(?:[,'][0-9]{3}){5}(?![0-9])")

#: 2.10283198001015E+17, also with 10^17 or 10¹⁷.
_SCIENTIFIC = re.compile(
    r"(?<![0-9A-Za-z.])([0-9]{1,18})(?:[.,]([0-9]{1,18}))?"
    r"(?: ?[eE] ?\+?0?([0-9]{1,2})| ?[Xx*·] ?10(?:\^?([0-9]{2})|([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})))"
    r"(?![0-9A-Za-z])"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
#: A spreadsheet shows an identity number in a narrow column as 2.10283E+17.
_FEWEST_DIGITS = 6
#: 210283E12 is a code of something.
_WITHOUT_POINT = 14

_BRACKETED = re.compile(r"\((0[0-9]{2,3})\)[ -]?([0-9]{3,4})[ -]?([0-9]{4})(?![0-9])")

#: How people group the 18 digits of an identity number, or its 17 before an X: by division, day
#: of birth and serial number, or in fours; at least one group is longer than a table's numbers.
_IDENTITY_GROUPS = frozenset({
    (6, 8, 4), (6, 4, 4, 4), (6, 4, 2, 2, 4), (6, 12), (14, 4), (10, 8), (17, 1), (6, 8, 3, 1),
    (6, 11, 1), (14, 3, 1), (6, 6, 6), (9, 9), (6, 4, 2, 2, 3, 1), (2, 16), (4, 14),
})  # fmt: skip
#: The same with groups that a table's line may hold too.
_SHORT_IDENTITY_GROUPS = frozenset({
    (4, 4, 4, 4, 2), (3, 3, 4, 4, 4), (2, 4, 4, 4, 4), (2, 4, 8, 4), (2, 2, 2, 8, 4), (3, 3, 8, 4),
    (4, 4, 4, 6),
})  # fmt: skip
_OLD_GROUPS = frozenset({(6, 6, 3), (6, 9), (12, 3), (6, 2, 2, 2, 3)})
_MOBILE_GROUPS = frozenset({(3, 4, 4), (3, 8), (7, 4)})
_CARD_GROUPS = frozenset({
    (4, 4, 4, 4), (4, 4, 4, 4, 1), (4, 4, 4, 4, 2), (4, 4, 4, 4, 3), (6, 10), (6, 13),
})  # fmt: skip
_LANDLINE_GROUPS = frozenset({
    (3, 8), (3, 4, 4), (4, 7), (4, 8), (4, 4, 4), (4, 3, 4),
})  # fmt: skip
_COUNTRY = ("86", "0086", "086")

#: Letters and digits together and this long are a hash or a picture's data.
_HASH = re.compile(r"[0-9A-Fa-f]{20,}|[0-9A-Za-z]{40,}")
#: The first four groups of a UUID: the last may be digits alone.
_IDENTIFIER_OF_PROGRAMS = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}$")
_TOKEN_START = re.compile(r"[0-9A-Za-z]*$")
_TOKEN_END = re.compile(r"[0-9A-Za-z]*")


def find_identifiers(text: str, layout: Layout = "text") -> list[tuple[int, Kind]]:
    """Return where numbers that name a person begin in a text, and of which kind they are.

    Parameters
    ----------
    text
        The text. Offsets are those of its plain form (:func:`plain_digits`).
    layout
        How it is laid out: in a line of a table's numbers, or among coordinates, blanks are read
        over less than in a sentence.

    Examples
    --------
    >>> find_identifiers("身份证号：110105 19491231 002X")
    [(5, 'identity_number')]
    >>> find_identifiers("990181101201 990181101202")
    []
    """
    return list(dict.fromkeys(find_in_plain(plain_digits(text), layout)))


def find_in_plain(text: str, layout: Layout = "text") -> Iterator[tuple[int, Kind]]:
    """Yield the same of a text that is plain already."""
    for found in _RUN.finditer(text):
        yield from _in_run(text, found.start(), found.end(), layout)
    for found in _THOUSANDS.finditer(text):
        digits = re.sub("[^0-9]", "", found[0])
        if _is_identity(digits):
            yield found.start(), "identity_number"
    for found in _SCIENTIFIC.finditer(text):
        kind = _scientific(found)
        if kind is not None:
            yield found.start(), kind
    for found in _BRACKETED.finditer(text):
        if is_landline(found[1] + found[2] + found[3]):
            yield found.start(), "landline"


def _in_run(text: str, start: int, end: int, layout: Layout) -> Iterator[tuple[int, Kind]]:
    """Look at groups of digits alone, then at neighbours together."""
    groups = [(start + each.start(), each[1], each[2]) for each in _GROUP.finditer(text[start:end])]
    check = _CHECK_DIGIT.match(text, end)
    for number, (at, digits, _) in enumerate(groups):
        is_last = number == len(groups) - 1
        if len(digits) >= 10:
            kind = _alone(text, at, digits, is_last and check is not None)
            if kind is not None:
                yield at, kind
    if len(groups) > 1 and layout != "settings":
        yield from _together(text, groups, check is not None, layout)


def _alone(text: str, at: int, digits: str, is_checked: bool) -> Kind | None:
    """Which kind digits without anything between them are."""
    size, end = len(digits), at + len(digits)
    if is_checked and size == 17 and is_identity_number(digits + "X"):
        return "identity_number"
    before = _TOKEN_START.search(text, max(0, at - 70), at)
    after = _TOKEN_END.match(text, end)
    head, tail = before[0] if before else "", after[0] if after else ""
    if (head or tail) and _HASH.fullmatch(head + digits + tail):
        return None
    if size == 18 and _is_identity(digits):
        return "identity_number"
    if _IDENTIFIER_OF_PROGRAMS.search(text, max(0, at - 24), at):
        return None
    if len(head) == 1 or len(tail) == 1 or any(each.isdigit() for each in head + tail):
        return None
    if text[max(0, at - 2) : at].endswith(".") and text[max(0, at - 2) : at - 1].isdigit():
        return None
    if re.match(r"\.0*[1-9]", text[end : end + 20]):
        return None
    return _by_length(digits)


def _by_length(digits: str) -> Kind | None:
    size = len(digits)
    if size == 15 and is_old_identity_number(digits):
        return "old_identity_number"
    if size in range(16, 20) and is_bank_card(digits):
        return "bank_card"
    for code in ("", *_COUNTRY):
        if size == 11 + len(code) and digits.startswith(code) and is_mobile(digits[len(code) :]):
            return "mobile"
    is_one = size in (11, 12) and is_landline(digits) and not is_day(digits[-8:])
    return "landline" if is_one else None


def _is_identity(digits: str) -> bool:
    return is_identity_number(digits) or is_rounded_identity_number(digits)


def _together(
    text: str, groups: list[tuple[int, str, str]], is_checked: bool, layout: Layout
) -> Iterator[tuple[int, Kind]]:
    """Look at neighbouring groups: as many as a person's number may be written in."""
    sizes = [len(digits) for _, digits, _ in groups]
    is_apart = len(groups) in (17, 18) and set(sizes) == {1}
    if is_apart or sizes == [3] * 6 or (is_checked and sizes == [3] * 5 + [2]):
        whole = "".join(digits for _, digits, _ in groups) + ("X" if is_checked else "")
        if len(whole) == 18 and _is_identity(whole):
            yield groups[0][0], "identity_number"
    for first in range(len(groups)):
        lengths = list(accumulate(sizes[first : first + 18]))
        for count, length in enumerate(lengths[1:], start=2):
            if length > 19:
                break
            window = groups[first : first + count]
            ends_run = first + count == len(groups)
            has_plus = text[window[0][0] - 1 : window[0][0]] == "+"
            kind = _window(window, is_checked and ends_run, layout, has_plus)
            if kind is not None and _stands_alone(text, window[0][0], window[-1]):
                yield window[0][0], kind


def _stands_alone(text: str, start: int, last: tuple[int, str, str]) -> bool:
    """Whether groups are no part of a longer code, such as one with letters and hyphens."""
    at, digits, _ = last
    end = at + len(digits)
    before = re.search(r"[0-9A-Za-z]*-?$", text[max(0, start - 20) : start])
    head = before[0] if before else ""
    is_free = head in ("", "-") or (len(head) > 1 and head.isalpha())
    return is_free and not re.match("[A-WYZa-wyz]", text[end : end + 1])


def _window(
    window: list[tuple[int, str, str]], is_checked: bool, layout: Layout, has_plus: bool
) -> Kind | None:
    digits = "".join(each for _, each, _ in window)
    sizes = tuple(len(each) for _, each, _ in window)
    separators = {separator for _, _, separator in window[:-1]}
    is_hyphenated = all("-" in separator for separator in separators)
    is_sentence = layout == "text"
    if is_checked and len(digits) == 17:
        digits, sizes = digits + "X", (*sizes[:-1], sizes[-1] + 1)
        if sizes[-1] != 1 and (*sizes[:-1], sizes[-1] - 1, 1) in _IDENTITY_GROUPS:
            sizes = (*sizes[:-1], sizes[-1] - 1, 1)
    if len(digits) == 18 and (
        is_hyphenated
        or sizes in _IDENTITY_GROUPS
        or (is_sentence and sizes in _SHORT_IDENTITY_GROUPS)
    ):
        return "identity_number" if _is_identity(digits) else None
    if not digits.isdigit():
        return None
    if len(digits) == 15 and sizes in _OLD_GROUPS and (is_hyphenated or is_sentence):
        return "old_identity_number" if is_old_identity_number(digits) else None
    if sizes in _CARD_GROUPS and (is_hyphenated or is_sentence) and is_bank_card(digits):
        return "bank_card"
    return _telephone(window, digits, sizes, is_hyphenated, is_sentence, has_plus)


def _telephone(
    window: list[tuple[int, str, str]],
    digits: str,
    sizes: tuple[int, ...],
    is_hyphenated: bool,
    is_sentence: bool,
    has_plus: bool,
) -> Kind | None:
    if window[0][1] in _COUNTRY:
        if has_plus or window[0][1] == "0086":
            is_hyphenated = is_sentence = True
        digits, sizes = digits[sizes[0] :], sizes[1:]
        window = window[1:]
    if not (is_hyphenated or is_sentence):
        return None
    if sizes in (*_MOBILE_GROUPS, (11,)) and is_mobile(digits):
        years = [each for _, each, _ in window[1:] if each[:2] in ("19", "20") and len(each) == 4]
        return "mobile" if is_hyphenated or len(years) < 2 else None
    is_one = sizes in _LANDLINE_GROUPS and is_landline(digits)
    return "landline" if is_one and (is_hyphenated or not is_day(digits[-8:])) else None


def _scientific(found: re.Match[str]) -> Kind | None:
    """Which kind a number in scientific notation is: its digits in front of the point count."""
    whole, fraction = found[1].lstrip("0"), found[2] or ""
    if not fraction and len(whole) < _WITHOUT_POINT:
        return None
    power = int(found[3] or found[4] or found[5].translate(_SUPERSCRIPTS))
    if not whole:
        power -= len(fraction) - len(fraction.lstrip("0"))
        fraction = fraction.lstrip("0")
    digits, length = whole + fraction, len(whole) + power
    if len(digits) < _FEWEST_DIGITS:
        return None
    if length == 18 and begins_with_province(digits):
        is_one = len(digits) < 14 or has_identity_beginning(digits)
        return "identity_number" if is_one else None
    if length == 15 and len(digits) >= 12 and is_old_identity_number(digits[:15].ljust(15, "0")):
        return "old_identity_number"
    return "mobile" if length == len(digits) == 11 and is_mobile(digits) else None
