"""The wall chart as a PDF of one sheet, A3 to A0, for a plotter or a copy shop."""

from __future__ import annotations

from villages.press.export.base import ContentExporter
from villages.press.export.content import Content
from villages.press.export.typst import typeset


class WallchartPDFExporter(ContentExporter):
    """``jupyter nbconvert --to villages-wallchart-pdf``: the chart of a page on a single sheet."""

    export_from_notebook = "Villages wall chart PDF"
    output_mimetype = "application/pdf"
    ending = ".pdf"

    def make(self, content: Content) -> bytes:
        """Return the PDF: the smallest sheet on which the chart can be read and signed."""
        return typeset(content, "wallchart")
