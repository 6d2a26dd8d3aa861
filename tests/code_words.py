"""Code words that stand elsewhere in a plan, read from its files without the program."""

from __future__ import annotations

from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "data/plans/zhuanghe-2018-2020"


def words_of(what: str, level: str) -> dict[str, dict[str, str]]:
    """Return the code words that ``values_of`` names, with their labels.

    Of measures those whose card is over a register of the level.
    """
    programme = yaml.safe_load((FOLDER / "measures.yaml").read_text("utf-8"))
    if what == "measures":
        registers = yaml.safe_load((FOLDER / "columns.yaml").read_text("utf-8"))
        return {
            each["id"]: each["label"]
            for each in programme["measures"]
            if registers[_register(each["done"]["card"])].get("level", "village") == level
        }
    if what == "bodies":
        return {name: each["label"] for name, each in programme["bodies"].items()}
    order = yaml.safe_load((FOLDER / "plan.yaml").read_text("utf-8"))["order"]
    cards = {name: (FOLDER / f"indicators/{name}.yaml").read_text("utf-8") for name in order}
    read = {name: yaml.safe_load(text) for name, text in cards.items()}
    return {name: card["short"] for name, card in read.items() if card.get("targets")}


def _register(card: str) -> str:
    read = yaml.safe_load((FOLDER / f"indicators/{card}.yaml").read_text("utf-8"))
    return str(read["register"])
