"""Does a report still say, word for word, what was once read and found right?

After a wanted change, write the text anew with ``VILLAGES_GOLDEN=write make test`` and read the
difference before committing it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


class Lines(HTMLParser):
    """A page's text, a line for each block; charts by their alt text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "li",
            "tr",
            "caption",
            "figure",
            "dt",
            "figcaption",
        }:
            self.lines.append("")
        if tag in {"style", "script", "svg"}:
            self.silent += 1
        if tag in {"td", "dd"}:
            self.lines[-1] += " | "
        if named.get("role") == "img":
            self.lines.append(f"[{named['aria-label']}]")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "svg"}:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.lines[-1] += re.sub(r"\s+", " ", data)


def text_of(page: Path) -> str:
    parser = Lines()
    parser.feed(page.read_text(encoding="utf-8"))
    return "\n".join(line.strip() for line in parser.lines if line.strip(" |")) + "\n"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_township_report_says_what_it_said(
    language: str, demo_results: Path, tmp_path: Path
) -> None:
    command = ["report", "township", "--place", "青石镇", "--year", "2019", "--to", "html"]
    command += ["--edition", "internal", "--language", language]
    command += ["--results", str(demo_results), "--out", str(tmp_path)]
    done = subprocess.run(
        [sys.executable, "-m", "villages", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    [page] = tmp_path.glob("township/*.html")
    found, golden = text_of(page), FOLDER / f"township.{language}.txt"
    if os.environ.get("VILLAGES_GOLDEN") == "write":
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")
