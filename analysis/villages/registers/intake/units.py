"""Units as headers and cells write them, and exact factors between units of one dimension."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from villages.characters import half_width, matching_form, without_invisible
from villages.plan.model import Column
from villages.plan.words import Text

#: Dimension → unit → how many of the dimension's first unit it is. 亩: 15 to the hectare. 里 alone
#: is left out: in speech it means 公里 as often as 500 metres; so is 分, a coin, an area or a mark.
_UNITS: dict[str, dict[str, Fraction]] = {
    "money": dict.fromkeys(("元", "圆", "块", "人民币元", "yuan", "rmb", "cny", "¥"), Fraction(1))
    | {"角": Fraction(1, 10)},
    "area": dict.fromkeys(("平方米", "平米", "㎡", "m²", "m2"), Fraction(1))
    | dict.fromkeys(("亩", "mu"), Fraction(2000, 3))
    | dict.fromkeys(("公顷", "ha", "hectare", "hectares"), Fraction(10000))
    | dict.fromkeys(("平方公里", "平方千米", "km²", "km2"), Fraction(1000000)),
    "length": dict.fromkeys(("米", "m", "metre", "metres", "meter", "meters"), Fraction(1))
    | dict.fromkeys(("公里", "千米", "km", "㎞", "kilometres", "kilometers"), Fraction(1000))
    | dict.fromkeys(("华里", "市里"), Fraction(500)),
    "weight": dict.fromkeys(("公斤", "千克", "kg"), Fraction(1))
    | {"斤": Fraction(1, 2), "市斤": Fraction(1, 2), "吨": Fraction(1000)},
    "percent": dict.fromkeys(("%", "百分比", "per cent", "percent", "pct"), Fraction(1))
    | {"‰": Fraction(1, 10)},
    "persons": dict.fromkeys(("人", "名", "口", "口人", "person", "persons"), Fraction(1)),
    "households": dict.fromkeys(("户", "household", "households"), Fraction(1)),
    "visits": {"人次": Fraction(1)},
    "ages": dict.fromkeys(("岁", "周岁"), Fraction(1)),
    "times": {"次": Fraction(1)},
    # What is counted by 家 in one form is counted by 个 in another.
    "pieces": dict.fromkeys(("个", "家", "所", "件", "条", "场", "项"), Fraction(1)),
    "months": {"个月": Fraction(1)},
    "years": dict.fromkeys(("年", "年度"), Fraction(1)),
}
_KNOWN = {
    matching_form(name): (dimension, factor)
    for dimension, units in _UNITS.items()
    for name, factor in units.items()
}

#: Numbers that Chinese puts before a unit, or behind digits.
SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}

_HEADER = re.compile(r"(?P<label>(?:.*\S)?)\s*\((?:单位:)?(?P<unit>[^()]+)\)", re.DOTALL)


class HeaderUnit(NamedTuple):
    """A header's label and the unit that it ends with.

    Attributes
    ----------
    label
        The header without the unit.
    unit
        The unit as it is written, in half width; None if the header ends without brackets.
    """

    label: str
    unit: str | None

    @property
    def is_known(self) -> bool:
        """Whether the brackets hold a unit, as far as is known here."""
        return self.unit is not None and is_unit(self.unit)


def unit_of_header(text: str) -> HeaderUnit:
    """Return a header's label and its unit.

    Parameters
    ----------
    text
        The header; brackets of either width, blanks where they may.

    Examples
    --------
    >>> unit_of_header("人均纯收入（元）")
    HeaderUnit(label='人均纯收入', unit='元')
    >>> unit_of_header("参保率(％) ").unit, unit_of_header("村名").unit
    ('%', None)
    """
    text = without_invisible(text)
    found = _HEADER.fullmatch(half_width(text))
    if found is None:
        return HeaderUnit(text, None)
    # The width of a character does not change the length: the label stays as it is written.
    return HeaderUnit(text[: found.end("label")], found["unit"].strip())


def is_unit(text: str) -> bool:
    """Return whether a text is a unit, or a quotient of units.

    Examples
    --------
    >>> is_unit("万元"), is_unit("元/人"), is_unit("含中职")
    (True, True, False)
    """
    return all(_measure(matching_form(part)) is not None for part in half_width(text).split("/"))


def dimension(unit: Text | None) -> str | None:
    """Return what a column's unit measures, such as ``money``; None if it is not known here."""
    if unit is None:
        return None
    found = _measure(matching_form(unit.zh)) or _measure(matching_form(unit.en))
    return found[0] if found else None


def conversion(given: str, wanted: Column | Text) -> Fraction | None:
    """Return what a number in one unit is multiplied by to stand in another.

    Parameters
    ----------
    given
        The unit in which a header or a cell gives the number.
    wanted
        The column, or its unit.

    Returns
    -------
    Fraction | None
        The exact factor; None if the unit is unknown or measures something else.

    Examples
    --------
    >>> unit = Text(zh="元", en="yuan")
    >>> conversion("万元", unit), conversion("ｙｕａｎ", unit), conversion("户", unit)
    (Fraction(10000, 1), Fraction(1, 1), None)
    """
    unit = wanted.unit if isinstance(wanted, Column) else wanted
    form = matching_form(given)
    if unit is None:
        # A plain number with 年 behind it is the number of a year.
        return Fraction(1) if form in ("年", "年度") else None
    return next(
        (
            factor
            for words in (unit.zh, unit.en)
            if (factor := _factor(form, matching_form(words))) is not None
        ),
        None,
    )


def _factor(given: str, wanted: str) -> Fraction | None:
    if given == wanted:
        return Fraction(1)
    upper, _, lower = given.partition("/")
    wanted_upper, _, wanted_lower = wanted.partition("/")
    if lower or wanted_lower:
        return _factor(upper, wanted_upper) if lower == wanted_lower else None
    first, second = _measure(given), _measure(wanted)
    if first is not None and second is not None:
        return first[1] / second[1] if first[0] == second[0] else None
    if second is not None and second[0] == "percent":
        return None
    # Of a unit that is not known here, ten thousand of it are still known.
    return next(
        (Fraction(scale) for words, scale in SCALES.items() if given in (words + wanted, words)),
        None,
    )


def _measure(form: str) -> tuple[str, Fraction] | None:
    if form in _KNOWN:
        return _KNOWN[form]
    for words, scale in SCALES.items():
        found = _KNOWN.get(form.removeprefix(words)) if form.startswith(words) else None
        if found is not None and found[0] != "percent":
            return found[0], found[1] * scale
    return None
