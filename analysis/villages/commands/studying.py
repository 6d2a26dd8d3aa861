"""``villages plan``, ``villages demo-data`` and ``villages study``."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from villages.catalogue import user_language
from villages.commands.defaults import (
    KEYS,
    plan_name,
    registers_folder,
    registers_source,
    results_of,
)
from villages.commands.spoken import SpokenCommand, SpokenGroup, day, option, plan_argument, words
from villages.errors import UserError
from villages.neutral import terminal_text
from villages.vocabulary import default_plan


def plan_group() -> SpokenGroup:
    """Return the command ``plan``."""
    group = SpokenGroup("plan", "help_plan", no_args_is_help=True)
    group.add_command(
        SpokenCommand("check", "help_plan_check", params=[plan_argument()], callback=_check)
    )
    group.add_command(
        SpokenCommand("show", "help_plan_show", params=[plan_argument()], callback=_show)
    )
    return group


def _check(plan: str | None) -> int:
    from villages.exhibits.filling import known_cards, read_fill_card
    from villages.plan import known_plans, read_plan
    from villages.plan.reading import plan_folder
    from villages.registers.intake.foreign import read_mapping_cards
    from villages.registers.rules import RULES_FILE, failing_examples, read_rules

    for name in [plan] if plan else known_plans():
        read, folder = read_plan(name), plan_folder(name)
        rules, forms = read_rules(folder, read), read_mapping_cards(folder, read)
        for rule in rules.values():
            if failing_examples(read, rule):
                raise UserError("rule_example_fails", file=folder / RULES_FILE, name=rule.id)
        fills = [read_fill_card(read, folder, card) for card in known_cards(folder)]
        said = {
            "plan": read.id,
            "count": len(read.cards),
            "targets": sum(len(card.targets) for card in read.target_cards),
            "rules": len(rules),
            "forms": len(forms) + len(fills),
        }
        click.echo(words("plan_sound", **said))
    return 0


def _show(plan: str | None) -> int:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from villages.plan import read_plan
    from villages.plan.model import Target

    language = user_language()
    read = read_plan(plan or default_plan())

    def line(target: Target) -> str:
        if target.rises:
            return words("target_rises")
        if target.at_least == "city":
            return words("target_city")
        sign, value = ("≥", target.at_least) if target.at_most is None else ("≤", target.at_most)
        return f"{sign} {value}"

    table = Table(title=terminal_text(read.labels.plan.of(language)), box=SIMPLE_HEAD)
    for key in ("card", "label", "unit", "target", "citation"):
        # Chinese has no blanks to break at: a cell folds instead of losing its end.
        table.add_column(
            words(f"column_{key}"),
            no_wrap=key == "card",
            ratio=2 if key == "label" else 1,
            overflow="fold",
        )
    for card in read.cards.values():
        targets = "\n".join(line(target) for target in card.targets)
        cells = (card.id, card.label.of(language), words(f"plan_unit_{card.unit}"), targets)
        table.add_row(*map(terminal_text, (*cells, card.cite)))
    Console().print(table)
    return 0


def demo_data_command() -> SpokenCommand:
    """Return the command ``demo-data``."""
    params = [
        plan_argument(),
        option("full_size", words("help_full_size"), is_flag=True),
        option("out", words("help_registers")),
    ]
    return SpokenCommand("demo-data", "help_demo_data", params=params, callback=_demo_data)


def _demo_data(plan: str | None, full_size: bool, out: str | None) -> int:
    folder = make_demo_registers(plan or default_plan(), out, is_full_size=full_size)
    click.echo(words("demo_data_made", folder=folder))
    return 0


def make_demo_registers(plan: str, out: str | None = None, *, is_full_size: bool = False) -> Path:
    """Write the demo registers of a plan into a folder that only the user may open."""
    from villages.plan import read_plan
    from villages.press.private import private_folder
    from villages.registers.demo import write_demo_registers

    folder = private_folder(registers_folder(plan, out))
    return write_demo_registers(read_plan(plan), folder, is_full_size=is_full_size)


def study_command() -> SpokenCommand:
    """Return the command ``study``."""
    params = [
        option("plan", words("help_plan_argument"), default=default_plan()),
        option("registers", words("help_registers_source")),
        option("as_of", words("help_as_of")),
        option("shapes", words("help_shapes"), metavar="FILE"),
        option("out", words("help_results")),
    ]
    return SpokenCommand("study", "help_study", params=params, callback=_study)


def _study(
    plan: str, registers: str | None, as_of: str | None, shapes: str | None, out: str | None
) -> int:
    wanted = day("as-of", as_of) if as_of else None
    folder = make_study(plan, registers, out, wanted, Path(shapes) if shapes else None)
    click.echo(words("study_made", plan=plan_name(plan), folder=folder))
    _tell_shapes(folder)
    return 0


def _tell_shapes(folder: Path) -> None:
    """Say of how many places the boundary or point is known, if of any."""
    from villages.findings.results import read_results
    from villages.findings.shapes import MARK

    shapes = read_results(folder).shapes
    levels = shapes.loc[shapes["kind"] == MARK, "level"].value_counts()
    if levels.empty:
        return
    counts = {f"{level}_count": int(levels.get(level, 0)) for level in ("village", "township")}
    click.echo(words("shapes_read", count=int(levels.sum()), **counts))


def make_study(
    plan: str,
    registers: str | None = None,
    out: str | None = None,
    as_of: datetime.date | None = None,
    shapes: Path | None = None,
) -> Path:
    """Compute the results of a plan from its registers and return their folder."""
    from villages.exhibits.protection import withheld_cells
    from villages.findings.study import run_study

    source = registers_source(plan, registers)
    folder = run_study(plan, source, results_of(plan, out), as_of, shapes, KEYS)
    # Worked out once here: every public page needs it.
    withheld_cells(folder)
    return folder
