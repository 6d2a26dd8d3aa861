"""The cell styles of a workbook: those that cells have, and the same with a mark."""

from __future__ import annotations

import copy
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped]

from villages.registers.intake.amending.job import Colour
from villages.registers.intake.amending.package import child, local

#: What marked cells are filled with; a fill of just this colour is known as a mark again.
FILLS: dict[Colour, str] = {"error": "FFFFC7C9", "warning": "FFFFE3A1"}

_HEAD_FILL, _LINE, _QUIET, _LINK = "FFDDEBF7", "FFBFBFBF", "FF7F7F7F", "FF1F4E79"

#: The order in which a style sheet holds its lists, up to the last one that is added to.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs")
_FIRST = {
    "fonts": "<font><sz val='11'/><name val='宋体'/></font>",
    "fills": "<fill><patternFill patternType='none'/></fill>",
    "borders": "<border><left/><right/><top/><bottom/><diagonal/></border>",
    "cellXfs": "<xf numFmtId='0' fontId='0' fillId='0' borderId='0'/>",
}

_TEXT_FORMAT = "49"


class Styles:
    """A style sheet that styles are added to; what is there keeps its number.

    Parameters
    ----------
    root
        The element ``styleSheet``; it is changed.
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self._namespace = etree.QName(root).namespace
        self._marks: dict[tuple[int, Colour | None, bool], int] = {}
        for name in _FIRST:
            if len(self._list(name)) == 0:
                self._add(name, _FIRST[name])
        self._formats = self._list("cellXfs")
        self._fills: dict[Colour, int] = {
            colour: self._add("fills", _solid(argb)) for colour, argb in FILLS.items()
        }
        self._own_fills = self._known_marks()
        self.marked = frozenset(
            number
            for number, each in enumerate(self._formats)
            if int(each.get("fillId") or 0) in self._own_fills
        )

    def with_mark(self, style: int, colour: Colour | None, *, is_unlocked: bool) -> int:
        """Return the style with a mark's fill, or without any mark.

        Parameters
        ----------
        style
            A cell's style.
        colour
            Which mark; None takes an earlier mark away.
        is_unlocked
            Whether the cell may be edited though its sheet is protected.
        """
        key = (style, colour, is_unlocked)
        if key not in self._marks:
            found = copy.deepcopy(self._format(style))
            if colour is not None:
                found.set("fillId", str(self._fills[colour]))
                found.set("applyFill", "1")
            elif int(found.get("fillId") or 0) in self._own_fills:
                found.set("fillId", "0")
            if is_unlocked:
                self._unlock(found)
            self._formats.append(found)
            self._marks[key] = self._count("cellXfs")
        return self._marks[key]

    def is_locked(self, style: int) -> bool:
        """Return whether a protected sheet refuses edits of cells of a style."""
        protection = child(self._format(style), "protection")
        return protection is None or protection.get("locked") not in ("0", "false")

    def of_the_list(self) -> dict[str, int]:
        """Add the styles of the problem sheet and return them by name."""
        name = self._font_name()
        fonts = {
            key: self._add("fonts", _font(name, size, colour, is_bold))
            for key, size, colour, is_bold in (
                ("title", 16, _LINK, True),
                ("text", 10, "FF000000", False),
                ("bold", 10, "FF000000", True),
                ("link", 10, _LINK, False),
                ("quiet", 8, _QUIET, False),
            )
        }
        box = self._add("borders", _box())
        head = self._add("fills", _solid(_HEAD_FILL))
        made = {
            "title": self._look(fonts["title"]),
            "text": self._look(fonts["text"]),
            "quiet": self._look(fonts["quiet"]),
            "head": self._look(fonts["bold"], head, box, is_wrapped=True),
            "cell": self._look(fonts["text"], 0, box, is_wrapped=True),
            "number": self._look(fonts["text"], 0, box, number_format="0", across="center"),
            "link": self._look(fonts["link"], 0, box, is_wrapped=True),
            "note": self._look(fonts["text"], 0, box, across="center"),
        }
        for colour, fill in self._fills.items():
            made[colour] = self._look(fonts["bold"], fill, box, across="center")
        return made

    def _look(
        self,
        font: int,
        fill: int = 0,
        box: int = 0,
        *,
        is_wrapped: bool = False,
        number_format: str = _TEXT_FORMAT,
        across: str = "general",
    ) -> int:
        return self._add(
            "cellXfs",
            f"<xf numFmtId='{number_format}' fontId='{font}' fillId='{fill}' borderId='{box}'"
            " applyNumberFormat='1' applyFont='1' applyFill='1' applyBorder='1'"
            f" applyAlignment='1'><alignment horizontal='{across}' vertical='center'"
            f" wrapText='{int(is_wrapped)}'/></xf>",
        )

    def _format(self, style: int) -> Any:
        return self._formats[style if 0 <= style < len(self._formats) else 0]

    def _unlock(self, found: Any) -> None:
        protection = child(found, "protection")
        if protection is None:
            protection = etree.Element(f"{{{self._namespace}}}protection")
            alignment = child(found, "alignment")
            found.insert(0 if alignment is None else found.index(alignment) + 1, protection)
        protection.set("locked", "0")
        found.set("applyProtection", "1")

    def _known_marks(self) -> frozenset[int]:
        """Fills of the marks' colours: those just added, and those of an earlier round."""
        known = set()
        for number, fill in enumerate(self._list("fills")):
            pattern = child(fill, "patternFill")
            colour = None if pattern is None else child(pattern, "fgColor")
            if colour is not None and colour.get("rgb") in FILLS.values():
                known.add(number)
        return frozenset(known)

    def _font_name(self) -> str:
        name = child(self._list("fonts")[0], "name")
        return "宋体" if name is None else str(name.get("val"))

    def _list(self, name: str) -> Any:
        found = child(self.root, name)
        if found is None:
            found = etree.Element(f"{{{self._namespace}}}{name}")
            earlier = _ORDER[: _ORDER.index(name)]
            position = sum(local(each) in earlier for each in self.root)
            self.root.insert(position, found)
        return found

    def _add(self, name: str, xml: str) -> int:
        """Add an item to a list and return its number."""
        item = etree.fromstring(f"<item xmlns={quoteattr(str(self._namespace))}>{xml}</item>")[0]
        self._list(name).append(item)
        return self._count(name)

    def _count(self, name: str) -> int:
        """Let a list say how long it is and return the number of its last item."""
        found = self._list(name)
        found.set("count", str(len(found)))
        return len(found) - 1


def _solid(argb: str) -> str:
    return (
        f"<fill><patternFill patternType='solid'><fgColor rgb='{argb}'/>"
        "<bgColor indexed='64'/></patternFill></fill>"
    )


def _font(name: str, size: int, colour: str, is_bold: bool) -> str:
    bold = "<b/>" if is_bold else ""
    return (
        f"<font>{bold}<sz val='{size}'/><color rgb='{colour}'/><name val={quoteattr(name)}/></font>"
    )


def _box() -> str:
    sides = "".join(
        f"<{side} style='thin'><color rgb='{_LINE}'/></{side}>"
        for side in ("left", "right", "top", "bottom")
    )
    return f"<border>{sides}<diagonal/></border>"
