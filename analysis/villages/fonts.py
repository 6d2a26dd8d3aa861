"""Where the Chinese fonts lie that both wings use: charts, the PDF and the HTML show the same."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Literal

Weight = Literal["Regular", "Bold"]

#: The family as Typst and CSS know it.
FAMILY = "Noto Sans CJK SC"


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
