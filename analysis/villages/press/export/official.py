"""Official documents by GB/T 9704-2012: as a PDF, and as a Word file to go on working with."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from traitlets import Unicode

from villages.catalogue import say
from villages.fonts import FAMILY
from villages.press.export.base import ContentExporter
from villages.press.export.content import Content
from villages.press.export.letter import OfficialLetter, letter_of, without_circular
from villages.press.export.letterhead import LETTERHEAD, read_letterhead
from villages.press.export.official_docx import write_document
from villages.press.export.official_fonts import OfficialFonts, system_fonts
from villages.press.export.typst import typeset

TEMPLATE = "official"


class OfficialExporter(ContentExporter):
    """What both official formats share: the text without parts to paste, and the letterhead."""

    letterhead = Unicode(
        LETTERHEAD, help="YAML file with the office's head, number, addressee and sender"
    ).tag(config=True)

    def letter(self, content: Content) -> OfficialLetter:
        """Return what stands around the text.

        Raises
        ------
        UserError
            If the letterhead is broken, or one was named that is not there.
        """
        return letter_of(content, read_letterhead(Path(self.letterhead)))


class OfficialPDFExporter(OfficialExporter):
    """``jupyter nbconvert --to villages-official-pdf``: an official document, set by Typst."""

    export_from_notebook = "Villages official PDF"
    output_mimetype = "application/pdf"
    ending = ".pdf"

    def make(self, content: Content) -> bytes:
        """Return the PDF of a page's content."""
        content = without_circular(content)
        return typeset_official(content, self.letter(content), system_fonts())


class OfficialDOCXExporter(OfficialExporter):
    """``jupyter nbconvert --to villages-official-docx``: an official document for Word and WPS."""

    export_from_notebook = "Villages official Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ending = ".docx"

    def make(self, content: Content) -> bytes:
        """Return the Word file of a page's content."""
        content = without_circular(content)
        return write_document(content, self.letter(content))


def typeset_official(content: Content, letter: OfficialLetter, fonts: OfficialFonts) -> bytes:
    """Set an official document; the same content gives the same bytes with the same fonts.

    Parameters
    ----------
    content
        The text.
    letter
        What stands around it.
    fonts
        Which family each role gets; the package's own font always stands behind them.
    """
    language = content.language
    return typeset(
        content,
        TEMPLATE,
        extra={
            "letter": asdict(letter),
            "fonts": {
                role: list(dict.fromkeys((family, FAMILY)))
                for role, family in fonts.families.items()
            },
            "colophon": fonts.colophon(language),
            "folio": say("commands", "official_page", language, page="{page}"),
        },
        families=tuple(dict.fromkeys((FAMILY, *fonts.families.values()))),
    )
