"""stub"""
from __future__ import annotations
from villages.press.export.content import Content
from villages.press.export.letter import OfficialLetter
def write_document(content: Content, letter: OfficialLetter) -> bytes:
    """Return it."""
    return b""
