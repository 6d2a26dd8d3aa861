"""Where in a form something stands, for messages that its maker understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from villages.catalogue import say, user_language
from villages.errors import UserError


def where(key: str, /, **values: object) -> str:
    """Return a place in a form in the user's language.

    Examples
    --------
    >>> "B2" in where("cell", sheet="Sheet1", cell="B2")
    True
    """
    return say("filling", f"at_{key}", user_language(), **values)


@contextmanager
def located(file: Path, place: str) -> Iterator[None]:
    """Let a mistake that is found inside name the file and the place in it.

    Raises
    ------
    UserError
        With file and place.
    """
    try:
        yield
    except UserError as error:
        raise UserError("fill_at", file=file, where=place, problem=error.text()) from error
