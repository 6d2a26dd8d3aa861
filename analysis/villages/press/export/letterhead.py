"""The letterhead of an office: what an official document bears that no page knows of."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path

from villages.errors import UserError
from villages.yaml_lines import YamlFile, read_yaml

#: The file that is read from the folder in which a command runs, if it is there.
LETTERHEAD = "letterhead.yaml"

#: How many characters have room, by key.
LONGEST = {"head": 30, "number": 30, "addressee": 200, "sender": 40}

#: GB/T 9704-2012, 7.2.5: the whole year in 六角括号, no 第, no leading zero.
_NUMBER = re.compile(r"[^〔〕第]+〔(19|20)[0-9]{2}〕 ?(No\. ?)?[1-9][0-9]*号?")


@dataclass(frozen=True)
class Letterhead:
    """The words of an office around its documents.

    Attributes
    ----------
    head
        The issuer's mark in red, such as 青石镇人民政府文件.
    number
        The document number, such as 青政发〔2020〕5号.
    addressee
        To whom the document goes.
    sender
        Who signs it.
    """

    head: str = ""
    number: str = ""
    addressee: str = ""
    sender: str = ""


def read_letterhead(path: Path) -> Letterhead:
    """Read a letterhead; of the file ``letterhead.yaml`` there need be none.

    Parameters
    ----------
    path
        A YAML file with the keys ``head``, ``number``, ``addressee`` and ``sender``, each optional.

    Raises
    ------
    UserError
        If a file of another name is missing, or the file holds anything else: names file and line.
    """
    if path.name == LETTERHEAD and not path.exists():
        return Letterhead()
    file = read_yaml(path)
    if not isinstance(file.content, dict):
        raise UserError("yaml_not_mapping", file=path)
    return Letterhead(**{str(key): _words(file, key) for key in file.content})


def _words(file: YamlFile, key: object) -> str:
    known = [field.name for field in fields(Letterhead)]
    where = {"file": file.path, "line": file.line((str(key),)), "name": key}
    if key not in known:
        near = get_close_matches(str(key), known, n=1) or known
        raise UserError("letterhead_key", near=", ".join(near), **where)
    value = file.content[key]
    if value is None:
        return ""
    if not isinstance(value, str) or not value.strip().isprintable():
        raise UserError("letterhead_text", **where)
    value = value.strip()
    limit = LONGEST[str(key)]
    if len(value) > limit:
        raise UserError("letterhead_long", count=len(value), limit=limit, **where)
    if key == "number" and value and not _NUMBER.fullmatch(value):
        raise UserError("letterhead_number", value=value, **where)
    return value.rstrip("：:").rstrip() if key == "addressee" else value
