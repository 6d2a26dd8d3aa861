"""A Word file that names no person, holds nothing that leads elsewhere, and has the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import docx
from docx.document import Document
from docx.oxml.ns import qn

#: The date of every part of the file: a file of the same content has the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)

#: The properties of a file hold no more.
_LONGEST_TITLE = 255

#: As Word of 2013 and later lays out; without it Word speaks of a compatibility mode.
_COMPATIBILITY = "15"


def new_document(title: str, date: str, language: str) -> Document:
    """Return an empty document that names no person and no program.

    Parameters
    ----------
    title
        What the file's properties call it.
    date
        The date of the data (ISO), for the properties; empty for none.
    language
        The language as HTML names it.
    """
    document = docx.Document()
    for name, relation in list(document.part.package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del document.part.package.rels[name]
    own = document.core_properties
    own.title, own.author, own.comments, own.language = title[:_LONGEST_TITLE], "", "", language
    own.created = own.modified = datetime.fromisoformat(date or "1980-01-01")
    own.revision = 1
    defaults = document.styles.element.find(".//" + qn("w:rPrDefault") + "/" + qn("w:rPr"))
    # The language of Latin signs: were it Chinese, programs would break a number anywhere.
    defaults.find(qn("w:lang")).set(qn("w:val"), "en-US")
    defaults.find(qn("w:lang")).set(qn("w:eastAsia"), "zh-CN")
    settings = document.settings.element
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _COMPATIBILITY)
    return document


def pack(document: Document) -> bytes:
    """Return the file; the same document gives the same bytes."""
    made = io.BytesIO()
    document.save(made)
    packed = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _DATE)
            # A picture is packed already.
            is_packed = name.endswith(".png")
            info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
            info.create_system = 0
            target.writestr(info, source.read(name))
    return packed.getvalue()
