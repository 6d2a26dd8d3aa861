"""Who supports the villages: first secretaries, units, firms, training; and which have nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Literal

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Heading, Paragraph, Table
from villages.exhibits.cells import typed_year
from villages.exhibits.evidence import Place
from villages.exhibits.opening import whole_name
from villages.exhibits.page import Page
from villages.exhibits.support_rows import SupportRow
from villages.exhibits.wording import listed

#: Who may stand by a village.
KINDS = ("secretary", "unit", "firm")
Said = Literal["yes", "no", "unknown"]
Field = tuple[bool, Column, Callable[[SupportRow], Cell]]


def support_answer(page: Page) -> Answer:
    """Return who supports a place's villages: of a village year by year, else by place below."""
    title = page.say("title_support", whole_name=whole_name(page))
    row = page.evidence.support.get((page.place.code, page.year))
    if row is None:
        said = Paragraph(page.say("support_none"), "finding")
        return answer(page, title, (said,), {"support": None, "places": []})
    places = _below(page)
    blocks: list[Block] = [Paragraph(support_sentence(page, row), "finding")]
    if page.place.level == "village":
        blocks.append(_years(page))
    else:
        blocks += [_kinds(page, row), Paragraph(_secretaries(page, row))]
        blocks += [Paragraph(text) for text in _named(page)]
        if places:
            blocks.append(_places(page, places))
    if row.village_cadres is not None or row.township_cadres is not None:
        blocks += [Heading(page.say("heading_training"), 2), *_training(page, row)]
    if row.units is not None and row.units + (row.firms or 0):
        blocks += [Heading(page.say("heading_pairings"), 2), *_pairings(page, row)]
    blocks.append(Paragraph(page.say("support_guide", months=_term(page)), "note"))
    data = {
        "support": asdict(row),
        "places": [
            {"level": place.level, "code": place.code, "name": page.name(place), **asdict(found)}
            for place, found in places
        ],
    }
    return answer(page, title, tuple(blocks), data)


def _term(page: Page) -> int:
    assert page.plan.support is not None  # without it there is no row of support
    return page.plan.support.term_months


def _below(page: Page) -> list[tuple[Place, SupportRow]]:
    return _with_rows(page, () if page.place.level == "village" else page.below)


def _with_rows(page: Page, places: Sequence[Place]) -> list[tuple[Place, SupportRow]]:
    return [
        (place, row)
        for place in places
        if (row := page.evidence.support.get((place.code, page.year))) is not None
    ]


def _said(row: SupportRow, kind: str) -> Said:
    """What one village says of a kind of support."""
    if getattr(row, f"{kind}_yes"):
        return "yes"
    return "no" if getattr(row, f"{kind}_no") else "unknown"


def support_sentence(page: Page, row: SupportRow) -> str:
    """Say who supports a village, or how many of a place's villages have whom."""
    if page.place.level == "village":
        words = {kind: page.say(f"support_{kind}_{_said(row, kind)}") for kind in KINDS}
        return page.say("support_finding_village", **words)
    return page.say("support_finding", **_counts(row))


def _counts(row: SupportRow) -> dict[str, int]:
    return {name: count for name, count in asdict(row).items() if count is not None}


def _kinds(page: Page, row: SupportRow) -> Table:
    counts = _counts(row)
    rows: list[tuple[Cell, ...]] = []
    for kind in KINDS:
        numbers = (counts[f"{kind}_{said}"] for said in ("yes", "no", "unknown"))
        label = Cell(page.say(f"support_{kind}"))
        rows.append((label, *(page.counted(number) for number in numbers)))
    anyone = (row.villages - row.alone - row.alone_unknown, row.alone, row.alone_unknown)
    rows.append((Cell(page.say("support_anyone")), *(page.counted(number) for number in anyone)))
    columns = (
        Column(page.say("column_support"), share=1.6),
        Column(page.say("support_has"), "right"),
        Column(page.say("support_has_not"), "right"),
        Column(page.say("not_known"), "right"),
    )
    return Table(page.say("caption_support"), columns, tuple(rows))


def _secretaries(page: Page, row: SupportRow) -> str:
    left = page.say("secretary_left", left=row.secretary_left)
    if row.over_term is None:
        return left
    over = page.say(
        "secretary_over", over=row.over_term, months=_term(page), unknown=row.months_unknown
    )
    return page.say("two_sentences", first=left, second=over)


def _named(page: Page) -> list[str]:
    """Name the villages that have nobody, that may have nobody, and that have no first secretary.

    The internal edition also names those whose first secretary has served beyond three years.
    """
    found = _with_rows(page, page.plan_villages)
    groups = {
        "support_names_alone": [place for place, row in found if row.alone],
        "support_names_open": [place for place, row in found if row.alone_unknown],
        "support_names_vacant": [place for place, row in found if row.secretary_no],
        "support_names_over": [place for place, row in found if row.over_term],
    }
    return [
        page.say(key, names=listed(page, [page.name(place) for place in places]))
        for key, places in groups.items()
        if places
    ]


def _places(page: Page, places: Sequence[tuple[Place, SupportRow]]) -> Table:
    is_of_villages = places[0][0].level == "village"
    fields = _village_fields(page) if is_of_villages else _group_fields(page)
    shown = [(column, cell) for is_shown, column, cell in fields if is_shown]
    first = Column(page.say("column_village" if is_of_villages else "column_township"), share=1.4)
    rows = tuple(
        (Cell(page.name(place)), *(cell(row) for _, cell in shown)) for place, row in places
    )
    columns = (first, *(column for column, _ in shown))
    return Table(page.say("caption_support_places"), columns, rows)


def _group_fields(page: Page) -> list[Field]:
    return [
        (True, _right(page, "column_support_villages"), lambda row: page.counted(row.villages)),
        (True, _right(page, "column_no_secretary"), lambda row: page.counted(row.secretary_no)),
        (
            True,
            _right(page, "column_secretary_unknown"),
            lambda row: page.counted(row.secretary_unknown),
        ),
        (True, _right(page, "column_no_unit"), lambda row: page.counted(row.unit_no)),
        (True, _right(page, "column_no_firm"), lambda row: page.counted(row.firm_no)),
        (True, _right(page, "column_alone"), lambda row: page.counted(row.alone)),
        (True, _right(page, "column_alone_unknown"), lambda row: page.counted(row.alone_unknown)),
    ]


def _village_fields(page: Page) -> list[Field]:
    is_internal = page.edition == "internal"
    return [
        (True, Column(page.say("support_secretary")), lambda row: _word(page, row, "secretary")),
        (
            is_internal,
            _right(page, "column_secretary_months"),
            lambda row: page.counted(row.secretary_months),
        ),
        (True, Column(page.say("support_unit")), lambda row: _word(page, row, "unit")),
        (True, Column(page.say("support_firm")), lambda row: _word(page, row, "firm")),
        (
            is_internal,
            _right(page, "column_given_yuan"),
            lambda row: page.counted(None if row.given_unknown else row.given_yuan),
        ),
    ]


def _right(page: Page, key: str) -> Column:
    return Column(page.say(key), "right")


def _word(page: Page, row: SupportRow, kind: str) -> Cell:
    said = _said(row, kind)
    tones: dict[Said, str] = {"yes": "met", "no": "not_met", "unknown": "no_data"}
    return Cell(page.say("not_known" if said == "unknown" else said), tones[said])


def _years(page: Page) -> Table:
    """A village's support year by year."""
    shown = [(column, cell) for is_shown, column, cell in _village_fields(page) if is_shown]
    rows = tuple(
        (typed_year(year), *(cell(row) for _, cell in shown))
        for year in page.years
        if (row := page.evidence.support.get((page.place.code, year))) is not None
    )
    columns = (Column(page.say("column_year"), "right"), *(column for column, _ in shown))
    return Table(page.say("caption_support_years"), columns, rows)


def _training(page: Page, row: SupportRow) -> tuple[Block, ...]:
    parts = [
        ("village", row.village_cadres, row.trained_village_cadres, row.village_cadres_unknown),
        (
            "township",
            row.township_cadres,
            row.trained_township_cadres,
            row.township_cadres_unknown,
        ),
    ]
    rows = tuple(
        (Cell(page.say(f"cadres_{level}")), *(page.counted(number) for number in numbers))
        for level, *numbers in parts
        if numbers[0] is not None
    )
    columns = (
        Column(page.say("column_cadres"), share=1.4),
        *(_right(page, key) for key in ("column_cadre_count", "column_trained", "column_silent")),
    )
    told = [(count, trained) for _, count, trained, _ in parts if count is not None]
    said = page.say(
        "finding_training",
        count=sum(count for count, _ in told),
        trained=sum(trained or 0 for _, trained in told),
    )
    table = Table(page.say("caption_training"), columns, rows, page.say("note_training"))
    return Paragraph(said, "finding"), table


def _pairings(page: Page, row: SupportRow) -> tuple[Block, ...]:
    counts: dict[str, Any] = asdict(row)
    names = (
        "units", "firms", "promised_yuan", "promised_unknown", "delivered_yuan",
        "delivered_unknown", "deducted_firms", "deducted_unknown",
    )  # fmt: skip
    rows = tuple((Cell(page.say(f"pairing_{name}")), page.counted(counts[name])) for name in names)
    columns = (Column(page.say("column_pairing"), share=2.0), _right(page, "column_pairing_count"))
    said = page.say(
        "finding_pairings", **{name: page.counted(counts[name]).text for name in names[:5]}
    )
    table = Table(page.say("caption_pairings"), columns, rows, page.say("note_pairings"))
    return Paragraph(said, "finding"), table
