"""A filled form as a file: same content, same bytes; and what of the form is not kept."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:(?:modified|created)\b[^>]*>)[^<]*(</dcterms:)")

#: Every part bears this date, so that the same content is the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)
_NO_DATE = "1980-01-01"

#: What a workbook may hold that does not survive: which parts hold it, and how it is known there.
_SHAPES = re.compile(rb"<(?:xdr:)?(?:sp|cxnSp|grpSp)[ >]")
_EXTENSIONS = re.compile(rb"<ext [^>]*uri=")
_ANY = re.compile(rb"(?s)\A")
_KINDS: Mapping[str, tuple[re.Pattern[str], re.Pattern[bytes]]] = {
    "macros": (re.compile(r"xl/vbaProject\.bin$"), _ANY),
    "pictures": (re.compile(r"xl/media/"), _ANY),
    "shapes": (re.compile(r"xl/drawings/drawing\d+\.xml$"), _SHAPES),
    "controls": (re.compile(r"xl/(ctrlProps|activeX)/[^/]+\.xml$"), _ANY),
    "embedded": (re.compile(r"xl/embeddings/"), _ANY),
    "charts": (re.compile(r"xl/charts/chart\d+\.xml$"), _ANY),
    "threads": (re.compile(r"xl/threadedComments/"), _ANY),
    "extensions": (re.compile(r"xl/worksheets/sheet\d+\.xml$"), _EXTENSIONS),
}


def sealed(content: bytes, as_of: str) -> bytes:
    """Return an Office file without the time at which it was written.

    Parameters
    ----------
    content
        The file.
    as_of
        The day (ISO) that it is said to be of; empty for none.
    """
    day = f"{as_of[:10] or _NO_DATE}T00:00:00Z".encode("ascii")
    target = io.BytesIO()
    with (
        _opened(content) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == _CORE:
                part = _MODIFIED.sub(rb"\g<1>" + day + rb"\g<2>", part)
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, part)
    return target.getvalue()


def lost_kinds(before: bytes, after: bytes) -> tuple[str, ...]:
    """Return which kinds of things of a workbook are missing in what became of it."""
    with _opened(before) as old, _opened(after) as new:
        return tuple(
            kind
            for kind, (parts, sign) in _KINDS.items()
            if _count(new, parts, sign) < _count(old, parts, sign)
        )


def _opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def _count(archive: zipfile.ZipFile, parts: re.Pattern[str], sign: re.Pattern[bytes]) -> int:
    names = (name for name in archive.namelist() if parts.match(name))
    return sum(len(sign.findall(archive.read(name))) for name in names)


def write_whole(content: bytes, path: Path) -> Path:
    """Write a file that only its owner may read, whole or not at all."""
    descriptor, beside = tempfile.mkstemp(prefix=".filled.", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
    return path
