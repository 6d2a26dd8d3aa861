"""A report as a PDF, set by Typst from data: never from source text built of data."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typst
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import default

from villages.catalogue import say
from villages.errors import UserError
from villages.fonts import FAMILY, font_folder
from villages.press.export.content import Block, Content, read_content
from villages.press.export.order import Order
from villages.vocabulary import shipped

if TYPE_CHECKING:
    from typst import PDFStandard

MAIN = "report.typ"

#: Both are checked by Typst while it writes; no other validator has seen the file.
STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]


class VillagesPDFExporter(Exporter):
    """``jupyter nbconvert --to villages-pdf``: the published parts of a page, without TeX."""

    export_from_notebook = "Villages PDF"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF of a notebook that has been run.

        Raises
        ------
        UserError
            If the template names a font that is not there.
        """
        nb, resources = super().from_notebook_node(nb, resources, **options)
        name = resources.get("metadata", {}).get("name", "")
        return typeset(read_content(nb, name)), resources


def typeset(content: Content, template: Path | None = None) -> bytes:
    """Set a report; the same content gives the same bytes.

    Parameters
    ----------
    content
        What is published.
    template
        A folder with ``report.typ``; by default the one that comes with the package.

    Raises
    ------
    UserError
        If the template names a font that is not there.
    """
    template = template or shipped("templates") / "report"
    with TemporaryDirectory(prefix="villages-typst-") as folder:
        root = Path(folder) / "root"
        root.mkdir()
        for source in sorted(template.glob("*.typ")):
            shutil.copyfile(source, root / source.name)
        data = json.dumps(_data(content, root), ensure_ascii=False)
        (root / "data.json").write_text(data, encoding="utf-8")
        empty = Path(folder) / "packages"
        empty.mkdir()
        pdf, warnings = typst.compile_with_warnings(
            str(root / MAIN),
            root=str(root),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            package_path=str(empty),
            package_cache_path=str(empty),
            timestamp=_timestamp(str(content.cover["date"])),
        )
    for warning in warnings:
        if "unknown font" in warning.message:
            raise UserError("report_font_unknown", font=warning.message.rpartition(":")[2].strip())
    assert isinstance(pdf, bytes)
    return pdf


def _timestamp(date: str) -> int:
    """The date of the data, not of the run; a page that names none gets the epoch."""
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) if date else 0


def _data(content: Content, root: Path) -> dict[str, Any]:
    language = content.language
    page_number = say("commands", "report_page_number", language, page="{page}", pages="{pages}")
    return {
        "title": content.document_title,
        "language": language,
        "font": FAMILY,
        "page_number": page_number,
        "cover": dict(content.cover),
        "blocks": list(_blocks(content, root)),
    }


def _blocks(content: Content, root: Path) -> Iterator[Block]:
    order = Order(content.language)
    for number, block in enumerate(block for piece in content.pieces for block in piece.blocks):
        match block["kind"]:
            case "cover":
                continue
            case "heading":
                yield block | {"level": order.level(block["level"])}
            case "table":
                yield block | {"label": order.label("table") if block["caption"] else ""}
            case "figure":
                label = order.label("figure") if block["caption"] else ""
                rest = {name: block[name] for name in ("kind", "alt", "caption", "source")}
                yield rest | {"label": label, "file": _write_picture(block, root, number)}
            case _:
                yield block


def _write_picture(block: Block, root: Path, number: int) -> str:
    png = block.get("png", "")
    name = f"figure-{number}.{'png' if png else 'svg'}"
    content = b64decode(png) if png else block["svg"].encode("utf-8")
    (root / name).write_bytes(content)
    return name
