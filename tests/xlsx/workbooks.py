"""A page as a workbook, read again: what each exhibit's sheet must hold, and what it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import openpyxl

from page_running import blocks
from press.sample_pages import executed_notebook
from villages.exhibits.blocks import (
    Cell,
    Column,
    Complete,
    Cover,
    Figure,
    Section,
    Slide,
    Table,
)
from villages.press.export.xlsx import VillagesXLSXExporter

Shown = Sequence[Section | Complete]


def workbook_of(shown: Shown) -> bytes:
    """The workbook of what a page shows."""
    exporter = VillagesXLSXExporter()  # type: ignore[no-untyped-call]
    return exporter.from_notebook_node(executed_notebook(shown))[0]


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def sheet_of(content: bytes, name: str) -> Any:
    return opened(content)[name]


def exhibits_of(shown: Shown, language: str) -> dict[str, tuple[str, Table]]:
    """Name of the sheet → caption and table, counted here as a reader counts."""
    numbers = {"table": 0, "figure": 0}
    words = {"zh": {"table": "表", "figure": "图"}, "en": {"table": "Table ", "figure": "Figure "}}
    found = {}
    for block in _flat(shown):
        if not isinstance(block, Table | Figure) or not block.caption:
            continue
        numbers[block.kind] += 1
        table = block.data if isinstance(block, Figure) else block
        name = f"{words[language][block.kind]}{numbers[block.kind]}"
        if table is not None:
            found[name] = (block.caption, table)
    return found


def _flat(shown: Shown) -> Iterator[Any]:
    for block in blocks(list(shown)):
        yield from block.blocks if isinstance(block, Slide) else (block,)


def written(number: float, pattern: str) -> str:
    """Write a number by a spreadsheet's pattern, as far as this project's patterns go."""
    sections = re.findall(r'(?:\\.|"[^"]*"|[^;"\\])+', pattern)
    section = sections[1] if number < 0 and len(sections) > 1 else sections[0]
    text = ""
    for token in re.findall(r'\\.|"[^"]*"|[#0,.]+', section):
        if token.startswith("\\"):
            text += token[1]
        elif token.startswith('"'):
            text += token[1:-1]
        else:
            digits = len(token.partition(".")[2])
            comma = "," if "," in token else ""
            text += format(abs(number), f"{comma}.{digits}f")
    return text


def in_full(text: str) -> str:
    """A page's text with ten thousands written out, as a column of yuan has them."""

    def times(found: re.Match[str]) -> str:
        return f"{float(found[1].replace(',', '')) * 10_000:,.0f}"

    return re.sub(r"([\d,]+(?:\.\d+)?)万", times, text)


def report(*tables: Table, language: str = "zh", date: str = "2019-12-31") -> Shown:
    """A small report with a cover and tables."""
    cover = Cover(
        title="青石镇报告", subtitle="", marks=("内部",), facts=(("报告对象", "青石镇"),),
        language="en" if language == "en" else "zh", running_head="页眉 & 页脚",
        watermark="演示数据",
        contents_title="目录", date=date, source="资料来源：登记表。",
    )  # fmt: skip
    return (Section((cover,)), *(Section((each,)) for each in tables), Complete())


def table(
    *rows: tuple[Cell, ...], columns: tuple[Column, ...] = (), caption: str = "标题"
) -> Table:
    heads = columns or tuple(Column(f"列{number}") for number in range(len(rows[0])))
    return Table(caption, heads, rows, "注")
