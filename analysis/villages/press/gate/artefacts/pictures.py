"""Pictures: what their headers say beside the picture itself."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from villages.press.gate.hits import CannotCheck, Piece, Place

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_GIF = (b"GIF87a", b"GIF89a")

#: Chunks that hold no text: the picture, its colours and its size.
_SILENT = {
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP",
    b"bKGD", b"hIST", b"pHYs", b"tIME", b"acTL", b"fcTL", b"fdAT", b"iCCP", b"sPLT",
}  # fmt: skip

#: No text of a picture is longer unpacked.
_LONGEST = 10_000_000


def read_picture(content: bytes, place: Place | None = None) -> Iterator[Piece]:
    """Yield the texts of a PNG, JPEG or GIF file.

    Parameters
    ----------
    content
        The file.
    place
        Where it stands in another file.

    Raises
    ------
    CannotCheck
        If it is another kind of picture, or not whole.
    """
    place = place or Place("picture")
    if content.startswith(_PNG):
        parts = _png(content, place)
    elif content.startswith(_JPEG):
        parts = _jpeg(content, place)
    elif content.startswith(_GIF):
        parts = _gif(content, place)
    else:
        raise CannotCheck(place)
    for part in parts:
        for text in readings(part):
            yield Piece(text, place)


def readings(content: bytes) -> Iterator[str]:
    """Yield what bytes of an unknown encoding may say."""
    yield content.decode("utf-8", "replace")
    if b"\0" in content:
        # What EXIF calls an encoding stands right before its text.
        bare = content.replace(b"UNICODE\0", bytes(8))
        for encoding in ("utf-16-le", "utf-16-be"):
            for start in (0, 1):
                yield bare[start:].decode(encoding, "replace")
    elif not content.isascii():
        yield content.decode("gb18030", "replace")


def _png(content: bytes, place: Place) -> Iterator[bytes]:
    at, kind = len(_PNG), b""
    while at + 12 <= len(content) and kind != b"IEND":
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise CannotCheck(place)
        at += size + 12
        if kind == b"zTXt":
            keyword, _, packed = body.partition(b"\0")
            yield keyword
            yield _unpacked(packed[1:], place)
        elif kind == b"iTXt":
            yield from _international(body, place)
        elif kind not in _SILENT:
            yield body
    if kind != b"IEND":
        raise CannotCheck(place)
    yield content[at:]


def _international(body: bytes, place: Place) -> Iterator[bytes]:
    keyword, _, rest = body.partition(b"\0")
    language, _, after = rest[2:].partition(b"\0")
    translated, _, text = after.partition(b"\0")
    yield from (keyword, language, translated)
    yield _unpacked(text, place) if rest[:1] == b"\1" else text


def _unpacked(packed: bytes, place: Place) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(packed, _LONGEST)
    except zlib.error as error:
        raise CannotCheck(place) from error
    if not unpacker.eof:
        raise CannotCheck(place)
    return text


def _jpeg(content: bytes, place: Place) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(content):
        marker, kind, size = struct.unpack(">BBH", content[at : at + 4])
        if marker != 0xFF:
            raise CannotCheck(place)
        if kind == 0xDA:
            # The picture follows; behind its end there may be anything.
            yield content[content.rfind(b"\xff\xd9") + 2 :]
            return
        if kind == 0xFE or 0xE0 <= kind <= 0xEF:
            yield content[at + 4 : at + 2 + size]
        at += 2 + size
    raise CannotCheck(place)


def _gif(content: bytes, place: Place) -> Iterator[bytes]:
    """Extensions hold comments, texts and what programs add; the picture's own blocks do not."""
    at = 13 + _colours(content[10])
    while at + 1 < len(content) and content[at] in (0x21, 0x2C):
        is_picture = content[at] == 0x2C
        at += 11 + _colours(content[at + 9]) if is_picture else 2
        body, at = _blocks(content, at)
        if not is_picture:
            yield body
    if at >= len(content) or content[at] != 0x3B:
        raise CannotCheck(place)
    yield content[at + 1 :]


def _colours(flags: int) -> int:
    """How many bytes a table of colours takes."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(content: bytes, at: int) -> tuple[bytes, int]:
    body = b""
    while at < len(content) and content[at]:
        size = content[at]
        body += content[at + 1 : at + 1 + size]
        at += 1 + size
    return body, at + 1
