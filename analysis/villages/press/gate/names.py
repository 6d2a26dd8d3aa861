"""Find names of persons in a text, by a list that holds only keyed hashes of them.

A name of three characters or more is looked for anywhere, one of two only where it stands alone or
beside a word such as 姓名: many words and villages are called like somebody. What stands in the
program's own sentences or is the name of a place counts only beside such a word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import cache
from pathlib import Path

from villages.catalogue import FOLDER, sentences
from villages.errors import UserError
from villages.gazetteer import read_gazetteer
from villages.keyed_names import KEY_FILE, NAMES_FILE, KnownNames, canonical_name, read_key
from villages.vocabulary import RESULTS_CARD, shipped

_PLANS = shipped("data") / "plans"

#: Chinese characters of names, in canonical form.
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_HAN}]{{3,}}")
_DOTTED = re.compile(f"[{_HAN}]+(?:·[{_HAN}]+)+")
_WINDOWS = (3, 4)

#: Words beside which a name stands, in canonical form: no blanks, half width, no capitals.
_LABELS = (
    "姓名|户主|负责人|联系人|经办人|填表人|填报人|签发人|法定代表人|法人代表|第一书记|村支书|受益人|"
    "申请人|持卡人|开户名|帮扶人|监护人|配偶|name|headofhousehold|contact|signedby|decidedby"
)
_AFTER_LABEL = re.compile(
    f"(?:{_LABELS})(?:[:：,，;/|()（）\\[\\]\"'=_-]|为|是|系|叫)*([{_HAN}·]{{2,12}}|[a-z·'-]{{4,40}})"
)
_BEFORE_LABEL = re.compile(f"([{_HAN}]{{2,4}})[(（,，/|:：-]?(?:{_LABELS})")

#: No cell with a name alone is longer.
_LONGEST_ALONE = 40
_MOST_REMEMBERED = 500_000


class Names:
    """What the gate knows of names.

    Parameters
    ----------
    known
        The list.
    familiar
        Texts that are on every page: names of places, sentences of the program.
    """

    def __init__(self, known: KnownNames, familiar: Callable[[], str]) -> None:
        known.read()
        self._known, self._familiar = known, familiar
        self._remembered: dict[str, bool] = {}

    def find(self, text: str) -> bool:
        """Return whether a name of the list stands in a text.

        Parameters
        ----------
        text
            A cell, a paragraph, an attribute: what belongs together.
        """
        if len(text) < 2:
            return False
        canonical = canonical_name(text)
        if len(canonical) <= _LONGEST_ALONE and self._is_strange_name(canonical):
            return True
        beside = any(map(self._is_name, _labelled(canonical)))
        return beside or any(map(self._is_strange_name, _windows(canonical)))

    def _is_name(self, canonical: str) -> bool:
        if len(canonical) < 2:
            return False
        answer = self._remembered.get(canonical)
        if answer is None:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            answer = self._remembered[canonical] = self._known.has_canonical(canonical)
        return answer

    def _is_strange_name(self, canonical: str) -> bool:
        """Whether it is a name, and no word of the program or place of the results."""
        return self._is_name(canonical) and canonical not in self._familiar()


def _windows(canonical: str) -> Iterator[str]:
    for run in _RUN.finditer(canonical):
        text = run[0]
        for size in _WINDOWS:
            for start in range(len(text) - size + 1):
                yield text[start : start + size]
    for dotted in _DOTTED.finditer(canonical) if "·" in canonical else ():
        yield from _ends(dotted[0])


def _ends(dotted: str) -> Iterator[str]:
    """Yield what a name with dots may be within a sentence: it begins and ends somewhere."""
    first, last = dotted.index("·"), dotted.rindex("·")
    for start in range(first):
        for end in range(last + 2, len(dotted) + 1):
            yield dotted[start:end]


def _labelled(canonical: str) -> Iterator[str]:
    for found in _AFTER_LABEL.finditer(canonical):
        for size in range(2, len(found[1]) + 1):
            yield found[1][:size]
    for found in _BEFORE_LABEL.finditer(canonical):
        for start in range(len(found[1]) - 1):
            yield found[1][start:]


def open_names(folder: Path | None, places: Callable[[], str] = str) -> Names | None:
    """Return the names that the private folder knows; None if it has no list.

    Parameters
    ----------
    folder
        The private folder with the key and the list.
    places
        Returns the names of all places that reports may speak of, in one text.

    Raises
    ------
    UserError
        If the list is there but cannot be used: its key is missing or open to others, or it is
        damaged.
    """
    if folder is None or not (folder / NAMES_FILE).is_file():
        return None
    key = read_key(folder)
    if key is None:
        raise UserError("pseudonym_key_missing", file=folder / KEY_FILE)

    @cache
    def familiar() -> str:
        return canonical_name(places()) + "\n" + _own_sentences()

    return Names(KnownNames(folder, key), familiar)


def known_words(results: Path) -> str:
    """Return the names of all places of a results folder, and every word of their plan.

    What is said on every page is no name of a person, even if somebody is called like it.

    Parameters
    ----------
    results
        The folder. If there is none, nothing is known.
    """
    try:
        card = json.loads((results / RESULTS_CARD).read_text(encoding="utf-8"))
        named = [name for each in read_gazetteer(results).places for name in astuple(each)]
    except (OSError, ValueError, UserError):
        return ""
    folder = str(card.get("plan_folder", ""))
    plan = Path(folder) if "/" in folder or "\\" in folder else _PLANS / folder
    files = sorted(plan.rglob("*.yaml")) if folder and plan.is_dir() else []
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in files]
    return "\n".join([*map(str, named), *texts])


@cache
def _own_sentences() -> str:
    """Everything that the program says, in the form in which names are compared."""
    said: list[str] = []

    def collect(held: object) -> None:
        if isinstance(held, str):
            said.append(canonical_name(held))
        elif isinstance(held, dict):
            for each in held.values():
                collect(each)

    for path in sorted(FOLDER.glob("*.yaml")):
        collect(dict(sentences(path.stem)))
    return "\n".join(said)
