"""Faults of a known kind, planted into whole registers: each in a village of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from contradictions.recomputed import HOUSEHOLD, INCOMES, PERSON, VILLAGE, Found, with_before

KEYS = {
    "village_years": VILLAGE, "village_work": VILLAGE, "households": HOUSEHOLD, "persons": PERSON,
}  # fmt: skip

Row = Mapping[str, Any]
Positions = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Fault:
    """Which row may bear a fault, what is written into it, and which rules it contradicts."""

    register_id: str
    may_bear: Callable[[pd.DataFrame], pd.Series]
    write: Callable[[Row], Mapping[str, object]]
    rules: tuple[str, ...]


def _is(column: str, value: object) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[column] == value


def _known(*columns: str) -> Callable[[pd.DataFrame], pd.Series]:
    return lambda rows: rows[list(columns)].notna().all(axis=1)


def _adult(rows: pd.DataFrame) -> pd.Series:
    return (
        (rows["age"] > 40) & (rows["age"] < 60) & (rows["age_was"] == rows["age"] - 1)
        & (rows["school_stage"] == "none") & ~rows["is_enrolled"] & ~rows["has_dropped_out"]
        & ~rows["has_education_aid"] & ~rows["is_aid_entitled"]
    )  # fmt: skip


def _pupil(rows: pd.DataFrame) -> pd.Series:
    return (
        rows["age"].between(8, 11) & (rows["school_stage"] == "primary") & rows["is_enrolled"]
        & ~rows["has_dropped_out"] & ~rows["has_education_aid"] & ~rows["is_aid_entitled"]
    )  # fmt: skip


def _total(rows: pd.DataFrame, suffix: str = "") -> pd.Series:
    total: pd.Series = rows[[f"{name}{suffix}" for name in INCOMES]].sum(axis=1, skipna=False)
    return total


def _earner(rows: pd.DataFrame) -> pd.Series:
    return (
        _total(rows, "_was").between(40_000, 90_000) & (_total(rows) > 10_000) & ~rows["is_dibao"]
        & rows["resident_count"].notna() & (rows["resident_count"] == rows["resident_count_was"])
    )  # fmt: skip


def _whole(rows: pd.DataFrame) -> pd.Series:
    """Villages from which every household and person is in, as ``listed`` says."""
    return (rows["households_listed"] == rows["household_count"]) & (
        rows["persons_listed"] == rows["person_count"]
    )


def _of_whole(rows: pd.DataFrame) -> pd.Series:
    return rows["is_whole"]


FAULTS: tuple[Fault, ...] = (
    Fault(
        "village_years",
        _known("village_links_km", "village_links_paved_km"),
        lambda row: {"village_links_paved_km": row["village_links_km"] + 1},
        ("village_links_paved_over_length",),
    ),
    Fault(
        "village_years",
        _known("hamlet_links_km", "hamlet_links_paved_km"),
        lambda row: {"hamlet_links_paved_km": row["hamlet_links_km"] + 1},
        ("hamlet_links_paved_over_length",),
    ),
    Fault(
        "village_years",
        _known("hamlet_count", "hamlets_with_product"),
        lambda row: {"hamlets_with_product": row["hamlet_count"] + 1},
        ("hamlets_with_product_over_hamlets",),
    ),
    Fault(
        "village_years",
        lambda rows: (
            _whole(rows)
            & rows["are_residents_known"]
            & (rows["person_count"] < 3.4 * rows["household_count"])
        ),
        lambda row: {"household_count": row["household_count"] * 5 // 4},
        ("household_count_jump", "residents_against_count"),
    ),
    Fault(
        "village_years",
        _known("hamlet_count_was"),
        lambda row: {"hamlet_count": row["hamlet_count_was"] + 2},
        ("hamlet_count_change",),
    ),
    Fault(
        "village_years",
        _is("has_bus_service_was", True),
        lambda row: {"has_bus_service": False},
        ("services_lost",),
    ),
    Fault(
        "village_years",
        lambda rows: rows["village_links_paved_km_was"] > Decimal(1),
        lambda row: {"village_links_paved_km": Decimal("0.5")},
        ("links_paved_shrinks",),
    ),
    Fault(
        "village_years",
        _whole,
        lambda row: {"household_count": row["household_count"] - 1},
        ("households_over_count",),
    ),
    Fault(
        "village_years",
        lambda rows: _whole(rows) & (rows["uninsured"] > 1),
        lambda row: {"person_count": row["person_count"] - 1},
        ("persons_over_count",),
    ),
    Fault(
        "village_years",
        lambda rows: (
            _whole(rows)
            & (rows["uninsured"] == 0)
            & (rows["person_count"] > rows["person_count_was"] * 0.95)
        ),
        lambda row: {"person_count": row["person_count"] - 1},
        ("persons_over_count", "insured_over_persons"),
    ),
    Fault(
        "village_years",
        lambda rows: (
            _whole(rows)
            & rows["are_residents_known"]
            & (rows["person_count"] * 1.12 < rows["person_count_was"] * 1.14)
        ),
        lambda row: {"person_count": row["person_count"] * 112 // 100},
        ("residents_against_count",),
    ),
    Fault(
        "households",
        _known("medical_cost_yuan"),
        lambda row: {"medical_paid_yuan": row["medical_cost_yuan"] + 1},
        ("own_medical_over_cost",),
    ),
    Fault(
        "households",
        _earner,
        lambda row: {"resident_count": row["resident_count_was"] + 4},
        ("resident_count_jump",),
    ),
    Fault(
        "households",
        _is("house_grade_was", "A"),
        lambda row: {"house_grade": "D"},
        ("house_became_dangerous",),
    ),
    Fault(
        "households",
        lambda rows: (
            _total(rows, "_was").between(10_001, 16_000)
            & (_total(rows) > 10_000)
            & ~rows["is_dibao"]
            & (rows["resident_count"] > 0)
        ),
        lambda row: {"wage_income_yuan": 10 * sum(row[f"{name}_was"] for name in INCOMES) + 10_001},
        ("income_digit_slip",),
    ),
    Fault(
        "households",
        lambda rows: _earner(rows) & (rows["resident_count"] == 1),
        lambda row: {"wage_income_yuan": 200_001},
        ("income_far_too_high",),
    ),
    Fault("households", _earner, lambda row: dict.fromkeys(INCOMES, 1), ("income_far_too_low",)),
    Fault(
        "households",
        lambda rows: _earner(rows) & (_total(rows) > 42_000 * rows["resident_count"]),
        lambda row: {"is_dibao": True, "is_means_checked": True},
        ("dibao_with_high_income",),
    ),
    Fault(
        "households",
        lambda rows: _earner(rows) & (rows["listed"] == 3) & (rows["resident_count"] == 3),
        lambda row: {"resident_count": 2},
        ("members_over_residents",),
    ),
    Fault(
        "persons",
        lambda rows: ~rows["has_serious_illness"] & ~rows["is_illness_treated"],
        lambda row: {"is_illness_treated": True},
        ("illness_treated_without_illness",),
    ),
    Fault("persons", _pupil, lambda row: {"has_dropped_out": True}, ("dropped_out_and_enrolled",)),
    Fault("persons", _adult, lambda row: {"age": row["age_was"] - 1}, ("age_against_year_before",)),
    Fault(
        "persons",
        _known("sex_was"),
        lambda row: {"sex": "male" if row["sex_was"] == "female" else "female"},
        ("sex_against_year_before",),
    ),
    Fault("persons", _adult, lambda row: {"school_stage": "primary"}, ("stage_against_age",)),
    Fault(
        "persons",
        _pupil,
        lambda row: {"school_stage": "none", "is_enrolled": False, "has_free_textbooks": False},
        ("school_age_without_stage",),
    ),
    Fault("persons", _adult, lambda row: {"is_enrolled": True}, ("enrolled_without_stage",)),
    Fault("persons", _adult, lambda row: {"has_dropped_out": True}, ("dropped_out_without_stage",)),
    Fault(
        "persons", _pupil, lambda row: {"has_education_aid": True}, ("education_aid_without_title",)
    ),
    Fault(
        "persons",
        _pupil,
        lambda row: {
            **dict.fromkeys(("has_education_aid", "is_aid_entitled"), True),
            **dict.fromkeys(("is_enrolled", "has_free_textbooks"), False),
        },
        ("education_aid_without_enrolment",),
    ),
    Fault(
        "village_work",
        _known("school_count", "standard_school_count"),
        lambda row: {"standard_school_count": row["school_count"] + 1},
        ("standard_schools_over_schools",),
    ),
    Fault(
        "village_work",
        _is("has_first_secretary", True),
        lambda row: {"has_first_secretary": False, "first_secretary_months": 6},
        ("secretary_months_without_secretary",),
    ),
    Fault(
        "village_work",
        _is("has_passed_acceptance_was", True),
        lambda row: {"has_passed_acceptance": False},
        ("acceptance_lost",),
    ),
    Fault(
        "households",
        lambda rows: rows["medical_cost_yuan"] > 1000,
        lambda row: {
            "scheme_paid_yuan": row["medical_cost_yuan"],
            "insurance_paid_yuan": 1,
            "medical_aid_yuan": 0,
            "medical_paid_yuan": 0,
        },
        ("medical_payments_over_cost",),
    ),
    Fault(
        "households",
        lambda rows: rows["medical_cost_yuan"] > 1000,
        lambda row: {
            "scheme_paid_yuan": 0,
            "insurance_paid_yuan": 0,
            "medical_paid_yuan": 0,
            "medical_aid_yuan": row["medical_cost_yuan"] + 1,
        },
        ("medical_aid_over_what_is_left",),
    ),
    Fault(
        "households",
        lambda rows: (
            (rows["house_grade"] == "A")
            & (rows["grade_at_start_was"] == "D")
            & (rows["house_works_was"] == "rebuilt")
        ),
        lambda row: {"grade_at_start": "D", "house_works": "none"},
        ("safe_without_works", "works_undone"),
    ),
    Fault(
        "persons",
        lambda rows: ~rows["is_gravely_ill"],
        lambda row: {"is_grave_illness_covered": True},
        ("grave_illness_covered_without_illness",),
    ),
    Fault(
        "persons",
        lambda rows: (rows["age"] < 13) & ~rows["is_in_labour_force"] & ~rows["is_employed"],
        lambda row: {"is_trained": True},
        ("work_under_16",),
    ),
    Fault(
        "persons",
        _of_whole,
        lambda row: {"household_id": "Hnowhere"},
        ("person_without_household",),
    ),
)


class Planting:
    """Registers under a spade: what was planted, and in which villages of the last year."""

    def __init__(self, tables: Mapping[str, pa.Table], spared: set[str], seed: int) -> None:
        kept = {
            pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype(),
            pa.string(): pd.StringDtype("python"),
        }  # fmt: skip
        self.schemas = {name: table.schema for name, table in tables.items()}
        self.frames: dict[str, pd.DataFrame] = {
            name: table.to_pandas(types_mapper=kept.get) for name, table in tables.items()
        }
        self.rng = np.random.default_rng(seed)
        self.taken = set(spared)
        self.planted: Found = set()
        self.year = int(self.frames["village_years"]["year"].max())
        self.rows = {name: self._surveyed(name) for name in KEYS}

    def plant(self, fault: Fault) -> None:
        """Write one fault into a village that has none."""
        index = self._choose(fault.register_id, fault.may_bear(self.rows[fault.register_id]))
        row = {str(name): cell for name, cell in self.rows[fault.register_id].iloc[index].items()}
        for name, value in fault.write(row).items():
            self._write(fault.register_id, np.array([index]), name, value)
        key = tuple(str(row[name]) for name in KEYS[fault.register_id])
        self.planted |= {(rule, key) for rule in fault.rules}

    def plant_twin(self, register_id: str, rule: str) -> None:
        """Give a row the id of a row of another village, and its members with it."""
        id_name = KEYS[register_id][-1]
        everyone = self.rows[register_id]["code"].notna()
        first, second = (self._choose(register_id, everyone) for _ in range(2))
        frame = self.frames[register_id]
        code, old = frame.loc[second, "code"], frame.loc[second, id_name]
        new = frame.loc[first, id_name]
        for name, rows in self.frames.items():
            if id_name in rows:
                is_it = (rows["code"] == code) & (rows["year"] == self.year)
                at = np.flatnonzero(is_it & (rows[id_name] == old))
                self._write(name, at, id_name, new)
        self.planted |= {
            (rule, (str(village), str(self.year), str(new)))
            for village in (code, frame.loc[first, "code"])
        }

    def tables(self) -> dict[str, pa.Table]:
        """Return the registers as they stand now."""
        return {
            name: pa.Table.from_pandas(frame, self.schemas[name], preserve_index=False)
            for name, frame in self.frames.items()
        }

    def _write(self, register_id: str, at: Positions, column: str, value: Any) -> None:
        cells = self.frames[register_id][column].copy()
        cells.iloc[at] = value
        self.frames[register_id][column] = cells

    def _choose(self, register_id: str, may_bear: pd.Series) -> int:
        rows = self.rows[register_id]
        may = may_bear.fillna(False).to_numpy(bool) & (rows["year"] == self.year).to_numpy(bool)
        may &= ~rows["code"].isin(self.taken).to_numpy(bool)
        index = int(self.rng.choice(np.flatnonzero(may)))
        self.taken.add(str(rows.loc[index, "code"]))
        return index

    def _surveyed(self, name: str) -> pd.DataFrame:
        """A register beside its year before, and what must be known of each row's village."""
        h, p = self.frames["households"], self.frames["persons"]
        rows = with_before(self.frames[name], KEYS[name])
        if name == "households":
            listed = p.groupby(HOUSEHOLD).size().rename("listed").reset_index()
            return rows.merge(listed, on=HOUSEHOLD, how="left")
        counted = pd.DataFrame(
            {
                "households_listed": h.groupby(VILLAGE).size(),
                "persons_listed": p.groupby(VILLAGE).size(),
                "uninsured": (~p["is_insured"]).fillna(True).groupby([p["code"], p["year"]]).sum(),
                "are_residents_known": (
                    h["resident_count"].notna().groupby([h["code"], h["year"]]).all()
                ),
            }
        ).reset_index()
        if name == "village_years":
            return rows.merge(counted, on=VILLAGE, how="left")
        villages = self.frames["village_years"].merge(counted, on=VILLAGE, how="left")
        villages["is_whole"] = _whole(villages)
        return rows.merge(villages[[*VILLAGE, "is_whole"]], on=VILLAGE, how="left")
