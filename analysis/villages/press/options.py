"""A page's options: read from its parameter cell without running it, checked before any kernel."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from villages.errors import UserError
from villages.vocabulary import Language

Value = str | int | float | bool

_CHOICES = re.compile(r"\[([^\[\]]*)\]\s*$")
_TRUE = frozenset({"true", "yes", "1", "是"})
_FALSE = frozenset({"false", "no", "0", "否"})


@dataclass(frozen=True)
class Option:
    """A parameter of a page as an option of the command.

    Attributes
    ----------
    name
        The variable in the parameter cell.
    default
        Its value there; its type is the option's type.
    help_zh, help_en
        What the comment on its line says.
    choices
        The admissible values, if the comment ends with a list of them in brackets.
    """

    name: str
    default: Value
    help_zh: str = ""
    help_en: str = ""
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return "--" + self.name.replace("_", "-")

    def help(self, language: Language) -> str:
        """Return what the option means, in one language."""
        return self.help_zh if language == "zh" else self.help_en

    def convert(self, text: str) -> Value:
        """Return the typed text as a value of the option's type.

        Raises
        ------
        UserError
            If it is of another type, or none of the choices.

        Examples
        --------
        >>> Option("year", 2019).convert("2018")
        2018
        """
        if self.choices and text not in self.choices:
            near = ", ".join(self.choices)
            raise UserError("option_choice", option=self.flag, value=text, near=near)
        try:
            if isinstance(self.default, bool):
                return _truth(text)
            return type(self.default)(text)
        except ValueError as error:
            kind = f"option_{type(self.default).__name__}"
            raise UserError(kind, option=self.flag, value=text) from error


def _truth(text: str) -> bool:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError(text)
    return text.lower() in _TRUE


def read_options(source: str, file: Path) -> tuple[Option, ...]:
    """Read the options from the source of a parameter cell.

    A line is ``name = value  # Chinese help | English help [choice, choice]``.

    Parameters
    ----------
    source
        The cell's code; it is parsed, never executed.
    file
        The notebook, named in errors.

    Raises
    ------
    UserError
        If the cell holds anything but names with plain values.

    Examples
    --------
    >>> read_options('language = "zh"  # 语言 | language [zh, en]', Path("page.ipynb"))[0].choices
    ('zh', 'en')
    """
    try:
        tree = ast.parse(source)
        comments = _comments(source)
    except (SyntaxError, tokenize.TokenError) as error:
        raise UserError("page_parameters", file=file, line=1) from error
    return tuple(_option(statement, comments, file) for statement in tree.body)


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _option(statement: ast.stmt, comments: Mapping[int, str], file: Path) -> Option:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            default = _plain(value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            default = _plain(value)
        case _:
            default = None
    if default is None:
        raise UserError("page_parameters", file=file, line=statement.lineno)
    comment = comments.get(statement.end_lineno or statement.lineno, "")
    listed = _CHOICES.search(comment)
    choices = tuple(choice.strip() for choice in listed[1].split(",")) if listed else ()
    words = comment[: listed.start()] if listed else comment
    help_zh, _, help_en = (part.strip() for part in words.partition("|"))
    return Option(name, default, help_zh, help_en or help_zh, choices)


def _plain(value: ast.expr) -> Value | None:
    try:
        found = ast.literal_eval(value)
    except ValueError:
        return None
    return found if isinstance(found, str | int | float | bool) else None


def check_options(options: Sequence[Option], given: Mapping[str, str]) -> dict[str, Value]:
    """Return a value for every option: what was typed, else the page's default.

    Parameters
    ----------
    options
        The page's options.
    given
        Typed texts by option name.

    Raises
    ------
    UserError
        If an option is unknown (the nearest are named), or a value is of the wrong type.
    """
    known = {option.name: option for option in options}
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4) or list(known)
            flags = ", ".join(known[each].flag for each in near)
            option = "--" + name.replace("_", "-")
            raise UserError("option_unknown", option=option, near=flags)
    return {
        name: option.convert(given[name]) if name in given else option.default
        for name, option in known.items()
    }
