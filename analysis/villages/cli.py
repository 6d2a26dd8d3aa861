"""The command ``villages``: its commands, its exit codes, and no traceback for anybody."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

import click

from villages.commands.allocation import allocate_command
from villages.commands.board import board_command
from villages.commands.breakdown import breakdown_command
from villages.commands.defaults import LOGS
from villages.commands.demo import demo_command
from villages.commands.doctor import doctor_command
from villages.commands.duties import duties_command
from villages.commands.effect import effect_command
from villages.commands.exits import exit_command
from villages.commands.filling import fill_command
from villages.commands.forgetting import forget_command
from villages.commands.forms import forms_command
from villages.commands.funds import funds_command
from villages.commands.intake import intake_command
from villages.commands.milestones import milestones_command
from villages.commands.outlook import outlook_command
from villages.commands.registers import registers_group
from villages.commands.reporting import report_group
from villages.commands.spoken import SpokenGroup, UsageProblem, words
from villages.commands.studying import demo_data_command, plan_group, study_command
from villages.commands.support import support_command
from villages.commands.support_plan import support_plan_command
from villages.commands.trace import trace_command
from villages.errors import UserError
from villages.press.private import private_folder, write_log

USER_MISTAKE = 1
USAGE_MISTAKE = 2
OWN_MISTAKE = 70
INTERRUPTED = 130


def program() -> SpokenGroup:
    """Return the whole command, its words in the user's language."""
    group = SpokenGroup("villages", "help_villages", no_args_is_help=True)
    shown = click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        help=words("help_version"),
        callback=_show_version,
    )
    group.params.append(shown)
    group.add_command(demo_command())
    group.add_command(report_group())
    group.add_command(plan_group())
    group.add_command(demo_data_command())
    group.add_command(study_command())
    group.add_command(breakdown_command())
    group.add_command(exit_command())
    group.add_command(milestones_command())
    group.add_command(support_plan_command())
    group.add_command(outlook_command())
    group.add_command(allocate_command())
    group.add_command(duties_command())
    group.add_command(support_command())
    group.add_command(funds_command())
    group.add_command(effect_command())
    group.add_command(trace_command())
    group.add_command(forms_command())
    group.add_command(intake_command())
    group.add_command(board_command())
    group.add_command(registers_group())
    group.add_command(forget_command())
    group.add_command(doctor_command())
    group.add_command(fill_command())
    return group


def _show_version(context: click.Context, parameter: click.Parameter, is_asked: bool) -> None:
    if is_asked:
        click.echo(version("villages"))
        context.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0: done. 1: something that the user can mend. 2: typed wrongly. 3: some reports could not be
    made. 70: a mistake of ours, with a log. 130: interrupted.
    """
    try:
        code = program().main(arguments, prog_name="villages", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return USAGE_MISTAKE
    except UsageProblem as error:
        return _complain(error, USAGE_MISTAKE)
    except UserError as error:
        return _complain(error, USER_MISTAKE)
    except (KeyboardInterrupt, click.Abort):
        click.echo(words("interrupted"), err=True)
        return INTERRUPTED
    except Exception as error:
        now = datetime.now().strftime("%Y%m%d-%H%M%S")
        log = private_folder(LOGS) / f"{now}-{os.getpid()}.log"
        write_log(log, "".join(traceback.format_exception(error)))
        click.echo(words("own_mistake", error=type(error).__name__, log=log), err=True)
        return OWN_MISTAKE


def _complain(error: UserError, code: int) -> int:
    click.echo(error.text(), err=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
