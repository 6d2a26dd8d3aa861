"""A small county's results and a page, made without the study."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from press.sample_pages import write_page


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page that does what its parameter ``mode`` says."""
    return write_page(tmp_path_factory.mktemp("page") / "trial.ipynb")


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results folder of a county of two townships; both have a 上河村."""
    folder = tmp_path_factory.mktemp("county")
    card = {"plan": "trial", "years": [2018, 2019], "is_demo": True, "as_of": "2019-12-31"}
    (folder / "results.json").write_text(json.dumps(card), encoding="utf-8")
    places = [
        ("990000000000", "city", "示例市", "Example City", None, 2),
        ("990000001000", "township", "青石镇", "Qingshi Town", "990000001000", 1),
        ("990000002000", "township", "白水乡", "Baishui Township", "990000002000", 1),
        ("990000001001", "village", "上河村", "Shanghe Village", "990000001000", 1),
        ("990000001002", "village", "青石村", "Qingshi Village", "990000001000", 0),
        ("990000002001", "village", "上河村", "Shanghe Village", "990000002000", 0),
        ("990000002002", "village", "东岭村", "Dongling Village", "990000002000", 1),
    ]
    names = ("code", "level", "name_zh", "name_en", "township_code", "low_income_villages")
    table = pa.table({name: [row[i] for row in places] for i, name in enumerate(names)})
    parquet.write_table(table, folder / "places.parquet")
    return folder
