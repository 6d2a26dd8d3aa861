"""Write what a command answers as JSON and as a workbook, after the gate has let it pass."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from villages.commands.defaults import KEYS
from villages.neutral import json_text, visible


def publish_answer(
    data: Any, blocks: Sequence[dict[str, Any]], json: str | None, xlsx: str | None
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

    Raises
    ------
    GateClosed
        If either holds what must not be published.
    """
    from villages.exhibits.filling import write_whole
    from villages.press.gate import open_names, refuse
    from villages.press.workbook import workbook

    made: dict[Path, bytes] = {}
    if json:
        made[Path(json)] = (json_text(data, indent=2) + "\n").encode("utf-8")
    if xlsx:
        made[Path(xlsx)] = workbook(blocks)
    # Users may name a file as they like; the gate must know what it is.
    endings = {Path(name): ending for name, ending in ((json, ".json"), (xlsx, ".xlsx")) if name}
    as_named = {f"{path.stem}{endings[path]}": content for path, content in made.items()}
    refuse(as_named, open_names(KEYS) if made else None)
    for path, content in made.items():
        click.echo(visible(str(write_whole(content, path))))
