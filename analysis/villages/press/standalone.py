"""A page that needs nothing but itself: its fonts, its looks and its one script are inside."""

from __future__ import annotations

import hashlib
import os
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from villages.look import look
from villages.neutral import visible
from villages.press.export.assembly import LANGUAGE_TAGS
from villages.press.export.fonts import BASIC, font_address
from villages.press.export.reader import read_html
from villages.press.gate import Names, refuse
from villages.vocabulary import Language, shipped

_TEMPLATE = "index.html.j2"


def standalone_page(
    folder: str,
    script_name: str,
    language: Language,
    values: Mapping[str, Any],
    *,
    may_show_pictures: bool = False,
) -> str:
    """Return a page of a folder of templates as HTML that loads nothing.

    Parameters
    ----------
    folder
        The folder under ``templates``; its ``index.html.j2`` renders the body alone if it is told
        so, and may use the style sheet of the reports.
    script_name
        The script beside it: the only one that the page's policy lets run.
    language
        The page's language.
    values
        What the template's places are filled with.
    may_show_pictures
        It may show pictures that lie in its own folder or below.

    Raises
    ------
    UserError
        If the body would run code or load from elsewhere.
    """
    home = shipped("templates") / folder
    environment = Environment(
        loader=FileSystemLoader([home, shipped("templates") / "report"]),
        autoescape=True,
        finalize=_finished,
        undefined=StrictUndefined,
    )
    script = (home / script_name).read_text(encoding="utf-8")
    given = dict(values) | {
        "language_tag": LANGUAGE_TAGS[language],
        "look_css": Markup(look().css()),
        "script": Markup(script),
        "script_hash": b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    }
    template = environment.get_template(_TEMPLATE)
    body = template.render(given, is_body_only=True)
    reader = read_html(body, may_show_pictures=may_show_pictures)
    fonts = {
        "regular_font": Markup(font_address("Regular", BASIC | reader.used)),
        "bold_font": Markup(font_address("Bold", BASIC | reader.used_bold)),
    }
    return template.render(given | fonts, is_body_only=False)


def _finished(value: Any) -> Any:
    """What stands in a place of the template: of a text no sign that cannot be seen."""
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return visible(value) if is_text else value


def write_page(path: Path, html: str, names: Names | None = None) -> Path:
    """Put a page into place whole: a reader may have it open.

    Parameters
    ----------
    path
        The file.
    html
        The page.
    names
        The names of persons that are looked for; None looks for numbers alone.

    Raises
    ------
    GateClosed
        If it holds what must not be published.
    """
    refuse({f"{path.stem}.html": html.encode("utf-8")}, names)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.parent / f".{uuid4().hex}"
    try:
        with beside.open("x", encoding="utf-8") as file:
            file.write(html)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path
