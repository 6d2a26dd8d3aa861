"""A report as a PDF, set by Typst from data: never from source text built of data."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typst

from villages.catalogue import say
from villages.errors import UserError
from villages.fonts import FAMILY, font_folder
from villages.look import look
from villages.press.export.base import ContentExporter
from villages.press.export.content import Block, Content
from villages.press.export.order import order_of
from villages.vocabulary import shipped

if TYPE_CHECKING:
    from typst import PDFStandard

#: The templates whose parts the others use too.
SHARED = "report"

#: Both are checked by Typst while it writes; no other validator has seen the file.
STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]


class VillagesPDFExporter(ContentExporter):
    """``jupyter nbconvert --to villages-pdf``: the published parts of a page, without TeX."""

    export_from_notebook = "Villages PDF"
    output_mimetype = "application/pdf"
    ending = ".pdf"

    def make(self, content: Content) -> bytes:
        """Return the PDF of a page's content."""
        return typeset(content)


def typeset(
    content: Content,
    template: str | Path = SHARED,
    extra: Mapping[str, Any] | None = None,
    families: Sequence[str] = (FAMILY,),
    picture_ppi: float | None = None,
) -> bytes:
    """Set a page's content; the same content gives the same bytes.

    Parameters
    ----------
    content
        What is published.
    template
        A folder under ``templates``, or a folder of that kind: its main file is named like the
        folder, and it may import the files of ``report``.
    extra
        What the template's ``data.json`` holds beside the content.
    families
        The font families that the template names. If there are others than the package's own, the
        system's fonts are searched too.
    picture_ppi
        Return the first page as a picture (PNG) of so many pixels per inch, not a PDF.

    Raises
    ------
    UserError
        If the template names a font that is not there.
    """
    home = template if isinstance(template, Path) else shipped("templates") / template
    with TemporaryDirectory(prefix="villages-typst-") as folder:
        root = Path(folder) / "root"
        root.mkdir()
        for source in [*_sources(shipped("templates") / SHARED), *_sources(home)]:
            shutil.copyfile(source, root / source.name)
        data = _data(content, root) | dict(extra or {})
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        empty = Path(folder) / "packages"
        empty.mkdir()
        is_picture = picture_ppi is not None
        made, warnings = typst.compile_with_warnings(
            str(root / f"{home.name}.typ"),
            root=str(root),
            font_paths=[str(font_folder())],
            ignore_system_fonts=tuple(families) == (FAMILY,),
            format="png" if is_picture else "pdf",
            ppi=picture_ppi,
            pdf_standards=[] if is_picture else STANDARDS,
            package_path=str(empty),
            package_cache_path=str(empty),
            timestamp=_timestamp(str(content.cover["date"])),
        )
    for warning in warnings:
        if "unknown font" in warning.message:
            raise UserError("report_font_unknown", font=warning.message.rpartition(":")[2].strip())
    pages = made if isinstance(made, list) else [made]
    assert isinstance(pages[0], bytes)
    return pages[0]


def _sources(home: Path) -> Iterator[Path]:
    """The files of a template; in a folder of the user's own none that leads out of it."""
    is_shipped = home.parent == shipped("templates")
    for source in sorted(home.glob("*.typ")):
        if is_shipped or source.resolve().is_relative_to(home.resolve()):
            yield source


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
        "look": look().data(),
        "page_number": page_number,
        "cover": dict(content.cover),
        "blocks": list(_blocks(content, root)),
    }


def _blocks(content: Content, root: Path) -> Iterator[Block]:
    order = order_of(content)
    for number, block in enumerate(block for piece in content.pieces for block in piece.blocks):
        match block["kind"]:
            case "cover":
                continue
            case "heading":
                level = order.level(block["level"])
                mark = order.number(level, block["role"])
                yield block | {"level": level, "number": mark}
            case "table":
                yield block | {"label": order.label("table") if block["caption"] else ""}
            case "figure":
                label = order.label("figure") if block["caption"] else ""
                yield _figure(block, root, str(number)) | {"label": label}
            case "slide":
                parts = [
                    _figure(part, root, f"{number}-{index}") if part["kind"] == "figure" else part
                    for index, part in enumerate(block["blocks"])
                ]
                yield block | {"blocks": parts}
            case _:
                yield block


def _figure(block: Block, root: Path, name: str) -> Block:
    """A figure's words, and the file in which its picture lies."""
    png = block.get("png", "")
    file = f"figure-{name}.{'png' if png else 'svg'}"
    (root / file).write_bytes(b64decode(png) if png else block["svg"].encode("utf-8"))
    return {each: block[each] for each in ("kind", "alt", "caption", "source")} | {"file": file}
