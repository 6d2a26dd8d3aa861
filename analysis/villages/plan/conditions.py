"""The checked expressions of the cards: SQL scalar expressions over one register's columns.

A card's expression is parsed, checked against a short list of what is allowed, and turned into
three: the value of a row, and the lowest and highest that the row can stand for when some of its
cells are missing. A condition that cannot be decided counts 0 and 1; a missing amount counts the
column's plausible bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

import sqlglot
from sqlglot import exp

from villages.errors import UserError
from villages.plan.model import Column

#: Every row is cast to this, so that sums are exact and parts that were added apart agree.
EXACT_TYPE = "DECIMAL(28, 6)"

_CONDITIONS = (
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.In,
    exp.Between,
)
_PARTS = (exp.Literal, exp.Boolean, exp.Paren, exp.Identifier, exp.Neg, exp.Add, exp.Sub, exp.Mul)
_RISING: dict[type[exp.Expr], str] = {exp.Exp: "exp", exp.Ln: "ln"}


@dataclass(frozen=True)
class Expression:
    """A row's value, and the bounds between which it lies when cells are missing (all SQL)."""

    value: str
    low: str
    high: str
    absent_low: Decimal
    absent_high: Decimal
    columns: frozenset[str]
    is_condition: bool


class _Problem(Exception):
    """What is wrong with an expression, as a catalogue key."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def read_expression(text: str, columns: Mapping[str, Column], **where: object) -> Expression:
    """Check one expression and return its value and bounds as SQL in DuckDB's dialect.

    Parameters
    ----------
    text
        The expression as a card writes it.
    columns
        The register's columns. A name with a dot, such as ``before.age``, is one column; the SQL
        names it as one too.
    **where
        File, key and line, for the error.

    Raises
    ------
    UserError
        If the text does not parse, names an unknown column, or uses what is not allowed.

    Examples
    --------
    >>> from villages.plan.model import Column
    >>> from villages.plan.words import Text
    >>> word = Text(zh="是否参保", en="is insured")
    >>> columns = {"is_insured": Column(type="boolean", label=word)}
    >>> read_expression("is_insured", columns, file="", key="", line=1).low
    'COALESCE(CAST("is_insured" AS INT), 0)'
    """
    try:
        tree = sqlglot.parse_one(text, dialect="duckdb")
        low, high = _bounds(tree, columns)
        absent_low, absent_high = _absent(tree, columns)
    except sqlglot.errors.SqlglotError as error:
        raise UserError("expression_broken", expression=text, **where) from error
    except _Problem as problem:
        raise UserError(problem.key, expression=text, **problem.values, **where) from problem
    named = frozenset(_name(column) for column in tree.find_all(exp.Column))
    value = f"CAST({_number(tree, columns)} AS {EXACT_TYPE})"
    is_condition = _is_condition(tree, columns)
    return Expression(value, low, high, absent_low, absent_high, named, is_condition)


def _is_condition(tree: exp.Expr, columns: Mapping[str, Column]) -> bool:
    if isinstance(tree, exp.Paren):
        return _is_condition(tree.this, columns)
    if isinstance(tree, exp.Column):
        return _column(tree, columns).type == "boolean"
    return isinstance(tree, _CONDITIONS)


def _name(tree: exp.Column) -> str:
    return ".".join(part.name for part in tree.parts)


def _column(tree: exp.Column, columns: Mapping[str, Column]) -> Column:
    name = _name(tree)
    if name not in columns:
        near = get_close_matches(name, list(columns), n=3)
        raise _Problem("expression_column", column=tree.sql(), near=", ".join(near) or "-")
    return columns[name]


def _check_condition(tree: exp.Expr, columns: Mapping[str, Column]) -> None:
    """Only what turns unknown when a cell is missing may stand in a condition."""
    for node in tree.walk():
        if isinstance(node, exp.Column):
            _column(node, columns)
        elif isinstance(node, exp.Null | exp.Is):
            raise _Problem("expression_null")
        elif not isinstance(
            node,
            (*_CONDITIONS, *_RISING, *_PARTS),
        ):
            raise _Problem("expression_forbidden", part=node.sql(dialect="duckdb"))


def _quoted(tree: exp.Expr) -> str:
    copy = tree.copy()
    for column in list(copy.find_all(exp.Column)):
        whole = exp.to_identifier(_name(column), quoted=True)
        for part in column.arg_types:
            column.set(part, whole if part == "this" else None)
    return copy.sql(dialect="duckdb")


def _number(tree: exp.Expr, columns: Mapping[str, Column]) -> str:
    """SQL of the row's value, NULL when a needed cell is missing; conditions count 0 and 1."""
    if _is_condition(tree, columns):
        _check_condition(tree, columns)
        return f"CAST({_quoted(tree)} AS INT)"
    if isinstance(tree, exp.Paren):
        return f"({_number(tree.this, columns)})"
    if isinstance(tree, exp.Add | exp.Sub | exp.Mul):
        sign = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}[type(tree)]
        return f"({_number(tree.left, columns)} {sign} {_number(tree.right, columns)})"
    if isinstance(tree, exp.Neg):
        return f"(-{_number(tree.this, columns)})"
    if type(tree) in _RISING:
        return f"{_RISING[type(tree)]}({_number(tree.this, columns)})"
    return _quoted(tree)


def _bounds(tree: exp.Expr, columns: Mapping[str, Column]) -> tuple[str, str]:
    """SQL of the lowest and the highest that a row can stand for."""
    if _is_condition(tree, columns):
        _check_condition(tree, columns)
        number = f"CAST({_quoted(tree)} AS INT)"
        return f"COALESCE({number}, 0)", f"COALESCE({number}, 1)"
    match tree:
        case exp.Paren():
            return _bounds(tree.this, columns)
        case exp.Column():
            low, high = _plausible(tree, columns)
            name = _quoted(tree)
            return f"COALESCE({name}, {low})", f"COALESCE({name}, {high})"
        case exp.Literal() if not tree.is_string:
            return tree.sql(), tree.sql()
        case exp.Add():
            (a, b), (c, d) = _bounds(tree.left, columns), _bounds(tree.right, columns)
            return f"({a} + {c})", f"({b} + {d})"
        case exp.Sub():
            (a, b), (c, d) = _bounds(tree.left, columns), _bounds(tree.right, columns)
            return f"({a} - {d})", f"({b} - {c})"
        case exp.Neg():
            a, b = _bounds(tree.this, columns)
            return f"(-{b})", f"(-{a})"
        case exp.Mul():
            left, right = _bounds(tree.left, columns), _bounds(tree.right, columns)
            products = ", ".join(f"({x} * {y})" for x in left for y in right)
            return f"LEAST({products})", f"GREATEST({products})"
    if type(tree) in _RISING:
        a, b = _bounds(tree.this, columns)
        name = _RISING[type(tree)]
        return f"{name}({a})", f"{name}({b})"
    raise _Problem("expression_forbidden", part=tree.sql(dialect="duckdb"))


def _plausible(tree: exp.Column, columns: Mapping[str, Column]) -> tuple[Decimal, Decimal]:
    column = _column(tree, columns)
    if column.plausible is None:
        raise _Problem("expression_no_bounds", column=_name(tree))
    return column.plausible


def _absent(tree: exp.Expr, columns: Mapping[str, Column]) -> tuple[Decimal, Decimal]:
    """The bounds of a row that is missing altogether."""
    if _is_condition(tree, columns):
        return Decimal(0), Decimal(1)
    match tree:
        case exp.Paren():
            return _absent(tree.this, columns)
        case exp.Column():
            return _plausible(tree, columns)
        case exp.Literal():
            return Decimal(tree.this), Decimal(tree.this)
        case exp.Add():
            (a, b), (c, d) = _absent(tree.left, columns), _absent(tree.right, columns)
            return a + c, b + d
        case exp.Sub():
            (a, b), (c, d) = _absent(tree.left, columns), _absent(tree.right, columns)
            return a - d, b - c
        case exp.Neg():
            a, b = _absent(tree.this, columns)
            return -b, -a
        case exp.Mul():
            left, right = _absent(tree.left, columns), _absent(tree.right, columns)
            products = [x * y for x in left for y in right]
            return min(products), max(products)
        case exp.Exp():
            a, b = _absent(tree.this, columns)
            return a.exp(), b.exp()
        case exp.Ln():
            a, b = _absent(tree.this, columns)
            return a.ln(), b.ln()
    raise _Problem("expression_forbidden", part=tree.sql(dialect="duckdb"))
