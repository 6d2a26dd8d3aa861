"""Places in files where a text may stand; a function each, which returns the files with it."""

from __future__ import annotations

import base64
import html
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import quote

import docx
import openpyxl
import pikepdf
import typst
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from villages.fonts import font_folder

Files = dict[str, bytes]
Hide = Callable[[Sequence[str]], Files]

HIDING: dict[str, Hide] = {}


def hides(function: Hide) -> Hide:
    """Enter a function in the list."""
    HIDING[function.__name__] = function
    return function


def page(body: str, head: str = "") -> Files:
    return {
        "a.html": f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    }


@hides
def html_texts(texts: Sequence[str]) -> Files:
    return page("".join(f"<p>文字{html.escape(text)}文字</p>" for text in texts))


@hides
def html_spans(texts: Sequence[str]) -> Files:
    def spans(text: str) -> str:
        return "".join(f"<span><b>{html.escape(sign)}</b></span>" for sign in text)

    return page("".join(f"<td>{spans(text)}</td>" for text in texts))


@hides
def html_entities(texts: Sequence[str]) -> Files:
    return page("".join("<li>" + "".join(f"&#{ord(s)};" for s in t) + "</li>" for t in texts))


@hides
def html_attributes(texts: Sequence[str]) -> Files:
    names = ("title", "alt", "aria-label", "data-row", "value", "onclick")
    return page("".join(
        f'<img {names[at % 6]}="{html.escape(text)}">' for at, text in enumerate(texts)
    ))  # fmt: skip


@hides
def html_addresses(texts: Sequence[str]) -> Files:
    return page("".join(f'<a href="?q={quote(text)}">a</a>' for text in texts))


@hides
def html_comments_and_meta(texts: Sequence[str]) -> Files:
    safe = [text.replace("--", "- -") for text in texts]
    meta = "".join(f'<meta name="author" content="{html.escape(text)}">' for text in texts[::2])
    return page("".join(f"<p>a</p><!-- {text} -->" for text in safe[1::2]), meta)


@hides
def html_scripts(texts: Sequence[str]) -> Files:
    data = json.dumps({"rows": [{"a": text} for text in texts]}, ensure_ascii=True)
    return page(f"<script>var rows = {data};</script>")


@hides
def html_drawings(texts: Sequence[str]) -> Files:
    tags = ("text", "title", "desc", "metadata")
    inner = "".join(
        f"<{tags[at % 4]}>{html.escape(text)}</{tags[at % 4]}>" for at, text in enumerate(texts)
    )
    return page(f'<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0 L 9 9"/>{inner}</svg>')


@hides
def html_pictures(texts: Sequence[str]) -> Files:
    pictures = (base64.b64encode(png_of(text)).decode() for text in texts)
    return page("".join(f'<img src="data:image/png;base64,{each}">' for each in pictures))


@hides
def drawing_files(texts: Sequence[str]) -> Files:
    return {
        f"{at}.svg": (
            f'<svg xmlns="http://www.w3.org/2000/svg"><text>{html.escape(text[:7])}'
            f'<tspan font-weight="bold">{html.escape(text[7:])}</tspan></text></svg>'
        ).encode()
        for at, text in enumerate(texts)
    }


def png_of(text: str) -> bytes:
    information = PngInfo()
    if len(text) % 3 == 0 and text.isascii():
        information.add_text("Description", text)
    elif len(text) % 3 == 1:
        information.add_itxt("Description", text, zip=True)
    else:
        information.add_itxt("Description", text)
    target = io.BytesIO()
    Image.new("L", (2, 2)).save(target, "PNG", pnginfo=information)
    return target.getvalue()


@hides
def png_chunks(texts: Sequence[str]) -> Files:
    return {f"{at}.png": png_of(text) for at, text in enumerate(texts)}


@hides
def png_packed_and_behind(texts: Sequence[str]) -> Files:
    made: Files = {}
    for at, text in enumerate(texts):
        plain = png_of("nothing")
        if at % 2:
            made[f"{at}.png"] = plain + text.encode()
            continue
        body = b"Comment\0\0" + zlib.compress(text.encode())
        chunk = struct.pack(">I4s", len(body), b"zTXt") + body
        chunk += struct.pack(">I", zlib.crc32(b"zTXt" + body))
        made[f"{at}.png"] = plain[:33] + chunk + plain[33:]
    return made


@hides
def jpeg_properties(texts: Sequence[str]) -> Files:
    made: Files = {}
    for at, text in enumerate(texts):
        exif = Image.Exif()
        if at % 2 and text.isascii():
            exif[0x010E] = text
        else:
            exif[0x9286] = b"UNICODE\0" + text.encode("utf-16-le" if at % 4 else "utf-8")
        target = io.BytesIO()
        Image.new("L", (8, 8)).save(target, "JPEG", exif=exif, comment=b"none")
        made[f"{at}.jpg"] = target.getvalue()
    return made


@hides
def workbook_cells(texts: Sequence[str]) -> Files:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet, hidden = book.add_worksheet(), book.add_worksheet("辅助")
    bold = book.add_format({"bold": True})
    for at, text in enumerate(texts):
        if at % 3 == 0 and len(text) > 4:
            sheet.write_rich_string(at, 0, text[:3], bold, text[3:])
        elif at % 3 == 1:
            hidden.write_string(at, 30, text)
        else:
            sheet.write_string(at, 2, text)
            sheet.set_row(at, None, None, {"hidden": True})
    hidden.very_hidden()
    book.close()
    return {"a.xlsx": target.getvalue()}


@hides
def workbook_corners(texts: Sequence[str]) -> Files:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for at, text in enumerate(texts):
        if at % 4 == 0:
            sheet.cell(at + 1, 1).comment = Comment(text, "a")
        elif at % 4 == 1:
            book.defined_names[f"n{at}"] = DefinedName(f"n{at}", attr_text=f'"{text}"')
        elif at % 4 == 2:
            other = book.create_sheet()
            other.oddFooter.center.text = "注：" + text.replace("&", "")
        else:
            sheet.cell(at + 1, 2).value = f'=CONCATENATE("{text}","")'
    book.properties.keywords = texts[0]
    target = io.BytesIO()
    book.save(target)
    return {"a.xlsx": target.getvalue()}


@hides
def workbook_properties(texts: Sequence[str]) -> Files:
    made: Files = {}
    for at, text in enumerate(texts):
        target = io.BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        book.add_worksheet()
        if at % 2:
            book.set_properties({"title": text})
        else:
            book.set_custom_property("来源", text, "text")
        book.close()
        made[f"{at}.xlsx"] = target.getvalue()
    return made


@hides
def document_runs(texts: Sequence[str]) -> Files:
    document = docx.Document()
    for text in texts:
        paragraph = document.add_paragraph("文字")
        for start in range(0, len(text), 2):
            paragraph.add_run(text[start : start + 2]).bold = start % 4 == 0
    return saved(document)


@hides
def document_corners(texts: Sequence[str]) -> Files:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for at, text in enumerate(texts):
        if at % 4 == 0:
            table.add_row().cells[1].text = text
        elif at % 4 == 1:
            run = document.add_paragraph().add_run("文字")
            document.add_comment(run, text=text, author="a", initials="b")
        elif at % 4 == 2:
            document.sections[0].header.add_paragraph(text)
        else:
            shape = document.add_picture(io.BytesIO(png_of("none")))
            shape._inline.docPr.set("descr", text)
    document.core_properties.subject = texts[0]
    return saved(document)


def saved(document: docx.document.Document) -> Files:
    target = io.BytesIO()
    document.save(target)
    return {"a.docx": target.getvalue()}


@hides
def document_notes_and_pictures(texts: Sequence[str]) -> Files:
    target = io.BytesIO(saved(docx.Document())["a.docx"])
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    notes = ""
    with zipfile.ZipFile(target, "a") as archive:
        for at, text in enumerate(texts):
            if at % 2:
                archive.writestr(f"word/media/image{at}.png", png_of(text))
            else:
                runs = "".join(f"<w:r><w:t>{html.escape(sign)}</w:t></w:r>" for sign in text)
                notes += f"<w:p>{runs}</w:p>"
        archive.writestr(
            "word/footnotes.xml", f'<w:footnotes xmlns:w="{space}">{notes}</w:footnotes>'
        )
    return {"a.docx": target.getvalue()}


_PAGES = """
#set text(font: "Noto Sans CJK SC", size: 9pt)
#set page(width: 120mm, height: 40mm)
#let texts = json(bytes(sys.inputs.texts))
#for (at, each) in texts.enumerate() [
  #if calc.rem(at, 3) == 0 [文字#each 文字 #pagebreak()] else if calc.rem(at, 3) == 1 [
    #table(columns: 3, [12], [#each], [2019]) #pagebreak()
  ] else [#each.clusters().slice(0, 4).join()#strong(each.clusters().slice(4).join()) #pagebreak()]
]
"""


def printed(source: str, **inputs: str) -> bytes:
    made = typst.compile(  # type: ignore[misc]
        source.encode(),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )
    assert isinstance(made, bytes)
    return made


@hides
def pdf_texts(texts: Sequence[str]) -> Files:
    return {"a.pdf": printed(_PAGES, texts=json.dumps(list(texts)))}


@cache
def empty_pdf() -> bytes:
    return printed("#set document(title: [a]) \n text")


@hides
def pdf_corners(texts: Sequence[str]) -> Files:
    made: Files = {}
    for at, text in enumerate(texts):
        target = io.BytesIO()
        with pikepdf.open(io.BytesIO(empty_pdf())) as pdf:
            hide_in_pdf(pdf, text, at % 6)
            pdf.save(target)
        made[f"{at}.pdf"] = target.getvalue()
    return made


def hide_in_pdf(pdf: pikepdf.Pdf, text: str, corner: int) -> None:
    if corner == 0:
        pdf.docinfo["/Keywords"] = text
    elif corner == 1:
        with pdf.open_metadata() as metadata:
            metadata["dc:description"] = text
    elif corner == 2:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents=text, Rect=[0, 0, 9, 9]
        )
        pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([note]))
    elif corner == 3:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(text, 0))
    elif corner == 4:
        pdf.attachments["a.txt"] = f"名单\n{text}\n".encode()
    else:
        pdf.attachments["a.png"] = png_of(text)


@hides
def pdf_other_words(texts: Sequence[str]) -> Files:
    source = "\n".join(
        f"#image(bytes({json.dumps(SVG)}), alt: {json.dumps(text, ensure_ascii=False)}, width: 9pt)"
        for text in texts
    )
    return {f"{at}.pdf": printed(line) for at, line in enumerate(source.split("\n"))}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@hides
def lines_of_text(texts: Sequence[str]) -> Files:
    body = "".join(f"2019-01-01 ERROR 第{at}行 {text}\n" for at, text in enumerate(texts))
    return {"a.log": body.encode("gb18030"), "a.txt": body.encode("utf-8-sig")}


@hides
def csv_cells(texts: Sequence[str]) -> Files:
    return {"a.csv": "\n".join(f'1,"{text}",2019' for text in texts).encode("utf-8-sig")}


@hides
def json_values(texts: Sequence[str]) -> Files:
    halves = texts[::2], texts[1::2]
    return {
        "a.json": json.dumps({"rows": list(halves[0]), "by": dict.fromkeys(halves[1], 1)}).encode(),
        "journal.jsonl": "\n".join(json.dumps({"title": text}) for text in texts).encode(),
    }


@hides
def notebooks(texts: Sequence[str]) -> Files:
    def output(at: int, text: str) -> dict[str, object]:
        if at % 4 == 0:
            return {"output_type": "stream", "name": "stderr", "text": ["线\n", f"值{text}\n"]}
        if at % 4 == 1:
            spans = "".join(f"<i>{html.escape(sign)}</i>" for sign in text)
            data: dict[str, object] = {"text/html": ["<table>\n", f"<td>{spans}</td></table>"]}
        elif at % 4 == 2:
            data = {"image/png": base64.b64encode(png_of(text)).decode() + "\n"}
        else:
            data = {"application/vnd.other+json": {"a": [{"b": text}]}}
        return {"output_type": "display_data", "data": data, "metadata": {}}

    cells = [
        {"cell_type": "code", "source": [], "metadata": {}, "outputs": [output(at, text)]}
        for at, text in enumerate(texts)
    ]
    return {"a.ipynb": json.dumps({"cells": cells, "metadata": {}, "nbformat": 4}).encode()}


@hides
def file_names(texts: Sequence[str]) -> Files:
    return {f"township/报告_{text.replace('/', '')}_2019.txt": b"a" for text in texts}
