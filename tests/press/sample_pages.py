"""A page that can be told to fail, and a notebook as it is after a run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from nbformat import NotebookNode, from_dict

from villages.exhibits.blocks import (
    Bullets,
    Cell,
    Column,
    Complete,
    Cover,
    Figure,
    Heading,
    Paragraph,
    Section,
    Table,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><defs><path id="p" d="M0 0h9"/>'
    '</defs><text x="5" y="20" style="font-family: \'Noto Sans CJK SC\'">图中文字</text></svg>'
)

PARAMETERS = """\
place = ""  # 地点 | place
year = 0  # 年度 | year
language = "zh"  # 报告语言 | report language [zh, en]
edition = "public"  # 版本 | edition [public, internal]
results = "results"  # 结果文件夹 | results folder
mode = "good"  # 方式 | mode [good, error, mistake, exit, unfinished, kernel, worker]
"""

BODY = """\
import os
import signal

from villages.errors import UserError
from villages.exhibits.blocks import Complete, Cover, Heading, Paragraph, Section

if mode == "error":
    raise ValueError("210283199001011234")
if mode == "mistake":
    raise UserError("file_missing", file="那个文件")
if mode == "exit":
    raise SystemExit(0)
if mode == "kernel":
    os.kill(os.getpid(), signal.SIGKILL)
if mode == "worker":
    os.kill(os.getppid(), signal.SIGKILL)
print(os.path.isabs(results), len(place))
Section((
    Cover("村报告" + place, "", (), (), language, "页眉", "演示数据", "目录", "2019-12-31", "结论"),
    Heading("情况"),
    Paragraph("正文"),
))
"""

SLOW = """\
import os
import time

with open(mark, "a") as begun:
    begun.write(f"{os.getpid()}\\n")
time.sleep(60)
"""

END = """\
from villages.exhibits.blocks import Complete
None if mode == "unfinished" else Complete()
"""


Attributes = dict[str, str | None]


class Document(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.elements if name == tag]


def sample_sections(
    language: str = "zh", watermark: str = "演示数据", rows: int = 3
) -> tuple[Section | Complete, ...]:
    """A report with every kind of block."""
    columns = (Column("村"), Column("收入", "right"), Column("结论", "center"))
    tones = ("met", "behind", "out_of_reach", "no_data")
    body = tuple(
        (Cell(f"第{number}村"), Cell("14000"), Cell("达标", tones[number % 4]))
        for number in range(rows)
    )
    cover = Cover(
        title="青石镇报告",
        subtitle="2019年",
        marks=("内部", "演示数据"),
        facts=(("地点", "青石镇<b>"),),
        language="en" if language == "en" else "zh",
        running_head="青石镇报告",
        watermark=watermark,
        contents_title="目录",
        date="2019-12-31",
        headline="八个村中五个达标。",
    )
    return (
        Section((cover,)),
        Section((Heading("总体"), Paragraph("已完成。", "finding"), Bullets(("甲", "乙")))),
        Section((Heading("收入", 2), Table("各村收入", columns, body, "注"))),
        Section((Figure(SVG, "折线图：逐年上升", "收入走势", "来源"), Paragraph("末", "note"))),
        Complete(),
    )


def executed_notebook(
    sections: Sequence[Section | Complete], *others: dict[str, object]
) -> NotebookNode:
    """A notebook as it is after a run: the sections' outputs, then other outputs of one cell."""
    bundles = [section._repr_mimebundle_() for section in sections] + list(others)
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {},
            "execution_count": 1,
            "source": "secret_source()",
            "outputs": [{"output_type": "display_data", "data": bundle, "metadata": {}}],
        }
        for number, bundle in enumerate(bundles)
    ]
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    notebook: NotebookNode = from_dict(content)  # type: ignore[no-untyped-call]
    return notebook


def write_page(
    path: Path,
    parameters: str = PARAMETERS,
    level: str = "village",
    *,
    is_slow: bool = False,
    body: str = BODY,
) -> Path:
    """Write a notebook that can be run as a page; a slow one says in a file that it has begun."""
    sources = {"parameters": parameters, "body": SLOW if is_slow else body, "end": END}
    cells: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": name,
            "metadata": {"tags": [name]},
            "execution_count": None,
            "source": source,
            "outputs": [],
        }
        for name, source in sources.items()
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "villages": {
            "page": "trial",
            "level": level,
            "title": {"zh": "试验页", "en": "Trial page"},
        },
    }
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
