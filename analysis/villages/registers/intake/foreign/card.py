"""What a mapping card says: where the columns of a register stand in a form of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from villages.plan.words import Exact, Strict, Text

#: The labels above a column, from the top group down; in a long form, those of an item.
HeaderPath = Annotated[tuple[str, ...], Field(min_length=1)]

_CELL = r"^[A-Z]{1,3}[1-9][0-9]{0,6}$"


class Source(Strict):
    """Where a place's name, a year or a person's name stands.

    A list of labels is a column (or an item), a number is the year itself. Otherwise it is a text
    outside of the rows: in one ``cell``, or in any that holds what stands ``before`` or ``after``
    what is wanted, such as ``年度`` or ``填报单位``.
    """

    path: HeaderPath | None = None
    cell: str | None = Field(default=None, pattern=_CELL)
    after: str = ""
    before: str = ""
    constant: int | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, given: Any) -> Any:
        if isinstance(given, list | tuple):
            return {"path": given}
        return {"constant": given} if isinstance(given, int) else given

    @model_validator(mode="after")
    def _is_one_thing(self) -> Source:
        outside = bool(self.cell or self.after or self.before)
        if (self.path is not None) + (self.constant is not None) + outside != 1:
            raise ValueError("a path, a year, or a cell with what stands around it is needed")
        return self


class Place(Strict):
    """Where a record's place stands: its code, or its name, a village's with the township's."""

    code: Source | None = None
    county: Source | None = None
    township: Source | None = None
    village: Source | None = None

    def sources(self) -> Iterator[tuple[str, Source]]:
        """Return what the card says of the place: which word, and where it stands."""
        for name in ("code", "county", "township", "village"):
            source = getattr(self, name)
            if source is not None:
                yield name, source


class MappedColumn(Strict):
    """Where a register's column stands: under which labels, or at which number of a long form.

    ``unit`` is what the form reports in where its header does not say so.
    """

    path: HeaderPath | None = None
    number: str | None = None
    unit: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_short(cls, given: Any) -> Any:
        return {"path": given} if isinstance(given, list | tuple) else given

    @model_validator(mode="after")
    def _stands_somewhere(self) -> MappedColumn:
        if self.path is None and self.number is None:
            raise ValueError("a path or a number is needed")
        return self


class Check(Strict):
    """What must hold between columns of the form, whether they are stored or only read.

    The ``parts`` add up to the ``whole``; what is ``within`` does not exceed it; what is the
    ``same`` does not differ from it by more than the tolerance.
    """

    whole: HeaderPath
    parts: tuple[HeaderPath, ...] = ()
    within: tuple[HeaderPath, ...] = ()
    same: tuple[HeaderPath, ...] = ()
    tolerance: Exact = Field(default="0", ge=0, validate_default=True)

    @model_validator(mode="after")
    def _says_one_thing(self) -> Check:
        if sum(map(bool, (self.parts, self.within, self.same))) != 1:
            raise ValueError("exactly one of parts, within, same is needed")
        return self

    @property
    def others(self) -> tuple[HeaderPath, ...]:
        """The columns that the whole is compared with."""
        return self.parts or self.within or self.same


class Headers(Strict):
    """What a long form calls its columns: items, what is filled in, numbers, units."""

    item: str
    value: str
    number: str | None = None
    unit: str | None = None


class Example(Strict):
    """A small filled form and what the card makes of it: the card's test."""

    words: Text
    rows: tuple[tuple[str | float | bool | None, ...], ...]
    merged: tuple[Annotated[str, Field(pattern=r"^[A-Z]{1,3}\d+:[A-Z]{1,3}\d+$")], ...] = ()
    records: tuple[Mapping[str, str | float | bool | None], ...]


class MappingCard(Strict):
    """A kind of form that others designed, and the register that it fills.

    Attributes
    ----------
    fits
        The labels that a sheet of this kind must hold; one that holds them all is read.
    headers
        What a long form calls its columns.
    place, year
        Where they stand; without ``year`` it is named with the command.
    columns
        The register's columns that the form holds.
    checks
        What must hold between its columns.
    not_read
        What is known and left; a group's label stands for all that is under it.
    names
        Persons' names: dropped, and handed to the door, which must know them again.
    dropped
        Phones and the like: dropped.
    """

    id: str
    label: Text
    register_id: str = Field(alias="register")
    layout: Literal["wide", "long"]
    fits: tuple[HeaderPath, ...] = Field(min_length=1)
    headers: Headers | None = None
    place: Place
    year: Source | None = None
    columns: Mapping[str, MappedColumn] = Field(min_length=1)
    checks: tuple[Check, ...] = ()
    not_read: tuple[HeaderPath, ...] = ()
    names: tuple[Source, ...] = ()
    dropped: tuple[HeaderPath, ...] = ()
    note: Text | None = None
    example: Example | None = None

    @model_validator(mode="after")
    def _is_wide_or_long(self) -> MappingCard:
        if (self.layout == "long") != (self.headers is not None):
            raise ValueError("a long form, and no other, says what its columns are called: headers")
        if self.layout == "wide" and any(each.path is None for each in self.columns.values()):
            raise ValueError("only a long form has numbers; a wide one needs paths")
        return self

    def paths(self) -> Iterator[HeaderPath]:
        """Return every path that the card knows."""
        yield from self.fits
        sources = [source for _, source in self.place.sources()]
        for source in [*sources, *self.names, *([self.year] if self.year else [])]:
            if source.path is not None:
                yield source.path
        for column in self.columns.values():
            if column.path is not None:
                yield column.path
        for check in self.checks:
            yield check.whole
            yield from check.others
        yield from self.not_read
        yield from self.dropped
