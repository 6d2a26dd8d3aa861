"""Forms of others are looked at before anything opens them."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from villages.errors import UserError
from villages.registers.guard import Limits, read_file
from villages.registers.guard.child.archive import Archive
from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.child.xml_reading import OnStart, read_xml
from villages.registers.guard.limits import MEBIBYTE

#: A form is smaller than a township's return.
LIMITS = Limits(cells=400_000)

_WORD_MAIN = "wordprocessingml.document.main+xml"
_REFUSED = {"vbaproject": "fill_macros", "/activex/": "guard_embedded"}

#: Documents name the template on their writer's own disk; one from elsewhere could bring macros.
_OWN_TEMPLATE = re.compile(r"file:///[a-z]:", re.IGNORECASE)


def checked_form(file: Path) -> bytes:
    """Return what a form holds once nothing in it can do harm.

    Raises
    ------
    UserError
        If it is no .xlsx or .docx, exceeds a limit, or holds macros, entities or links to files.
    """
    suffix = file.suffix.lower()
    if suffix not in (".xlsx", ".docx"):
        raise UserError("fill_format", file=file)
    if suffix == ".docx":
        return _checked_document(file)
    digest = read_file(file, LIMITS).sha256
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise UserError("fill_changed", file=file)
    return content


def _checked_document(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(LIMITS.file_bytes + 1)
    except FileNotFoundError as error:
        raise UserError("file_missing", file=file) from error
    except OSError as error:
        raise UserError("guard_not_opened", file=file) from error
    if len(content) > LIMITS.file_bytes:
        found, limit = len(content) / MEBIBYTE, LIMITS.file_bytes / MEBIBYTE
        raise UserError("guard_file_size", file=file, found=f"{found:.1f}", limit=f"{limit:g}")
    try:
        _check_parts(Archive(Source(content, file.name, LIMITS)))
    except Refused as error:
        if error.key == "guard_zip_broken":
            raise UserError("fill_broken", file=file) from error
        raise UserError(error.key, file=file, **error.values) from error
    return content


def _check_parts(archive: Archive) -> None:
    types: list[str] = []
    for name in archive.names:
        for fragment, key in _REFUSED.items():
            if fragment in name.lower():
                raise Refused(key, part=name)
        content = archive.read(name)
        if name.lower().endswith((".xml", ".rels")):
            read_xml(content, name, _watcher(name, types))
    if not any(each.endswith(_WORD_MAIN) for each in types):
        raise Refused("guard_zip_broken")


def _watcher(name: str, types: list[str]) -> OnStart:
    def look(_: str, attributes: dict[str, str]) -> None:
        if name == "[Content_Types].xml":
            types.append(attributes.get("ContentType", ""))
        if attributes.get("TargetMode") != "External":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        is_own = kind == "attachedTemplate" and _OWN_TEMPLATE.match(target)
        if kind != "hyperlink" and not is_own:
            raise Refused("fill_links", part=name)

    return look
