"""A report as one HTML file: no code, no scripts, nothing loaded from elsewhere, fonts inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import default

from villages.fonts import text_width
from villages.look import look
from villages.press.export.assembly import LANGUAGE_TAGS, Assembly, Entry
from villages.press.export.content import Content, read_content
from villages.press.export.fonts import BASIC, font_address
from villages.press.export.order import order_of
from villages.press.export.reader import read_html
from villages.vocabulary import shipped


@dataclass(frozen=True)
class Sheet:
    """What the template puts on the one HTML page; the watermark's width is in half signs."""

    language_tag: str
    title: str
    watermark: str
    watermark_width: int
    front: Markup
    contents_title: str
    contents: tuple[Entry, ...]
    body: Markup
    look_css: Markup
    regular_font: Markup
    bold_font: Markup


class VillagesHTMLExporter(TemplateExporter):
    """``jupyter nbconvert --to villages-html``: the published parts of a page, as one file."""

    export_from_notebook = "Villages HTML"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "report"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(shipped("templates"))]

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        return environment

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the HTML of a notebook that has been run.

        Raises
        ------
        UserError
            If a part of the page would run code or load from elsewhere.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        assert resources is not None
        name = resources.get("metadata", {}).get("name", "")
        resources["sheet"] = self.sheet(read_content(nb, name))
        return super().from_notebook_node(nb, resources, **options)

    def sheet(self, content: Content) -> Any:
        """Return what the template shows of a page."""
        return arrange(content)


def arrange(content: Content) -> Sheet:
    """Put the pieces on one sheet: numbered, with a contents list and the fonts that they need."""
    assembly = Assembly(order_of(content))
    front, body = assembly.assemble([piece.html for piece in content.pieces])
    contents_title, mark = str(content.cover["contents_title"]), str(content.cover["watermark"])
    reader = read_html(front + body)
    around = frozenset(contents_title + mark)
    return Sheet(
        language_tag=LANGUAGE_TAGS[content.language],
        title=content.document_title,
        watermark=mark,
        watermark_width=text_width(mark),
        front=Markup(front),
        contents_title=contents_title,
        contents=tuple(assembly.entries),
        body=Markup(body),
        look_css=Markup(look().css()),
        regular_font=Markup(font_address("Regular", BASIC | reader.used | around)),
        bold_font=Markup(font_address("Bold", BASIC | reader.used_bold | around)),
    )
