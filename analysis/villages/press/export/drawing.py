"""A researcher's own drawing, read as XML and written anew: all programs read it alike.

A browser reads a drawing within a page as HTML. Comments, sections of raw text and markup in styles
could be plain text to one reader and elements to the other; in what is written here there are none.
"""

from __future__ import annotations

from xml.etree import ElementTree

from villages.errors import UserError
from villages.press.export.reader import read_html

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"

#: Words about the drawing, and texts that are not shown.
_UNSHOWN = frozenset({"title", "desc", "metadata"})


def read_drawing(source: str) -> str:
    """Return a drawing (SVG) that is about to be published, without what is not shown of it.

    Raises
    ------
    UserError
        If it is no well-formed XML, or would run code or load from elsewhere.

    Examples
    --------
    >>> print(read_drawing("<svg><!-- a --><title>b</title><text>c &lt; d</text></svg>")[-34:])
    xlink"><text>c &lt; d</text></svg>
    """
    try:
        root = ElementTree.fromstring(source)
    except (ElementTree.ParseError, UnicodeEncodeError) as error:
        raise UserError("report_unsafe", part="svg") from error
    _tidy(root)
    if root.tag != "svg":
        raise UserError("report_unsafe", part=root.tag)
    root.set("xmlns", _SVG.strip("{}"))
    root.set("xmlns:xlink", _XLINK.strip("{}"))
    drawing = ElementTree.tostring(root, encoding="unicode")
    read_html(drawing)
    return drawing


def _tidy(element: ElementTree.Element) -> None:
    """Take off what is not shown; names of SVG stand alone, as HTML wants them."""
    element.tag = element.tag.removeprefix(_SVG)
    for name in list(element.attrib):
        if name.startswith(_XLINK):
            element.set(f"xlink:{name.removeprefix(_XLINK)}", element.attrib.pop(name))
    for child in list(element):
        if child.tag.removeprefix(_SVG) in _UNSHOWN:
            element.remove(child)
        else:
            _tidy(child)
