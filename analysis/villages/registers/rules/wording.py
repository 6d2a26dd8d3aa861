"""What a rule says of a contradiction, in both languages: labels and values, nothing personal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from villages.catalogue import say
from villages.plan.conditions import read_expression
from villages.plan.model import Plan
from villages.plan.words import Text
from villages.registers.rules.comparing import expressions
from villages.registers.rules.model import BEFORE, Contradiction, Rule
from villages.vocabulary import LANGUAGES, Language

Sentence = Literal["problem", "remedy", "innocent"]

#: The sentences of a rule that may name labels and values.
SENTENCES: tuple[Sentence, ...] = ("problem", "remedy", "innocent")

_PLACE = re.compile(r"\{([^{}]*)\}")


def places(pattern: str) -> list[str]:
    """Return what a sentence names.

    Examples
    --------
    >>> places("{column}: {household_count}, last year {before.household_count}")
    ['column', 'household_count', 'before.household_count']
    """
    return _PLACE.findall(pattern)


def nameable(plan: Plan, rule: Rule) -> Mapping[str, bool]:
    """Return what a rule's sentences might name, and whether they may: what is personal may not.

    ``column`` is the labels of the marked cells, ``left`` and ``right`` what sums come to; every
    other name is a column's value in the contradicting row.
    """
    personal = {
        f"{prefix}{name}": False
        for register in plan.registers.values()
        for name, column in register.columns.items()
        if column.personal
        for prefix in ("", BEFORE)
    }
    return personal | {"column": True} | _values(plan, rule)


def _values(plan: Plan, rule: Rule) -> dict[str, bool]:
    if rule.sums is not None:
        return {name: not _adds_personal(plan, rule, name) for name, _ in rule.sides}
    columns = dict(rule.columns(plan, str(rule.register_id)))
    columns |= {f"{BEFORE}{name}": column for name, column in columns.items()}
    if rule.holds is not None:
        named = read_expression(rule.holds, columns, file=rule.id, key="holds", line=1).columns
    else:
        named = frozenset({rule.unique or (rule.refers and rule.refers.column) or ""})
    return {name: not columns[name].personal for name in sorted(named)}


def _adds_personal(plan: Plan, rule: Rule, wanted: str) -> bool:
    """A sum over what is personal may be the value of a single person."""
    side = next(side for name, side in rule.sides if name == wanted)
    columns = plan.registers[side.register_id].columns
    return any(
        columns[name].personal for _, part in expressions(plan, rule, side) for name in part.columns
    )


def words(plan: Plan, rule: Rule, contradiction: Contradiction, sentence: Sentence) -> Text:
    """Return a sentence of a rule about one contradiction, in both languages.

    Parameters
    ----------
    plan
        The plan, whose registers have the labels.
    rule
        The rule that was contradicted.
    contradiction
        What was found.
    sentence
        ``problem``, ``remedy`` or ``innocent``; the last is empty where a rule names none.
    """
    pattern = getattr(rule, sentence) or Text(zh="", en="")
    columns = plan.registers[contradiction.register_id].columns

    def filled(language: Language) -> str:
        def spoken(place: re.Match[str]) -> str:
            name = place.group(1)
            if name == "column":
                labels = [columns[cell].label.of(language) for cell in contradiction.columns]
                return ("、" if language == "zh" else ", ").join(labels)
            column = columns.get(name.removeprefix(BEFORE))
            values = column.values if column is not None else None
            return _spoken(contradiction.values[name], values, language)

        return _PLACE.sub(spoken, pattern.of(language))

    return Text(**{language: filled(language) for language in LANGUAGES})


def _spoken(value: object, values: Mapping[str, Text] | None, language: Language) -> str:
    if value is None:
        return say("commands", "rule_blank", language)
    if isinstance(value, bool):
        return say("forms", "answer_yes" if value else "answer_no", language)
    if values is not None and value in values:
        return values[str(value)].of(language)
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
