"""Which fonts an official document is set in: those of the standard where the system has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

import typst

from villages.catalogue import say
from villages.fonts import FAMILY
from villages.vocabulary import Language

Role = Literal["title", "body", "black", "kai", "song"]

ROLES: tuple[Role, ...] = get_args(Role)

#: What the standard names, as Windows, WPS, macOS and the type foundries call it.
STANDARD: Mapping[Role, tuple[str, ...]] = {
    "title": (
        "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK",
    ),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋"),
    "black": ("SimHei", "黑体", "STHeiti", "Heiti SC"),
    "kai": (
        "KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "Kaiti SC",
        "LXGW WenKai GB", "LXGW WenKai",
    ),
    "song": ("SimSun", "宋体", "NSimSun", "STSong", "Songti SC"),
}  # fmt: skip

#: Song types of other houses: nearer to the standard's than a black type is.
OTHER_SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC")


@dataclass(frozen=True)
class OfficialFonts:
    """The family of each role, and the roles whose font the system lacks."""

    families: Mapping[Role, str]
    missing: tuple[Role, ...]

    def colophon(self, language: Language) -> str:
        """Name the fonts used, and those of the standard that are missing."""

        def words(key: str, **values: object) -> str:
            return say("commands", f"official_{key}", language, **values)

        by_family: dict[str, list[str]] = {}
        for role in ROLES:
            by_family.setdefault(self.families[role], []).append(words(f"role_{role}"))
        comma = words("list_comma")
        named = [
            words("font", role=comma.join(roles), family=family)
            for family, roles in by_family.items()
        ]
        text = words("fonts", fonts=words("comma").join(named))
        if not self.missing:
            return text
        missing = comma.join(words(f"wants_{role}") for role in self.missing)
        gap = "" if language == "zh" else " "
        return text + gap + words("fonts_missing", missing=missing)


def choose_fonts(installed: Iterable[str]) -> OfficialFonts:
    """Choose a family for each role.

    What is missing is stood in for by a Song type, and where there is none, as for black type, by
    the package's own font.

    Parameters
    ----------
    installed
        The families that there are.

    Examples
    --------
    >>> fonts = choose_fonts(["FangSong", "Noto Serif CJK SC"])
    >>> fonts.families["body"], fonts.families["title"], fonts.families["black"]
    ('FangSong', 'Noto Serif CJK SC', 'Noto Sans CJK SC')
    >>> fonts.missing
    ('title', 'black', 'kai', 'song')
    """
    known = {name.casefold(): name for name in installed}

    def first(names: Iterable[str]) -> str:
        return next((known[name.casefold()] for name in names if name.casefold() in known), "")

    found = {role: first(STANDARD[role]) for role in ROLES}
    song = found["song"] or first(OTHER_SONG)
    families: dict[Role, str] = {"song": song or FAMILY, "black": found["black"] or FAMILY}
    families["title"] = found["title"] or song or FAMILY
    families["body"] = found["body"] or song or FAMILY
    families["kai"] = found["kai"] or families["body"]
    return OfficialFonts(families, tuple(role for role in ROLES if not found[role]))


@cache
def system_fonts() -> OfficialFonts:
    """Choose among the fonts of this machine, as Typst finds them."""
    return choose_fonts(typst.Fonts(True, False, []).families())
