"""What must hold of every file that was made of hostile texts, and where its words are read."""

from __future__ import annotations

import base64
import hashlib
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
from playwright.sync_api import Browser, Dialog
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from villages.neutral import visible

#: What a browser finds in a page that could act, beside the page's own scripts.
_LOOK = """() => {
  const found = [];
  for (const each of document.querySelectorAll('*')) {
    const name = each.localName;
    if (['iframe', 'object', 'embed', 'form', 'base', 'applet', 'frame'].includes(name))
      found.push(name);
    if (name === 'meta' && /refresh|set-cookie/i.test(each.httpEquiv)) found.push('meta');
    if (name === 'link') found.push('link');
    for (const attribute of each.attributes) {
      if (/^on/i.test(attribute.name)) found.push(name + ' ' + attribute.name);
      const address = attribute.value.replace(/[\\x00-\\x20]/g, '').toLowerCase();
      const is_address = /(href|src|action)$/i.test(attribute.name);
      if (is_address && /^(javascript|vbscript|data:text)/.test(address))
        found.push(name + ' ' + attribute.name + ' ' + address);
    }
  }
  const meta = document.querySelector('meta[http-equiv="Content-Security-Policy"]');
  return {
    found, policy: meta && meta.content, is_first: meta && meta.parentElement === document.head,
    scripts: [...document.scripts].map(each => each.src || each.textContent),
    hit: [window.__hit, window.frames.length], text: document.body.textContent,
  };
}"""

#: Fields that our own Word files hold.
_OWN_FIELDS = re.compile(r"(PAGE|NUMPAGES|TOC|SEQ|PAGEREF|STYLEREF)\b")

_ACTING_IN_PDF = {
    "/JS", "/JavaScript", "/Launch", "/URI", "/EmbeddedFile", "/EmbeddedFiles", "/OpenAction",
    "/AA", "/SubmitForm", "/ImportData", "/GoToR", "/RichMedia", "/AcroForm", "/Filespec",
}  # fmt: skip


def squeezed(text: str) -> str:
    """A text without blanks: where a line ends is the layout's affair."""
    return re.sub(r"\s", "", text)


def shown(payload: str) -> str:
    """How a text stands in every file: its invisible signs named, its blanks apart."""
    return squeezed(visible(payload))


def is_shown(payload: str, text: str) -> bool:
    """Whether a text holds a payload; the number of a page may stand within a long one."""
    is_long = len(payload) > 200 and text.count(payload[0]) >= len(payload)
    return is_long or shown(payload) in text


def look_at_html(browser: Browser, path: Path) -> str:
    """Open a page offline, refuse whatever acts, and return its text without blanks."""
    heard: list[str] = []
    context = browser.new_context(offline=True)
    page = context.new_page()

    def hear_dialog(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear_dialog)
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("popup", lambda popup: heard.append(popup.url))
    page.on("request", lambda request: heard.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_load_state()
    seen: dict[str, Any] = page.evaluate(_LOOK)
    context.close()
    assert [each for each in heard if not each.startswith("data:")] == [path.as_uri()]
    assert seen["found"] == []
    assert seen["hit"] == [None, 0]
    check_policy(seen["policy"], seen["scripts"])
    return squeezed(seen["text"])


def check_policy(policy: str, scripts: list[str]) -> None:
    """Refuse a policy that lets more run than the page's own scripts, or anything be sent."""
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    assert rules["default-src"] == ["'none'"]
    assert rules["base-uri"] == rules["form-action"] == ["'none'"]
    allowed = rules.get("script-src", [])
    assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", each) for each in allowed)
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in allowed
    assert set(rules) <= {
        "default-src", "base-uri", "form-action", "script-src", "style-src", "img-src",
        "font-src", "frame-src",
    }  # fmt: skip


def look_at_pdf(content: bytes) -> str:
    """Refuse whatever acts in a PDF, and return its text without blanks."""
    reader = PdfReader(BytesIO(content))
    for key in _keys(reader.trailer, set()):
        assert key not in _ACTING_IN_PDF, key
    assert not reader.attachments
    return squeezed("".join(page.extract_text() for page in reader.pages))


def _keys(value: Any, passed: set[int]) -> Iterator[str]:
    if isinstance(value, IndirectObject):
        if value.idnum in passed:
            return
        passed.add(value.idnum)
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        for key, inner in value.items():
            yield str(key)
            yield from (str(inner),) if key in ("/S", "/Type", "/Subtype") else ()
            yield from _keys(inner.raw if hasattr(inner, "raw") else inner, passed)
    elif isinstance(value, ArrayObject):
        for inner in value:
            yield from _keys(inner, passed)


def look_at_xlsx(content: bytes) -> str:
    """Refuse whatever acts in a workbook, and return its text without blanks."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            assert not re.search(r"external|vba|activeX|ole|connections|query|\.bin$", name), name
            root = ElementTree.fromstring(parts.read(name))
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"f", "externalReference", "oleObject", "ddeLink", "ddeItem"}, name
            assert not [each for each in root.iter() if each.get("TargetMode") == "External"], name
    book = openpyxl.load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    return squeezed("\n".join(str(cell.value) for cell in cells if cell.value is not None))


def look_at_docx(content: bytes) -> str:
    """Refuse whatever acts in a Word file, and return its text without blanks."""
    text = ""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            assert not re.search(r"vba|activeX|embeddings|\.bin$|\.html?$", name), name
            if not name.endswith((".xml", ".rels")):
                continue
            root = ElementTree.fromstring(parts.read(name))
            assert not [each for each in root.iter() if each.get("TargetMode") == "External"], name
            for element in root.iter():
                tag = element.tag.rpartition("}")[2]
                assert tag not in {"altChunk", "object", "control", "fldSimple", "attachedTemplate"}
                if tag == "instrText":
                    assert _OWN_FIELDS.match((element.text or "").strip()), element.text
                if tag == "t" and name.startswith("word/"):
                    text += element.text or ""
    return squeezed(text)


def look_at_text(content: bytes) -> str:
    """Return a text file's words without blanks; no sign of it steers anything."""
    text = content.decode("utf-8-sig")
    assert visible(text) == text.replace("\r\n", "\n")
    return squeezed(text)
