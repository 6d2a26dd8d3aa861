"""What may be shown of a cell: numbers and the words that the cell reader knows, nothing else.

A name may stand in any column, a phone number in a column of counts. So what is not made of digits
below 11 in a row, signs, units behind digits and known words is described and not shown.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from villages.catalogue import say, user_language
from villages.characters import half_width, matching_form, without_invisible
from villages.identifiers import has_long_run_of_digits
from villages.plan.model import Column
from villages.registers.forms.content import choices
from villages.registers.intake.cells import ERRORS, MISSING_WORDS, NONE_WORDS
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, UncachedFormula
from villages.registers.intake.problems import MASK
from villages.vocabulary import LANGUAGES, Language

_LONGEST = 30
_LONGEST_PLACE = 14

#: How the names of places end; no person is called so.
_PLACE_ENDINGS = (
    "村", "镇", "乡", "街道", "街", "市", "县", "区", "屯", "组", "场", "社区", "委员会", "村委会",
    "居委会", "合计", "小计",
)  # fmt: skip

#: Digits of division codes, with and without those of villages.
_CODE_LENGTHS = (6, 9, 12)
_MOST_DIGITS = 10

#: Digits with what may stand around them. Chinese characters are shown behind digits only: 万里
#: is a name as well as two units.
_QUANTITY = (
    r"(?:(?:大?约|近|超过?|不足|不到|至少|最多|[<>≥≤±~¥])? ?[+-]?[0-9][0-9,.]*"
    r" ?(?:[十百千万亿]{1,2})?(?:个|人次?|口人?|户|名|元|公里|千米|米|亩|公顷|岁|年|次|km|m|%|‰)?"
    r" ?(?:多|余|几|左右|上下|以上|以下|以内|\+)?)"
)
_QUANTITIES = re.compile(rf"{_QUANTITY}(?:[-~—/至到、 ]?\(?{_QUANTITY}\)?)*|\({_QUANTITY}\)")
_DATE = re.compile(r"[0-9]{1,4}[-./年][0-9]{1,2}[-./月][0-9]{1,4}日?.*", re.DOTALL)

_ANSWERS = frozenset(("是", "否", "有", "对", "yes", "no", "y", "n", "true", "false", *"√✓✔×✗✘"))


def shown(cell: CellValue, column: Column | None, language: Language | None = None) -> str:
    """Return what a message may say of a cell.

    Parameters
    ----------
    cell
        What the file holds.
    column
        The column that it stands in; None if it is not known which.
    language
        The language of the description, by default the user's.

    Returns
    -------
    str
        ``***`` for personal and for unknown columns, nothing for a blank cell; the value if it
        can be no name and no number of a person or account; else what kind of value it is.

    Examples
    --------
    >>> from villages.plan.words import Text
    >>> column = Column(type="integer", label=Text(zh="人口", en="persons"))
    >>> shown("约30", column), shown("王小明", column, "en"), shown("王小明", None)
    ('约30', 'a text of 3 characters', '***')
    """
    if cell is None:
        return ""
    if column is None or column.personal:
        return MASK
    chosen = language or user_language()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, str):
        return _shown_text(cell, column, chosen)
    if isinstance(cell, int | float):
        return _shown_number(cell, chosen)
    if isinstance(cell, Percent):
        percent = float(Decimal(repr(cell.fraction)) * 100)
        return f"{_shown_number(percent, chosen)}%"
    if isinstance(cell, datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        return day.isoformat() if column.type == "date" else say("problems", "shown_date", chosen)
    if isinstance(cell, ErrorValue):
        return cell.text if cell.text in ERRORS else say("problems", "shown_error", chosen)
    if isinstance(cell, UncachedFormula):
        return say("problems", "shown_formula", chosen)
    return say("problems", "shown_time", chosen)


def shown_place(name: str, language: Language | None = None) -> str:
    """Return what a message may say of the name of a place: a person's name may stand there.

    Parameters
    ----------
    name
        What the file holds.
    language
        The language of the description, by default the user's.

    Examples
    --------
    >>> shown_place("无此镇"), shown_place("990181101299"), shown_place("王小明", "en")
    ('无此镇', '990181101299', 'a text of 3 characters')
    """
    text = half_width(without_invisible(name))
    is_code = text.isascii() and text.isdigit() and len(text) in _CODE_LENGTHS and text[0] != "0"
    is_name = len(text) <= _LONGEST_PLACE and text.endswith(_PLACE_ENDINGS)
    if is_code or (is_name and not has_long_run_of_digits(text)):
        return name
    chosen = language or user_language()
    return say("problems", "shown_text", chosen, count=len(text)) if text else ""


def shown_label(label: str, language: Language | None = None) -> str:
    """Return what a message may say of a header that is none of the form's: only how long it is."""
    text = without_invisible(label)
    return say("problems", "shown_text", language or user_language(), count=len(text))


def _shown_number(number: float, language: Language) -> str:
    written = f"{number:.10g}"
    text = f"{Decimal(written):f}" if "e" in written else written
    is_whole_story = float(text) == number
    digits = sum(sign.isdigit() for sign in text)
    if digits <= _MOST_DIGITS and is_whole_story:
        return text
    return say("problems", "shown_number", language)


def _shown_text(cell: str, column: Column, language: Language) -> str:
    text = half_width(without_invisible(cell))
    if not text:
        return say("problems", "shown_blanks", language)
    if len(text) <= _LONGEST and (_is_known_word(text, column) or _is_number(text, column)):
        return text
    return say("problems", "shown_text", language, count=len(text))


def _is_known_word(text: str, column: Column) -> bool:
    form = matching_form(text)
    if form in MISSING_WORDS or form in NONE_WORDS or form in _ANSWERS or text in ERRORS:
        return True
    if not column.values:
        return False
    words = set(column.values)
    for language in LANGUAGES:
        words |= {label.of(language) for label in column.values.values()}
        words |= set(choices(column, language).values())
    return form in map(matching_form, words)


def _is_number(text: str, column: Column) -> bool:
    if _DATE.fullmatch(text) and column.type != "date":
        return False
    if not text.isascii() and not any(sign.isascii() and sign.isdigit() for sign in text):
        return False
    digits = sum(sign.isdigit() for sign in text)
    if digits > _MOST_DIGITS or has_long_run_of_digits(text):
        return False
    return _QUANTITIES.fullmatch(text) is not None
