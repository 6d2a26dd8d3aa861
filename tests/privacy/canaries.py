"""Synthetic persons whose names and numbers stand nowhere else, and how they are looked for."""

from __future__ import annotations

import base64
import binascii
import datetime
import html
import io
import random
import re
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pypdf import PdfReader

from gate.numbers import identity_number

#: Characters that no plan, page or sentence has. Each name has one at least.
RARE = "龘靐齉龗麤灪爩鱻麣鸜驫羴猋骉毳羼畾"
SURNAMES = "王李张刘陈杨黄赵周吴"
DOUBLE = ("欧阳", "司马", "上官", "诸葛")
MINORITY = ("阿卜杜", "买买提", "古丽")

_RARE = re.compile(f"[{RARE}]")
_LONG = re.compile(r"(?=([0-9]{17}[0-9X]))")
_MOBILE = re.compile(r"(?=(1[3-9][0-9]{9}))")
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_DIGITS = re.compile(rb"(?<![0-9])(?:[0-9]{17}[0-9X]|1[3-9][0-9]{9})(?![0-9])")
_PSEUDONYM = re.compile(r"[PH][0-9a-f]{16}")
_BETWEEN = re.compile(r"[\s\-‐－（）()+]+")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_EMBEDDED = re.compile(r"base64,([A-Za-z0-9+/=\s]{40,})")
_TAGS = re.compile(r"<[^<>]*>")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


@dataclass(frozen=True)
class Canary:
    """A person that there is not."""

    name: str
    number: str
    phone: str
    spelled: str


def persons(count: int) -> list[Canary]:
    """Make persons: names of two, three and four characters and with a dot, phones in five ways."""
    chance = random.Random(20201231)
    names = _names(chance)
    made: list[Canary] = []
    numbers: set[str] = set()
    while len(made) < count:
        number = identity_number(chance)
        birth = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        if number in numbers or birth > datetime.date(2020, 1, 1):
            continue
        numbers.add(number)
        phone = f"1{chance.choice('3589')}{chance.randrange(10**9):09}"
        made.append(Canary(next(names), number, phone, _spelled(phone, len(made))))
    return made


def _names(chance: random.Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        rare = [chance.choice(RARE) for _ in range(3)]
        name = (
            chance.choice(SURNAMES) + rare[0],
            chance.choice(SURNAMES) + rare[0] + rare[1],
            chance.choice(DOUBLE) + rare[0] + rare[1],
            f"{chance.choice(MINORITY)}·{rare[0]}{rare[1]}{rare[2]}",
        )[len(seen) % 4]
        while name in seen:
            name += chance.choice(RARE)
        seen.add(name)
        yield name


def _spelled(phone: str, at: int) -> str:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in phone)
    parts = phone[:3], phone[3:7], phone[7:]
    return (phone, "-".join(parts), " ".join(parts), f"+86 {phone}", wide)[at % 5]


@dataclass
class Searched:
    """Looks for persons in every byte of files, and in what they hold once decoded."""

    canaries: list[Canary]
    pseudonyms: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.numbers = {each.number for each in self.canaries}
        self.phones = {each.phone for each in self.canaries}
        self.names = {each.name for each in self.canaries}
        self.known = self.numbers | self.phones
        self.rare = {
            encoding: re.compile(b"|".join(re.escape(sign.encode(encoding)) for sign in RARE))
            for encoding in _ENCODINGS
        }
        # A name is looked for where one of its rare characters stands.
        self.by_sign: dict[str, defaultdict[bytes, list[tuple[str, bytes, int]]]] = {}
        for encoding in _ENCODINGS:
            signs: defaultdict[bytes, list[tuple[str, bytes, int]]] = defaultdict(list)
            for name in self.names:
                at = next(at for at, sign in enumerate(name) if sign in RARE)
                before = len(name[:at].encode(encoding))
                signs[name[at].encode(encoding)].append((name, name.encode(encoding), before))
            self.by_sign[encoding] = signs

    def found_in(self, text: str) -> set[str]:
        """Which persons a text names: with and without blanks, in any width."""
        folded = unicodedata.normalize("NFKC", text)
        found = set(_RARE.findall(folded))
        close = _BETWEEN.sub("", folded).upper()
        found |= {each for each in _LONG.findall(close) if each in self.numbers}
        found |= {each for each in _MOBILE.findall(close) if each in self.phones}
        return found | (set(_PSEUDONYM.findall(text)) & self.pseudonyms)

    def _found_in_bytes(self, content: bytes) -> set[str]:
        """Whole names and numbers among bytes that may be anything, in four encodings.

        Two characters are four bytes in three of these: among millions of bytes they are there by
        chance, so that only longer names count there.
        """
        found = {each.decode() for each in _DIGITS.findall(content) if each.decode() in self.known}
        squeezed = content.replace(b"\0", b"")
        found |= {
            each.decode() for each in _DIGITS.findall(squeezed) if each.decode() in self.known
        }
        for encoding, least in (("utf-8", 2), ("gb18030", 3), ("utf-16-le", 3), ("utf-16-be", 3)):
            names = self.by_sign[encoding]
            for match in self.rare[encoding].finditer(content):
                for name, written, before in names[match[0]]:
                    at = match.start() - before
                    if len(name) >= least and content[at : at + len(written)] == written:
                        found.add(name)
        return found

    def found_in_file(self, path: Path) -> dict[str, set[str]]:
        """Part of a file → which persons it names; the file's own name is a part."""
        parts = {"name": self.found_in(path.name)}
        for part, content in _opened(path.name, path.read_bytes()):
            found = set().union(*map(self.found_in, _texts(part, content)))
            found |= self._found_in_bytes(content)
            parts[part] = parts.get(part, set()) | found
        return {part: found for part, found in parts.items() if found}


def _opened(name: str, content: bytes, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The file, and every file in it."""
    yield name, content
    if content[:4] == b"PK\x03\x04" and depth < 3:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield f"{name}:comment", archive.comment
            for inside in archive.namelist():
                yield f"{name}:{inside}", inside.encode()
                yield from _opened(f"{name}:{inside}", archive.read(inside), depth + 1)
    if content[:4] == b"%PDF":
        for number, stream in enumerate(_STREAM.findall(content)):
            try:
                yield f"{name}:stream{number}", zlib.decompress(stream)
            except zlib.error:
                continue
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        yield from _png_texts(name, content)
    if content[:4] == b"PAR1":
        table = pq.read_table(pa.BufferReader(content))
        yield f"{name}:rows", str(table.to_pylist()).encode()
        yield f"{name}:metadata", str(table.schema.metadata).encode()
    for number, coded in enumerate(_EMBEDDED.findall(content.decode("latin-1"))):
        try:
            yield from _opened(f"{name}:embedded{number}", base64.b64decode(coded), depth + 1)
        except (binascii.Error, ValueError):
            continue


def _png_texts(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    at = 8
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        held = content[at + 8 : at + 8 + length]
        if kind in (b"tEXt", b"iTXt", b"eXIf"):
            yield f"{name}:{kind.decode()}", held
        if kind == b"zTXt":
            yield f"{name}:zTXt", zlib.decompress(held.split(b"\0", 1)[1][1:])
        at += 12 + length


def _texts(name: str, content: bytes) -> Iterator[str]:
    """A content as text: a PDF's pages, and plain text in the encoding that it is written in."""
    if content[:4] == b"%PDF":
        reader = PdfReader(io.BytesIO(content))
        yield "\n".join(page.extract_text() for page in reader.pages)
        yield str(reader.metadata)
        yield str(
            [str(each.get("/Title", "")) for each in reader.outline if isinstance(each, dict)]
        )
    plain = _plain(content)
    if plain is None:
        return
    yield plain
    if "&" in plain or "<" in plain:
        yield html.unescape(plain)
        yield html.unescape(_TAGS.sub("", plain))
    if "\\u" in plain:
        yield _ESCAPED.sub(lambda match: chr(int(match[1], 16)), plain)


def _plain(content: bytes) -> str | None:
    """The text that bytes are; None if they are none."""
    encodings = ["utf-8", "gb18030"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings.insert(0, "utf-16")
    elif b"\0" in content[:200]:
        return None
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
