"""An Excel file as the parts that it is packed of: few are amended, all others are copied."""

from __future__ import annotations

import posixpath
import zipfile
from io import BytesIO
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

_TYPES = "[Content_Types].xml"
_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_PACKAGE_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_NEW_RELATIONS = b'<Relationships xmlns="%s"/>' % _PACKAGE_RELATIONS[1:-1].encode("ascii")

#: Every part bears this date, so that the same content is the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def parse(content: bytes, *, is_lenient: bool = False) -> Any:
    """Return the root element of a part; no entity is resolved and nothing is loaded."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=True, recover=is_lenient
    )
    root = etree.fromstring(content, parser)
    if root is None:
        raise ValueError("a part without an element")
    return root


def local(element: Any) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: Any, name: str) -> Any:
    """Return the first child of that name, or None."""
    return next((each for each in element if local(each) == name), None)


class Package:
    """The parts of an Excel file, by name without the leading slash.

    Parameters
    ----------
    data
        The file.
    """

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(data))
        self._names = self._archive.namelist()
        self._changed: dict[str, bytes] = {}
        self._relations: dict[str, Any] = {}
        self._types = parse(self._archive.read(_TYPES))

    def names(self, ending: str) -> list[str]:
        """Return the parts whose name has an ending."""
        return [name for name in self._all() if name.lower().endswith(ending)]

    def read(self, name: str) -> bytes:
        """Return what a part holds.

        Raises
        ------
        KeyError
            If there is no such part.
        """
        return self._changed[name] if name in self._changed else self._archive.read(name)

    def write(self, name: str, root: Any, content_type: str = "") -> None:
        """Put an element into place of a part; a new part needs its content type."""
        self._changed[name] = etree.tostring(
            root, encoding="UTF-8", xml_declaration=True, standalone=True
        )
        if content_type:
            self._declare(name, content_type)

    def free_name(self, pattern: str) -> str:
        """Return the first name of a pattern with ``{}`` that no part bears yet."""
        taken = {name.lower() for name in self._all()}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def related(self, name: str, kind: str) -> dict[str, str]:
        """Return which parts a part points to: relationship id → part.

        Parameters
        ----------
        name
            The part; empty for the package itself.
        kind
            The last word of the relationship's type, such as ``worksheet``.
        """
        return {
            str(each.get("Id")): _resolved(name, str(each.get("Target")))
            for each in self._relations_of(name)
            if str(each.get("Type")).rpartition("/")[2] == kind
            and each.get("TargetMode") != "External"
        }

    def relate(self, name: str, kind: str, target: str) -> str:
        """Let a part point to another and return the relationship's id."""
        relations = self._relations_of(name)
        taken = {each.get("Id") for each in relations}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        attributes = {
            "Id": f"rId{number}",
            "Type": f"{self.office_relations}/{kind}",
            "Target": f"/{target}",
        }
        etree.SubElement(relations, f"{_PACKAGE_RELATIONS}Relationship", attributes)
        return f"rId{number}"

    def forget_relations(self, name: str) -> None:
        """Let a part point to nothing any more."""
        relations = self._relations_of(name)
        for each in list(relations):
            relations.remove(each)

    @property
    def office_relations(self) -> str:
        """The namespace of relationships that this file uses: transitional or strict."""
        for each in self._relations_of(""):
            base, _, kind = str(each.get("Type")).rpartition("/")
            if kind == "officeDocument":
                return base
        raise KeyError("officeDocument")

    def packed(self) -> bytes:
        """Return the whole file; the same parts give the same bytes."""
        for name, relations in self._relations.items():
            if len(relations) or _relations_name(name) in self._names:
                self.write(_relations_name(name), relations)
        self.write(_TYPES, self._types)
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self._all():
                if not name.endswith("/"):
                    info = zipfile.ZipInfo(name, _DATE)
                    info.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(info, self.read(name))
        return target.getvalue()

    def _all(self) -> list[str]:
        added = [name for name in self._changed if name not in self._names]
        return [*self._names, *added]

    def _declare(self, name: str, content_type: str) -> None:
        extension = name.rpartition(".")[2]
        for each in self._types:
            is_known = each.get("PartName") == f"/{name}" or (
                each.get("Extension") == extension and each.get("ContentType") == content_type
            )
            if is_known:
                return
        attributes = {"PartName": f"/{name}", "ContentType": content_type}
        etree.SubElement(self._types, f"{_TYPES_NAMESPACE}Override", attributes)

    def _relations_of(self, name: str) -> Any:
        if name not in self._relations:
            beside = _relations_name(name)
            is_there = beside in self._names
            self._relations[name] = parse(self.read(beside) if is_there else _NEW_RELATIONS)
        return self._relations[name]


def _relations_name(name: str) -> str:
    folder, _, last = name.rpartition("/")
    return posixpath.join(folder, "_rels", f"{last}.rels")


def _resolved(name: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
