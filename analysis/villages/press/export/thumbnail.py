"""A report's front as a small picture, for lists of many reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from villages.press.export.content import Content
from villages.press.export.typst import SHARED, typeset
from villages.press.formats import Template

#: How wide a picture of an A4 page, a slide or an A3 sheet is, about.
WIDTH_PIXELS = 240

_PAGE_WIDTHS_MM: Mapping[Template, float] = {
    "report": 210.0, "official": 210.0, "slides": 254.0, "wallchart": 420.0,
}  # fmt: skip
_MM_PER_INCH = 25.4


def thumbnail(content: Content, template: Template) -> bytes:
    """Return the first page of a report as a PNG; the same content gives the same bytes.

    Only the front is set, not the whole report; a wall chart is all front.

    Parameters
    ----------
    content
        What is published.
    template
        How it is printed; the front of an official document is that of its HTML.
    """
    ppi = WIDTH_PIXELS / _PAGE_WIDTHS_MM[template] * _MM_PER_INCH
    if template == "wallchart":
        return typeset(content, template, picture_ppi=ppi)
    front = replace(content, pieces=())
    if template == "slides":
        words = {"words": {"continued": "", "page": ""}}
        return typeset(front, template, words, picture_ppi=ppi)
    return typeset(front, SHARED, picture_ppi=ppi)
