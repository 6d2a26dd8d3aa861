"""The blocks of a report written into a Word document, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Literal

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Length
from docx.text.paragraph import Paragraph

from villages.look import look
from villages.press.export.content import Block
from villages.press.export.order import Order
from villages.press.export.word.elements import (
    colour,
    element,
    field_runs,
    text_run,
)
from villages.press.export.word.pictures import read_pictures
from villages.press.export.word.tables import add_table
from villages.press.export.word.walls import wall_table

PARAGRAPH_STYLES = {
    "plain": "Body Text",
    "finding": "Finding",
    "note": "Note",
    "circular": "Circular",
    "large": "Large",
}

#: Blocks that a paragraph before them introduces, and stays with.
_INTRODUCED = ("table", "figure", "wallchart")

_NUMBER = re.compile(r"\d+")


def flat(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks in order; a slide becomes its heading, its blocks and its notes."""
    found: list[Block] = []
    for block in blocks:
        if block["kind"] != "slide":
            found.append(block)
            continue
        found.append({"kind": "heading", "text": block["title"], "level": 1, "role": "chapter"})
        found += block["blocks"]
        found += [{"kind": "paragraph", "text": note, "style": "note"} for note in block["notes"]]
    return found


class BlockWriter:
    """Writes blocks at the end of a document whose styles :mod:`styles` has defined.

    Attributes
    ----------
    headings
        What was written so far: level, name of the bookmark, words.
    """

    def __init__(self, document: Document, order: Order, width: Length) -> None:
        self._document = document
        self._order = order
        self._width = width
        self._is_page_due = False
        # Looked up once: python-docx goes through all of Word's styles each time.
        self._style_ids = {style.name: style.style_id for style in document.styles}
        self.headings: list[tuple[int, str, str]] = []

    def write(self, blocks: Sequence[Block]) -> None:
        """Write every block; one compile draws all the pictures."""
        every = flat(blocks)
        pictures = iter(read_pictures([block for block in every if block["kind"] == "figure"]))
        letters = [block for block in every if block["kind"] == "letter"]
        for block, following in zip(every, [*every[1:], None], strict=True):
            kind = block["kind"]
            if kind == "heading":
                self._write_heading(block)
            elif kind == "paragraph":
                made = self.add(block["text"], PARAGRAPH_STYLES[block["style"]])
                if following is not None and following["kind"] in _INTRODUCED:
                    made.paragraph_format.keep_with_next = True
            elif kind == "bullets":
                for item in block["items"]:
                    self.add(item, "List Bullet")
            elif kind == "text":
                self.add(block["text"], "Text Output")
            elif kind == "table":
                self._write_table(block, self._label(block, "table"))
            elif kind == "wallchart":
                self._write_table(wall_table(block), "")
            elif kind == "figure":
                self._write_figure(block, next(pictures))
            elif kind == "letter":
                self._write_lines(block, ("head", "number", "addressee"))
        for letter in letters:
            self._write_lines(letter, ("sender", "date_text"), is_right=True)

    def break_page(self) -> None:
        """Let what is written next begin a page."""
        self._is_page_due = True

    def add(self, text: str, style: str) -> Paragraph:
        """Add a paragraph."""
        made: Paragraph = self._document.add_paragraph(text)
        made._p.style = self._style_ids[style]
        if self._is_page_due:
            made.paragraph_format.page_break_before = True
            self._is_page_due = False
        return made

    def _label(self, block: Block, kind: Literal["table", "figure"]) -> str:
        return self._order.label(kind) if block["caption"] else ""

    def _write_heading(self, block: Block) -> None:
        level = self._order.level(block["level"])
        text = self._order.titled(block["text"], level, block["role"])
        made = self.add("", f"Heading {level}")
        name = f"_Toc{len(self.headings) + 1:08}"
        self.headings.append((level, name, text))
        number = len(self.headings)
        made._p.append(element("bookmarkStart", id=number, name=name))
        made._p.append(text_run(text))
        made._p.append(element("bookmarkEnd", id=number))

    def _write_table(self, block: Block, label: str) -> None:
        if block["caption"]:
            self._caption(block["caption"], label, "Caption")
        elif self._is_page_due:
            self.add("", "Table Text")
        note = str(block["note"])
        add_table(self._document, block, self._width, is_shaded=True, is_kept_on=bool(note))
        # Word joins tables between which nothing stands.
        self.add(note, "Note")

    def _caption(self, words: str, label: str, style: str) -> Paragraph:
        """A caption whose number is a field: whoever inserts a table gets new numbers."""
        made = self.add("", style)
        shade = element("color", val=colour(look().colours["accent"]))
        found = _NUMBER.search(label)
        if found is not None:
            kind = label[: found.start()]
            made._p.append(text_run(kind, element("b"), shade))
            code = f"SEQ {kind.strip()} \\* ARABIC"
            made._p.extend(field_runs(code, found[0], (element("b"), shade)))
            made._p.append(text_run(label[found.end() :] + "  ", element("b"), shade))
        made._p.append(text_run(words))
        return made

    def _write_figure(self, block: Block, picture: bytes) -> None:
        holder = self.add("", "Figure")
        shape = holder.add_run().add_picture(BytesIO(picture), width=self._width)
        for side in ("distT", "distB", "distL", "distR"):
            # Where it is not said, programs keep a distance of their own.
            shape._inline.set(side, "0")
        properties = shape._inline.docPr
        properties.set("descr", block["alt"])
        label = self._label(block, "figure")
        properties.set("name", label or f"{properties.get('id')}")
        if not block["caption"]:
            holder.paragraph_format.keep_with_next = False
            return
        caption = self._caption(block["caption"], label, "Figure Caption")
        if block["source"]:
            self.add(block["source"], "Source")
        else:
            caption.paragraph_format.keep_with_next = False

    def _write_lines(self, block: Block, names: Sequence[str], *, is_right: bool = False) -> None:
        for name in names:
            text: Any = block.get(name, "")
            if text:
                made = self.add(text, "Letter")
                made.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_right else WD_ALIGN_PARAGRAPH.LEFT
