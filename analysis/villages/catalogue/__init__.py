"""Every sentence in both languages: of pages, of commands and of forms, a file each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from villages.neutral import visible
from villages.vocabulary import Language

FOLDER = Path(__file__).parent


@cache
def sentences(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Load one catalogue: sentence key → language → pattern."""
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(
        (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return loaded


def say(catalogue: str, key: str, language: Language, /, **values: object) -> str:
    """Return one sentence, its places filled.

    A pattern may be given as ``one`` and ``other``; ``count`` then chooses.

    Parameters
    ----------
    catalogue
        ``pages``, ``commands`` or ``forms``.
    key
        The sentence's key in that catalogue.
    language
        ``zh`` or ``en``.
    **values
        What the pattern's places are filled with.

    Raises
    ------
    KeyError
        If the catalogue has no such sentence, or a place is not filled.

    Examples
    --------
    >>> say("pages", "count_villages", "en", count=1)
    '1 village'
    >>> say("pages", "count_villages", "en", count=8)
    '8 villages'
    """
    pattern = sentences(catalogue)[key][language]
    if isinstance(pattern, dict):
        pattern = pattern["one" if values["count"] == 1 else "other"]
    return visible(str(pattern).format(**values))


def user_language() -> Language:
    """Return the language of the user's locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
