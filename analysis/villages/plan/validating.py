"""Turn what a file of a plan holds into models, or say which key of which line is wrong."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from villages.errors import UserError
from villages.yaml_lines import KeyPath, YamlFile

_Model = TypeVar("_Model")


def validate(file: YamlFile, adapter: TypeAdapter[_Model], *modules: str) -> _Model:
    """Return what a file of a plan holds as models.

    Parameters
    ----------
    file
        The file.
    adapter
        What it should hold.
    *modules
        Where the models are at home: a misspelt key is told the nearest of theirs.

    Raises
    ------
    UserError
        If a key is unknown or missing, or its value is wrong: names file, key and line.
    """
    try:
        return adapter.validate_python(file.content)
    except ValidationError as error:
        # A misspelt key is both unknown and missing; the line of the misspelling helps more.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        at: KeyPath = tuple(first["loc"])
        place: dict[str, Any] = {
            "file": file.path,
            "line": file.line(at),
            "name": ".".join(str(part) for part in at) or "-",
        }
        if first["type"] == "extra_forbidden":
            near = get_close_matches(str(at[-1]), _known_keys(modules), n=1)
            raise UserError("key_unknown", near=", ".join(near) or "-", **place) from error
        if first["type"] == "missing":
            raise UserError("key_missing", **place) from error
        problem = first["msg"].removeprefix("Value error, ")
        raise UserError("key_wrong", problem=problem, **place) from error


def _known_keys(modules: Collection[str]) -> list[str]:
    models: list[type[BaseModel]] = [BaseModel]
    for model in models:
        models.extend(model.__subclasses__())
    return sorted(
        {
            field.alias or name
            for model in models
            if model.__module__ in modules
            for name, field in model.model_fields.items()
        }
    )
