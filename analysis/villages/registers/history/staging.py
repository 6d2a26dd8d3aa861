"""Several files of a folder change as one: written beside, published at once, then moved in.

Whoever is killed before the files are published has changed nothing; afterwards whoever opens the
folder for writing next finishes the moving. Only new contents lie beside, nothing of the old.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from villages.errors import UserError
from villages.registers.history.files import make_private, publish, settle_folder

#: Complete new files that are still to be moved in.
READY = ".forgetting"

_UNFINISHED = ".writing-forgetting"


def stage(folder: Path, files: dict[str, Callable[[Path], None]]) -> None:
    """Replace files of a folder, all of them or none.

    Parameters
    ----------
    folder
        The folder; nobody else writes in it now.
    files
        Path below the folder → what writes the new file, durably. They are moved in this order.
    """
    beside = folder / _UNFINISHED
    shutil.rmtree(beside, ignore_errors=True)
    make_private(beside)
    for position, (name, write) in enumerate(files.items()):
        # The order is part of the name, and the path too: moving in needs no list.
        target = beside / f"{position:06}" / name
        for parent in (target.parent, *target.parent.parents):
            if parent == beside:
                break
            make_private(parent)
        write(target)
        settle_folder(target.parent)
    publish(beside, folder / READY)
    finish(folder)


def finish(folder: Path) -> bool:
    """Move in what is complete, throw away what is not; return whether anything was moved in."""
    shutil.rmtree(folder / _UNFINISHED, ignore_errors=True)
    ready = folder / READY
    if not ready.is_dir():
        return False
    for step in sorted(ready.iterdir()):
        for source in sorted(path for path in step.rglob("*") if path.is_file()):
            target = folder / source.relative_to(step)
            make_private(target.parent) if not target.parent.is_dir() else None
            os.replace(source, target)
            settle_folder(target.parent)
    shutil.rmtree(ready)
    settle_folder(folder)
    return True


def check_finished(folder: Path) -> None:
    """Refuse to read a folder of which half is moved in.

    Raises
    ------
    UserError
        If a person is being forgotten, or that was interrupted.
    """
    if (folder / READY).is_dir():
        raise UserError("forget_unfinished", folder=folder)
