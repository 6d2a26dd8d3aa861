"""Which place is meant: by code, or by a name that fits one place of those that are possible.

A name is looked for as it stands, then with another ending of the same kind (东山村委会 for
东山村), then without any ending; each time among current and earlier names. The first of the three
that fits any place decides; if it fits two, none is chosen.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from villages.characters import half_width, matching_form
from villages.plan.model import Column
from villages.plan.words import Text
from villages.registers.intake.cells import Reader
from villages.registers.intake.grid import CellValue
from villages.registers.intake.reading import Read, refused

#: Endings of names by the kind of place; the longer ones stand first.
_VILLAGE_ENDINGS = {
    "村民委员会": "village", "村委会": "village", "行政村": "village", "村": "village",
    "居民委员会": "community", "居委会": "community", "社区": "community",
    "village": "village", "community": "community",
}  # fmt: skip
_TOWNSHIP_ENDINGS = {
    "街道办事处": "subdistrict", "镇人民政府": "town", "乡人民政府": "township",
    "街道办": "subdistrict", "镇政府": "town", "乡政府": "township",
    "街道": "subdistrict", "镇": "town", "乡": "township",
    "subdistrict": "subdistrict", "township": "township", "town": "town",
}  # fmt: skip
_CITY_ENDINGS = {
    "市人民政府": "city", "县人民政府": "county", "市政府": "city", "县政府": "county",
    "市": "city", "县": "county", "city": "city", "county": "county",
}  # fmt: skip

#: 满族乡, 回族镇: the people is left out in speech.
_PEOPLE = re.compile(
    "(?:[满回苗壮瑶侗彝藏畲白傣黎]|蒙古|朝鲜|锡伯|土家|达斡尔|鄂温克|维吾尔|哈萨克)族$"
)

_CODE = re.compile(r"[0-9]{12}(?:\.0+)?")
_NEAREST = 3


@dataclass(frozen=True)
class VillageName:
    """What a village, township or city is called.

    Attributes
    ----------
    code
        Its 12 digits.
    name_zh, name_en
        Its names; the English one may be empty.
    earlier_names
        What it was called before.
    """

    code: str
    name_zh: str
    name_en: str = ""
    earlier_names: tuple[str, ...] = ()


class Places:
    """The villages of a township, the townships of a county, or it, ready to be found by name.

    Parameters
    ----------
    places
        All that can be meant.
    endings
        What may stand at the end of a name → the kind of place.

    Examples
    --------
    >>> places = Places.of_villages([VillageName("990181101201", "东山村", "Dongshan")])
    >>> places.match("东山 村民委员会")
    Read(value='990181101201', note='place_similar_name', problem='', values={})
    >>> Places.of_townships([VillageName("990181101000", "青石镇")]).match("青石乡").note
    'place_similar_name'
    """

    def __init__(self, places: Sequence[VillageName], endings: dict[str, str]) -> None:
        self._names = {place.code: place for place in places}
        self._endings = endings
        self._kept: dict[str, Read] = {}
        self._texts = Reader(Column(type="text", label=Text(zh="地名", en="place")))
        steps: tuple[Callable[[str], str], ...] = (matching_form, self._kind_and_stem, self._stem)
        self._steps = [(step, self._index(step)) for step in steps]

    @classmethod
    def of_villages(cls, places: Sequence[VillageName]) -> Places:
        """Return the villages of one township."""
        return cls(places, _VILLAGE_ENDINGS)

    @classmethod
    def of_townships(cls, places: Sequence[VillageName]) -> Places:
        """Return the townships of one county."""
        return cls(places, _TOWNSHIP_ENDINGS)

    @classmethod
    def of_cities(cls, places: Sequence[VillageName]) -> Places:
        """Return the city, or the county, that townships belong to."""
        return cls(places, _CITY_ENDINGS)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all that can be meant."""
        return tuple(self._names)

    def match(self, cell: CellValue) -> Read:
        """Return the code of the place that is meant.

        Parameters
        ----------
        cell
            A code or a name, as a cell holds it.

        Returns
        -------
        Read
            The code. It is noted if the name is an earlier one or differs in its ending; refused
            as ``place_ambiguous`` if it fits two places, as ``place_unknown`` or
            ``place_code_unknown`` if none.
        """
        written = self._texts.read(cell)
        if written.value is None:
            return written
        text = str(written.value)
        if text not in self._kept:
            self._kept[text] = self._find(text)
        found = self._kept[text]
        if found.problem or found.note or not isinstance(cell, str):
            return found
        return Read(found.value, written.note)

    def _find(self, text: str) -> Read:
        code = matching_form(text)
        if _CODE.fullmatch(code):
            is_known = code[:12] in self._names
            return Read(code[:12]) if is_known else refused("place_code_unknown")
        for step, index in self._steps:
            codes = index.get(step(text), set())
            if len(codes) > 1:
                return refused("place_ambiguous", names=self._spoken(sorted(codes)))
            if codes:
                return self._found(text, next(iter(codes)))
        return self._unknown(text)

    def _found(self, text: str, code: str) -> Read:
        place = self._names[code]
        if half_width(text) in (half_width(place.name_zh), half_width(place.name_en)):
            return Read(code)
        earlier = {self._stem(name) for name in place.earlier_names}
        current = {self._stem(place.name_zh), self._stem(place.name_en)}
        is_earlier = self._stem(text) in earlier - current
        return Read(code, note="place_earlier_name" if is_earlier else "place_similar_name")

    def _index(self, step: Callable[[str], str]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for place in self._names.values():
            for name in (place.name_zh, place.name_en, *place.earlier_names):
                if name:
                    found.setdefault(step(name), set()).add(place.code)
        return found

    def _stem(self, name: str) -> str:
        return self._parts(name)[1]

    def _kind_and_stem(self, name: str) -> str:
        kind, stem = self._parts(name)
        return f"{kind}:{stem}"

    def _parts(self, name: str) -> tuple[str, str]:
        """The kind that the last ending tells, and what is left without any."""
        stem, kind = matching_form(name), ""
        while ending := next(
            (each for each in self._endings if stem.endswith(each) and stem != each), None
        ):
            kind = kind or self._endings[ending]
            stem = stem.removesuffix(ending)
            stem = _PEOPLE.sub("", stem) or stem
        return kind, stem

    def _unknown(self, text: str) -> Read:
        likeness = {
            code: max(
                difflib.SequenceMatcher(None, self._stem(text), self._stem(name)).ratio()
                for name in (place.name_zh, *place.earlier_names)
            )
            for code, place in self._names.items()
        }
        nearest = sorted(likeness, key=lambda code: (-likeness[code], code))[:_NEAREST]
        return refused("place_unknown", names=self._spoken(nearest))

    def _spoken(self, codes: Sequence[str]) -> dict[str, str]:
        places = [self._names[code] for code in codes]
        return {
            "zh": "、".join(place.name_zh for place in places),
            "en": ", ".join(place.name_en or place.name_zh for place in places),
        }
