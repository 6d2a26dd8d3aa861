"""Amend the sender's file: marks and comments at its cells, a problem sheet in front."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from villages.registers.intake.amending.comments import Comments
from villages.registers.intake.amending.job import Job, Listing, Mark
from villages.registers.intake.amending.listing import listing_sheet, readable
from villages.registers.intake.amending.package import Package, child, local, parse
from villages.registers.intake.amending.sheets import mark_cells, unselect
from villages.registers.intake.amending.styles import Styles

_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml."

#: What stands before the names of areas in a workbook's part.
_BEFORE_NAMES = frozenset(
    {
        "fileVersion",
        "fileSharing",
        "workbookPr",
        "AlternateContent",
        "revisionPtr",
        "workbookProtection",
        "bookViews",
        "sheets",
        "functionGroups",
        "externalReferences",
    }
)


def amend(job: Job, data: bytes) -> bytes:
    """Return the amended file.

    Parameters
    ----------
    job
        What is to be done.
    data
        The file. If it is not put together as Excel files are, this fails in one of many ways;
        :func:`villages.registers.intake.amending.amend_apart` makes one of them.
    """
    package = Package(data)
    book_name = next(iter(package.related("", "officeDocument").values()))
    book = parse(package.read(book_name))
    styles_name, styles = _styles(package, book_name, etree.QName(book).namespace)
    parts = _sheet_parts(package, book_name, book)
    if not job.marks.keys() <= parts.keys():
        raise ValueError("a sheet is not there")
    for name, (part, _) in parts.items():
        if name != job.earlier:
            _amend_sheet(package, part, job, job.marks.get(name, {}), styles)
    for part in package.related(book_name, "chartsheet").values():
        chart = parse(package.read(part))
        unselect(chart)
        package.write(part, chart)
    _put_in_front(package, book_name, book, job, styles, parts.get(job.earlier))
    package.write(book_name, book)
    package.write(styles_name, styles.root, f"{_MAIN}styles+xml")
    return package.packed()


def _styles(package: Package, book_name: str, namespace: str) -> tuple[str, Styles]:
    for name in package.related(book_name, "styles").values():
        return name, Styles(parse(package.read(name)))
    name = package.free_name("xl/styles{}.xml")
    package.relate(book_name, "styles", name)
    return name, Styles(etree.Element(f"{{{namespace}}}styleSheet", nsmap={None: namespace}))


def _sheet_parts(package: Package, book_name: str, book: Any) -> dict[str, tuple[str, Any]]:
    """Each sheet's name → its part and its entry in the workbook; charts' sheets are none."""
    parts = package.related(book_name, "worksheet")
    relation = f"{{{package.office_relations}}}id"
    return {
        str(each.get("name")): (parts[each.get(relation)], each)
        for each in child(book, "sheets")
        if each.get(relation) in parts
    }


def _amend_sheet(
    package: Package,
    part: str,
    job: Job,
    marks: Mapping[tuple[int, int], Mark],
    styles: Styles,
) -> None:
    sheet = parse(package.read(part))
    unselect(sheet)
    mark_cells(sheet, {place: mark.colour for place, mark in marks.items()}, styles)
    comments = Comments(package, part, sheet, job.author, job.heads)
    comments.add({place: readable(mark.comment) for place, mark in marks.items() if mark.comment})
    comments.save()
    package.write(part, sheet)


def _put_in_front(
    package: Package,
    book_name: str,
    book: Any,
    job: Job,
    styles: Styles,
    earlier: tuple[str, Any] | None,
) -> None:
    namespace = etree.QName(book).namespace
    sheets = child(book, "sheets")
    if earlier is None:
        part = package.free_name("xl/worksheets/sheet{}.xml")
        numbers = [int(each.get("sheetId")) for each in sheets]
        entry = etree.Element(f"{{{namespace}}}sheet", sheetId=str(max(numbers, default=0) + 1))
        relation = package.relate(book_name, "worksheet", part)
        entry.set(f"{{{package.office_relations}}}id", relation)
        old_place = None
    else:
        part, entry = earlier
        package.forget_relations(part)
        entry.attrib.pop("state", None)
        old_place = list(sheets).index(entry)
        sheets.remove(entry)
    entry.set("name", job.listing.name)
    sheets.insert(0, entry)
    _renumber_names(book, old_place)
    _name_areas(book, job.listing)
    for view in book.iter("{*}workbookView"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")
    root = listing_sheet(job.listing, styles.of_the_list(), namespace)
    package.write(part, root, f"{_MAIN}worksheet+xml")


def _renumber_names(book: Any, old_place: int | None) -> None:
    """Names that belong to a sheet count sheets from 0: the problem sheet is now the first."""
    names = child(book, "definedNames")
    for name in list([] if names is None else names):
        place = name.get("localSheetId")
        if place is None:
            continue
        if old_place is not None and int(place) == old_place:
            names.remove(name)
        elif old_place is None or int(place) < old_place:
            name.set("localSheetId", str(int(place) + 1))


def _name_areas(book: Any, listing: Listing) -> None:
    """Say what is filtered and which rows each printed page repeats."""
    namespace = etree.QName(book).namespace
    names = child(book, "definedNames")
    if names is None:
        names = etree.Element(f"{{{namespace}}}definedNames")
        before = [index for index, each in enumerate(book) if local(each) in _BEFORE_NAMES]
        book.insert(max(before) + 1, names)
    quoted = listing.name.replace("'", "''")
    areas = {
        "_xlnm._FilterDatabase": f"'{quoted}'!{listing.area}",
        "_xlnm.Print_Titles": f"'{quoted}'!${listing.header_row}:${listing.header_row}",
    }
    for index, (name, area) in enumerate(areas.items()):
        entry = etree.Element(f"{{{namespace}}}definedName", name=name, localSheetId="0")
        if name.endswith("FilterDatabase"):
            entry.set("hidden", "1")
        entry.text = area
        names.insert(index, entry)
