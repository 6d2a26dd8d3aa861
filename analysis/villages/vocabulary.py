"""The names that both wings share: places, years, languages, editions, and where the files lie."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

Language = Literal["zh", "en"]
Edition = Literal["public", "internal"]
Level = Literal["village", "township", "city"]
PageLevel = Literal[Level, "any"]
Scope = Literal["low_income", "all"]
Verdict = Literal["met", "not_met", "no_data"]
Status = Literal["met", "on_time", "behind", "out_of_reach", "doubtful", "no_data"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
EDITIONS: tuple[Edition, ...] = get_args(Edition)
LEVELS: tuple[Level, ...] = get_args(Level)
#: What nobody knows may be as bad as what is behind, but is not known to be.
WORST_FIRST: tuple[Status, ...] = (
    "out_of_reach", "behind", "no_data", "doubtful", "on_time", "met",
)  # fmt: skip
SCOPES: tuple[Scope, ...] = get_args(Scope)

#: What an exhibit hands to exporters beside its HTML: its content as data (``exhibits.blocks``).
BLOCK_MIME_TYPE = "application/vnd.villages.blocks+json"

#: What the last cell of a page leaves: a page that stopped early is never taken for whole.
COMPLETION_MIME_TYPE = "application/vnd.villages.complete+json"

#: The file in a results folder that says what the results are of.
RESULTS_CARD = "results.json"

#: In it: what a report can be about beside a place, by the parameter of the page that names it.
SUBJECTS = "subjects"

ShippedFolder = Literal["data", "notebooks", "templates"]


def shipped(folder: ShippedFolder) -> Path:
    """Return where the plans, pages or templates that come with the package lie.

    A wheel carries them inside the package; an editable install leaves them in the checkout.

    Parameters
    ----------
    folder
        ``data``, ``notebooks`` or ``templates``.

    Examples
    --------
    >>> (shipped("data") / "plans").is_dir()
    True
    """
    package = Path(str(files("villages")))
    inside = package / "shipped" / folder
    return inside if inside.is_dir() else package.parents[1] / folder


def default_plan() -> str:
    """Return the plan that commands take if none is named, as ``data/plans/default`` says."""
    return (shipped("data") / "plans" / "default").read_text(encoding="utf-8").strip()
