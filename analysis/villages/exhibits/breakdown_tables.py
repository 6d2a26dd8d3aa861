"""A breakdown in words: for a terminal, and as tables of a workbook."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from villages.catalogue import say
from villages.exhibits.blocks import Block, Cell, Column, Cover, Section, Table
from villages.exhibits.breakdowns import Part, Split, SplitLine
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.evidence import Place
from villages.exhibits.group_disclosure import WHOLE, lines_asked
from villages.exhibits.numbers import ENDS, number_text, rounded, value_text
from villages.plan.breakdowns import UNKNOWN, groups_of
from villages.plan.model import Card
from villages.vocabulary import Language

#: Widths of the first columns of a table beside those of a group.
_WIDE, _NARROW = 3.0, 1.0


@dataclass(frozen=True)
class SplitWords:
    """A breakdown in one language."""

    split: Split
    language: Language

    def say(self, key: str, /, **values: object) -> str:
        """Return a sentence of the catalogue."""
        return say("pages", key, self.language, **values)

    @property
    def title(self) -> str:
        """What is split, where, when and by what."""
        return self.say(
            "split_title", place=self.name(self.split.place), in_year=self.split.year, by=self._by
        )

    @property
    def marks(self) -> tuple[str, ...]:
        """The edition, and whether the registers are invented."""
        edition = self.say(f"mark_{self.split.edition}")
        return (edition, self.say("mark_demo")) if self.split.is_demo else (edition,)

    @property
    def scope(self) -> str:
        """Which villages it is of, and how many."""
        label = self.split.plan.labels.scopes[self.split.scope].of(self.language)
        return self.say("split_scope", of=label, count=self.split.place.count(self.split.scope))

    @property
    def notes(self) -> tuple[str, ...]:
        """What one must know to read the figures."""
        keys = ["split_note_count", "split_note_rows"]
        if self.split.edition == "internal":
            keys.append("split_note_internal")
        else:
            keys.append("split_note_public")
        if self.split.is_withheld:
            keys.append("split_note_withheld")
        rules = self.split.plan.disclosure
        base, most = number_text(rules.count_base), rules.largest_hidden_count
        return tuple(self.say(key, base=base, most=most) for key in keys)

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Each group with what it is called, the whole last."""
        known = {
            group.id: group.label.of(self.language)
            for group in groups_of(self.split.plan, self.split.breakdown)
        }
        known |= {UNKNOWN: self.say("split_unknown"), WHOLE: self.say("split_whole")}
        return tuple((group, known[group]) for group in (*self.split.groups, WHOLE))

    @property
    def _by(self) -> str:
        label = self.split.breakdown.label.of(self.language)
        return label if self.language == "zh" else label[:1].lower() + label[1:]

    def name(self, place: Place) -> str:
        """Return a place's name."""
        return place.name_zh if self.language == "zh" else place.name_en

    def value(self, part: Part | None, card: Card) -> str:
        """Return a group's value in words; rounding carries it across no line of the plan."""
        if part is None:
            return self.say("no_figure")
        row = part.measurement
        if row.is_withheld:
            return self.say("withheld")
        if row.value is None:
            return self.say("nothing_to_count" if part.is_nothing else "not_known")
        lines = (*lines_asked(card), *ENDS.get(card.unit, ()))
        found = rounded(row.value, row.step, lines)
        return value_text(found.value, found.step, card, self.language)

    def count(self, part: Part | None) -> str:
        """Return what a group's value is of; nothing where it is not shown."""
        return number_text(part.count) if part is not None and part.count is not None else ""

    def section(self) -> Section:
        """Return the tables of a workbook: the year, all years, and the places below."""
        split, place = self.split, self.name(self.split.place)
        blocks: list[Block] = [self._cover()]
        blocks.append(self._table(self.title, split.lines))
        if len({line.year for line in split.over_years}) > 1:
            caption = self.say("split_title_years", place=place, by=self._by)
            blocks.append(self._table(caption, split.over_years, has_years=True))
        if split.below:
            caption = self.say("split_title_below", place=place, in_year=split.year, by=self._by)
            blocks.append(self._table(caption, split.below, has_places=True))
        return Section(tuple(blocks))

    def _cover(self) -> Cover:
        split, place = self.split, self.name(self.split.place)
        labels = split.plan.labels
        facts = [
            (self.say("fact_place"), self.say("place_with_code", whole_name=place,
                                              code=split.place.code)),
            (self.say("fact_year"), self.say("year_text", year=split.year)),
            (self.say("fact_scope"), self.scope),
        ]  # fmt: skip
        if split.as_of:
            facts.append((self.say("fact_as_of"), self._date()))
        source = str(split.source.get(self.language, ""))
        named = self.say("source_named", source=source) if source else self.say("source")
        return Cover(
            title=self.title,
            subtitle=(labels.demo if split.is_demo else labels.plan).of(self.language),
            marks=self.marks,
            facts=tuple(facts),
            language=self.language,
            running_head=self.say("running_head", title=self.title, edition=self.marks[0]),
            watermark=self.say("mark_demo") if split.is_demo else "",
            contents_title=self.say("contents"),
            date=split.as_of[:10],
            source=self.say("source_demo") if split.is_demo else named,
        )

    def _date(self) -> str:
        day = datetime.date.fromisoformat(self.split.as_of[:10])
        month = self.say(f"month_{day.month}")
        return self.say("date", day=day.day, month=month, in_year=day.year)

    def _table(
        self,
        caption: str,
        lines: tuple[SplitLine, ...],
        *,
        has_years: bool = False,
        has_places: bool = False,
    ) -> Table:
        columns = [Column(self.say("column_indicator"), share=_WIDE)]
        if has_years:
            columns.append(Column(self.say("column_year"), align="center", share=_NARROW))
        if has_places:
            columns.append(Column(self.say("split_place"), share=_WIDE))
        for _, label in self.groups:
            columns.append(Column(self.say("split_value"), "right", group=label))
            columns.append(Column(self.say("split_count"), "right", group=label))
        joined = "" if self.language == "zh" else " "
        rows = []
        for line in lines:
            cells = [Cell(line.card.label.of(self.language))]
            cells += [typed_year(line.year)] if has_years else []
            cells += [Cell(self.name(line.place))] if has_places else []
            rows.append((*cells, *self._cells(line)))
        return Table(caption, tuple(columns), tuple(rows), joined.join(self.notes))

    def _cells(self, line: SplitLine) -> Iterator[Cell]:
        for group, _ in self.groups:
            part = line.part(group)
            yield typed(self.value(part, line.card))
            yield typed(self.count(part))
