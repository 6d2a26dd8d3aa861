"""What is to be pasted into other documents, as a text file that every Windows program reads."""

from __future__ import annotations

from collections.abc import Iterator

from villages.press.export.base import ContentExporter
from villages.press.export.content import Content
from villages.press.export.order import order_of

#: Excel and older Notepads take a text for UTF-8 only if it begins with the mark (BOM).
ENCODING = "utf-8-sig"
LINE_END = "\r\n"


class VillagesTextExporter(ContentExporter):
    """``jupyter nbconvert --to villages-text``: the paragraphs that are ready to be pasted.

    A page without any gives its headings and paragraphs in order.
    """

    export_from_notebook = "Villages text"
    output_mimetype = "text/plain"
    ending = ".txt"

    def make(self, content: Content) -> bytes:
        """Return the text of a page's content, a line for each paragraph."""
        lines = _circulars(content) or list(_lines(content))
        return "".join(f"{line}{LINE_END}" for line in lines).encode(ENCODING)


def _circulars(content: Content) -> list[str]:
    return [
        block["text"]
        for piece in content.pieces
        for block in piece.blocks
        if block.get("style") == "circular"
    ]


def _lines(content: Content) -> Iterator[str]:
    order = order_of(content)
    yield content.document_title
    for piece in content.pieces:
        for block in piece.blocks:
            match block["kind"]:
                case "heading":
                    level = order.level(block["level"])
                    yield ""
                    yield order.titled(block["text"], level, block["role"])
                case "paragraph" | "text":
                    yield from block["text"].splitlines()
                case "bullets":
                    yield from block["items"]
