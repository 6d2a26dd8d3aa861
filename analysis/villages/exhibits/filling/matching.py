"""Which place a row of a form is about, matched within a township as in returns, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from villages.exhibits.evidence import Place
from villages.registers.intake.foreign.labels import label_key
from villages.registers.intake.place_names import Places, VillageName
from villages.vocabulary import Level

Reason = Literal["", "unmatched", "ambiguous", "masked", "again"]

_AMBIGUOUS = "place_ambiguous"

#: What the name of a place ends with; another name may be a person's.
_ENDINGS = ("村", "镇", "乡", "街道", "社区", "委会", "village", "township", "town")


@dataclass(frozen=True)
class Match:
    """What a written name means.

    Attributes
    ----------
    place
        The place; None if that cannot be told.
    reason
        Why not: nothing bears the name, several do, or it may be a person's and is not shown.
    near
        What it may be: codes of places, or the nearest names.
    """

    place: Place | None
    reason: Reason = ""
    near: tuple[str, ...] = ()


class PlaceNames:
    """The places that a form's rows may be about.

    Parameters
    ----------
    level
        What the rows are.
    places
        The places of that level that can be meant.
    townships
        The townships that villages lie in.
    """

    def __init__(self, level: Level, places: Iterable[Place], townships: Iterable[Place]) -> None:
        self._places = {place.code: place for place in places}
        self._townships = {place.code: place for place in townships}
        by_township: dict[str, list[Place]] = {}
        for place in self._places.values():
            by_township.setdefault(place.township_code, []).append(place)
        if level == "village":
            self._groups = {
                code: Places.of_villages(_named(group)) for code, group in by_township.items()
            }
        else:
            self._groups = {"": Places.of_townships(_named(self._places.values()))}
        self._by_township = Places.of_townships(_named(self._townships.values()))

    def find(self, written: str, township: str = "") -> Match:
        """Return the place that is meant.

        Parameters
        ----------
        written
            A name or a code, as the form has it; a village's may begin with its township's.
        township
            The name or code of the township as the form has it in another column.
        """
        name, groups = written, self._groups
        if township:
            code = self._by_township.match(township).value
            groups = {key: group for key, group in groups.items() if key == code}
        for code, place in self._townships.items():
            before = next((each for each in _names(place) if written.startswith(each)), "")
            if before and before != written and code in groups:
                name, groups = written.removeprefix(before), {code: groups[code]}
                break
        read = [group.match(name.strip()) for group in groups.values()]
        whole = [each for each in read if each.value and not each.note]
        found = whole or [each for each in read if each.value]
        open_ones = [each.values["names"]["zh"] for each in read if each.problem == _AMBIGUOUS]
        if open_ones and not whole:
            return Match(None, "ambiguous", tuple(open_ones))
        codes = tuple(str(each.value) for each in found)
        if len(codes) == 1:
            return Match(self._places[codes[0]])
        if codes:
            return Match(None, "ambiguous", codes)
        near = self._near(name)
        is_place = near or label_key(name).endswith(_ENDINGS) or name.isdigit()
        return Match(None, "unmatched" if is_place else "masked", near)

    def _near(self, name: str) -> tuple[str, ...]:
        names = {label_key(each): each for place in self._places.values() for each in _names(place)}
        close = get_close_matches(label_key(name), names, n=3, cutoff=0.5)
        return tuple(names[each] for each in close)


def _named(places: Iterable[Place]) -> Sequence[VillageName]:
    return [VillageName(place.code, place.name_zh, place.name_en) for place in places]


def _names(place: Place) -> tuple[str, ...]:
    return (place.name_zh, place.name_en)
