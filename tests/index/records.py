"""Records of a folder of reports whose standing, order and files are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from press.test_journal import RECORD
from villages.press.journal import Record, append_record

#: A dot: what is asked is whether a picture is there, not what it shows.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def standing(
    status: str, met: int, count: int, before: int | None, *worsened: str
) -> dict[str, Any]:
    return {
        "status": status, "word": "", "met": met, "count": count, "met_before": before,
        "worsened": list(worsened),
    }  # fmt: skip


def report(
    code: str,
    name: str,
    told: dict[str, Any] | None,
    *,
    township: str = "",
    level: str = "village",
    page: str = "village",
    language: str = "zh",
    is_demo: bool = True,
) -> Record:
    """A finished report with an HTML and a PDF file and a picture."""
    id = f"{page}/{code}_{name}_{language} %"
    return replace(
        RECORD,
        id=id,
        state="finished",
        page=page,
        page_title={"zh": f"{page}报告", "en": f"{page} report"},
        code=code,
        level=level,
        place={"zh": name, "en": f"EN-{name}"} if name else {},
        township={"zh": township, "en": f"EN-{township}"} if township else {},
        language=language,
        is_demo=is_demo,
        headline=f"{name}的结论 <i>",
        files={f"{id}.html": "0" * 64, f"{id}.pdf": "1" * 64},
        cause="",
        standing=told,
        thumbnail=f"{page}/thumbnails/{code}_{name}_{language} %.png",
    )


#: Which of them are behind and worse than a year before can be told by hand: 丁村 (8 after 9),
#: 丙村 (as many as before, but a target lost), 白水乡 (1 after 2). 甲村 gained; 乙村 lost, but
#: nobody knows whether it is behind; 戊村 has no year before.
RECORDS = [
    report("990000000000", "示例市", standing("on_time", 28, 55, 21), level="city", page="city"),
    report("990000001000", "青石镇", standing("met", 5, 5, 4), level="township", page="township"),
    report(
        "990000002000", "白水乡", standing("behind", 1, 4, 2), level="township", page="township"
    ),
    report("990000001001", "甲村", standing("behind", 7, 10, 5), township="青石镇"),
    report("990000001002", "乙村", standing("no_data", 6, 10, 10, "住房"), township="青石镇"),
    report("990000002001", "丙村", standing("out_of_reach", 4, 10, 4, "收入"), township="白水乡"),
    report("990000002002", "丁村", standing("behind", 8, 10, 9, "参合"), township="白水乡"),
    report("990000002003", "戊村", standing("behind", 0, 10, None), township="白水乡"),
    report("", "", None, level="", page="own"),
    report(
        "990000002002", "丁村", standing("behind", 8, 10, 9, "Insured"), township="白水乡",
        language="en",
    ),
]  # fmt: skip


def write_folder(out: Path, records: list[Record]) -> Path:
    """Write the files and pictures of finished reports, and the journal."""
    for record in records:
        append_record(out, record)
        for name in record.files:
            path = out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("<!DOCTYPE html><title>x</title>", encoding="utf-8")
        if record.thumbnail:
            picture = out / record.thumbnail
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(PNG)
    return out
