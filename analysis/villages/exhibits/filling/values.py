"""A value as a form prints it: a text, and a number with a format where a cell can hold one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from villages.catalogue import say
from villages.errors import UserError
from villages.exhibits.numbers import number_text
from villages.plan.words import Text
from villages.registers.intake.units import conversion, is_unit
from villages.vocabulary import Language

PERCENT = Text(zh="%", en="%")

_HUNDRED = Decimal(100)
_DIGITS = re.compile(r"−?[0-9][0-9,]*(\.[0-9]+)?")


@dataclass(frozen=True)
class Value:
    """What answers a placeholder.

    Attributes
    ----------
    words
        What is printed, with its unit: ``97.9%``.
    digits
        The number in it as it is printed: ``97.9``; empty where it is no number, or several.
    units
        The number's unit, and what else a form may call it.
    note
        What follows the words: that only a part is known.
    is_bare
        Whether a cell of its own shows the number without unit, because the form names it.
    """

    words: str
    digits: str = ""
    units: tuple[Text, ...] = ()
    note: str = ""
    is_bare: bool = False

    @property
    def text(self) -> str:
        """What running text has."""
        return self.words + self.note

    @property
    def number(self) -> Decimal | None:
        """The very number that is printed."""
        plain = self.digits.replace(",", "").replace("−", "-")
        return Decimal(plain) if plain else None

    @property
    def cell_text(self) -> str:
        """What a cell of its own shows."""
        return self.digits + self.note if self.is_bare and self.digits else self.text

    @property
    def cell_number(self) -> float | int | None:
        """What a cell of its own holds; per cent are a fraction unless the form names the unit."""
        if self.number is None:
            return None
        number = self.number / _HUNDRED if self._is_fraction else self.number
        return int(number) if number == number.to_integral_value() else float(number)

    @property
    def number_format(self) -> str:
        """The format with which Excel shows the cell's number as the text has it."""
        before, _, after = self.words.partition(self.digits)
        whole, point, decimals = self.digits.partition(".")
        # A year has four digits and no comma.
        pattern = ("#,##0" if "," in whole else "0") + point + "0" * len(decimals)
        if self.is_bare:
            before = after = ""
        elif self._is_fraction:
            pattern, after = pattern + "%", after.removeprefix("%")
        return "".join((_literal(before), pattern, _literal(after + self.note)))

    @property
    def _is_fraction(self) -> bool:
        return PERCENT in self.units and not self.is_bare


def figure(words: str, units: tuple[Text, ...] = (), note: str = "") -> Value:
    """Return the value of words that print one number.

    Examples
    --------
    >>> share = figure("97.9%", (PERCENT,))
    >>> share.cell_number, share.number_format
    (0.979, '0.0%')
    """
    found = _DIGITS.search(words)
    return Value(words, found[0] if found else "", units, note)


def in_unit(value: Value, unit: str, language: Language) -> Value:
    """Return a value in the unit that a form asks for: exact, never rounded anew.

    Raises
    ------
    UserError
        If the unit is not known, or the value is not measured in it.

    Examples
    --------
    >>> income = figure("13,951元", (Text(zh="元", en="yuan"),))
    >>> in_unit(income, "万元", "zh").text, in_unit(income, "元", "zh").cell_text
    ('1.3951万元', '13,951')
    """
    factors = (conversion(unit, each) for each in value.units)
    factor = next((each for each in factors if each is not None), None)
    number = value.number
    if factor is None:
        if number is None and is_unit(unit):
            return value
        raise UserError("fill_unit", unit=unit, value=value.text)
    if number is None or factor == 1:
        return replace(value, is_bare=True)
    before = value.words.partition(value.digits)[0]
    digits = number_text(number * factor.denominator / factor.numerator)
    words = before + say("filling", "quantity", language, number=digits, unit=unit)
    asked = Text(zh=unit, en=unit)
    return replace(value, words=words, digits=digits, units=(asked,), is_bare=True)


def _literal(words: str) -> str:
    return f'"{words}"' if words else ""
