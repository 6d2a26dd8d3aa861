"""The results folder: what the study writes and the pages read. Aggregates only."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd
import pyarrow.parquet as parquet

from villages.findings.assessment import SCORE_COLUMNS
from villages.findings.duties import DUTY_COLUMNS
from villages.findings.exits import EXIT_COLUMNS, SIGNATURE_COLUMNS
from villages.findings.funds import FUND_COLUMNS, FUND_PROBLEM_COLUMNS
from villages.findings.measures import MEASURE_COLUMNS
from villages.findings.shapes import SHAPE_COLUMNS
from villages.findings.support import SUPPORT_COLUMNS
from villages.gazetteer import results_folder
from villages.indicators import DOMINATED_COLUMNS, FLOW_COLUMNS
from villages.indicators.sums import exactly
from villages.vocabulary import RESULTS_CARD


@dataclass(frozen=True)
class Results:
    """The tables of one plan on one set of registers, as ``docs/results.md`` describes them.

    Attributes
    ----------
    card
        What the results are of: plan, whether on demo registers, as of which date.
    places, indicators, verdicts, milestones, distributions, quantiles, flows, measures, scores,
    exits, signatures, funds, fund_problems, duties, support, dominated,
    shapes
        A frame each.
    """

    card: dict[str, Any]
    places: pd.DataFrame
    indicators: pd.DataFrame
    verdicts: pd.DataFrame
    milestones: pd.DataFrame
    distributions: pd.DataFrame
    quantiles: pd.DataFrame
    flows: pd.DataFrame
    measures: pd.DataFrame
    scores: pd.DataFrame
    exits: pd.DataFrame
    signatures: pd.DataFrame
    funds: pd.DataFrame
    fund_problems: pd.DataFrame
    duties: pd.DataFrame
    support: pd.DataFrame
    dominated: pd.DataFrame
    shapes: pd.DataFrame


TABLES = tuple(each.name for each in fields(Results) if each.name != "card")

#: What no page needs in part.
_WHOLE = ("places", "shapes")

#: In the card: the hash of the file that the shapes came from; None if there was none.
SHAPES_HASH = "shapes_hash"


def read_results(folder: str | Path, codes: Collection[str] | None = None) -> Results:
    """Read a results folder, or a folder that holds exactly one.

    Parameters
    ----------
    folder
        The folder.
    codes
        Places whose rows are wanted, for a page that needs no others; the places themselves and
        their shapes come whole. None for all rows.

    Results of an earlier version have no flows, measures, scores, exits and shapes: none are shown.

    Raises
    ------
    UserError
        If there are no results in the folder, or more than one plan's.
    """
    found = results_folder(Path(folder))
    card = json.loads((found / RESULTS_CARD).read_text(encoding="utf-8"))
    later = {
        "flows": FLOW_COLUMNS,
        "measures": MEASURE_COLUMNS,
        "scores": SCORE_COLUMNS,
        "exits": EXIT_COLUMNS,
        "signatures": SIGNATURE_COLUMNS,
        "funds": FUND_COLUMNS,
        "fund_problems": FUND_PROBLEM_COLUMNS,
        "duties": DUTY_COLUMNS,
        "support": SUPPORT_COLUMNS,
        "dominated": DOMINATED_COLUMNS,
        "shapes": SHAPE_COLUMNS,
    }
    frames = {
        name: pd.DataFrame(columns=[*later[name]]).astype(later[name])
        if name in later and not (found / f"{name}.parquet").is_file()
        else _read_table(found / f"{name}.parquet", None if name in _WHOLE else codes)
        for name in TABLES
    }
    return Results(card, **frames)


def _read_table(path: Path, codes: Collection[str] | None) -> pd.DataFrame:
    # A table without rows, such as the verdicts of a plan without targets, has columns of no type.
    is_part = codes is not None and parquet.read_metadata(path).num_rows > 0
    wanted = [("code", "in", sorted(codes or ()) or [""])] if is_part else None
    frame: pd.DataFrame = parquet.read_table(path, filters=wanted).to_pandas(types_mapper=exactly)
    return frame


def write_results(results: Results, folder: Path) -> Path:
    """Write a results folder whole or not at all: what stood there stays until all is written."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(mkdtemp(prefix=".results-", dir=folder.parent))
    made = scratch / "results"
    try:
        made.mkdir()
        for name in TABLES:
            getattr(results, name).to_parquet(made / f"{name}.parquet", index=False)
        text = json.dumps(results.card, ensure_ascii=False, indent=1, sort_keys=True)
        (made / RESULTS_CARD).write_text(text + "\n", encoding="utf-8")
        if folder.exists():
            earlier = Path(mkdtemp(prefix=".earlier-", dir=folder.parent))
            os.replace(folder, earlier / "results")
            os.replace(made, folder)
            shutil.rmtree(earlier)
        else:
            os.replace(made, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return folder
