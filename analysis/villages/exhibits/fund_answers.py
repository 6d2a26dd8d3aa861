"""The answer about special funds: planned, allotted, spent, done, and projects to be named."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from villages.exhibits.answers import Answer, answer
from villages.exhibits.blocks import Block, Cell, Column, Paragraph, Table
from villages.exhibits.cells import typed, typed_year
from villages.exhibits.flows import Ends
from villages.exhibits.fund_leads import most_allotted, named_projects, points_reached
from villages.exhibits.fund_points import points_data, points_table
from villages.exhibits.fund_rows import (
    Count,
    FundProblem,
    FundRow,
    Funds,
    funds_by,
    funds_of,
    funds_together,
)
from villages.exhibits.funds import PERCENT, Unit, number_of, share_text, sum_text, unit_of
from villages.exhibits.numbers import ENDS, number_text, rounded, to_step
from villages.exhibits.page import Page, date_text
from villages.exhibits.wording import citation
from villages.findings.funds import Pace, pace, year_passed
from villages.plan.funds import FundScheme
from villages.plan.model import Flow


class _Asked(NamedTuple):
    """What every table is made from."""

    page: Page
    scheme: FundScheme
    flow: Flow
    unit: Unit


class _Standing(NamedTuple):
    """How the money of a year is against the calendar; no share where nothing was allotted."""

    passed: Fraction
    shares: tuple[Fraction, Fraction] | None
    word: Pace


def funds_answer(page: Page) -> Answer:
    """Return the money by year, source, sector and place, and what is wrong with projects.

    Parameters
    ----------
    page
        The page; of a village the public edition says nothing.
    """
    title, scheme = page.say("funds_title"), page.plan.funds
    rows = funds_of(page)
    whole = funds_together(rows)
    if scheme is None or whole is None:
        is_hidden = page.edition == "public" and page.place.level == "village"
        key = "funds_not_followed" if scheme is None else "funds_no_projects"
        said = page.say("funds_not_published" if is_hidden and scheme else key)
        return answer(page, title, (Paragraph(said),), {"funds": None})
    flow = scheme.flow_of(page.plan)
    asked = _Asked(page, scheme, flow, unit_of(page, flow, whole.money))
    blocks: list[Block] = [Paragraph(each) for each in _findings(asked, whole)]
    blocks.append(_years_table(asked))
    tables = _split(asked, rows)
    for caption, head, lines in tables.values():
        blocks.append(Paragraph(most_allotted(page, asked.unit, lines), "finding"))
        blocks.append(_sums_table(asked, caption, head, lines))
    points, problems = points_table(page), _problems_table(asked)
    if problems is not None:
        blocks += [Paragraph(named_projects(page), "finding"), problems]
    if points is not None:
        blocks += [Paragraph(points_reached(page), "finding"), points]
    data = {
        "funds": _funds_data(whole),
        "years": [{"year": year, **_year_data(page, year)} for year in _years(page)],
        **{
            key: [{"name": name, **_funds_data(funds)} for name, funds in lines.items()]
            for key, (_, _, lines) in tables.items()
        },
        "problems": [_problem_data(each) for each in _problems(page)],
        "evaluation": points_data(page),
    }
    return answer(page, title, tuple(blocks), data)


def _years(page: Page) -> list[int]:
    return [year for year in page.years if funds_of(page, year=year)]


def _problems(page: Page) -> tuple[FundProblem, ...]:
    order = ("over_uplift", "without_output")
    return tuple(sorted(page.evidence.fund_problems, key=lambda each: order.index(each.kind)))


# ---- pace


def _standing(page: Page, funds: Funds, year: int) -> _Standing | None:
    """How the money is against the calendar; None where no date is known."""
    if not page.as_of:
        return None
    passed = year_passed(year, datetime.date.fromisoformat(page.as_of[:10]))
    shares = funds.spent_shares
    return _Standing(passed, shares, "unknown" if shares is None else pace(*shares, passed))


def _pace_texts(page: Page, funds: Funds, found: _Standing) -> tuple[str, str]:
    """Write the share of the year and the share spent, so finely that they tell what is said."""
    passed, step = _percent(found.passed), PERCENT
    if found.shares is not None and found.word in ("behind", "unknown"):
        low, high = found.shares
        short = _percent(high if found.word == "behind" else low)
        while to_step(short, step) >= to_step(passed, step):
            step /= 10
    year = number_text(*rounded(passed, step, ENDS["percent"]))
    return page.say("value_percent", number=year), share_text(page, funds.money, step)


def _percent(share: Fraction) -> Decimal:
    return Decimal(100 * share.numerator) / Decimal(share.denominator)


# ---- sentences


def _findings(asked: _Asked, whole: Funds) -> list[str]:
    page, unit = asked.page, asked.unit
    said = [
        page.say(
            "finding_funds",
            count=whole.money.rows,
            planned=sum_text(page, unit, whole.planned),
            allotted=sum_text(page, unit, whole.money.allotted),
            part=_allotted_text(page, whole),
            spent=sum_text(page, unit, whole.money.spent),
            share=share_text(page, whole.money),
        )
    ]
    found = _standing(page, whole, page.year)
    if found is not None and found.shares is not None:
        passed, spent = _pace_texts(page, whole, found)
        said.append(
            page.say(
                f"finding_pace_{found.word}",
                date=date_text(page, page.as_of),
                passed=passed,
                share=spent,
                unspent=sum_text(page, unit, whole.money.unspent),
            )
        )
    limit = number_text(asked.scheme.most_uplift_percent)
    counts = (("over_uplift", whole.over_uplift), ("without_output", whole.without_output))
    for name, count in counts:
        if count is not None:
            key = f"finding_{name}" if count.known else f"finding_{name}_none"
            line = page.say(key, count=count.known, limit=limit)
            if count.unknown:
                more = page.say("finding_fund_unknown", count=count.unknown)
                line = page.say("sentence_pair", first=line, second=more)
            said.append(line)
    return said


def _allotted_text(page: Page, funds: Funds) -> str:
    ends = funds.allotted_percent
    if ends is None:
        return page.say("no_figure")
    low, high = (number_text(*rounded(end, PERCENT, ENDS["percent"])) for end in ends)
    if low == high:
        return page.say("value_percent", number=low)
    return page.say("flow_share_between", low=low, high=high)


def _count_text(page: Page, count: Count | None) -> str:
    """Write a count, or its ends; a dash where it is not asked or not shown."""
    if count is None:
        return page.say("no_figure")
    low, high = (number_text(end) for end in count.ends)
    return low if low == high else page.say("funds_numbers_between", low=low, high=high)


# ---- tables


def _split(
    asked: _Asked, rows: tuple[FundRow, ...]
) -> dict[str, tuple[str, str, Mapping[str, Funds]]]:
    """By source, sector and place: the table's caption, what its lines are, and the lines."""
    page = asked.page
    found: dict[str, tuple[str, str, Mapping[str, Funds]]] = {}
    columns = page.plan.registers[asked.flow.register_id].columns
    words: tuple[tuple[str, str, Callable[[FundRow], str]], ...] = (
        ("sources", asked.flow.steps[0], lambda row: row.source),
        ("sectors", asked.scheme.sector, lambda row: row.sector),
    )
    for key, name, word in words:
        label = columns[name].label.of(page.language)
        values, sums = columns[name].values or {}, funds_by(rows, word)
        lines = {
            values[each].of(page.language) if each else page.say("flow_not_stated"): sums[each]
            for each in (*values, "")
            if each in sums
        }
        found[key] = (page.say(f"caption_fund_{key}"), label[:1].upper() + label[1:], lines)
    below = {
        place: funds
        for place in page.below
        if (funds := funds_together(funds_of(page, place))) is not None
    }
    if below:
        level = page.level(next(iter(below)).level)
        lines = {page.name(place): funds for place, funds in below.items()}
        caption = page.say("caption_fund_places", place_level=level)
        found["places"] = (caption, level[:1].upper() + level[1:], lines)
    return found


def _sums_table(asked: _Asked, caption: str, head: str, lines: Mapping[str, Funds]) -> Table:
    page, unit = asked.page, asked.unit
    columns = [Column(head, share=2.0), Column(page.say("column_projects"), "right"),
               *_money_columns(asked), Column(page.say("column_complete"), "right"),
               Column(page.say("column_funds_unknown"), "right")]  # fmt: skip
    rows = [_sums_cells(page, unit, Cell(name), funds) for name, funds in lines.items()]
    return Table(caption, tuple(columns), tuple(rows), page.say("note_fund_sums"))


def _money_columns(asked: _Asked) -> tuple[Column, ...]:
    page, words = asked.page, asked.unit.words

    def headed(key: str) -> str:
        return page.say("funds_column", label=page.say(key), unit=words)

    return (
        Column(headed("column_planned"), "right", 1.3),
        Column(headed("column_allotted"), "right", 1.3),
        Column(page.say("column_allotted_share"), "right", 1.1),
        Column(headed("column_spent"), "right", 1.3),
        Column(page.say("column_spent_share"), "right", 1.1),
    )


def _money_cells(page: Page, unit: Unit, funds: Funds) -> tuple[Cell, ...]:
    money = funds.money
    return (
        typed(number_of(page, unit, funds.planned)),
        typed(number_of(page, unit, money.allotted)),
        typed(_allotted_text(page, funds)),
        typed(number_of(page, unit, money.spent)),
        typed(share_text(page, money)),
    )


def _sums_cells(page: Page, unit: Unit, head: Cell, funds: Funds) -> tuple[Cell, ...]:
    return (
        head,
        page.counted(funds.money.rows),
        *_money_cells(page, unit, funds),
        typed(_count_text(page, funds.complete)),
        page.counted(funds.planned_unknown + funds.money.rows_missing),
    )


def _years_table(asked: _Asked) -> Table:
    page = asked.page
    columns = (
        Column(page.say("column_year"), share=0.8),
        Column(page.say("column_projects"), "right"),
        *_money_columns(asked),
        Column(page.say("column_year_passed"), "right"),
        Column(page.say("column_pace"), share=1.3),
        Column(page.say("column_over_uplift"), "right", 1.1),
        Column(page.say("column_without_output"), "right", 1.1),
    )
    rows = []
    for year in _years(page):
        funds = funds_together(funds_of(page, year=year))
        assert funds is not None
        found = _standing(page, funds, year)
        money = list(_money_cells(page, asked.unit, funds))
        passed, word = page.say("no_figure"), page.say("pace_unknown")
        if found is not None:
            passed, spent = _pace_texts(page, funds, found)
            word, money[-1] = page.say(f"pace_{found.word}"), typed(spent)
        rows.append(
            (
                typed_year(year),
                page.counted(funds.money.rows),
                *money,
                typed(passed),
                Cell(word),
                typed(_count_text(page, funds.over_uplift)),
                typed(_count_text(page, funds.without_output)),
            )
        )
    limit = number_text(asked.scheme.most_uplift_percent)
    note = page.say("note_fund_years", limit=limit, cite=citation(page, asked.scheme.cite))
    return Table(page.say("caption_fund_years"), columns, tuple(rows), note)


def _problems_table(asked: _Asked) -> Table | None:
    """Name each project that was lifted too far, or that has cost money without output."""
    page, found = asked.page, _problems(asked.page)
    if not found:
        return None
    columns = (
        Column(page.say("column_village"), share=1.6),
        Column(page.say("column_code"), share=1.3),
        Column(page.say("column_project"), share=0.9),
        Column(page.say("column_fund_problem"), share=2.2),
        Column(page.say("column_fund_value"), "right", 1.3),
    )
    rows, whole_yuan = [], Unit(_currency(asked), Decimal(1), Decimal(1))
    for each in found:
        place = page.evidence.places.get(each.code)
        value = page.say("value_percent", number=number_text(each.value))
        if each.kind == "without_output":
            value = sum_text(page, whole_yuan, Ends(each.value, each.value))
        limit = number_text(asked.scheme.most_uplift_percent)
        rows.append(
            (
                Cell(page.name(place) if place else page.say("no_figure")),
                Cell(each.code),
                Cell(each.project),
                Cell(page.say(f"problem_{each.kind}", limit=limit)),
                typed(value),
            )
        )
    return Table(page.say("caption_fund_problems", count=len(rows)), columns, tuple(rows))


def _currency(asked: _Asked) -> str:
    currency = asked.page.plan.registers[asked.flow.register_id].columns[asked.flow.amount].unit
    assert currency is not None  # checked when the plan was read
    return currency.of(asked.page.language)


# ---- data


def _ends_data(ends: Ends | None) -> dict[str, float] | None:
    return None if ends is None else {"low": float(ends.low), "high": float(ends.high)}


def _count_data(count: Count | None) -> dict[str, int] | None:
    return None if count is None else {"known": count.known, "unknown": count.unknown}


def _funds_data(funds: Funds) -> dict[str, Any]:
    return {
        "projects": funds.money.rows,
        "planned_yuan": _ends_data(funds.planned),
        "planned_unknown": funds.planned_unknown,
        "allotted_yuan": _ends_data(funds.money.allotted),
        "spent_yuan": _ends_data(funds.money.spent),
        "money_unknown": funds.money.rows_missing,
        "allotted_percent": _ends_data(funds.allotted_percent),
        "spent_percent": _ends_data(funds.money.spent_percent),
        "complete": _count_data(funds.complete),
        "over_uplift": _count_data(funds.over_uplift),
        "without_output": _count_data(funds.without_output),
    }


def _year_data(page: Page, year: int) -> dict[str, Any]:
    funds = funds_together(funds_of(page, year=year))
    assert funds is not None
    found = _standing(page, funds, year)
    passed = None if found is None else float(_percent(found.passed))
    word = "unknown" if found is None else found.word
    return {**_funds_data(funds), "year_passed_percent": passed, "pace": word}


def _problem_data(each: FundProblem) -> dict[str, Any]:
    is_error = each.kind == "over_uplift"
    value = "uplift_percent" if is_error else "spent_yuan"
    return {
        "severity": "error" if is_error else "warning",
        "code": each.code,
        "project": each.project,
        "kind": each.kind,
        value: float(each.value),
    }
