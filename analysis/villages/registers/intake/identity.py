"""Identity numbers of citizens (GB 11643-1999): their check digit, their birth date, their look."""

from __future__ import annotations

import datetime
import re

from villages.registers.intake.characters import half_width, without_blanks

_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")

#: ISO 7064, MOD 11-2: the weights of the first 17 digits, and the check digit for each remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

_EARLIEST_BIRTH = datetime.date(1890, 1, 1)

#: Digits in a row, whatever stands between groups of them.
_LONG_RUN = re.compile(r"(?:[0-9][-. ()]*){11,}")


def canonical_identity_number(text: str) -> str:
    """Return an identity number in the one way to write it: half width, no blanks, capital X.

    Parameters
    ----------
    text
        The number as it was typed; whether it is one is not looked at.

    Examples
    --------
    >>> canonical_identity_number("１１０１０５ 19491231 002x")
    '11010519491231002X'
    """
    return without_blanks(half_width(text)).upper()


def check_identity_number(text: str, on: datetime.date | None = None) -> str:
    """Return the rule that refuses an identity number; empty if it is in order.

    Parameters
    ----------
    text
        The number as it was typed.
    on
        The day after which nobody is born yet, by default today.

    Returns
    -------
    str
        ``identity_old`` for the 15 digits of before 1999, ``identity_length`` for anything but 17
        digits and a check digit, ``identity_birth_date`` and ``identity_check_digit``.

    Examples
    --------
    The standard's own example, and the same with its last digits lost:

    >>> check_identity_number("11010519491231002X"), check_identity_number("110105194912310000")
    ('', 'identity_check_digit')
    """
    number = canonical_identity_number(text)
    if _OLD.fullmatch(number):
        return "identity_old"
    if not _NUMBER.fullmatch(number):
        return "identity_length"
    try:
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "identity_birth_date"
    if not _EARLIEST_BIRTH <= birth <= (on or datetime.date.today()):
        return "identity_birth_date"
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return "" if number[17] == _CHECK_DIGITS[weighed % 11] else "identity_check_digit"


def has_long_run_of_digits(text: str) -> bool:
    """Return whether 11 digits or more stand in a row: a phone, an account, an identity number.

    Examples
    --------
    >>> has_long_run_of_digits("0411-8812-3456"), has_long_run_of_digits("1,234,567")
    (True, False)
    """
    return bool(_LONG_RUN.search(half_width(text)))
