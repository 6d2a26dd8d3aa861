"""Which place a row of a form is about: by code, or by name without guessing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from villages.exhibits.evidence import Place
from villages.registers.intake.foreign.labels import label_key
from villages.registers.intake.problems import MASK

#: What a name may end with and a form leave out or add: the office, then the kind of place.
_OFFICES = ("村民委员会", "村委会", "居民委员会", "居委会", "人民政府", "办事处")
_KINDS = ("街道", "社区", "村", "镇", "乡", "village", "township", "town", "subdistrict")

_CODE = re.compile(r"[0-9]{12}")


class PlaceNames:
    """The places that a form's rows may be about.

    Parameters
    ----------
    places
        Villages, or townships.
    townships
        The townships that the villages lie in: a name may be preceded by its township's.
    """

    def __init__(self, places: Iterable[Place], townships: Iterable[Place]) -> None:
        self._codes = {place.code: place for place in places}
        self._townships = {place.code: _names(place) for place in townships}
        self._whole: dict[str, list[Place]] = defaultdict(list)
        self._stems: dict[str, list[Place]] = defaultdict(list)
        for place in self._codes.values():
            before = self._townships.get(place.township_code, set())
            if place.level != "village":
                before = set()
            for name in _names(place):
                for spelt in {name, *(other + name for other in before)}:
                    self._whole[spelt].append(place)
                    self._stems[_stem(spelt)].append(place)

    def find(self, written: str, township: str = "") -> Sequence[Place]:
        """Return the place that is meant; none or several where that cannot be told.

        A whole name goes before one without its ending (村, 村委会, 镇 …).

        Parameters
        ----------
        written
            A name or a code, as the form has it.
        township
            The name of the township as the form has it in another column.
        """
        key = label_key(written)
        if _CODE.fullmatch(key):
            return [self._codes[key]] if key in self._codes else []
        for known, asked in ((self._whole, key), (self._stems, _stem(key))):
            found = {each: None for each in known.get(asked, ()) if self._lies_in(each, township)}
            if found:
                return list(found)
        return []

    def near(self, written: str) -> Sequence[str]:
        """Return the names that are nearest to a written one."""
        return get_close_matches(label_key(written), self._whole, n=3, cutoff=0.5)

    def shown(self, written: str) -> str:
        """Return a written name as a message may show it: what may be a person's is masked."""
        key = label_key(written)
        is_place = key.endswith((*_OFFICES, *_KINDS)) or _CODE.fullmatch(key) or self.near(written)
        return written if is_place or _stem(key) in self._stems else MASK

    def _lies_in(self, place: Place, township: str) -> bool:
        if not township:
            return True
        names = self._townships.get(place.township_code, set())
        return _stem(label_key(township)) in {_stem(name) for name in names}


def _names(place: Place) -> set[str]:
    return {label_key(place.name_zh), label_key(place.name_en)}


def _stem(name: str) -> str:
    """A name without its endings; a name that is nothing but an ending stays.

    >>> _stem("河口村村民委员会"), _stem("河口村委会"), _stem("青石镇"), _stem("村")
    ('河口', '河口', '青石', '村')
    """
    for endings in (_OFFICES, _KINDS):
        name = next((name[: -len(end)] for end in endings if name.endswith(end)), name) or name
    return name
