"""Comments at cells: the words in one part of the file, the boxes that show them in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from villages.fonts import text_width
from villages.registers.intake.amending.package import Package, child, local, parse
from villages.registers.intake.grid import cell_name

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"

_VML = b"""<xml xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">
<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>
</xml>"""
_SHAPE = """<v:shape xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"
 id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;visibility:hidden"
 fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>
<v:textbox style="mso-direction-alt:auto"/><x:ClientData ObjectType="Note"><x:MoveWithCells/>
<x:SizeWithCells/><x:Anchor>{left},15,{top},2,{right},15,{bottom},4</x:Anchor>
<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData>
</v:shape>"""
_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_VML_NAMESPACE = "{urn:schemas-microsoft-com:vml}"

#: A box is this many cells wide and about this many columns of print.
_BOX_CELLS, _BOX_WIDTH = 4, 34

#: Shape numbers come in blocks of this size; a drawing says which blocks are its own.
_BLOCK = 1024


class Comments:
    """The comments of one sheet.

    Parameters
    ----------
    package
        The file.
    part
        The sheet's part.
    sheet
        The sheet's element; it is told of its drawing if it had none.
    author
        Under whose name comments are added.
    heads
        The first lines by which comments of an earlier round are known; they are taken away. Not
        every program keeps who wrote a comment.
    """

    def __init__(
        self, package: Package, part: str, sheet: Any, author: str, heads: tuple[str, ...]
    ) -> None:
        self._package, self._part, self._sheet, self._author = package, part, sheet, author
        self._namespace = etree.QName(sheet).namespace
        self._name = next(iter(package.related(part, "comments").values()), "")
        self._root = parse(package.read(self._name)) if self._name else self._new_root()
        self._drawing_name = self._own_drawing()
        content = package.read(self._drawing_name) if self._drawing_name else _VML
        self._drawing = parse(content, is_lenient=True)
        self._is_changed = self._remove(heads)

    def add(self, texts: Mapping[tuple[int, int], str]) -> None:
        """Add comments, by row and column counted from 0; the sender's own are kept above."""
        listed = self._list("commentList")
        author = str(self._author_number()) if texts else ""
        by_cell = {str(each.get("ref")): each for each in listed}
        numbers = self._shape_numbers(len(texts))
        for (row, column), text in sorted(texts.items()):
            ref = cell_name(row, column)
            if ref in by_cell:
                self._append(by_cell[ref], "\n" + text)
                continue
            comment = etree.SubElement(listed, self._tag("comment"), ref=ref, authorId=author)
            etree.SubElement(comment, self._tag("text"))
            self._append(comment, text)
            self._drawing.append(_shape(next(numbers), row, column, text))
        self._is_changed |= bool(texts)

    def save(self) -> None:
        """Put the comments into the file, if anything was changed."""
        if not self._is_changed:
            return
        if not self._name:
            self._name = self._package.free_name("xl/comments{}.xml")
            self._package.relate(self._part, "comments", self._name)
        self._package.write(self._name, self._root, _COMMENTS_TYPE)
        if not self._drawing_name:
            self._drawing_name = self._package.free_name("xl/drawings/vmlDrawing{}.vml")
            self._point_to_drawing()
        self._package.write(self._drawing_name, self._drawing, _VML_TYPE)

    def _new_root(self) -> Any:
        root = etree.Element(self._tag("comments"), nsmap={None: self._namespace})
        etree.SubElement(root, self._tag("authors"))
        etree.SubElement(root, self._tag("commentList"))
        return root

    def _own_drawing(self) -> str:
        pointer = child(self._sheet, "legacyDrawing")
        if pointer is None:
            return ""
        relation = pointer.get(f"{{{self._package.office_relations}}}id")
        return self._package.related(self._part, "vmlDrawing")[relation]

    def _point_to_drawing(self) -> None:
        relation = self._package.relate(self._part, "vmlDrawing", self._drawing_name)
        namespace = self._package.office_relations
        pointer = etree.Element(self._tag("legacyDrawing"), nsmap={"r": namespace})
        pointer.set(f"{{{namespace}}}id", relation)
        place_in_sheet(self._sheet, pointer)

    def _remove(self, heads: tuple[str, ...]) -> bool:
        """Take away what an earlier round wrote."""
        gone, is_changed = set(), False
        listed = self._list("commentList")
        for comment in list(listed):
            is_ours, is_whole = _cut(comment, heads)
            is_changed |= is_ours
            if is_whole:
                gone.add(str(comment.get("ref")))
                listed.remove(comment)
        for shape in list(self._drawing.iter(f"{_VML_NAMESPACE}shape")):
            place = {local(each): each.text for each in shape.iter() if each.text}
            if place.get("Row") and place.get("Column"):
                name = cell_name(int(place["Row"] or 0), int(place["Column"] or 0))
                if name in gone:
                    shape.getparent().remove(shape)
        return is_changed

    def _append(self, comment: Any, text: str) -> None:
        run = etree.SubElement(child(comment, "text"), self._tag("r"))
        looks = etree.SubElement(run, self._tag("rPr"))
        etree.SubElement(looks, self._tag("sz"), val="9")
        etree.SubElement(looks, self._tag("rFont"), val="宋体")
        words = etree.SubElement(run, self._tag("t"))
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        words.text = text

    def _author_number(self) -> int:
        authors = self._list("authors")
        names = [each.text for each in authors]
        if self._author not in names:
            etree.SubElement(authors, self._tag("author")).text = self._author
            names.append(self._author)
        return names.index(self._author)

    def _shape_numbers(self, count: int) -> Iterator[int]:
        """Yield numbers for new shapes that no drawing of the file uses, and note their blocks."""
        used = [0]
        for name in self._package.names(".vml"):
            for found in re.findall(rb'idmap[^>]*?data="([\d,]+)"', self._package.read(name)):
                used += [int(number) for number in found.split(b",")]
        blocks = [max(used) + 1 + number for number in range(-(-count // (_BLOCK - 1)))]
        if blocks:
            self._own_blocks(blocks)
        for block in blocks:
            yield from range(block * _BLOCK + 1, (block + 1) * _BLOCK)

    def _own_blocks(self, blocks: list[int]) -> None:
        listed = ",".join(map(str, blocks))
        found = next(self._drawing.iter(f"{_OFFICE}idmap"), None)
        if found is not None:
            found.set("data", f"{found.get('data')},{listed}")
            return
        layout = etree.Element(f"{_OFFICE}shapelayout")
        edit = {f"{_VML_NAMESPACE}ext": "edit"}
        layout.attrib.update(edit)
        etree.SubElement(layout, f"{_OFFICE}idmap", {**edit, "data": listed})
        self._drawing.insert(0, layout)

    def _list(self, name: str) -> Any:
        found = child(self._root, name)
        if found is None:
            raise ValueError(f"comments without {name}")
        return found

    def _tag(self, name: str) -> str:
        return f"{{{self._namespace}}}{name}"


#: What comes after the drawing of comments in a sheet's part.
_AFTER_DRAWING = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    }
)


def place_in_sheet(sheet: Any, pointer: Any) -> None:
    """Put the pointer to a drawing where the order of a sheet's parts wants it."""
    found = (index for index, each in enumerate(sheet) if local(each) in _AFTER_DRAWING)
    sheet.insert(next(found, len(sheet)), pointer)


def _cut(comment: Any, heads: tuple[str, ...]) -> tuple[bool, bool]:
    """Take our part off a comment; return whether there was any, and whether nothing else was."""
    pieces = list(comment.iter("{*}t"))
    text = "".join(each.text or "" for each in pieces)
    starts = [text.index(f"\n{head}") for head in heads if f"\n{head}" in text]
    is_whole = text.startswith(heads)
    if not starts and not is_whole:
        return False, False
    free = 0 if is_whole else min(starts)
    for piece in pieces:
        piece.text = (piece.text or "")[:free]
        free -= len(piece.text)
    return True, is_whole


def _shape(number: int, row: int, column: int, text: str) -> Any:
    lines = sum(1 + text_width(line) // _BOX_WIDTH for line in text.split("\n"))
    top = max(row - 1, 0)
    return etree.fromstring(
        _SHAPE.format(
            number=number, row=row, column=column, left=column + 1,
            right=column + 1 + _BOX_CELLS, top=top, bottom=top + lines + 1,
        )
    )  # fmt: skip
