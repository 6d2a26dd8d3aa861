"""The reports of every theme, body and place, each printed and looked over."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from pypdf import PdfReader

from page_checks import check_blocks, check_language, check_sentences
from page_running import run_page
from press.sample_pages import executed_notebook
from villages.findings.results import Results
from villages.plan import Plan, read_plan
from villages.press.formats import exporter_of
from villages.press.pages import shipped_pages
from villages.vocabulary import LEVELS, default_plan


class Series(NamedTuple):
    """Reports of one page and subject about the places of one level."""

    page: str
    level: str
    subject: tuple[str, str] | None

    @property
    def name(self) -> str:
        return " ".join([self.page, self.level, *(self.subject or ())[1:]])


def every_series(plan: Plan) -> list[Series]:
    """Return every theme at every level, every body, and the villages' own reports."""
    pages = {page.id for page in shipped_pages().values()}
    themes = [
        Series(theme.id, level, None)
        if theme.id in pages
        else Series("theme", level, ("theme", theme.id))
        for theme in plan.themes
        for level in LEVELS
    ]
    bodies = [Series("department", "city", ("body", each)) for each in plan.programme.answering]
    return [*themes, *bodies, Series("village", "village", None)]


SERIES = every_series(read_plan(default_plan()))

#: At the small size one body stands for all.
FEW = [each for each in SERIES if each.page != "department" or each.name.endswith(" water")]


def places_of(series: Series, results: Results, *, is_full_size: bool) -> list[str]:
    """Return the places of a series that are printed: every one of the plan's at full size."""
    places = results.places[results.places["level"] == series.level]
    is_asked = places["is_low_income"] if series.level == "village" else places["villages"] > 0
    codes: pd.Series[str] = places[is_asked.eq(True)]["code"]
    # The middle one: the first townships of the demonstration have no low-income village.
    return codes.tolist() if is_full_size else [codes.iloc[len(codes) // 2]]


def print_and_look(series: Series, place: str, language: str, results: Path) -> None:
    """Run a page, print it as HTML and PDF, and look over what it shows."""
    given = {"results": str(results), "place": place, "language": language, "edition": "internal"}
    shown = run_page(series.page, **given, **dict([series.subject] if series.subject else []))
    check_blocks(shown)
    check_sentences(shown)
    check_language(shown, language)
    notebook = executed_notebook(shown)
    template = shipped_pages()[series.page].template
    html, _ = exporter_of(template, "html").from_notebook_node(notebook)
    assert ('lang="zh-CN"' if language == "zh" else 'lang="en"') in html[:500]
    pdf, _ = exporter_of(template, "pdf").from_notebook_node(notebook)
    read = PdfReader(BytesIO(pdf))
    assert len(read.pages) > 1
    assert "\ufffd" not in (read.pages[0].extract_text() or "\ufffd")
