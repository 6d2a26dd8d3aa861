"""The parts of an .xlsx and how they belong together; what is no table is refused."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from villages.registers.guard.child.archive import Archive
from villages.registers.guard.child.formulas import reach
from villages.registers.guard.child.number_formats import kind_of_code, kind_of_number
from villages.registers.guard.child.refusing import Refused
from villages.registers.guard.child.xml_reading import local, read_xml

#: What is refused: the last word of a relationship's type → the sentence.
_REFUSED_RELATIONS = {
    "vbaproject": "guard_macros",
    "xlmacrosheet": "guard_macros",
    "xlintlmacrosheet": "guard_macros",
    "externallink": "guard_links",
    "oleobject": "guard_embedded",
    "package": "guard_embedded",
    "control": "guard_embedded",
    "activexcontrolbinary": "guard_embedded",
    "webextension": "guard_embedded",
    "connections": "guard_connections",
    "querytable": "guard_connections",
    "powerpivotdata": "guard_connections",
}

#: The same by the usual name of the part, for a part that nothing refers to.
_REFUSED_PARTS = {
    "vbaproject": "guard_macros",
    "/macrosheets/": "guard_macros",
    "/externallinks/": "guard_links",
    "/embeddings/": "guard_embedded",
    "/activex/": "guard_embedded",
    "xl/connections.": "guard_connections",
    "/querytables/": "guard_connections",
}

_SHEET_MAIN = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")


@dataclass(frozen=True)
class Relation:
    """What a part refers to: the last word of the type in lower case, and the part."""

    kind: str
    target: str


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, its part, and whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Package:
    """The tables of an .xlsx.

    Attributes
    ----------
    sheets
        The worksheets in order; charts on sheets of their own are left out.
    is_1904
        Whether its days count from 1904.
    shared_strings, styles
        The parts; empty bytes where there is none.
    date_styles, percent_styles
        The styles of cells that show a date, or per cent, by the number that a cell gives.
    """

    sheets: tuple[SheetPart, ...]
    is_1904: bool
    shared_strings: bytes
    styles: bytes
    date_styles: frozenset[str]
    percent_styles: frozenset[str]


def check_kind(archive: Archive) -> None:
    """Refuse a zip that is no .xlsx: by what it says of its main part."""
    if "mimetype" in archive and b"opendocument" in archive.read("mimetype"):
        raise Refused("guard_kind", found="OpenDocument")
    if "[Content_Types].xml" not in archive:
        raise Refused("guard_kind", found="zip")
    types: list[str] = []
    read_xml(
        archive.read("[Content_Types].xml"),
        "[Content_Types].xml",
        lambda _, attributes: types.append(attributes.get("ContentType", "").lower()),
    )
    if any("sheet.binary" in kind for kind in types):
        raise Refused("guard_kind", found=".xlsb")
    if any("macroenabled" in kind for kind in types):
        raise Refused("guard_kind", found=".xlsm")
    if not any(kind.endswith(_SHEET_MAIN) for kind in types):
        word = any("wordprocessingml" in kind for kind in types)
        raise Refused("guard_kind", found="Word" if word else "zip")


def open_package(archive: Archive) -> Package:
    """Return the tables of an archive after every part was looked at.

    Raises
    ------
    Refused
        If a part is or refers to anything that is no table, or the tables cannot be found.
    """
    for name in archive.names:
        for fragment, key in _REFUSED_PARTS.items():
            if fragment in name.lower():
                raise Refused(key, part=name)
        if name.lower().endswith(".rels"):
            _relations(archive, name)
    roots = _relations(archive, "_rels/.rels").values()
    workbook = next((root.target for root in roots if root.kind == "officedocument"), "")
    if not workbook:
        raise Refused("guard_part_missing", part="xl/workbook.xml")
    folder, base = posixpath.split(workbook)
    relations = _relations(archive, f"{folder}/_rels/{base}.rels")
    sheets, is_1904 = _read_workbook(archive, workbook, relations)
    named = {relation.kind: relation.target for relation in relations.values()}
    tables = {sheet.part.lower() for sheet in sheets}
    for name in archive.names:
        # Worksheets are read by the scan. What nothing of ours reads could still be read by others.
        if name.lower().endswith(".xml") and name.lower() not in tables:
            read_xml(archive.read(name), name)
    strings = archive.read(named["sharedstrings"]) if "sharedstrings" in named else b""
    if strings:
        read_xml(strings, "sharedStrings", is_plain=True)
    styles = archive.read(named["styles"]) if "styles" in named else b""
    dates, percents = _read_styles(styles) if styles else (frozenset(), frozenset())
    return Package(sheets, is_1904, strings, styles, dates, percents)


def _relations(archive: Archive, name: str) -> dict[str, Relation]:
    """Return id → relation of a .rels part; refuse what leads outside."""
    found: dict[str, Relation] = {}
    # xl/_rels/workbook.xml.rels speaks of xl/workbook.xml
    folder = posixpath.dirname(posixpath.dirname(name))

    def on_start(element: str, attributes: dict[str, str]) -> None:
        if local(element) != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2].lower()
        target = attributes.get("Target", "")
        if kind in _REFUSED_RELATIONS:
            raise Refused(_REFUSED_RELATIONS[kind], part=target)
        if attributes.get("TargetMode", "").lower() == "external":
            if kind != "hyperlink":
                raise Refused("guard_links", part=target)
            return
        path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        found[attributes.get("Id", "")] = Relation(kind, path)

    read_xml(archive.read(name), name, on_start)
    return found


def _read_workbook(
    archive: Archive, name: str, relations: dict[str, Relation]
) -> tuple[tuple[SheetPart, ...], bool]:
    sheets: list[SheetPart] = []
    is_1904 = False
    texts: list[str] = []

    def on_start(element: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        element = local(element)
        texts.append("\n")
        if element == "workbookPr":
            is_1904 = attributes.get("date1904", "0").lower() in ("1", "true")
        elif element == "sheet":
            identity = next((v for k, v in attributes.items() if local(k) == "id"), "")
            relation = relations.get(identity)
            if relation is None:
                raise Refused("guard_part_missing", part=attributes.get("name", ""))
            if relation.kind == "worksheet":
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes.get("name", ""), relation.target, is_hidden))

    read_xml(archive.read(name), name, on_start, texts.append, is_plain=True)
    for text in "".join(texts).split("\n"):
        if found := reach(text):  # the formula of a defined name
            raise Refused("guard_formula", sheet=name, cell="", found=found)
    if not sheets:
        raise Refused("guard_part_missing", part=name)
    return tuple(sheets), is_1904


def _read_styles(content: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Return the styles of cells that show dates or per cent."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    is_in_cell_styles = False

    def on_start(element: str, attributes: dict[str, str]) -> None:
        nonlocal is_in_cell_styles
        element = local(element)
        if element == "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif element in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
            is_in_cell_styles = element == "cellXfs"
        elif element == "xf" and is_in_cell_styles:
            styles.append(attributes.get("numFmtId", "0"))

    read_xml(content, "styles", on_start, is_plain=True)
    kinds = [
        kind_of_code(codes[number]) if number in codes else kind_of_number(number)
        for number in styles
    ]
    return (
        frozenset(str(index) for index, kind in enumerate(kinds) if kind == "date"),
        frozenset(str(index) for index, kind in enumerate(kinds) if kind == "percent"),
    )
