"""Make what many tests need once, whichever of the processes that run them needs it first."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

#: Makes a folder of a name, with what writes into it and says where, unless it is there already.
Once = Callable[[str, Callable[[Path], Path]], Path]

#: The folder of all that is made so.
ONCE = "once"

_PAUSE_SECONDS = 0.1


def made_once(base: Path, name: str, make: Callable[[Path], Path]) -> Path:
    """Return what is made in a folder of that name: the first to ask makes it, others wait.

    Parameters
    ----------
    base
        The folder that the processes share.
    name
        What is made; names are told apart.
    make
        Writes into an empty folder and returns which path of it is asked for. Where it fails, the
        next to ask tries.
    """
    folder, note = base / ONCE / name, base / ONCE / f"{name}.made"
    while not note.is_file():
        try:
            # Who makes the folder makes the rest: no two can.
            folder.mkdir(parents=True)
        except FileExistsError:
            time.sleep(_PAUSE_SECONDS)
            continue
        try:
            scratch = note.with_suffix(".part")
            scratch.write_text(str(make(folder)), encoding="utf-8")
            os.replace(scratch, note)
        except BaseException:
            shutil.rmtree(folder)
            raise
    return Path(note.read_text(encoding="utf-8"))
