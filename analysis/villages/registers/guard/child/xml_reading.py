"""Read a part's XML as a stream; what declares entities is refused before anything is expanded."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from villages.registers.guard.child.refusing import Refused

#: Is called with an element's name, without its prefix, and its attributes.
OnStart = Callable[[str, dict[str, str]], None]


def read_xml(
    content: bytes,
    part: str,
    on_start: OnStart | None = None,
    on_text: Callable[[str], object] | None = None,
    *,
    is_plain: bool = False,
) -> None:
    """Read XML and hand over what it holds.

    Parameters
    ----------
    content
        The XML, in UTF-8.
    part
        What messages call it.
    on_start, on_text
        Called at each element and with each text. Element names still bear their prefix.
    is_plain
        Whether comments, processing instructions and CDATA are refused too: programs differ in
        what they make of a cell that is cut by one.

    Raises
    ------
    Refused
        If the XML is broken or has a document type.

    Examples
    --------
    >>> read_xml(b"<a><b c='1'/></a>", "x", lambda name, attributes: print(name, attributes))
    a {}
    b {'c': '1'}
    """

    def refuse_doctype(*_: object) -> NoReturn:
        raise Refused("guard_doctype", part=part)

    def refuse(*_: object) -> NoReturn:
        raise Refused("guard_xml_broken", part=part)

    def on_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
            refuse()

    reader = expat.ParserCreate("utf-8")
    reader.buffer_text = True
    reader.StartDoctypeDeclHandler = refuse_doctype
    reader.EntityDeclHandler = refuse_doctype
    reader.XmlDeclHandler = on_declaration
    if is_plain:
        reader.CommentHandler = refuse
        reader.ProcessingInstructionHandler = refuse
        reader.StartCdataSectionHandler = refuse
    reader.StartElementHandler = on_start
    reader.CharacterDataHandler = on_text
    try:
        reader.Parse(content, True)
    except expat.ExpatError as error:
        raise Refused("guard_xml_broken", part=part) from error


def local(name: str) -> str:
    """Return an element's or attribute's name without its prefix.

    Examples
    --------
    >>> local("x:row"), local("row")
    ('row', 'row')
    """
    return name.rpartition(":")[2]
