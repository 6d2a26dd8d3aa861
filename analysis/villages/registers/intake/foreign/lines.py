"""Lines of a form that are no record: notes, numbers of columns, repeated headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from villages.characters import matching_form
from villages.registers.intake.foreign.labels import label_key, label_of
from villages.registers.intake.grid import CellValue

_WORDS = (
    "注|备注|附注|说明|填表|填报|制表|编制|审核|复核|统计|经办|报送|上报|单位负责人|负责人|联系人|电话|"
    "日期|盖章|签字|签章|数据来源|note|source|filled|checked"
)
_NOTE = re.compile(
    rf"\(?({_WORDS})[^:]{{0,12}}:|({_WORDS})$|注\d*[.、]|(填表|填报)说明|"
    r"(填表|填报|制表|审核|复核|统计|经办|负责)人|\*"
)
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,3})\)?(=.*)?")
_COLUMN_WORDS = frozenset("甲乙丙丁戊己") | {"栏次", "序号", "列号", "行次", "-", "—"}


def is_note(text: str) -> bool:
    """Return whether a line that begins so is a note or a signature, no record.

    Examples
    --------
    >>> is_note("注：本表由乡镇填报。"), is_note("填表人：        填报日期："), is_note("注子村")
    (True, True, False)
    """
    return bool(_NOTE.match(matching_form(text)))


def is_numbering(cells: Sequence[CellValue]) -> bool:
    """Return whether a line only numbers the form's columns.

    Examples
    --------
    >>> is_numbering(["甲", "乙", 1.0, 2.0, 3.0]), is_numbering(["河口村", "", 1.0, 2.0])
    (True, False)
    """
    numbers: list[int] = []
    for cell in cells:
        label = label_key(label_of(cell))
        number = _COLUMN_NUMBER.fullmatch(label)
        if number:
            numbers.append(int(number[1]))
        elif label and label not in _COLUMN_WORDS:
            return False
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_header_again(cells: Sequence[CellValue], labels: Collection[str]) -> bool:
    """Return whether a line repeats the header, as at the top of a printed page.

    Parameters
    ----------
    cells
        The line's cells that hold anything.
    labels
        The keys of the header's labels.
    """
    return len(cells) > 1 and all(
        isinstance(cell, str) and label_key(cell) in labels for cell in cells
    )
