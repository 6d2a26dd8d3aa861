"""Over any header: is each column's path recovered, and each cell read or named?"""

from __future__ import annotations

import os
from dataclasses import dataclass

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from foreign.making import book, sheet
from villages.plan import read_plan
from villages.registers.intake.foreign import MappingCard, draft_foreign
from villages.registers.intake.foreign.fields import FormSheet
from villages.registers.intake.foreign.labels import path_key
from villages.registers.intake.foreign.wide import wide_header
from villages.registers.intake.grid import cell_name

#: Few words, so that the same label stands under many groups.
WORDS = ["收入", "支出", "户数（户）", "面积(亩)", "其他", "“两委”", "低保 对象"]
DIRT = ["{}", "{} ", " {}\n", "{}\u200b", "\u3000{}"]
COLUMNS = [
    "hamlet_count", "village_links_km", "village_links_paved_km", "hamlet_links_km",
    "hamlet_links_paved_km", "hamlets_with_product", "household_count", "person_count",
]  # fmt: skip


PLAN = read_plan("zhuanghe-2018-2020")
EXAMPLES = 400 if os.environ.get("VILLAGES_SIZE") == "full" else 40


@dataclass(frozen=True)
class Tree:
    """A group of columns under one label; without children it is a column."""

    label: str
    children: tuple[Tree, ...]

    @property
    def width(self) -> int:
        return sum(child.width for child in self.children) or 1

    @property
    def depth(self) -> int:
        return 1 + max((child.depth for child in self.children), default=0)


def trees(depth: int) -> st.SearchStrategy[Tree]:
    label = st.sampled_from(WORDS)
    children = st.just(()) if depth == 1 else st.lists(trees(depth - 1), max_size=3).map(tuple)
    return st.builds(Tree, label, children)


@dataclass(frozen=True)
class Header:
    """A drawn header: its lines and merged areas, and the path that each column must have."""

    lines: list[list[str | None]]
    merged: list[str]
    paths: list[tuple[str, ...]]


def drawn_header(forest: list[Tree], dirt: list[str], top: int) -> Header:
    """Lay the trees out from column B on; A is the village's."""
    depth = max(tree.depth for tree in forest)
    width = sum(tree.width for tree in forest)
    lines: list[list[str | None]] = [[None] * (width + 1) for _ in range(depth)]
    merged: list[str] = []
    paths: list[tuple[str, ...]] = []

    def area(row: int, column: int, last_row: int, last_column: int) -> None:
        if (row, column) != (last_row, last_column):
            first = cell_name(row + top, column)
            merged.append(f"{first}:{cell_name(last_row + top, last_column)}")

    def lay(tree: Tree, row: int, column: int, above: tuple[str, ...]) -> None:
        lines[row][column] = dirt[column % len(dirt)].format(tree.label)
        path = (*above, tree.label)
        if not tree.children:
            area(row, column, depth - 1, column)
            paths.append(path)
            return
        area(row, column, row, column + tree.width - 1)
        for child in tree.children:
            lay(child, row + 1, column, path)
            column += child.width

    lines[0][0] = "村名"
    area(0, 0, depth - 1, 0)
    at = 1
    for tree in forest:
        lay(tree, 0, at, ())
        at += tree.width
    return Header(lines, merged, paths)


FORESTS = st.lists(trees(4), min_size=1, max_size=4)
TITLES = st.lists(st.sampled_from([["统计表"], [], ["单位（盖章）：", None, "　"]]), max_size=3)


def card_of(paths: list[tuple[str, ...]], **more: object) -> MappingCard:
    return MappingCard.model_validate(
        {
            "id": "drawn", "label": {"zh": "表", "en": "form"}, "register": "village_years",
            "layout": "wide", "fits": [["村名"], *paths], "place": {"village": ["村名"]},
            "year": 2019, **more,
        }
    )  # fmt: skip


@given(forest=FORESTS, dirt=st.lists(st.sampled_from(DIRT), min_size=1), titles=TITLES)
@settings(max_examples=EXAMPLES)
def test_the_path_of_every_column_is_recovered(
    forest: list[Tree], dirt: list[str], titles: list[list[str | None]]
) -> None:
    header = drawn_header(forest, dirt, len(titles))
    form = FormSheet(sheet([*titles, *header.lines, ["东山村"]], header.merged))
    card = card_of(header.paths, columns={"hamlet_count": header.paths[0]})
    found = wide_header(form, card)
    assert found is not None
    block, missing = found
    assert missing == ()
    assert (block.first, block.last) == (len(titles), len(titles) + len(header.lines) - 1)
    recovered = [path_key(field.path) for field in block.fields.all if field.index > 0]
    assert recovered == [path_key(path) for path in header.paths]


@given(
    forest=FORESTS,
    titles=TITLES,
    filled=st.lists(st.lists(st.booleans(), min_size=1), min_size=1, max_size=4),
    chosen=st.sets(st.integers(0, 40), max_size=len(COLUMNS)),
    left=st.sets(st.integers(0, 40), max_size=4),
    gap=st.integers(0, 2),
)
@settings(max_examples=EXAMPLES)
def test_every_cell_is_read_or_named(
    forest: list[Tree],
    titles: list[list[str | None]],
    filled: list[list[bool]],
    chosen: set[int],
    left: set[int],
    gap: int,
) -> None:
    header = drawn_header(forest, ["{}"], len(titles))
    keys = [path_key(path) for path in header.paths]
    once = [index for index in range(len(keys)) if keys.count(keys[index]) == 1]
    mapped = {index % len(once) for index in chosen} if once else set()
    assume(mapped)
    stored = [once[index] for index in sorted(mapped)][: len(COLUMNS)]
    known = {once[index % len(once)] for index in left} - set(stored)
    card = card_of(
        [header.paths[index] for index in stored],
        columns={COLUMNS[n]: header.paths[index] for n, index in enumerate(stored)},
        not_read=[header.paths[index] for index in known],
    )
    # A list beside the form, after a gap; without one it is a column that the card does not know.
    rows = []
    for number, cells in enumerate(filled):
        figures = [10.0 * number + n if cells[n % len(cells)] else None for n in range(len(keys))]
        rows.append([f"第{number}村", *figures, *[None] * gap, "旁"])
    top = [*titles, *header.lines]
    draft = draft_foreign(book(sheet([*top, *rows], header.merged)), {"drawn": card}, PLAN)

    read: set[str] = set()
    for table in draft.tables:
        for column in table.columns:
            read |= {cell_name(*table.at(row, column)) for row in table.rows}
    unread = {each.cell: each.count for each in draft.problems if each.rule == "foreign_unread"}
    for index in range(len(keys)):
        held = [
            cell_name(len(top) + number, index + 1)
            for number, row in enumerate(rows)
            if row[index + 1] is not None
        ]
        if index in stored:
            assert set(held) <= read or not draft.tables
        elif index in known or not held:
            assert cell_name(len(top), index + 1) not in unread
        else:
            # Named once, at its first cell, with how many there are.
            assert unread[held[0]] == len(held)
    beside = cell_name(len(top), len(keys) + 1 + gap)
    [named] = [each for each in draft.problems if each.cell == beside]
    assert named.rule == ("foreign_list_beside" if gap else "foreign_unread")
    assert named.count == len(rows)
    if not draft.tables:
        assert "foreign_nothing_filled" in {each.rule for each in draft.problems}
