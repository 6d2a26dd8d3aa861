"""Do the names that registers hold reach the list that the gate looks at?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet

from villages.plan import Plan, read_plan
from villages.press.gate import open_names
from villages.registers import open_registers
from villages.registers.known_names import name_columns, names_in_tables, remember_session

OFFICIAL = "慕容翠莲"


def test_which_columns_name_somebody(plan: Plan) -> None:
    assert list(name_columns(plan)) == [("duty_records", "decided_by")]
    assert list(name_columns(read_plan("vietnam-1997"))) == []


def test_names_of_a_return(plan: Plan) -> None:
    table = pa.table({"decided_by": [OFFICIAL, None, "D03", ""], "code": ["990181101201"] * 4})
    assert names_in_tables(plan, {"duty_records": table, "places": table}) == {OFFICIAL}


def test_the_demonstration_names_nobody(plan: Plan, demo_registers: Path, tmp_path: Path) -> None:
    with open_registers(plan, demo_registers) as session:
        assert remember_session(session, tmp_path / "keys") == 0
    assert not (tmp_path / "keys").exists()


def test_names_of_registers_are_looked_for(
    plan: Plan, demo_registers: Path, tmp_path: Path
) -> None:
    registers = Path(shutil.copytree(demo_registers, tmp_path / "registers"))
    file = registers / "duty_records.parquet"
    table = parquet.read_table(file)
    named = pa.array([OFFICIAL if name else name for name in table["decided_by"].to_pylist()])
    at = table.column_names.index("decided_by")
    parquet.write_table(table.set_column(at, "decided_by", named), file)
    with open_registers(plan, registers) as session:
        assert remember_session(session, tmp_path / "keys") == 1
    names = open_names(tmp_path / "keys")
    assert names is not None and names.find(f"由{OFFICIAL}作出处理")
    held = b"".join(path.read_bytes() for path in (tmp_path / "keys").iterdir())
    assert OFFICIAL.encode() not in held
