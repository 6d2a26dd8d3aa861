"""Read an .xlsx: two readers go through every sheet, and must agree on where cells stand."""

from __future__ import annotations

import io
import math
import zipfile
from array import array
from collections.abc import Sequence

from python_calamine import CalamineWorkbook

from villages.registers.guard.child.archive import Archive
from villages.registers.guard.child.areas import add_cells, clip_areas, require_short_texts
from villages.registers.guard.child.package import Package, SheetPart, check_kind, open_package
from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.child.worksheet import ROW_STRIDE, Scan, scan_worksheet
from villages.registers.guard.limits import Limits
from villages.registers.guard.wire import Contents
from villages.registers.intake.grid import CellValue, Sheet

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read_xlsx(source: Source) -> Contents:
    """Return what an .xlsx holds.

    calamine gives the values. It turns error cells and formulas without a value into blanks and
    knows no per cent, so a walk through the XML of its own brings these; and calamine is handed a
    fresh archive of the parts that were walked through, so that it cannot see another file in the
    same bytes.

    Raises
    ------
    Refused
        If the file is refused.
    """
    archive = Archive(source)
    check_kind(archive)
    source.require_suffix("xlsx", "xlsx")
    package = open_package(archive)
    limits = source.limits
    scans: list[Scan] = []
    contents: list[bytes] = []
    cells = 0
    for part in package.sheets:
        content = archive.read(part.part)
        scan = scan_worksheet(content, part, package, limits)
        cells = add_cells(cells, scan.height, scan.width, limits)
        scans.append(scan)
        contents.append(content)
    fresh = _fresh_archive(package, contents)
    del contents
    try:
        workbook = CalamineWorkbook.from_filelike(fresh)
    except MemoryError:
        raise
    except Exception as error:  # calamine's errors have no common root
        raise Refused("guard_part_broken") from error
    return Contents(
        "xlsx",
        tuple(
            _sheet(workbook, index, part, scan, limits)
            for index, (part, scan) in enumerate(zip(package.sheets, scans, strict=True))
        ),
    )


def _fresh_archive(package: Package, contents: list[bytes]) -> io.BytesIO:
    """Return an archive of the same sheets, with a directory that nobody else wrote."""
    sheets, relations = "", ""
    for index in range(len(contents)):
        sheets += f'<sheet name="{index}" sheetId="{index + 1}" r:id="s{index}"/>'
        relations += (
            f'<Relationship Id="s{index}" Type="{_RELATIONS}/worksheet"'
            f' Target="worksheets/{index}.xml"/>'
        )
    for kind, part in (("styles", package.styles), ("sharedStrings", package.shared_strings)):
        if part:
            relations += (
                f'<Relationship Id="{kind}" Type="{_RELATIONS}/{kind}" Target="{kind}.xml"/>'
            )
    main = (
        '<Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    )
    root = f'<Relationship Id="r" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{main}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<workbookPr date1904="{int(package.is_1904)}"/><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
        "xl/styles.xml": package.styles,
        "xl/sharedStrings.xml": package.shared_strings,
    }
    parts |= {f"xl/worksheets/{index}.xml": content for index, content in enumerate(contents)}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            if content:
                archive.writestr(name, content)
    stream.seek(0)
    return stream


def _sheet(
    workbook: CalamineWorkbook, index: int, part: SheetPart, scan: Scan, limits: Limits
) -> Sheet:
    try:
        read = workbook.get_sheet_by_index(index)
        values = read.to_python(skip_empty_area=False)
        merged = [(*first, *last) for first, last in read.merged_cell_ranges or ()]
    except MemoryError:
        raise
    except Exception as error:
        raise Refused("guard_part_broken", part=part.name) from error
    _require_agreement(values, part, scan, limits)
    rows: list[list[CellValue]] = [
        [None if value == "" else value for value in row] for row in values[: scan.height]
    ]
    for row in rows:
        row.extend([None] * (scan.width - len(row)))
    rows.extend([None] * scan.width for _ in range(scan.height - len(rows)))
    for place, value in scan.replaced.items():
        rows[place // ROW_STRIDE][place % ROW_STRIDE] = value
    return Sheet(
        name=part.name,
        rows=tuple(tuple(row[: scan.width]) for row in rows),
        merged=clip_areas(merged, scan.height, scan.width, part.name),
        hidden_rows=frozenset(row for row in scan.hidden_rows if row < scan.height),
        hidden_columns=frozenset(c for c in scan.hidden_columns if c < scan.width),
        is_hidden=part.is_hidden,
    )


def _require_agreement(
    values: Sequence[Sequence[object]], part: SheetPart, scan: Scan, limits: Limits
) -> None:
    """Refuse a sheet of which the two readers do not see the same cells."""
    numbers, texts = array("I"), array("I")
    for index, row in enumerate(values):
        start = index * ROW_STRIDE
        numbers.extend([start + c for c, v in enumerate(row) if v.__class__ is not str])
        texts.extend([start + c for c, v in enumerate(row) if v.__class__ is str and v])
        if not math.isfinite(sum([v for v in row if isinstance(v, float)])):
            raise Refused("guard_sheet_broken", sheet=part.name, row=index + 1)
        require_short_texts(part.name, index, row, limits)
    # Texts may be empty, which the other reader cannot tell from blank.
    if numbers != scan.numbers or (texts != scan.texts and set(texts) - set(scan.texts)):
        raise Refused("guard_sheet_differs", sheet=part.name)
