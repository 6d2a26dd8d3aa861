"""Do a card, a measure and a theme of a plan's folder come into results and reports by themselves?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

from page_running import blocks, cover_of, run_page, texts
from villages.findings.results import read_results
from villages.findings.study import run_study
from villages.plan import known_plans

CARD = """
label: {zh: 独居户比率, en: Households of one person}
theme: housing
unit: percent
register: households
numerator: {sum: resident_count = 1, words: {zh: 只有一名常住人口的农户数, en: households with a single resident}}
denominator: {sum: "1", words: {zh: 农户总数, en: all households}}
counts: households
better: neutral
zero: public
without_target: {zh: 方案未设定目标。, en: The plan sets no target.}
definition: ours
cite: 二（一）4
example:
  words: {zh: 2户中1户独居，50%。, en: "1 of 2 households has a single resident: 50 %."}
  rows: [{resident_count: 1}, {resident_count: 3}]
  numerator: 1
  denominator: 2
  value: 50
"""


THEME = """themes:
  - id: elders
    label: {zh: 养老, en: Care of elders}
"""
MEASURE = """
  - id: company
    label: {zh: 独居户有人照看, en: Nobody left alone}
    group: safety_net
    theme: elders
    section: 二（一）5
    duties:
      - {section: 二（一）5, words: {zh: 照看独居户, en: look after households of one}}
    benefits: {zh: 独居户, en: households of one}
    indicators: [one_person]
    done: {card: one_person, at_most: 0, words: {zh: 没有独居户, en: no household of one}}
    lead: {body: civil_affairs, assigned: ours}
"""


class Text(HTMLParser):
    """The text of a page, by the headings that it stands under."""

    def __init__(self) -> None:
        super().__init__()
        self.heading, self.is_heading = "", False
        self.under: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in {"h2", "h3"}:
            self.heading, self.is_heading = "", True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"h2", "h3"}:
            self.is_heading = False

    def handle_data(self, data: str) -> None:
        if self.is_heading:
            self.heading += data
        else:
            self.under[self.heading] = self.under.get(self.heading, "") + data


def test_one_card_file_is_enough(demo_registers: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan"
    shutil.copytree(known_plans()["zhuanghe-2018-2020"], plan)
    (plan / "indicators" / "one_person.yaml").write_text(CARD, encoding="utf-8")
    themes = (plan / "plan.yaml").read_text("utf-8").replace("themes:\n", THEME, 1)
    (plan / "plan.yaml").write_text(themes, "utf-8")
    measures = (plan / "measures.yaml").read_text("utf-8")
    at = measures.index("\n", measures.index("\nmeasures:") + 1)
    (plan / "measures.yaml").write_text(measures[:at] + MEASURE + measures[at + 1 :], "utf-8")
    found = run_study(plan, demo_registers, tmp_path / "results")
    indicators = read_results(found).indicators.query("card == 'one_person'")
    assert set(indicators["level"]) == {"village", "township", "city"}
    assert set(read_results(found).measures.query("measure == 'company'")["level"]) == {
        "village", "township", "city",
    }  # fmt: skip
    shown = run_page("theme", theme="elders", results=str(found), edition="internal")
    said = {text for block in blocks(shown) for text in texts(block)}
    assert {"独居户有人照看", "没有独居户"} <= said
    assert "养老" in cover_of(shown).title
    command = ["report", "township", "--place", "青石镇", "--year", "2019", "--edition", "internal"]
    command += ["--results", str(found), "--out", str(tmp_path / "reports"), "--to", "html"]
    done = subprocess.run(
        [sys.executable, "-m", "villages", *command], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    [page] = (tmp_path / "reports").rglob("99*.html")
    text = Text()
    text.feed(page.read_text(encoding="utf-8"))
    holding = {heading for heading, words in text.under.items() if "独居户比率" in words}
    assert any("住房" in heading for heading in holding), holding
    [annex] = [heading for heading in holding if "附" in heading]
    assert "只有一名常住人口的农户数" in text.under[annex]
    assert "2户中1户独居，50%。" in text.under[annex]
