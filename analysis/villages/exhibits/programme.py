"""Running the programme as a page: a chapter for each answer that the commands give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from villages.errors import UserError
from villages.exhibits.allocation import allocation_answer, usual_rules
from villages.exhibits.answers import Answer
from villages.exhibits.blocks import Block, Cover, Heading, Paragraph, Section, Table
from villages.exhibits.duties import duties_answer
from villages.exhibits.exits import exit_answer
from villages.exhibits.figures import milestone_stairs
from villages.exhibits.fund_answers import funds_answer
from villages.exhibits.fund_rows import funds_of, funds_together
from villages.exhibits.milestone_answers import milestones_answer
from villages.exhibits.numbers import money_text
from villages.exhibits.opening import retitled, whole_name
from villages.exhibits.outlook import outlook_answer
from villages.exhibits.page import Page
from villages.exhibits.support import support_answer
from villages.exhibits.support_plan import support_plan_answer
from villages.findings.allocation import Effort
from villages.findings.allocation_terms import Source

#: A table of more rows than these is cut on paper; the command lists them all.
MOST_ROWS = 80
#: How many seconds the solver may take, once for the money there is and once for a tenth more.
_EFFORT = Effort(seconds=1.0)


def programme_cover(page: Page) -> Section:
    """Return the front of the page."""
    front = retitled(page, page.say("title_programme", whole_name=whole_name(page)))
    return Section((replace(front, standing=None),))


def programme_milestones(page: Page) -> Section:
    """Return planned against done, with the staircase of the milestones."""
    blocks, _ = _halves(milestones_answer(page))
    picture = milestone_stairs(page)
    if picture is not None and len(blocks) > 1:
        blocks = (blocks[0], picture, *blocks[1:])
    return _chapter(page, "heading_milestones", blocks)


def programme_exit(page: Page) -> Section:
    """Return how far the exit of every village is."""
    return _chapter(page, "heading_programme_exit", _blocks(exit_answer(page)))


def programme_needed(page: Page) -> Section:
    """Return the villages that are needed next."""
    _, rest = _halves(milestones_answer(page))
    return _chapter(page, "heading_needed", rest[1:]) if rest else Section(())


def programme_duties(page: Page) -> Section:
    """Return the ledger of duties."""
    return _chapter(page, "heading_programme_duties", _blocks(duties_answer(page)))


def programme_support_plan(page: Page) -> Section:
    """Return the support plan: gaps, works, money, who and by when."""
    return _chapter(page, "heading_programme_support_plan", _blocks(support_plan_answer(page)))


def programme_funds(page: Page) -> Section:
    """Return the special funds: planned, allotted, spent and done."""
    return _chapter(page, "heading_programme_funds", _blocks(funds_answer(page)))


def programme_allocation(page: Page, budget: int) -> Section:
    """Return what to fund with a sum of money.

    Parameters
    ----------
    page
        The page.
    budget
        The sum in whole yuan; 0 for as much as was allotted of the special funds in the year.

    Raises
    ------
    UserError
        If the sum is below nought.
    """
    if budget < 0:
        raise UserError("allocate_needs_money")
    heading = "heading_programme_allocation"
    yuan = budget or _allotted(page)
    if page.edition == "internal" and yuan is None:
        return _chapter(page, heading, (Paragraph(page.say("allocation_no_budget")),))
    given = allocation_answer(page, (Source("budget", yuan or 0),), usual_rules(page), _EFFORT)
    if "budget_yuan" not in given.data or yuan is None:
        return _chapter(page, heading, _blocks(given))
    key = "allocation_budget_given" if budget else "allocation_budget_taken"
    said = page.say(key, budget=money_text(Decimal(yuan), "yuan", page.language))
    return _chapter(page, heading, (Paragraph(said), *_blocks(given)))


def programme_support(page: Page) -> Section:
    """Return who supports the villages."""
    return _chapter(page, "heading_programme_support", _blocks(support_answer(page)))


def programme_outlook(page: Page, results: str) -> Section:
    """Return what may come by the deadline.

    Parameters
    ----------
    page
        The page.
    results
        The results folder, for the years and villages that a page does not hold.
    """
    given = outlook_answer(page, Path(results))
    return _chapter(page, "heading_programme_outlook", _blocks(given))


def _allotted(page: Page) -> int | None:
    """What is known to have been allotted of the special funds here in the page's year."""
    whole = funds_together(funds_of(page))
    return None if whole is None else int(whole.money.allotted.low)


def _blocks(given: Answer) -> tuple[Block, ...]:
    """What an answer says; the page has a front of its own."""
    return tuple(block for block in given.section.blocks if not isinstance(block, Cover))


def _halves(given: Answer) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """An answer up to its first heading, and from there on."""
    blocks = _blocks(given)
    is_heading = [isinstance(block, Heading) for block in blocks]
    cut = is_heading.index(True) if any(is_heading) else len(blocks)
    return blocks[:cut], blocks[cut:]


def _chapter(page: Page, heading: str, blocks: Iterable[Block]) -> Section:
    """Return a chapter; where nothing is asked of the place, one without a table is left out."""
    kept = tuple(blocks)
    has_table = any(isinstance(block, Table) for block in kept)
    if not kept or not (has_table or page.bears_targets):
        return Section(())
    shown = (_cut(page, block) if isinstance(block, Table) else block for block in kept)
    return Section((Heading(page.say(heading)), *shown))


def _cut(page: Page, table: Table) -> Table:
    rest = len(table.rows) - MOST_ROWS
    if rest <= 0:
        return table
    said = page.say("programme_more_rows", count=rest)
    both = page.say("sentence_pair", first=said, second=table.note) if table.note else said
    return replace(table, rows=table.rows[:MOST_ROWS], note=both)
