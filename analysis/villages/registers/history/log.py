"""A revision as plain values, and back: what the stores write of it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any

from villages.registers.history.model import Revision


def revision_values(revision: Revision) -> dict[str, Any]:
    """Return a revision in values that JSON knows."""
    values = {field.name: getattr(revision, field.name) for field in dataclasses.fields(revision)}
    return values | {
        "received_at": revision.received_at.isoformat(),
        "source": list(revision.source),
        "rows": dict(revision.rows),
    }


def revision_of(values: Mapping[str, Any]) -> Revision:
    """Return the revision that ``revision_values`` wrote.

    Raises
    ------
    TypeError, KeyError, ValueError
        If it wrote no such values.
    """
    return Revision(
        **{
            **values,
            "received_at": datetime.datetime.fromisoformat(values["received_at"]),
            "source": tuple(values["source"]),
        }
    )
