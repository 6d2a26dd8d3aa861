"""Where the Chinese fonts lie that both wings use: charts, the PDF and the HTML show the same."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal
from unicodedata import east_asian_width

Weight = Literal["Regular", "Bold"]

#: The family as Typst and CSS know it.
FAMILY = "Noto Sans CJK SC"


@cache
def font_folder() -> Path:
    """Return the folder of the font files of the package ``mpl-font``, without importing it.

    Importing the package would change matplotlib's settings behind the page's back.

    Examples
    --------
    >>> font_file("Bold").name
    'NotoSansCJKsc-Bold.otf'
    """
    spec = find_spec("mpl_font")
    assert spec is not None and spec.submodule_search_locations is not None
    regular = next(Path(spec.submodule_search_locations[0]).rglob("NotoSansCJKsc-Regular.otf"))
    return regular.parent


def font_file(weight: Weight) -> Path:
    """Return the font file of a weight."""
    return font_folder() / f"NotoSansCJKsc-{weight}.otf"


def text_width(text: str) -> int:
    """Return how many columns of print a text takes; a Chinese character takes two.

    Examples
    --------
    >>> text_width("青石镇"), text_width("A级")
    (6, 3)
    """
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
