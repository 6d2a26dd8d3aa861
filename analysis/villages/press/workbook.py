"""Blocks as an Excel workbook, without a page that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from villages.press.export.content import Block, Content, Piece
from villages.press.export.xlsx import VillagesXLSXExporter


def workbook(blocks: Sequence[Block]) -> bytes:
    """Return the workbook of some tables, a sheet each, as a report's own workbook looks.

    Parameters
    ----------
    blocks
        Blocks as data (``villages.exhibits.blocks``): a cover, and tables.
    """
    cover = next(block for block in blocks if block["kind"] == "cover")
    exporter = VillagesXLSXExporter()  # type: ignore[no-untyped-call]
    return exporter.make(Content(cover, (Piece("", tuple(blocks)),)))
