"""File names that every system can live with, made from names that people chose."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST_BYTES = 120

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_RESERVED = re.compile(r"(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(\..*)?", re.IGNORECASE)
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def slug(name: str, longest_bytes: int = LONGEST_BYTES) -> str:
    """Return a name as part of a file name.

    Spaces become underlines. Signs that no file name may hold, and those that cannot be seen, go; a
    name that had to be changed so gets eight digits of its hash: two names never become one file.

    Parameters
    ----------
    name
        Any text.
    longest_bytes
        How long it may be in UTF-8.

    Examples
    --------
    >>> slug("青石镇"), slug("../etc"), slug("CON")
    ('青石镇', '_etc-f7f9121f', '_CON-a3dbc4b6')
    """
    composed = "_".join(unicodedata.normalize("NFC", name).split())
    visible = "".join(sign for sign in composed if unicodedata.category(sign) not in _UNSEEN)
    clean = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", visible)).strip(". ")
    if not clean or clean.startswith("-") or _RESERVED.fullmatch(clean):
        clean = f"_{clean}"
    if clean == composed and len(clean.encode("utf-8")) <= longest_bytes:
        return clean
    mark = "-" + hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return _cut(clean, longest_bytes - len(mark)) + mark


def _cut(text: str, longest_bytes: int) -> str:
    return text.encode("utf-8")[:longest_bytes].decode("utf-8", "ignore").rstrip(". ")


def report_stem(*parts: str) -> str:
    """Return the file name of a report, without its ending, from what tells it apart.

    Examples
    --------
    >>> report_stem("990000101000", "青石镇", "2019", "township", "zh", "internal")
    '990000101000_青石镇_2019_township_zh_internal'
    """
    return slug("_".join(slug(part) for part in parts if part), longest_bytes=200)
