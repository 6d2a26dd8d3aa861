"""A deck of slides: one HTML file that needs no network, and the same as a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from markupsafe import Markup
from traitlets import default

from villages.catalogue import say
from villages.fonts import text_width
from villages.look import look
from villages.press.export.assembly import LANGUAGE_TAGS, Assembly
from villages.press.export.base import ContentExporter
from villages.press.export.content import Block, Content, Piece
from villages.press.export.deck import DeckOrder, Frame, Item, Kind, frames
from villages.press.export.elements import Element, elements
from villages.press.export.fonts import BASIC, font_address
from villages.press.export.html import VillagesHTMLExporter
from villages.press.export.reader import read_html
from villages.press.export.reveal import player, policy, words
from villages.press.export.typst import typeset

_NO_LABEL = '<span class="label"></span> '


@dataclass(frozen=True)
class HtmlSlide:
    """A slide of the HTML deck."""

    number: str
    title: Markup
    body: Markup
    notes: Markup


@dataclass(frozen=True)
class Deck:
    """What the template makes the HTML file of; the watermark's width is in half signs."""

    language_tag: str
    title: str
    cover: Any
    cover_number: str
    watermark_width: int
    slides: tuple[HtmlSlide, ...]
    words: dict[str, str]
    policy: Markup
    scripts: tuple[Markup, ...]
    reveal_css: Markup
    look_css: Markup
    regular_font: Markup
    bold_font: Markup


class SlidesHTMLExporter(VillagesHTMLExporter):
    """``jupyter nbconvert --to villages-slides``: a page as a deck that turns in any browser."""

    export_from_notebook = "Villages slides"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "slides"

    def sheet(self, content: Content) -> Deck:
        """Return what the template shows of a page."""
        assembly = Assembly(DeckOrder(content.language))
        front, body = assembly.assemble([piece.html for piece in content.pieces])
        reader = read_html(front + body)
        body = body.replace(_NO_LABEL, "")
        title, language = str(content.cover["title"]), content.language
        found = list(frames(map(_item_of_element, elements(body)), language, escape(title)))
        count = len(found) + 1
        own = words(language)
        around = frozenset(
            "".join(
                (*own.values(), *_texts(content.cover), *(frame.title for frame in found),
                 _page_number(language, 1, count))
            )
        )  # fmt: skip
        reveal = player(language)
        return Deck(
            language_tag=LANGUAGE_TAGS[language],
            title=content.document_title,
            cover=content.cover,
            cover_number=_page_number(language, 1, count),
            watermark_width=text_width(str(content.cover["watermark"])),
            slides=tuple(
                _html_slide(frame, _page_number(language, number, count))
                for number, frame in enumerate(found, 2)
            ),
            words=own,
            policy=Markup(policy(language)),
            scripts=tuple(map(Markup, reveal.scripts)),
            reveal_css=Markup(reveal.css),
            look_css=Markup(look().css() + _sizes()),
            regular_font=Markup(font_address("Regular", BASIC | reader.used | around)),
            bold_font=Markup(font_address("Bold", BASIC | reader.used_bold | around)),
        )


def _texts(value: Any) -> Iterator[str]:
    """Every text of the cover."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))


def _page_number(language: Any, number: int, count: int) -> str:
    return say("slides", "page", language, number=number, count=count)


def _sizes() -> str:
    """The sizes of type on slides, in points of a slide that is 720 points wide."""
    sizes = {name: size for name, size in look().type.items() if name.startswith("slide_")}
    listed = "".join(f"--{name.replace('_', '-')}: {size}; " for name, size in sizes.items())
    return f":root {{ {listed}}}\n"


def _item_of_element(element: Element) -> Item[Element]:
    kind: Kind = "text"
    if "slide" in element.classes:
        kind = "slide"
    elif element.tag in ("h2", "h3", "h4", "h5"):
        kind = "heading"
    elif element.tag == "figure" or "table" in element.classes:
        kind = "exhibit"
    elif "note" in element.classes:
        kind = "note"
    return Item(kind, element, element.inner)


def _html_slide(frame: Frame[Element], number: str) -> HtmlSlide:
    if not frame.is_own:
        body = "".join(part.html for part in frame.parts)
        return HtmlSlide(number, Markup(frame.title), Markup(body), Markup(""))
    title, notes, body = "", "", ""
    for part in elements(frame.parts[0].inner):
        if part.tag == "h2" and not title:
            title = part.inner
        elif "notes" in part.classes:
            notes += part.inner
        else:
            body += part.html
    # A chart whose own title is the slide's need not say it twice.
    body = body.replace(f"<figcaption>{title}<", "<figcaption><")
    return HtmlSlide(number, Markup(title), Markup(body), Markup(notes))


class SlidesPDFExporter(ContentExporter):
    """``jupyter nbconvert --to villages-slides-pdf``: the deck as a PDF, a page for each slide."""

    export_from_notebook = "Villages slides PDF"
    output_mimetype = "application/pdf"
    ending = ".pdf"

    def make(self, content: Content) -> bytes:
        """Return the PDF of a page's content."""
        blocks = [block for piece in content.pieces for block in piece.blocks]
        title = str(content.cover["title"])
        found = frames(map(_item_of_block, blocks), content.language, title)
        slides = tuple(_slide_block(frame) for frame in found)
        deck = replace(content, pieces=(Piece("", slides),))
        language = content.language
        own = {
            "continued": say("slides", "continued", language, title="{title}"),
            "page": say("slides", "page", language, number="{number}", count="{count}"),
        }
        return typeset(deck, "slides", {"words": own})


def _item_of_block(block: Block) -> Item[Block]:
    kinds: dict[str, Kind] = {
        "cover": "cover", "slide": "slide", "heading": "heading", "figure": "exhibit",
        "table": "exhibit",
    }  # fmt: skip
    kind = kinds.get(block["kind"], "text")
    if block["kind"] == "paragraph" and block["style"] == "note":
        kind = "note"
    return Item(kind, block, str(block.get("text", "")))


def _slide_block(frame: Frame[Block]) -> Block:
    if not frame.is_own:
        return {"kind": "slide", "title": frame.title, "blocks": list(frame.parts), "notes": []}
    (own,) = frame.parts
    return own | {"blocks": [_untitled(part, own["title"]) for part in own["blocks"]]}


def _untitled(part: Block, title: str) -> Block:
    """A chart whose own title is the slide's need not say it twice."""
    return part | {"caption": ""} if part.get("caption") == title else part
