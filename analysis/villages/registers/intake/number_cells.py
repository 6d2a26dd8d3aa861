"""Cells of number columns: what is certain is read, whatever could mean two numbers is refused.

A number is read from

- a number of the file; per cents as the cell shows them (0.98 shown as 98 % is 98);
- digits of either width with a point and, in right groups of three, thousands separators;
- either of these with 万 and its like, or a unit that is the column's own or converts to it
  exactly. A unit in the cell outweighs the header's; 万 alone under a header in 万元 is refused.

Refused are a bare number between 0 and 1 in a per cent column (0.98 may be 98 % or 0.98 %, 1 may be
100 %; 0 is certain), several numbers, roughly given ones, Chinese numerals, dates, answers, and
whatever lies outside of the column's bounds.

Noise of computing is rounded off: up to a millionth from a whole number in a column of whole
numbers, up to a thousand-millionth from three decimals in a decimal column, and what only the 16th
digit and beyond tell. Nothing else is rounded.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import replace
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from villages.characters import half_width
from villages.plan.model import Column
from villages.registers.intake.grid import CellValue, Percent
from villages.registers.intake.reading import Read, both, refused
from villages.registers.intake.units import SCALES, conversion, dimension, is_unit

_NUMBER = re.compile(
    r"(?P<money>¥\s*)?(?P<sign>[+-]?)"
    r"(?P<number>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?)"
    r"(?P<rest>.*)",
    re.DOTALL,
)
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]+(?:,[0-9]*)+(?:\.[0-9]+)?")
_ROUGH = re.compile(
    r"[约近逾超余多几过<>≤≥~±?]|左右|上下|大概|以上|以下|以内|不到|不足|至少|最多|\+$"
)
_NUMERALS = re.compile(
    "[〇零一二两三四五六七八九十百千万亿半廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+(?P<rest>.*)"
)

#: A longer text is no number; nor does it help to say which kind of none.
_LONGEST = 60

#: What ``DECIMAL(18, 3)`` holds, and a number of a file holds exactly.
_MOST_DIGITS = 15
_MOST = Decimal(10) ** _MOST_DIGITS - 1
_DECIMAL_PLACES = 3
_NOISE = {"integer": Fraction(1, 10**6), "decimal": Fraction(1, 10**9)}
_FIFTEEN_DIGITS = Context(prec=15)

#: Of several ways in which a cell was not written as asked, the first is named.
_WEIGHT = (
    "unit_converted",
    "cell_unit_converted",
    "cell_scaled",
    "cell_float_noise",
    "cell_unit_written",
    "cell_thousands",
    "cell_width",
    "cell_trimmed",
)


class NumberReader:
    """Reads the cells of an integer, decimal or real column.

    Parameters
    ----------
    column
        The column.
    given
        The unit that the form's header gives; None stands for the column's own.
    """

    def __init__(self, column: Column, given: str | None) -> None:
        self._column = column
        self._type = column.type
        self._is_percent = dimension(column.unit) == "percent"
        self._factor = Fraction(1) if given is None else conversion(given, column)
        self._unit = both(column.unit) if column.unit else {"zh": "", "en": ""}
        self._given = given or ""
        # A number of the file is compared with a whole number ten times faster.
        self._low, self._high = map(_whole_if_it_is, column.admissible or (-_MOST, _MOST))
        self._is_direct = self._factor == 1 and not self._is_percent and self._type != "real"

    def read(self, cell: CellValue) -> Read:
        """Return what a number, per cent, date or answer means; texts go to :meth:`read_text`."""
        if isinstance(cell, float):
            return self._number(cell)
        if isinstance(cell, bool):
            return refused("cell_answer_in_number")
        if isinstance(cell, int):
            return self._number(cell)
        if isinstance(cell, Percent):
            return self._percent(cell)
        if isinstance(cell, datetime.date):
            return refused("cell_date_in_number")
        raise TypeError(type(cell))

    def read_text(self, text: str, note: str) -> Read:
        """Return what a text means.

        Parameters
        ----------
        text
            The text without blanks around it and without invisible characters.
        note
            The rule by which these were taken off; empty if there were none.
        """
        if self._is_direct and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
            whole = self._number(int(text))
            return whole if whole.problem else replace(whole, note=note) if note else whole
        notes = {note}
        folded = half_width(text)
        if folded != text:
            notes.add("cell_width")
        found = _NUMBER.fullmatch(folded) if len(folded) <= _LONGEST else None
        if found is None or not found["number"]:
            return refused(self._why_not(folded))
        if "," in found["number"]:
            notes.add("cell_thousands")
        number = Decimal(found["sign"] + found["number"].replace(",", ""))
        unit = found["rest"].strip()
        if found["money"]:
            unit += "" if unit.endswith("元") else "元"
        if not unit:
            return self._bare(number, notes)
        return self._with_unit(number, unit, folded, notes)

    def _number(self, cell: float) -> Read:
        if self._is_direct and self._low <= cell <= self._high:
            if self._type == "integer" and cell == (whole := int(cell)):
                return Read(whole)
            written = repr(cell)
            if self._type == "decimal" and "e" not in written and len(written) < 16:
                _, _, places = written.partition(".")
                if len(places) <= _DECIMAL_PLACES:
                    return Read(Decimal(f"{cell + 0.0:.3f}"))
        if not math.isfinite(cell):
            return refused("cell_not_finite")
        return self._bare(Decimal(repr(cell)), set())

    def _percent(self, cell: Percent) -> Read:
        if not self._is_percent:
            return refused("cell_percent_misplaced")
        if not math.isfinite(cell.fraction):
            return refused("cell_not_finite")
        if self._factor is None:
            return self._unit_refused()
        return self._value(Fraction(Decimal(repr(cell.fraction))) * 100, set(), {})

    def _bare(self, number: Decimal, notes: set[str]) -> Read:
        if self._is_percent and 0 < abs(number) <= 1:
            return refused("cell_percent_ambiguous")
        if self._factor is None:
            return self._unit_refused()
        if self._factor == 1:
            return self._value(Fraction(number), notes, {})
        said = {"unit": self._given, "wanted": self._unit}
        return self._value(Fraction(number) * self._factor, notes | {"unit_converted"}, said)

    def _with_unit(self, number: Decimal, unit: str, text: str, notes: set[str]) -> Read:
        if self._factor is None:
            return self._unit_refused()
        if unit in SCALES:
            if self._factor != 1 or self._is_percent:
                return refused("cell_scale_ambiguous")
            return self._value(Fraction(number) * SCALES[unit], notes | {"cell_scaled"}, {})
        factor = conversion(unit, self._column)
        is_year = self._column.unit is None and 1900 <= number <= 2100
        if factor is None or (self._column.unit is None and not is_year):
            return self._other_unit(unit, text)
        if factor == 1 and self._factor == 1:
            notes = notes if self._is_percent else notes | {"cell_unit_written"}
            return self._value(Fraction(number), notes, {})
        said = {"unit": unit, "wanted": self._unit}
        return self._value(Fraction(number) * factor, notes | {"cell_unit_converted"}, said)

    def _other_unit(self, unit: str, text: str) -> Read:
        if unit in ("%", "‰"):
            return refused("cell_percent_misplaced")
        if _SCIENTIFIC.fullmatch(text):
            return refused("cell_scientific")
        rule = self._why_not(text)
        if rule != "cell_number_unreadable":
            return refused(rule)
        return self._unit_refused()

    def _unit_refused(self) -> Read:
        if self._column.unit is None:
            return refused("cell_unit_unasked")
        return refused("cell_unit_other", unit=self._unit)

    def _value(self, exact: Fraction, notes: set[str], said: dict[str, Any]) -> Read:
        """Return the value in the column's type, if it is exact and within the bounds."""
        value: int | Decimal | float
        is_converted = bool(said)
        if self._type == "real":
            value, is_noisy = _as_float(exact), False
        else:
            places = _DECIMAL_PLACES if self._type == "decimal" else 0
            nearest = Fraction(round(exact * 10**places), 10**places)
            is_noisy = nearest != exact
            if is_noisy and not self._is_noise(exact, nearest):
                if is_converted:
                    return refused("cell_conversion_inexact", unit=self._unit)
                whole = self._type == "integer"
                return refused("cell_fraction" if whole else "cell_decimals")
            exact = nearest
            value = int(exact) if self._type == "integer" else _as_decimal(exact)
        if not self._low <= exact <= self._high:
            return self._outside()
        if is_noisy:
            notes = notes | {"cell_float_noise"}
        note = next((rule for rule in _WEIGHT if rule in notes), "")
        return Read(value, note, values=said if is_converted else {})

    def _is_noise(self, exact: Fraction, nearest: Fraction) -> bool:
        if abs(exact - nearest) <= _NOISE[self._type]:
            return True
        fifteen = _FIFTEEN_DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        return Fraction(fifteen) == nearest

    def _outside(self) -> Read:
        if self._column.admissible is None:
            return refused("cell_too_large")
        low, high = (f"{bound:,f}" for bound in self._column.admissible)
        return refused("cell_out_of_bounds", low=low, high=high, unit=self._unit)

    def _why_not(self, text: str) -> str:
        """The rule that a text without a certain number falls under."""
        if len(text) > _LONGEST:
            return "cell_number_unreadable"
        numerals = _NUMERALS.fullmatch(text)
        if numerals and (not numerals["rest"] or is_unit(numerals["rest"])):
            return "cell_chinese_numeral"
        if _GROUPED.fullmatch(text):
            return "cell_separators"
        if any(unicodedata.category(sign)[0] == "N" and not sign.isascii() for sign in text):
            return "cell_odd_digits"
        if text.lstrip("+-").casefold() in ("inf", "infinity", "∞"):
            return "cell_not_finite"
        if len(_DIGITS.findall(text)) > 1:
            return "cell_several_numbers"
        if _DIGITS.search(text) and _ROUGH.search(text):
            return "cell_rough"
        return "cell_number_unreadable"


def _whole_if_it_is(bound: Decimal) -> int | Decimal:
    return int(bound) if bound == int(bound) else bound


def _as_decimal(exact: Fraction) -> Decimal:
    """A number of at most three places, always written with three."""
    return Decimal(int(exact * 1000)).scaleb(-_DECIMAL_PLACES)


def _as_float(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        return math.inf
