"""Words across every page of a Word file, as Word itself puts them: a shape in the page's head."""

from __future__ import annotations

from docx.oxml import parse_xml
from docx.text.paragraph import Paragraph

from villages.fonts import text_width

_VML = "urn:schemas-microsoft-com:vml"
_OFFICE = "urn:schemas-microsoft-com:office:office"

#: Word's own shape for text along a straight line (number 136), which every program knows.
_SHAPE_TYPE = f"""
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="{_VML}" xmlns:o="{_OFFICE}">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas>
<v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/>
<v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>
<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>
</w:pict>"""

_STYLE = (
    "position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;"
    "z-index:-251658752;mso-position-horizontal:center;"
    "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    "mso-position-vertical-relative:margin"
)

#: How high the words are, and how long they may get across an A4 page.
_HEIGHT_PT = 88.0
_LONGEST_PT = 500.0


def add_watermark(head: Paragraph, words: str, font: str, number: int) -> None:
    """Put words across the page, behind the text.

    Parameters
    ----------
    head
        A paragraph of the page's head.
    words
        A few words; in one line.
    font
        The font's family.
    number
        Tells the marks of one file apart.
    """
    picture = parse_xml(_SHAPE_TYPE)
    # A Latin letter is half as wide as it is high.
    signs = max(1.0, text_width(words) / 2)
    width = min(_LONGEST_PT, _HEIGHT_PT * signs)
    style = _STYLE.format(width=width, height=width / signs)
    mark = picture.makeelement(
        f"{{{_VML}}}shape",
        {
            "id": f"PowerPlusWaterMarkObject{number}",
            f"{{{_OFFICE}}}spid": f"_x0000_s{2048 + number}",
            "type": "#_x0000_t136",
            "style": style,
            "fillcolor": "silver",
            "stroked": "f",
        },
    )
    picture.append(mark)
    mark.append(mark.makeelement(f"{{{_VML}}}fill", {"opacity": ".35"}))
    text = {"style": f'font-family:"{font}";font-size:1pt', "string": words}
    mark.append(mark.makeelement(f"{{{_VML}}}textpath", text))
    head.add_run()._r.append(picture)
