"""Exit and duties on the pages of a village, a township, the city and a body: in short."""

from __future__ import annotations

from collections.abc import Sequence

from villages.exhibits.blocks import Block, Cover, Heading, Paragraph, Section
from villages.exhibits.duties import (
    bodies_table,
    duties_answer,
    duties_finding,
    ledger,
    urgency,
)
from villages.exhibits.evidence import Place
from villages.exhibits.exit_file import state_sentence
from villages.exhibits.exit_rows import ExitRow
from villages.exhibits.exits import STATES, readings
from villages.exhibits.page import Page
from villages.exhibits.progress import MOST_NAMES
from villages.exhibits.support import support_sentence
from villages.exhibits.wording import listed

#: States of which the villages are named: something is to be done about them.
_NAMED = ("ready", "fell_back")


def exit_and_duties(page: Page) -> Section:
    """Return the exit and the duties of a place in short; of a village also who supports it."""
    if not page.bears_targets:
        return Section(())
    is_village = page.place.level == "village"
    blocks = _of_village(page) if is_village else _of_group(page)
    if not blocks:
        return Section(())
    key = "heading_exit_support_duties" if is_village else "heading_exit_duties"
    return Section((Heading(page.say(key)), *blocks))


def department_duties(page: Page, body: str) -> Section:
    """Return what a body has to do, overdue or due within a week, as the command lists it."""
    blocks = duties_answer(page, body).section.blocks
    shown = (block for block in blocks if not isinstance(block, Cover))
    return Section((Heading(page.say("heading_programme_duties")), *shown))


def _of_village(page: Page) -> list[Block]:
    blocks: list[Block] = []
    exit_row = page.evidence.exits.get((page.place.code, page.year))
    if exit_row is not None:
        blocks.append(Paragraph(_exit_said(page, exit_row), "finding"))
    support_row = page.evidence.support.get((page.place.code, page.year))
    if support_row is not None:
        blocks.append(Paragraph(support_sentence(page, support_row)))
    rows = sorted((row for row in page.evidence.duties if row.is_open), key=urgency)
    if rows:
        blocks += [Paragraph(page.say("duties_open_here", count=len(rows)), "finding")]
        blocks.append(ledger(page, rows, None, None))
    elif blocks:
        blocks.append(Paragraph(page.say("duties_open_none")))
    return blocks


def _exit_said(page: Page, row: ExitRow) -> str:
    accepted = {None: "unknown", True: "yes", False: "no"}[row.is_accepted]
    second = page.say(f"exit_accepted_{accepted}")
    if page.evidence.signatures:
        signed = page.say("met_of", met=row.signed, count=row.targets)
        second = page.say("exit_signed", signed=signed, accepted=second)
    return page.say("sentence_pair", first=state_sentence(page, row), second=second)


def _of_group(page: Page) -> list[Block]:
    rows = [
        (village, row)
        for village in page.plan_villages
        if (row := page.evidence.exits.get((village.code, page.year))) is not None
    ]
    blocks: list[Block] = []
    if rows:
        blocks.append(Paragraph(readings(page, rows)[0], "finding"))
        blocks += [Paragraph(text) for text in _named(page, rows)]
    duties = page.evidence.duties
    if duties:
        blocks.append(Paragraph(duties_finding(page, duties), "finding"))
        blocks.append(bodies_table(page, duties))
    elif blocks:
        blocks.append(Paragraph(page.say("duties_none")))
    return blocks


def _named(page: Page, rows: Sequence[tuple[Place, ExitRow]]) -> list[str]:
    said = []
    for state in STATES:
        names = [page.name(village) for village, row in rows if row.state == state]
        if state in _NAMED and names:
            word = page.say(f"exit_{state}")
            said.append(page.say("exit_names", word=word, names=listed(page, names, MOST_NAMES)))
    return said
