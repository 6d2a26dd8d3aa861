"""Commands whose own words are in the user's language, and whose mistakes are one clear line."""

from __future__ import annotations

import datetime
from difflib import get_close_matches
from typing import Any

import click

from villages.catalogue import say, user_language
from villages.errors import UserError


class UsageProblem(UserError):
    """A command that was typed wrongly: an unknown option, a missing value."""


def words(key: str, **values: object) -> str:
    """Return a sentence of the commands' catalogue in the user's language."""
    return say("commands", key, user_language(), **values)


class _Formatter(click.HelpFormatter):
    def write_heading(self, heading: str) -> None:
        self.write(" " * self.current_indent + words("heading", heading=heading) + "\n")


class _Context(click.Context):
    formatter_class = _Formatter


class SpokenCommand(click.Command):
    """A command that explains itself in the user's language."""

    context_class = _Context

    def __init__(self, name: str, help_key: str = "", **attributes: Any) -> None:
        text = words(help_key) if help_key else attributes.pop("help", None)
        super().__init__(
            name, help=text, short_help=text, options_metavar=words("usage_options"), **attributes
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option ``--help``, explained in the user's language."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = words("help_help")
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=words("usage"))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of arguments and options."""
        records = [param.get_help_record(ctx) for param in self.get_params(ctx)]
        shown = [record for record in records if record is not None]
        if shown:
            with formatter.section(words("heading_options")):
                formatter.write_dl(shown)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what was typed; mistakes become one line that names the nearest options."""
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            known = [name for param in self.get_params(ctx) for name in param.opts]
            near = get_close_matches(error.option_name, known, n=3, cutoff=0.4) or known
            raise UsageProblem(
                "option_unknown", option=error.option_name, near=", ".join(near)
            ) from error
        except click.BadOptionUsage as error:
            raise UsageProblem("option_no_value", option=error.option_name) from error
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise UsageProblem("usage_wrong", command=ctx.command_path) from error


class SpokenGroup(SpokenCommand, click.Group):
    """A command of commands that explains itself in the user's language."""

    def __init__(self, name: str, help_key: str = "", **attributes: Any) -> None:
        super().__init__(name, help_key, subcommand_metavar=words("usage_command"), **attributes)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a user needs them."""
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, then the options."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, command.short_help or "") for name, command in found if command is not None]
        if rows:
            with formatter.section(words("heading_commands")):
                formatter.write_dl(rows)
        SpokenCommand.format_options(self, ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed, or name the nearest."""
        command = self.get_command(ctx, args[0])
        if command is None:
            known = self.list_commands(ctx)
            near = get_close_matches(args[0], known, n=3, cutoff=0.4) or known
            raise UsageProblem("command_unknown", value=args[0], near=", ".join(near) or "-")
        return args[0], command, args[1:]


class _PlanArgument(click.Argument):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return "PLAN", words("help_plan_argument")


def plan_argument() -> click.Argument:
    """Return the argument that names a plan, or leaves it to the default."""
    return _PlanArgument(["plan"], required=False, metavar="[PLAN]")


class _FilesArgument(click.Argument):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        return "FILE …", words("help_files_argument")


def files_argument() -> click.Argument:
    """Return the argument that names the files, one or more."""
    return _FilesArgument(["files"], nargs=-1, required=True, metavar="FILE …")


def option(
    name: str, help_text: str, *, default: object = None, is_flag: bool = False, metavar: str = ""
) -> click.Option:
    """Return an option; its default is told with its help."""
    if default not in (None, "", False):
        help_text = words("help_default", help=help_text, default=default)
    return click.Option(
        ["--" + name.replace("_", "-"), name],
        help=help_text,
        default=False if is_flag else default,
        is_flag=is_flag,
        type=None if is_flag else str,
        metavar=None if is_flag else metavar or name.upper(),
    )


def day(name: str, text: str) -> datetime.date:
    """Return the day that an option names.

    Raises
    ------
    UserError
        If it is none.

    Examples
    --------
    >>> day("as-of", "2019-06-30")
    datetime.date(2019, 6, 30)
    """
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError as error:
        raise UserError("day_wrong", option=name, value=text) from error
