"""What answers, choices, codes, texts and dates mean, decided by hand as in ``truth``."""

from __future__ import annotations

import datetime

from cells.truth import Row
from villages.registers.intake.grid import Percent

_DAY = datetime.date(2018, 12, 31)
_NOON = datetime.datetime(2018, 12, 31, 12, 30)

WORDS: list[Row] = [
    # answers
    *(("answer", word, True, "") for word in ("是", "yes", "Yes", "YES", "TRUE", True)),
    *(("answer", word, False, "") for word in ("否", "no", "No", "FALSE", False)),
    *(
        ("answer", word, True, "cell_answer_word")
        for word in ("有", "√", "✓", "✔\ufe0f", "对", "Y", "y", "1是", "1.是", "1、是", "１．是")
    ),
    *(
        ("answer", word, False, "cell_answer_word")
        for word in ("×", "✗", "N", "没有", "不是", "2否", "2.否")
    ),
    *(("answer", word, True, "cell_answer_coded") for word in (1.0, 1, "1", "1.0", "１")),
    *(("answer", word, False, "cell_answer_coded") for word in (2.0, "2", 0.0, "0", "2.0")),
    ("answer", " 是", True, "cell_trimmed"),
    ("answer", "ｙｅｓ", True, "cell_width"),
    ("answer", 3.0, None, "cell_answer_unknown"),
    ("answer", 0.5, None, "cell_answer_unknown"),
    ("answer", "1.否", None, "cell_answer_unknown"),
    ("answer", "x", None, "cell_answer_unknown"),
    ("answer", "v", None, "cell_answer_unknown"),
    ("answer", "是/否", None, "cell_answer_unknown"),
    ("answer", "基本是", None, "cell_answer_unknown"),
    ("answer", Percent(1.0), None, "cell_answer_unknown"),
    ("answer", float("nan"), None, "cell_answer_unknown"),
    ("answer", _NOON, None, "cell_answer_unknown"),
    ("answer", datetime.time(0, 0), None, "cell_time"),
    # choices
    *(
        ("grade", word, "A", "")
        for word in ("A", "A A级（安全）", "A A (safe)", "A级（安全）", "A (safe)")
    ),
    *(
        ("grade", word, "A", "cell_choice")
        for word in ("a", "Ａ", "A级(安全)", "a级", "Ａ级", "A(safe)", "A级 （安全）")
    ),
    ("grade", "B. B级（基本安全）", "B", "cell_choice"),
    ("grade", " B ", "B", "cell_trimmed"),
    ("grade", "D", None, "cell_choice_unknown"),
    ("grade", "安全", None, "cell_choice_unknown"),
    ("grade", "A或B", None, "cell_choice_unknown"),
    ("grade", 1.0, None, "cell_choice_unknown"),
    ("grade", True, None, "cell_choice_unknown"),
    ("grade", float("nan"), None, "cell_choice_unknown"),
    ("grade", float("inf"), None, "cell_choice_unknown"),
    ("grade", _NOON, None, "cell_choice_unknown"),
    ("stage", "高中", "senior", "cell_choice"),
    ("stage", "senior 高中（含中职）", "senior", ""),
    ("stage", "higher education", "higher", ""),
    ("stage", "Higher Education", "higher", "cell_choice"),
    ("stage", "none", "none", ""),
    ("stage", "None", None, "cell_choice_ambiguous"),
    ("stage", "null", None, "cell_missing_stated"),
    ("twins", "住院", None, "cell_choice_ambiguous"),
    ("twins", "住院(县外)", "b", "cell_choice"),
    ("digits", 1.0, "1", ""),
    ("digits", "1", "1", ""),
    ("digits", "2.0", "2", "cell_choice"),
    ("digits", "1.男", "1", "cell_choice"),
    ("digits", "女", "2", ""),
    ("digits", 1.5, None, "cell_choice_unknown"),
    ("digits", 3.0, None, "cell_choice_unknown"),
    # codes
    ("code", "990181101201", "990181101201", ""),
    ("code", 990181101201.0, "990181101201", ""),
    ("code", "990181101201.0", "990181101201", ""),
    ("code", "９９０１８１１０１２０１", "990181101201", "cell_width"),
    ("code", "990181 101201", "990181101201", "cell_trimmed"),
    ("code", " 990181101201", "990181101201", "cell_trimmed"),
    ("code", "'990181101201", "990181101201", "cell_trimmed"),
    ("code", "99018110120", None, "cell_code_wrong"),
    ("code", "9901811012010", None, "cell_code_wrong"),
    ("code", 990181.0, None, "cell_code_wrong"),
    ("code", 990181101201.5, None, "cell_code_wrong"),
    ("code", float("nan"), None, "cell_code_wrong"),
    ("code", "东山村", None, "cell_code_wrong"),
    ("code", "9.90181E+11", None, "cell_digits_lost"),
    ("code", True, None, "cell_code_wrong"),
    # texts and identifiers
    ("text", "H0123456789abcdef", "H0123456789abcdef", ""),
    ("text", "东山村", "东山村", ""),
    ("text", " 东山村\u3000", "东山村", "cell_trimmed"),
    ("text", "东\u200b山村", "东山村", "cell_trimmed"),
    ("text", "Ｂ０１", "B01", "cell_width"),
    ("text", "⽔村（东）", "水村（东）", "cell_width"),
    ("text", "东山\n村", "东山 村", "cell_trimmed"),
    ("text", 12.0, "12", "cell_number_as_text"),
    ("text", 999999999999999.0, "999999999999999", "cell_number_as_text"),
    ("text", 2.102831990010112e17, None, "cell_digits_lost"),
    ("text", 210283199001011234.0, None, "cell_digits_lost"),
    ("text", "2.10283E+17", None, "cell_digits_lost"),
    ("text", "210283199001011234", "210283199001011234", ""),
    ("text", 1.1, None, "cell_number_in_text"),
    ("text", Percent(0.5), None, "cell_number_in_text"),
    ("text", float("nan"), None, "cell_not_finite"),
    ("text", _DAY, None, "cell_date_in_text"),
    ("text", True, None, "cell_answer_in_text"),
    ("text", "东\x01山", None, "cell_characters_lost"),
    ("text", "东\ufffd山", None, "cell_characters_lost"),
    ("text", "东\ud800山", None, "cell_characters_lost"),
    ("text", "村" * 201, None, "cell_text_long"),
    ("text", "东山\u202e村", None, "cell_reversed"),
    # dates
    ("date", _DAY, _DAY, ""),
    ("date", datetime.datetime(2018, 12, 31), _DAY, ""),
    ("date", _NOON, _DAY, "cell_time_dropped"),
    ("date", "2018-12-31", _DAY, ""),
    *(
        ("date", text, _DAY, "cell_date_written")
        for text in (
            *("2018.12.31", "2018/12/31", "2018年12月31日", "2018年12月31", "20181231"),
            *(20181231.0, "２０１８-12-31", "2018 年 12 月 31 日", "2018-12-31 00:00:00"),
            *("2018年12月31号", "2018-12-31 12:30"),
        )
    ),
    ("date", "2018-1-2", datetime.date(2018, 1, 2), "cell_date_written"),
    ("date", " 2018-12-31", _DAY, "cell_trimmed"),
    ("date", 43465.0, None, "cell_date_serial"),
    ("date", "43465", None, "cell_date_serial"),
    ("date", 43465.5, None, "cell_date_serial"),
    ("date", "31/12/2018", None, "cell_date_ambiguous"),
    ("date", "18-12-31", None, "cell_date_ambiguous"),
    ("date", "18年12月31日", None, "cell_date_ambiguous"),
    ("date", "2018-02-30", None, "cell_date_impossible"),
    ("date", "20181331", None, "cell_date_impossible"),
    ("date", datetime.datetime(1899, 12, 30), None, "cell_date_impossible"),
    ("date", "2018-12/31", None, "cell_date_unreadable"),
    ("date", "2018", None, "cell_date_unreadable"),
    ("date", 2018.0, None, "cell_date_unreadable"),
    ("date", "2018年", None, "cell_date_unreadable"),
    ("date", "去年底", None, "cell_date_unreadable"),
    ("date", True, None, "cell_date_unreadable"),
    ("date", float("nan"), None, "cell_not_finite"),
    ("date", datetime.time(12, 0), None, "cell_time"),
]
