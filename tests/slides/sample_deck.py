"""A small deck with every kind of slide, and texts that would act if they were let."""

from __future__ import annotations

from press.sample_pages import SVG
from villages.exhibits.blocks import (
    Bullets,
    Cell,
    Column,
    Complete,
    Cover,
    Figure,
    Paragraph,
    Section,
    Slide,
    Table,
)
from villages.vocabulary import Language

HOSTILE = (
    '</script><script>window.hacked = 1</script><!-- "quoted" \'single\' {{ 7 * 7 }} #read("a")'
)

WORDS = {
    "zh": ("青石镇进展情况", "五个村中三个达标", "各村收入", "第{}村", "逐年上升的收入", "讲解词"),
    "en": ("Progress", "Three of five are met", "Income", "Village {}", "Income rises", "Spoken"),
}


def table(language: Language, rows: int) -> Table:
    """A table with two heads and the given number of rows."""
    _, _, caption, name, _, _ = WORDS[language]
    tones = ("met", "behind", "out_of_reach", "no_data")
    columns = (Column(caption), Column("2020", "right"), Column("2021", "center"))
    body = tuple(
        (Cell(name.format(number)), Cell(f"{number}00"), Cell("14000", tones[number % 4]))
        for number in range(1, rows + 1)
    )
    return Table(caption, columns, body, "。")


def deck(language: Language = "zh", rows: int = 5) -> tuple[Section | Complete, ...]:
    """A cover, a very large number, a chart, a table, a list, and a slide of hostile words."""
    title, finding, caption, _, rising, spoken = WORDS[language]
    watermark = "演示数据" if language == "zh" else "Demonstration data"
    cover = Cover(
        title=title,
        subtitle="2020",
        marks=(watermark,),
        facts=(("2020", "<b>"),),
        language=language,
        running_head=title,
        watermark=watermark,
        contents_title="",
        date="2020-12-31",
        headline=finding,
    )
    slides = (
        Slide(finding, (Paragraph("3/5", "large"), Bullets((rising,))), (f"{spoken} 1", spoken)),
        Slide(rising, (Figure(SVG, rising, rising, caption),), (f"{spoken} 2",)),
        Slide(caption, (table(language, rows),), (f"{spoken} 3",)),
        Slide(HOSTILE, (Bullets((HOSTILE,)),), (HOSTILE,)),
    )
    return (Section((cover,)), *(Section((slide,)) for slide in slides), Complete())


#: The cover and four more.
COUNT = 5
