"""The money and the rules of an allocation, as a file says them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, TypeAdapter

from villages.findings.allocation_terms import Rules, Source
from villages.plan.validating import validate
from villages.plan.words import Strict
from villages.yaml_lines import read_yaml


class SourceOfMoney(Strict):
    """A source: how much, and which sectors it may pay for; every sector if none is named."""

    id: str
    yuan: int = Field(ge=0)
    sectors: tuple[str, ...] = ()


class AllocationRules(Strict):
    """What binds the money: see :class:`villages.findings.allocation_terms.Rules`."""

    sources: tuple[SourceOfMoney, ...] = Field(min_length=1)
    uplift_percent: int | None = None
    township_floor_yuan: Mapping[str, int] = Field(default_factory=dict)
    township_floor_percent: Mapping[str, int] = Field(default_factory=dict)
    incentive_yuan: Mapping[str, int] = Field(default_factory=dict)


def read_rules(path: Path, usual: Rules) -> tuple[tuple[Source, ...], Rules]:
    """Read a file of sources and rules.

    Parameters
    ----------
    path
        A YAML file.
    usual
        What holds where the file says nothing: the limit of uplift.

    Raises
    ------
    UserError
        If it is missing or broken: names file, key and line.
    """
    asked = validate(read_yaml(path), TypeAdapter(AllocationRules), __name__)
    sources = tuple(
        Source(each.id, each.yuan, frozenset(each.sectors) or None) for each in asked.sources
    )
    return sources, Rules(
        uplift_percent=usual.uplift_percent
        if asked.uplift_percent is None
        else asked.uplift_percent,
        township_floor_yuan=dict(asked.township_floor_yuan),
        township_floor_percent=dict(asked.township_floor_percent),
        incentive_yuan=dict(asked.incentive_yuan),
    )
