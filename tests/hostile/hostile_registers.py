"""A plan whose words, and registers whose texts, are hostile wherever people write freely."""

from __future__ import annotations

import shutil
import zlib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from hostile.payloads import PAYLOADS
from villages.plan import Plan, read_plan
from villages.plan.reading import plan_folder
from villages.yaml_lines import read_yaml

#: What Parquet and YAML can hold: no half of a character.
_WRITABLE = [each.text for each in PAYLOADS if "\ud800" not in each.text]

#: Words of a plan that are read by people only. Of the others some are parts of sentences, units
#: and dates, which the reader of plans checks.
_LABELS = ("label", "title", "note", "words", "issuer")


def hostile(value: str) -> str:
    """A payload before a value, the same for the same value: keys still meet."""
    return _WRITABLE[zlib.crc32(value.encode("utf-8")) % len(_WRITABLE)] + value


def is_free_text(column: Any) -> bool:
    """Whether anything may stand in a column."""
    return column.type == "text" and not column.values and not column.values_of


def write_hostile_registers(plan: Plan, source: Path, target: Path) -> set[tuple[str, str]]:
    """Copy registers with every free text made hostile; return the columns where one stood."""
    changed = set()
    shutil.copytree(source, target)
    for name, register in plan.registers.items():
        table = pq.read_table(target / f"{name}.parquet")
        for index, column_name in enumerate(table.column_names):
            values = table[column_name].to_pylist()
            column = register.columns[column_name]
            if is_free_text(column) and not column.personal and not any(values):
                values = [column.label.zh] * len(values)
            if is_free_text(column) and any(values):
                changed.add((name, column_name))
                made = {value: value and hostile(value) for value in set(values)}
                cells = pa.array([made[value] for value in values], pa.string())
                table = table.set_column(index, column_name, cells)
        pq.write_table(table, target / f"{name}.parquet")
    return changed


def write_hostile_plan(plan: str, target: Path) -> int:
    """Copy a plan's folder with every label made hostile; return how many there were."""
    shutil.copytree(plan_folder(plan), target)
    changed = 0

    def walk(value: Any, key: str = "") -> Any:
        nonlocal changed
        if isinstance(value, dict):
            if key in _LABELS and set(value) == {"zh", "en"}:
                changed += 1
                return {language: hostile(text) for language, text in value.items()}
            return {each: walk(inner, str(each)) for each, inner in value.items()}
        return [walk(inner) for inner in value] if isinstance(value, list) else value

    for path in sorted(target.rglob("*.yaml")):
        if path.name in ("rules.yaml",) or path.parent.name in ("fills", "forms"):
            continue
        made = walk(read_yaml(path).content)
        text = yaml.dump(made, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
    read_plan(str(target))
    return changed
