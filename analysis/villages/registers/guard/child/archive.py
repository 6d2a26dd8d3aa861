"""The zip that an .xlsx is: its directory is checked, its parts are unpacked within limits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from villages.registers.guard.child.refusing import Refused, Source
from villages.registers.guard.limits import MEBIBYTE

_LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
_IS_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Part:
    """A part of the archive: its name and where its packed bytes lie."""

    name: str
    start: int
    info: zipfile.ZipInfo


class Archive:
    """An archive whose directory is sound.

    Parameters
    ----------
    source
        The file.

    Raises
    ------
    Refused
        If the directory is broken or the archive exceeds a limit.
    """

    def __init__(self, source: Source) -> None:
        self._data = source.data
        infos = self._directory()
        limits = source.limits
        if len(infos) > limits.entries:
            raise Refused("guard_zip_entries", found=len(infos), limit=limits.entries)
        total = sum(info.file_size for info in infos)
        if total > limits.unpacked_bytes:
            found, limit = total // MEBIBYTE, limits.unpacked_bytes // MEBIBYTE
            raise Refused("guard_unpacked", found=found, limit=limit)
        for info in infos:
            if info.file_size > limits.unpacked_ratio * max(info.compress_size, 1):
                found = info.file_size // max(info.compress_size, 1)
                raise Refused(
                    "guard_ratio", part=info.filename, found=found, limit=limits.unpacked_ratio
                )
        self._parts: dict[str, Part] = {}
        for part in self._located(infos):
            # Windows and Excel know a part by its name in any case.
            if self._parts.setdefault(part.name.lower(), part) is not part:
                raise Refused("guard_zip_double", part=part.name)

    def _directory(self) -> list[zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(io.BytesIO(self._data)) as directory:
                return directory.infolist()
        except (
            zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, OSError, LookupError,
            OverflowError,
        ) as error:  # fmt: skip
            raise Refused("guard_zip_broken") from error

    def _located(self, infos: list[zipfile.ZipInfo]) -> Iterator[Part]:
        """Find each part's bytes; what two entries share or two headers tell apart is refused."""
        end = 0
        for info in sorted(infos, key=lambda info: info.header_offset):
            name = info.filename
            parts = name.split("/")
            if name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
                raise Refused("guard_zip_name", part=name)
            if info.flag_bits & _IS_ENCRYPTED:
                raise Refused("guard_encrypted")
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Refused("guard_zip_broken")
            header = self._data[info.header_offset : info.header_offset + _LOCAL_HEADER.size]
            if len(header) < _LOCAL_HEADER.size or info.header_offset < end:
                raise Refused("guard_zip_broken")
            signature, _, _, _, _, _, _, _, _, name_size, extra_size = _LOCAL_HEADER.unpack(header)
            name_start = info.header_offset + _LOCAL_HEADER.size
            local_name = self._data[name_start : name_start + name_size]
            encoding = "utf-8" if info.flag_bits & 0x800 else "cp437"
            if signature != b"PK\x03\x04" or local_name != info.orig_filename.encode(encoding):
                raise Refused("guard_zip_broken")
            start = name_start + name_size + extra_size
            end = start + info.compress_size
            if end > len(self._data):
                raise Refused("guard_zip_broken")
            yield Part(name, start, info)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> list[str]:
        """The names of all parts, folders left out."""
        return [part.name for part in self._parts.values() if not part.name.endswith("/")]

    def read(self, name: str) -> bytes:
        """Return a part unpacked.

        Raises
        ------
        Refused
            If there is none, or it is not what the directory says: unpacking stops at the size
            that the directory declares.
        """
        part = self._parts.get(name.lower())
        if part is None:
            raise Refused("guard_part_missing", part=name)
        info = part.info
        packed = self._data[part.start : part.start + info.compress_size]
        content, is_whole = packed, True
        if info.compress_type == zipfile.ZIP_DEFLATED:
            unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                content = unpacking.decompress(packed, info.file_size + 1)
            except zlib.error as error:
                raise Refused("guard_zip_broken") from error
            is_whole = unpacking.eof
        if len(content) > info.file_size:
            raise Refused("guard_zip_size", part=part.name, limit=info.file_size)
        if not is_whole or len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise Refused("guard_zip_broken")
        return content
