"""Cells that hold one of a few words: answers of yes or no, and code words with their labels.

Answers may be words, marks, or the digits of official forms: 1 = yes, 2 = no. Where a form counts
0 = no instead, 1 is yes too, so that each of the three digits has one meaning. A letter ``x`` or
``v`` is refused: some tick with it, some strike out.

Code words may be written as our forms' lists print them (word and label), alone, or as the label in
either language; and as that with other blanks, width or capitals, or without the label's bracketed
part, where only one value fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from villages.characters import half_width, matching_form
from villages.plan.model import Column
from villages.registers.forms.content import choices
from villages.registers.intake.grid import CellValue
from villages.registers.intake.reading import Read, refused
from villages.vocabulary import LANGUAGES

_YES = ("有", "对", "y", "√", "✓", "✔", "☑", "✅")
_NO = ("没有", "不是", "n", "×", "✗", "✘", "✕")
_CODED = {"1": True, "2": False, "0": False}

_BRACKETS = re.compile(r"\([^()]*\)")
_POINT_ZERO = re.compile(r"([0-9]+)\.0+")

#: How a code word may be set apart from its label: as by us, and as others do.
_BETWEEN = ("", ".", "、", ":", "-")


class AnswerReader:
    """Reads the cells of a boolean column.

    Parameters
    ----------
    column
        The column.
    """

    def __init__(self, column: Column) -> None:
        answers = [choices(column, language) for language in LANGUAGES]
        plain = {str(words[is_yes]): is_yes for words in answers for is_yes in (True, False)}
        self._plain: dict[str, bool] = plain | {"true": True, "false": False}
        self._others = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
        for digit, is_yes in (("1", True), ("2", False)):
            for word, means_yes in plain.items():
                if is_yes == means_yes:
                    self._others |= {digit + sign + word: is_yes for sign in _BETWEEN}

    def read(self, cell: CellValue) -> Read:
        """Return what a number or an answer of the file means."""
        if isinstance(cell, bool):
            return Read(cell)
        if isinstance(cell, int | float) and cell in (0, 1, 2):
            return Read(_CODED[str(int(cell))], note="cell_answer_coded")
        return refused("cell_answer_unknown")

    def find(self, text: str) -> Read | None:
        """Return what a text means, or None if it is no answer."""
        form = matching_form(text)
        if form in self._plain:
            return Read(
                self._plain[form], note="" if text.isascii() or form == text else "cell_width"
            )
        if form in self._others:
            return Read(self._others[form], note="cell_answer_word")
        found = _POINT_ZERO.fullmatch(form)
        digits = found[1] if found else form
        return Read(_CODED[digits], note="cell_answer_coded") if digits in _CODED else None

    def read_text(self, text: str, note: str) -> Read:
        """Return the refusal of a text that :meth:`find` does not know."""
        return refused("cell_answer_unknown")


class ChoiceReader:
    """Reads the cells of a column whose values are code words.

    Parameters
    ----------
    column
        The column, with ``values``.
    """

    def __init__(self, column: Column) -> None:
        values = column.values or {}
        self._words = set(values)
        self._exact = _sole(
            (text, word)
            for word, label in values.items()
            for text in (word, label.zh, label.en, *_printed(column, word))
        )
        self._likely = _sole((matching_form(text), word) for text, word in self._exact.items())
        self._likely |= {
            form: word
            for form, word in _sole(
                (matching_form(word) + sign + matching_form(label), word)
                for word, texts in values.items()
                for label in (texts.zh, texts.en)
                for sign in _BETWEEN
            ).items()
            if form not in self._likely
        }
        shorter = [
            (_BRACKETS.sub("", form), word)
            for form, word in self._likely.items()
            if _BRACKETS.sub("", form) not in ("", form)
        ]
        sole = _sole(shorter)
        self._likely = sole | self._likely
        self._doubtful = {form for form, _ in shorter} - set(sole) - set(self._likely)
        self._choices = {
            language: sign.join(label.of(language) for label in values.values())
            for language, sign in zip(LANGUAGES, ("、", ", "), strict=True)
        }

    def read(self, cell: CellValue) -> Read:
        """Return what a number means: a code word of digits, typed as a number."""
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            return self.read_text("", "")
        word = str(int(cell)) if cell == cell // 1 else ""
        return Read(word) if word in self._words else self.read_text(word, "")

    def find(self, text: str) -> Read | None:
        """Return what a text means, or None if it is none of the choices."""
        if text in self._exact:
            return Read(self._exact[text])
        form = matching_form(half_width(text))
        found = _POINT_ZERO.fullmatch(form)
        form = found[1] if found else form
        return Read(self._likely[form], note="cell_choice") if form in self._likely else None

    def read_text(self, text: str, note: str) -> Read:
        """Return the refusal of a text that :meth:`find` does not know."""
        is_doubtful = matching_form(text) in self._doubtful
        rule = "cell_choice_ambiguous" if is_doubtful else "cell_choice_unknown"
        return refused(rule, choices=self._choices)


def _printed(column: Column, word: str) -> Iterator[str]:
    """How the lists of our forms print a code word."""
    for language in LANGUAGES:
        yield choices(column, language)[word]


def _sole(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts that stand for one code word only."""
    found: dict[str, set[str]] = {}
    for text, word in pairs:
        found.setdefault(text, set()).add(word)
    return {text: words.pop() for text, words in found.items() if len(words) == 1}
