"""Draw the pictures of the documents anew, from demonstration data: the gallery, the contact sheet.

    python docs/draw_gallery.py

Needs poppler's pdftoppm and Chromium, as the tests do.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import sync_playwright

from villages import open_page
from villages.exhibits import figures
from villages.exhibits.blocks import Figure
from villages.exhibits.colour_vision import Sight, seen
from villages.exhibits.page import Page
from villages.findings.study import run_study
from villages.fonts import font_file
from villages.plan import read_plan
from villages.press.export.word.pictures import read_pictures
from villages.press.formats import exporter_of
from villages.press.pages import find_page
from villages.press.running import run_page
from villages.registers.demo import write_demo_registers
from villages.vocabulary import default_plan

IMAGES = Path(__file__).parent / "images"
#: Enough for line drawings, a fifth of the size of full colour.
COLOURS = 64
SIGHTS: tuple[tuple[Sight, str], ...] = (
    ("full", "彩色 · full colour"),
    ("grey", "灰度 · grey"),
    ("deuteranopia", "绿色觉缺失 · deuteranopia"),
    ("protanopia", "红色觉缺失 · protanopia"),
)
SHEET_COLUMN = 560
SHEET_GAP = 24


class Shot(NamedTuple):
    """A picture of the gallery: a page of a place, in a language, as printed or on a screen."""

    name: str
    page: str
    place: str
    language: str
    ending: str
    sheet: int
    width: int


SHOTS = (
    Shot("village", "village", "梨塘村", "zh", "pdf", 3, 700),
    Shot("township", "township", "青石镇", "zh", "pdf", 3, 700),
    Shot("city", "city", "示例市", "zh", "pdf", 7, 700),
    Shot("city-en", "city", "示例市", "en", "pdf", 4, 700),
    Shot("income", "income", "青石镇", "zh", "pdf", 3, 700),
    Shot("briefing", "briefing", "青石镇", "zh", "pdf", 1, 700),
    Shot("meeting", "meeting", "示例市", "zh", "pdf", 3, 960),
    Shot("meeting-en", "meeting", "示例市", "en", "pdf", 4, 960),
    Shot("wallchart", "wallchart", "示例市", "zh", "pdf", 1, 1400),
    Shot("telephone", "village", "梨塘村", "zh", "html", 1, 390),
)


def main() -> None:
    """Make registers, results and pages in a folder of their own, and picture them."""
    plan = read_plan(default_plan())
    with TemporaryDirectory() as folder:
        registers = write_demo_registers(plan, Path(folder) / "registers" / plan.id)
        results = run_study(plan.id, registers, Path(folder) / "results" / plan.id)
        for shot in SHOTS:
            _save(_picture(shot, results, Path(folder)), shot.name)
            print(shot.name)
        _save(_contact_sheet(results), "contact-sheet")


def _save(picture: Image.Image, name: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(IMAGES / f"{name}.png", optimize=True)


def _picture(shot: Shot, results: Path, folder: Path) -> Image.Image:
    page = find_page(shot.page)
    scratch = folder / shot.name
    scratch.mkdir()
    parameters = {
        "place": shot.place, "language": shot.language, "edition": "internal",
        "results": str(results),
    }  # fmt: skip
    notebook = run_page(page.path, parameters, scratch)
    content, _ = exporter_of(page.template, shot.ending).from_notebook_node(notebook)  # type: ignore[arg-type]
    path = scratch / f"page.{shot.ending}"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return _screen(path, shot) if shot.ending == "html" else _sheet(path, shot)


def _sheet(path: Path, shot: Shot) -> Image.Image:
    target = path.with_suffix("")
    number = str(shot.sheet)
    command = ["pdftoppm", "-png", "-singlefile", "-f", number, "-l", number]
    size = ["-scale-to-x", str(shot.width), "-scale-to-y", "-1"]
    subprocess.run([*command, *size, str(path), str(target)], check=True)
    return Image.open(target.with_suffix(".png"))


def _screen(path: Path, shot: Shot) -> Image.Image:
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": shot.width, "height": 844})
        page.goto(path.as_uri())
        picture = Image.open(BytesIO(page.screenshot()))
        browser.close()
    return picture


def _exhibits(city: Page, village: Page) -> Iterator[Figure | None]:
    """Every kind of chart once, where it says something."""
    cards = city.plan.cards
    sources = [card for card in cards.values() if card.part_of == "income"]
    label = cards["income"].label.of(city.language)
    yield figures.target_bullets(village)
    yield figures.target_spine(village)
    yield figures.target_spine(city)
    yield figures.gap_dumbbells(village)
    yield figures.milestone_stairs(city)
    yield figures.target_stairs(city)
    yield figures.village_tiles(city)
    yield figures.status_rugs(city)[0]
    yield figures.target_panels(city)
    yield figures.trend_lines(city, [cards["income"]], label)
    yield figures.parts_bars(city, sources, label)
    yield figures.income_waterfall(city, sources, label)
    yield figures.distribution_bars(city, cards["income"], label)
    yield figures.place_dots(city, cards["income"])
    yield figures.place_dumbbells(city, cards["safe_water"])
    yield figures.rate_funnel(city, cards["serious_illness"])
    yield figures.funds_flow(city, city.plan.flows[0])


def _contact_sheet(results: Path) -> Image.Image:
    city = open_page(results, "示例市", 0, "zh", "internal", "city")
    village = open_page(results, "梨塘村", 0, "zh", "internal", "village")
    drawn = [figure for figure in _exhibits(city, village) if figure is not None]
    pictures = [
        Image.open(BytesIO(png)).convert("RGB")
        for png in read_pictures([asdict(figure) for figure in drawn])
    ]
    rows = [
        [picture.resize((SHEET_COLUMN, round(picture.height * SHEET_COLUMN / picture.width)))
         for picture in _in_every_sight(picture)]
        for picture in pictures
    ]  # fmt: skip
    font = ImageFont.truetype(str(font_file("Regular")), 20)
    width = len(SIGHTS) * (SHEET_COLUMN + SHEET_GAP) + SHEET_GAP
    height = sum(row[0].height + SHEET_GAP for row in rows) + 60
    sheet = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(sheet)
    for column, (_, words) in enumerate(SIGHTS):
        draw.text((SHEET_GAP + column * (SHEET_COLUMN + SHEET_GAP), 14), words, "black", font)
    top = 60
    for row in rows:
        for column, picture in enumerate(row):
            sheet.paste(picture, (SHEET_GAP + column * (SHEET_COLUMN + SHEET_GAP), top))
        top += row[0].height + SHEET_GAP
    return sheet


def _in_every_sight(picture: Image.Image) -> Iterator[Image.Image]:
    pixels = np.asarray(picture, dtype=np.float64) / 255
    for sight, _ in SIGHTS:
        yield Image.fromarray(np.round(seen(pixels, sight) * 255).astype(np.uint8))


if __name__ == "__main__":
    main()
