"""Whether an expression compares like with like: what would fail, or never hold, is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

import sqlglot
from sqlglot import exp

from villages.errors import UserError
from villages.plan.model import Column, ColumnType

_KINDS: Mapping[ColumnType, str] = {
    "code": "text",
    "text": "text",
    "integer": "number",
    "decimal": "number",
    "real": "number",
    "boolean": "boolean",
    "date": "date",
}
_LOGIC = (exp.And, exp.Or, exp.Not)
_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between)


def conjuncts(condition: str) -> list[str]:
    """Return the parts of a condition that must all hold, as SQL in DuckDB's dialect.

    Examples
    --------
    >>> conjuncts("a <= b and (c or d)")
    ['a <= b', 'c OR d']
    >>> conjuncts("(a and b) and c")
    ['a', 'b', 'c']
    >>> conjuncts("a or b and c")
    ['a OR b AND c']
    """
    return list(_split(sqlglot.parse_one(condition, dialect="duckdb")))


def _split(tree: exp.Expr) -> Iterator[str]:
    if isinstance(tree, exp.And):
        for part in tree.flatten():
            yield from _split(part)
    else:
        yield tree.sql(dialect="duckdb")


def check_kinds(text: str, columns: Mapping[str, Column], **where: object) -> None:
    """Refuse an expression that mixes kinds of values or names a code word that does not exist.

    Parameters
    ----------
    text
        An expression that ``read_expression`` has accepted.
    columns
        The columns that it may name.
    **where
        File, key and line, for the error.

    Raises
    ------
    UserError
        If numbers, text, dates and truth values are mixed, or a coded column is compared with a
        word that is none of its values.
    """
    tree = sqlglot.parse_one(text, dialect="duckdb")
    # A sum may count truth values, as the cards do; within a condition they are no numbers.
    parts = [tree] if isinstance(tree, (*_LOGIC, *_COMPARISONS)) else list(_conditions_in(tree))
    for part in parts:
        _kind(part, columns, where)


def _conditions_in(tree: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(tree, (*_LOGIC, *_COMPARISONS)):
        yield tree
    else:
        for child in tree.iter_expressions():
            yield from _conditions_in(child)


def _kind(tree: exp.Expr, columns: Mapping[str, Column], where: Mapping[str, object]) -> str:
    match tree:
        case exp.Paren():
            return _kind(tree.this, columns, where)
        case exp.Column():
            return _KINDS[columns[_name(tree)].type]
        case exp.Literal():
            return "text" if tree.is_string else "number"
        case exp.Boolean():
            return "boolean"
    operands = list(tree.iter_expressions())
    found = {_kind(operand, columns, where) for operand in operands}
    if isinstance(tree, _COMPARISONS):
        _check_words(tree, operands, columns, where)
        # A date is written as text.
        if len(found) > 1 and found != {"date", "text"}:
            raise _mixed(tree, found, where)
        return "boolean"
    wanted = "boolean" if isinstance(tree, _LOGIC) else "number"
    if found != {wanted}:
        raise _mixed(tree, found | {wanted}, where)
    return wanted


def _name(tree: exp.Column) -> str:
    return ".".join(part.name for part in tree.parts)


def _mixed(tree: exp.Expr, found: set[str], where: Mapping[str, object]) -> UserError:
    part = tree.sql(dialect="duckdb")
    return UserError("rule_kinds", part=part, kinds=", ".join(sorted(found)), **where)


def _check_words(
    tree: exp.Expr,
    operands: list[exp.Expr],
    columns: Mapping[str, Column],
    where: Mapping[str, object],
) -> None:
    coded = [columns[_name(one)] for one in operands if isinstance(one, exp.Column)]
    allowed = [word for column in coded for word in column.values or ()]
    for one in operands:
        if allowed and isinstance(one, exp.Literal) and one.this not in allowed:
            near = ", ".join(get_close_matches(one.this, allowed, n=3) or allowed)
            part = tree.sql(dialect="duckdb")
            raise UserError("rule_word", part=part, value=one.this, near=near, **where)
