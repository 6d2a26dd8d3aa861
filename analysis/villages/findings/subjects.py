"""What a report can be about beside a place: a theme of the plan, a body that answers for it."""

from __future__ import annotations

from villages.plan.model import Plan
from villages.plan.words import Text


def subjects(plan: Plan) -> dict[str, list[dict[str, str]]]:
    """Return the subjects of a plan for ``results.json``: parameter of a page → its values.

    Themes are all of the plan's, bodies those that answer for a measure; each with its id and what
    it is called in both languages.

    Examples
    --------
    >>> from villages.plan import read_plan
    >>> from villages.vocabulary import default_plan
    >>> subjects(read_plan(default_plan()))["theme"][0]
    {'id': 'income', 'zh': '收入', 'en': 'Income'}
    """
    programme = plan.programme
    bodies = [_named(body, programme.bodies[body].label) for body in programme.answering]
    return {
        "theme": [_named(theme.id, theme.label) for theme in plan.themes],
        "body": bodies,
    }


def _named(subject_id: str, label: Text) -> dict[str, str]:
    return {"id": subject_id, "zh": label.zh, "en": label.en}
