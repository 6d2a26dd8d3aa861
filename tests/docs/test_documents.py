"""Do the documents speak of what is there?"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import get_args

import pytest

from villages.catalogue import sentences
from villages.vocabulary import Status, Verdict

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def documents() -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    links = [link for link in LINK.findall(path.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_decision_is_one_page_of_four_parts() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert len(pages) >= 7
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        assert page.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        headings = re.findall(r"^## (.+)$", text, re.M)
        assert headings == ["Context", "Choice", "What was measured", "Consequences"]
        assert len(text.split()) < 500


def glossary_rows() -> dict[str, list[str]]:
    """Code word → the Chinese words that the glossary gives it."""
    rows: dict[str, list[str]] = {}
    for line in (ROOT / "GLOSSARY.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[2].startswith("`"):
            rows.setdefault(cells[2].strip("`"), []).append(cells[0])
    return rows


def test_glossary_and_pages_use_one_word_for_each_verdict_and_status() -> None:
    rows, pages = glossary_rows(), sentences("pages")
    for kind, words in (("verdict", get_args(Verdict)), ("status", get_args(Status))):
        for word in words:
            assert pages[f"{kind}_{word}"]["zh"] in rows[word]


def test_glossary_has_no_word_twice_in_a_table() -> None:
    for table in (ROOT / "GLOSSARY.md").read_text("utf-8").split("\n\n"):
        names = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.M)
        chinese, english = zip(*names, strict=True) if names else ((), ())
        assert len(set(chinese)) == len(chinese)
        assert len(set(english)) == len(english)


def test_chinese_opens_the_readme_and_english_stands_beside_it() -> None:
    lines = (ROOT / "README.md").read_text("utf-8").splitlines()
    first = [line for line in lines if line][:3]
    assert re.search(r"[一-鿿]", first[0]) and re.search(r"[一-鿿]", first[1])
    assert not re.search(r"[一-鿿]", first[2])
    for heading in (line for line in lines if line.startswith("## ")):
        assert " · " in heading
