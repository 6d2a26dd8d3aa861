"""Charts as PNG, for programs that show no SVG: set by Typst with the package's own font."""

from __future__ import annotations

import json
import shutil
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from villages.errors import UserError
from villages.fonts import font_folder
from villages.press.export.content import Block
from villages.vocabulary import shipped

#: Enough for print: a chart across an A4 page is 1,386 points wide.
POINTS_PER_INCH = 220.0

#: The template that sets each picture on a page of its own size.
TEMPLATE = "pictures"


def read_pictures(figures: Sequence[Block]) -> list[bytes]:
    """Return each figure's picture as PNG; all charts are drawn at once.

    Parameters
    ----------
    figures
        Figure blocks. A picture that is PNG already stays as it is.

    Raises
    ------
    UserError
        If a chart names a font that is not there.
    """
    drawn = iter(_drawn([figure["svg"] for figure in figures if not figure.get("png")]))
    return [b64decode(figure["png"]) if figure.get("png") else next(drawn) for figure in figures]


def _drawn(drawings: Sequence[str]) -> list[bytes]:
    if not drawings:
        return []
    with TemporaryDirectory(prefix="villages-typst-") as folder:
        root = Path(folder)
        shutil.copyfile(shipped("templates") / TEMPLATE / f"{TEMPLATE}.typ", root / "main.typ")
        names = [f"{number}.svg" for number in range(len(drawings))]
        for name, drawing in zip(names, drawings, strict=True):
            (root / name).write_text(drawing, encoding="utf-8")
        (root / "data.json").write_text(json.dumps(names), encoding="utf-8")
        made, warnings = typst.compile_with_warnings(
            str(root / "main.typ"),
            root=str(root),
            font_paths=[str(font_folder())],
            ignore_system_fonts=True,
            format="png",
            ppi=POINTS_PER_INCH,
            package_path=str(root),
            package_cache_path=str(root),
            timestamp=0,
        )
    for warning in warnings:
        if "unknown font" in warning.message:
            raise UserError("report_font_unknown", font=warning.message.rpartition(":")[2].strip())
    return [made] if isinstance(made, bytes) else list(made)
