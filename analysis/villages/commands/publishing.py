"""The one way out for what commands write for others: past the gate, whole or not at all.

What stays in the user's private place and holds persons on purpose (registers as CSV, returned
workbooks, problems of a return) does not come this way: see ``docs/safe.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from villages.commands.defaults import KEYS
from villages.commands.spoken import words
from villages.keyed_names import NAMES_FILE
from villages.neutral import json_text, visible

if TYPE_CHECKING:
    from villages.press.gate import Names

#: Returns the names of the places that may be spoken of, in one text.
PlaceNames = Callable[[], str]


def publish_answer(
    data: Any,
    blocks: Sequence[dict[str, Any]],
    json: str | None,
    xlsx: str | None,
    places: PlaceNames = str,
) -> None:
    """Write both files that were asked for and say their names; if one is stopped, write neither.

    Parameters
    ----------
    data
        What the JSON file holds.
    blocks
        What the workbook holds (``villages.exhibits.blocks``): a cover and tables.
    json, xlsx
        The files; None for none.
    places
        Returns the names of places.

    Raises
    ------
    GateClosed
        If either holds what must not be published.
    """
    from villages.press.workbook import workbook

    made: dict[Path, bytes] = {}
    if json:
        made[Path(json)] = (json_text(data, indent=2) + "\n").encode("utf-8")
    if xlsx:
        made[Path(xlsx)] = workbook(blocks)
    # Users may name a file as they like; the gate must know what it is.
    endings = {Path(name): ending for name, ending in ((json, ".json"), (xlsx, ".xlsx")) if name}
    publish(made, places, {path: f"{path.stem}{ending}" for path, ending in endings.items()})


def publish(
    made: Mapping[Path, bytes],
    places: PlaceNames = str,
    names: Mapping[Path, str] | None = None,
    forms: Mapping[Path, Path] | None = None,
) -> None:
    """Write files that only their owner may read, and say their names; or stop all of them.

    Parameters
    ----------
    made
        The content of each file.
    places
        Returns the names of places.
    names
        As what the gate looks at a file; by default under its own name.
    forms
        The empty form that a file was made of: what stood in it already, such as the telephone of
        the office that sent it, is said and stops nothing.

    Raises
    ------
    GateClosed
        If any holds what must not be published.
    """
    from villages.exhibits.filling import write_whole
    from villages.press.gate import GateClosed, Hit, inspect

    known = checked_names(places) if made else None
    stopped: list[Hit] = []
    for path, content in made.items():
        name = (names or {}).get(path, path.name)
        hits = inspect({name: content}, known)
        form = (forms or {}).get(path)
        own = inspect({name: form}, known) if form is not None and hits else ()
        stopped += [hit for hit in hits if hit not in own]
        if form is not None and set(own) & set(hits):
            click.echo(words("fill_own_numbers", file=visible(form.name)), err=True)
    if stopped:
        raise GateClosed(stopped)
    for path, content in made.items():
        click.echo(visible(str(write_whole(content, path))))


def checked_names(places: PlaceNames = str) -> Names | None:
    """Return the names that are looked for; if there is no list, say so and return None."""
    from villages.press.gate import open_names

    known = open_names(KEYS, places)
    if known is None:
        click.echo(words("gate_names_unchecked", file=KEYS / NAMES_FILE), err=True)
    return known
