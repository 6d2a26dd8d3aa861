"""reveal.js, which turns the pages of a deck: read from an installed package, safe to embed."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from villages.catalogue import say, sentences
from villages.vocabulary import Language, shipped

#: reveal.js prints slides as running text; ours are printed as slides.
_OWN_PRINT = "@media print{html:not(.print-pdf)"
_SOURCE_MAP = re.compile(r"\n?//# sourceMappingURL=\S+")
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@dataclass(frozen=True)
class Player:
    """What a deck needs to be turned over.

    Attributes
    ----------
    css
        The style sheet of reveal.js.
    scripts
        What runs in the deck, in order.
    hashes
        What a Content-Security-Policy allows: these scripts and that of the speaker's window.
    """

    css: str
    scripts: tuple[str, ...]
    hashes: tuple[str, ...]


@cache
def player(language: Language) -> Player:
    """Return the scripts and the style of a deck; the speaker's window speaks the language."""
    folder = reveal_folder()
    css = (folder / "dist" / "reveal.css").read_text(encoding="utf-8")
    window = (folder / "plugin" / "notes" / "speaker-view.html").read_text(encoding="utf-8")
    notes = (folder / "plugin" / "notes" / "notes.js").read_text(encoding="utf-8")
    for english, ours in speaker_words(language):
        window = window.replace(english, ours)
        notes = notes.replace(_within_script(english), _within_script(ours))
    scripts = (
        _embeddable((folder / "dist" / "reveal.js").read_text(encoding="utf-8")),
        _embeddable(notes),
        (shipped("templates") / "slides" / "start.js").read_text(encoding="utf-8"),
    )
    inner = _SCRIPT.findall(window)
    return Player(
        css=css.partition(_OWN_PRINT)[0],
        scripts=scripts,
        hashes=tuple(_hash(script) for script in (*scripts, *inner)),
    )


def reveal_folder() -> Path:
    """Return where the files of reveal.js lie in ``sphinx-revealjs``, without importing it.

    Examples
    --------
    >>> (reveal_folder() / "dist" / "reveal.js").is_file()
    True
    """
    spec = find_spec("sphinx_revealjs")
    assert spec is not None and spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "_static" / "revealjs"


def speaker_words(language: Language) -> list[tuple[str, str]]:
    """Return the words of the speaker's window: reveal.js's own, and the language's.

    Examples
    --------
    >>> dict(speaker_words("zh"))[">Notes<"]
    '>备注<'
    """
    keys = [key for key in sentences("slides") if key.startswith("speaker_")]
    return [(say_plain(key, "en"), say_plain(key, language)) for key in keys]


def say_plain(key: str, language: Language) -> str:
    """Return a sentence as it stands: braces of a script are no places to be filled."""
    return str(sentences("slides")[key][language])


def _within_script(words: str) -> str:
    """The window is a string within a script: quotation marks are escaped there."""
    return json.dumps(words, ensure_ascii=False)[1:-1]


def _embeddable(script: str) -> str:
    r"""A script as it may stand within a page: nothing in it looks like the end of a script.

    Within strings and patterns of JavaScript ``<\script`` is the same as ``<script``.

    Examples
    --------
    >>> print(_embeddable('a = "<script>b<\\/script><!--";'))
    a = "<\script>b<\/script><\!--";
    """
    script = _SOURCE_MAP.sub("", script)
    return re.sub(r"<(?=!--|/?script)", r"<\\", script)


def _hash(script: str) -> str:
    digest = b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def policy(language: Language) -> str:
    """Return the Content-Security-Policy of a deck.

    The speaker's window shows the deck itself in frames; nothing else is loaded or run.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "img-src data:",
            "style-src 'unsafe-inline'",
            "font-src data:",
            f"script-src {' '.join(player(language).hashes)}",
            "frame-src 'self' file:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def words(language: Language) -> dict[str, str]:
    """Return what a deck says of itself, by name."""
    return {key: say("slides", key, language) for key in ("keys", "turning", "next", "previous")}
