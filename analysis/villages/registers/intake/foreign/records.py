"""Which lines below a wide header are records, which are totals, and which say something else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from villages.registers.intake.draft import PLACE_WORDS
from villages.registers.intake.foreign.fields import FormSheet, Header
from villages.registers.intake.foreign.findings import Findings
from villages.registers.intake.foreign.labels import is_blank, label_key, label_of
from villages.registers.intake.foreign.lines import is_header_again, is_note, is_numbering
from villages.registers.intake.foreign.resolving import Resolved
from villages.registers.intake.grid import CellValue

#: How far a total reaches: to the last one of its own rank or above.
_RANKS = {"小计": 1, "合计": 2, "共计": 2, "总计": 3, "累计": 3, "subtotal": 1, "total": 2}
_RANKS |= {"grandtotal": 3}
_TOTAL = re.compile(rf".{{0,12}}?({'|'.join(sorted(_RANKS, key=len, reverse=True))})(\(.*\))?")
_OTHER_SUMMARY = re.compile(r"其中(:.*)?|.{0,8}(平均|均值)(\(.*\))?|average|mean|ofwhich.*")


@dataclass(frozen=True)
class TotalRow:
    """A row that sums others up.

    Attributes
    ----------
    row
        The sheet's row.
    rank
        1 for 小计, 2 for 合计, 3 for 总计; 0 for a mean or a part, which is no sum of the rows.
    label
        What it is called.
    """

    row: int
    rank: int
    label: str


@dataclass
class Lines:
    """The lines below a header, each one of these."""

    records: list[int] = field(default_factory=list)
    totals: list[TotalRow] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    passed: list[int] = field(default_factory=list)
    places: dict[int, Mapping[str, str]] = field(default_factory=dict)


def total_of(text: str) -> tuple[int, str] | None:
    """Return the rank and the word of a total; None if the text is none.

    Examples
    --------
    >>> total_of("合 计"), total_of("青石镇小计"), total_of("其中：低收入村"), total_of("合计村")
    ((2, '合计'), (1, '小计'), (0, '其中'), None)
    """
    key = label_key(text)
    found = _TOTAL.fullmatch(key)
    if found:
        return _RANKS[found[1]], found[1]
    other = _OTHER_SUMMARY.fullmatch(key)
    return (0, label_key(key.split(":")[0])) if other else None


def read_lines(
    form: FormSheet,
    header: Header,
    resolved: Resolved,
    columns: Sequence[int],
    findings: Findings,
) -> Lines:
    """Sort the lines below a wide header.

    Parameters
    ----------
    form, header, resolved
        The sheet and what its columns are.
    columns
        The sheet's columns that belong to the form.
    findings
        Takes rows that hold figures and no place of their own, or no township where they need one.
    """
    return _LineReader(form, header, resolved, columns, findings).read()


class _LineReader:
    def __init__(
        self,
        form: FormSheet,
        header: Header,
        resolved: Resolved,
        columns: Sequence[int],
        findings: Findings,
    ) -> None:
        self.form, self.header, self.columns = form, header, columns
        self.findings, self.places = findings, resolved.places
        self.own = PLACE_WORDS[findings.register.level]
        self.data = {each.index for each in resolved.compared} - {
            each.index for each in resolved.places.values()
        }
        self.labels = {label_key(label) for field in header.fields.all for label in field.path}
        last_place = max(each.index for name, each in resolved.places.items() if name != "year")
        self.naming = [column for column in columns if column <= last_place]
        self.lines = Lines()

    def read(self) -> Lines:
        for row in range(self.header.last + 1, self.form.height):
            cells = {
                column: value
                for column in self.columns
                if not is_blank(value := self.form.sheet.rows[row][column])
            }
            if cells:
                self._sort(row, cells)
        return self.lines

    def _sort(self, row: int, cells: Mapping[int, CellValue]) -> None:
        lines = self.lines
        total = self._total(cells)
        if total:
            lines.totals.append(TotalRow(row, *total))
        elif self._is_text(row, cells):
            lines.texts.append(row)
        elif is_header_again(list(cells.values()), self.labels) or (
            not lines.records and is_numbering(list(cells.values()))
        ):
            lines.passed.append(row)
        else:
            self._take_record(row, cells)

    def _total(self, cells: Mapping[int, CellValue]) -> tuple[int, str] | None:
        for column in self.naming:
            value = cells.get(column)
            found = total_of(value) if isinstance(value, str) else None
            if found:
                return found
        return None

    def _is_text(self, row: int, cells: Mapping[int, CellValue]) -> bool:
        """Whether a line is a note: it begins like one, or is merged across the form."""
        first = min(cells)
        figures = [cells[column] for column in self.data & set(cells)]
        if is_note(label_of(cells[first])):
            return all(isinstance(each, str) for each in figures)
        area = self.form.merged.area(row, first)
        is_across = area is not None and area[3] - area[1] + 1 >= min(3, len(self.columns))
        return is_across and len(cells) == 1

    def _take_record(self, row: int, cells: Mapping[int, CellValue]) -> None:
        said = {
            name: label_of(self.form.merged.value(row, column.index))
            for name, column in self.places.items()
        }
        if not (said.get(self.own) or said.get("code")):
            figures = sorted(self.data & set(cells))
            if figures:
                rule = f"foreign_row_without_{self.own}"
                self.findings.add(rule, "error", (row, figures[0]), count=len(figures))
            else:
                self.lines.texts.append(row)
            return
        blank = [name for name in ("township", "year") if said.get(name) == ""]
        if blank and "code" not in said:
            column = self.places[blank[0]]
            self.findings.add("foreign_row_without_place", "error", (row, column.index), column)
            return
        self.lines.records.append(row)
        self.lines.places[row] = said
