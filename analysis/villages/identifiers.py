"""Numbers that name a person: identity numbers (GB 11643-1999), bank cards, telephones."""

from __future__ import annotations

import datetime
import re

from villages.characters import half_width, without_blanks

_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")

#: ISO 7064, MOD 11-2: the weights of the first 17 digits, and the check digit for each remainder.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

_EARLIEST_BIRTH = datetime.date(1890, 1, 1)

#: The first two digits of division codes (GB/T 2260): provinces, and residents of the islands.
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
            *range(61, 66), 71, 81, 82, 83,
        ),
    )
)  # fmt: skip

#: Years of birth that an identity number in a text may have.
_BIRTH_YEARS = range(1900, 2101)

#: Digits in a row, whatever stands between groups of them.
_LONG_RUN = re.compile(r"(?:[0-9][-. ()]*){11,}")

#: How the numbers of cards begin, and how long they are: UnionPay and old cards of Chinese banks;
#: Visa and bank cards of its kind; Mastercard and JCB.
_CARD = re.compile(
    r"(?:62[0-9]|60[0-9]|955)[0-9]{13,16}|4[0-9]{15}(?:[0-9]{3})?|(?:5[1-5]|35)[0-9]{14}"
)

_MOBILE = re.compile(r"1[3-9][0-9]{9}")

#: Area codes of the mainland, without the zero in front.
_AREA = (
    r"10|2[0-57-9]|3(?:1[0-9]|35|49|5[0-9]|7[0-9]|9[1-8])"
    r"|4(?:1[1-9]|2[179]|3[1-9]|40|48|5[1-9]|6[4789]|7[0-9]|8[23])"
    r"|5(?:1[0-9]|2[37]|3[0-9]|4[36]|5[0-9]|6[1-6]|7[0-9]|80|9[1-9])"
    r"|6(?:3[1-5]|6[0238]|9[12])"
    r"|7(?:01|1[0-9]|2[248]|3[0-9]|4[3-6]|5[0-9]|6[0235-9]|7[0-9]|9[0-9])"
    r"|8(?:1[23678]|2[5-9]|3[0-9]|5[1-9]|7[0-9]|8[1367-8]|9[1-8])"
    r"|9(?:0[1-36-9]|1[0-9]|3[0-9]|4[13]|5[1-5]|7[0-9]|9[0-9])"
)
_LANDLINE = re.compile(rf"0(?:{_AREA})[2-8][0-9]{{6,7}}")


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
    birth = _date(number[6:14])
    if birth is None or not _EARLIEST_BIRTH <= birth <= (on or datetime.date.today()):
        return "identity_birth_date"
    return "" if number[17] == identity_check_digit(number[:17]) else "identity_check_digit"


def identity_check_digit(digits: str) -> str:
    """Return the check digit of the first 17 digits of an identity number (ISO 7064, MOD 11-2).

    Examples
    --------
    >>> identity_check_digit("11010519491231002")
    'X'
    """
    weighed = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _CHECK_DIGITS[weighed % 11]


def is_identity_number(number: str) -> bool:
    """Return whether 18 characters found anywhere in a text are an identity number.

    Of numbers at random 9 in 100 have the right check digit; hence province and date count too.

    Parameters
    ----------
    number
        17 digits and a check digit, half width.

    Examples
    --------
    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310021")
    (True, False)
    """
    return has_identity_beginning(number) and number[17:] == identity_check_digit(number[:17])


def is_rounded_identity_number(number: str) -> bool:
    """Return whether 18 digits are an identity number as a spreadsheet rounds it to a number.

    Of the 18 digits 15 are kept, or the nearest binary number is written: what is lost is the
    check digit and part of the serial number, but not who is meant.

    Examples
    --------
    >>> is_rounded_identity_number("110105194912310000")
    True
    >>> is_rounded_identity_number(f"{float('440524198001010014'):.0f}")
    True
    """
    if len(number) != 18 or not number.isdigit():
        return False
    if number.endswith("000"):
        return has_identity_beginning(number)
    if int(float(number)) != int(number):
        return False
    # Serial number 001 may have been rounded down to the day before.
    return any(has_identity_beginning(str(int(number) + more)) for more in (0, 64))


def is_old_identity_number(number: str) -> bool:
    """Return whether 15 digits are an identity number of before 1999, which has no check digit.

    Examples
    --------
    >>> is_old_identity_number("110105491231002"), is_old_identity_number("110105491331002")
    (True, False)
    """
    is_long = _OLD.fullmatch(number) is not None
    return is_long and number[:2] in _PROVINCES and _date("19" + number[6:12]) is not None


def has_identity_beginning(number: str) -> bool:
    """Return whether a number begins with a province and has a day of birth in its place.

    Examples
    --------
    >>> has_identity_beginning("11010519491231"), has_identity_beginning("11010519491331")
    (True, False)
    """
    if number[:2] not in _PROVINCES:
        return False
    birth = _date(number[6:14])
    return birth is not None and birth.year in _BIRTH_YEARS


def begins_with_province(number: str) -> bool:
    """Return whether the first two digits are those of a province."""
    return number[:2] in _PROVINCES


def passes_luhn(number: str) -> bool:
    """Return whether the last digit checks the others (ISO/IEC 7812-1, annex B).

    Examples
    --------
    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_bank_card(number: str) -> bool:
    """Return whether digits are the number of a bank card: beginning, length, check digit.

    Examples
    --------
    >>> is_bank_card("4111111111111111"), is_bank_card("1111111111111117")
    (True, False)
    """
    return _CARD.fullmatch(number) is not None and passes_luhn(number)


def is_mobile(number: str) -> bool:
    """Return whether 11 digits are the number of a mobile telephone.

    Examples
    --------
    >>> is_mobile("13812345678"), is_mobile("12812345678")
    (True, False)
    """
    return _MOBILE.fullmatch(number) is not None


def is_landline(number: str) -> bool:
    """Return whether digits are an area code of the mainland and a subscriber's number.

    Examples
    --------
    >>> is_landline("041188123456"), is_landline("000012345678")
    (True, False)
    """
    return _LANDLINE.fullmatch(number) is not None


def has_long_run_of_digits(text: str) -> bool:
    """Return whether 11 digits or more stand in a row: a phone, an account, an identity number.

    Examples
    --------
    >>> has_long_run_of_digits("0411-8812-3456"), has_long_run_of_digits("1,234,567")
    (True, False)
    """
    return bool(_LONG_RUN.search(half_width(text)))


def is_day(digits: str) -> bool:
    """Return whether eight digits are a day of these times, as in many codes.

    Examples
    --------
    >>> is_day("20191231"), is_day("88123456")
    (True, False)
    """
    day = _date(digits) if len(digits) == 8 else None
    return day is not None and day.year in _BIRTH_YEARS


def _date(digits: str) -> datetime.date | None:
    """The day that eight digits are; None if there is none."""
    try:
        return datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
