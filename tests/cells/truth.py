"""What cells of numbers mean, decided by hand: column, cell, value, and the rule that is named."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal as D
from typing import Any

from villages.plan.model import Column
from villages.plan.words import Text
from villages.registers.intake.grid import CellValue, ErrorValue, Percent, UncachedFormula


def _column(kind: str, unit: str = "", low: Any = None, high: Any = None, **more: Any) -> Column:
    words = dict(pair.split("|") for pair in (unit,) if pair)
    return Column.model_validate(
        {
            "type": kind,
            "label": {"zh": "项目", "en": "item"},
            "unit": next(({"zh": zh, "en": en} for zh, en in words.items()), None),
            "admissible": None if low is None else (low, high),
            **more,
        }
    )


def _words(**labels: tuple[str, str]) -> dict[str, Text]:
    return {word.strip("_"): Text(zh=zh, en=en) for word, (zh, en) in labels.items()}


COLUMNS = {
    "yuan": _column("integer", "元|yuan", -100000, 5000000),
    "households": _column("integer", "户|households", 0, 5000),
    "km": _column("decimal", "公里|km", 0, 200),
    "mu": _column("decimal", "亩|mu", 0, 100000),
    "rate": _column("decimal", "%|per cent", 0, 100),
    "year": _column("integer", "", 2010, 2030),
    "plain": _column("integer"),
    "real": _column("real", "年|years", 0, 30),
    "answer": _column("boolean"),
    "grade": _column(
        "text",
        values=_words(
            A=("A级（安全）", "A (safe)"),
            B=("B级（基本安全）", "B (mostly safe)"),
            C=("C级（局部危险）", "C (partly dangerous)"),
        ),
    ),
    "stage": _column(
        "text",
        values=_words(
            none=("非学龄", "not of school age"),
            senior=("高中（含中职）", "senior secondary and vocational"),
            higher=("高等教育", "higher education"),
        ),
    ),
    "twins": _column(
        "text", values=_words(a=("住院（县内）", "in the county"), b=("住院（县外）", "elsewhere"))
    ),
    "digits": _column("text", values=_words(_1=("男", "male"), _2=("女", "female"))),
    "code": _column("code"),
    "text": _column("text"),
    "date": _column("date"),
}

#: How many cells a property is tried on.
EXAMPLES = 4_000 if os.environ.get("VILLAGES_SIZE") == "full" else 250

Row = tuple[str, CellValue, Any, str]

#: These say that a value is missing; every other rule without a value refuses it.
MISSING = {"", "cell_only_blanks", "cell_missing_stated"}

_DAY = datetime.date(2018, 12, 31)
_NOON = datetime.datetime(2018, 12, 31, 12, 30)
_ERROR, _FORMULA = ErrorValue("#REF!"), UncachedFormula()

#: ``yuan in 万元`` is the column yuan under a header that gives 万元.
NUMBERS: list[Row] = [
    # blank is missing, never zero
    ("yuan", None, None, ""),
    ("answer", None, None, ""),
    ("yuan", "", None, ""),
    ("yuan", " ", None, "cell_only_blanks"),
    ("yuan", "\u3000\u3000", None, "cell_only_blanks"),
    ("grade", "\u200b\ufeff", None, "cell_only_blanks"),
    ("yuan", 0.0, 0, ""),
    ("yuan", "0", 0, ""),
    ("yuan", -0.0, 0, ""),
    # said to be missing
    *(
        ("yuan", word, None, "cell_missing_stated")
        for word in (
            *("—", "——", "－", "-", "--", "–", "/", "／", "暂无", "未上报", "不详", "null", "NULL"),
            *("N/A", "n/a", "NA", "nan", "None", " 暂无 ", "ＮＡ"),
        )
    ),
    ("grade", "—", None, "cell_missing_stated"),
    ("answer", "不详", None, "cell_missing_stated"),
    ("text", "null", None, "cell_missing_stated"),
    ("code", "/", None, "cell_missing_stated"),
    ("date", "暂无", None, "cell_missing_stated"),
    # none, or not known?
    ("yuan", "无", None, "cell_none_ambiguous"),
    ("yuan", " 无\u3000", None, "cell_none_ambiguous"),
    ("yuan", "没有", None, "cell_none_ambiguous"),
    ("answer", "无", None, "cell_none_ambiguous"),
    ("grade", "无", None, "cell_none_ambiguous"),
    ("text", "无", None, "cell_none_ambiguous"),
    # formulas
    ("yuan", _ERROR, None, "cell_error"),
    ("text", _ERROR, None, "cell_error"),
    ("yuan", "#REF!", None, "cell_error"),
    ("answer", "#n/a", None, "cell_error"),
    ("yuan", _FORMULA, None, "cell_formula"),
    ("grade", _FORMULA, None, "cell_formula"),
    ("yuan", "=SUM(A1:A3)", None, "cell_formula"),
    ("text", "＝cmd|' /C calc'!A0", None, "cell_formula"),
    ("yuan", "####", None, "cell_narrow"),
    # whole numbers
    ("yuan", 14000.0, 14000, ""),
    ("yuan", 14000, 14000, ""),
    ("yuan", "14000", 14000, ""),
    ("yuan", "+14000", 14000, ""),
    ("yuan", "14000.00", 14000, ""),
    ("yuan", "-500", -500, ""),
    ("yuan", "－500", -500, "cell_width"),
    ("yuan", "\u2212500", -500, "cell_width"),
    ("yuan", "１４０００", 14000, "cell_width"),
    ("yuan", " 14000", 14000, "cell_trimmed"),
    ("yuan", "14000\u3000", 14000, "cell_trimmed"),
    ("yuan", "\ufeff14000", 14000, "cell_trimmed"),
    ("yuan", "\u202d14000\u202c", 14000, "cell_trimmed"),
    ("yuan", "14\u200b000", 14000, "cell_trimmed"),
    ("yuan", "\t14000\r\n", 14000, "cell_trimmed"),
    ("yuan", "'14000", 14000, "cell_trimmed"),
    ("yuan", "\u202e00041", None, "cell_reversed"),
    ("yuan", "1,234", 1234, "cell_thousands"),
    ("yuan", "1，234", 1234, "cell_thousands"),
    ("yuan", "-1,234,567", None, "cell_out_of_bounds"),
    ("yuan", "1,234,567.0", 1234567, "cell_thousands"),
    ("yuan", "12,34", None, "cell_separators"),
    ("yuan", "1234,567", None, "cell_separators"),
    ("yuan", "1,2345", None, "cell_separators"),
    ("yuan", "0,123", None, "cell_separators"),
    ("yuan", "1,234,56", None, "cell_separators"),
    ("yuan", "14000.0000001", 14000, "cell_float_noise"),
    ("yuan", 14000.0000001, 14000, "cell_float_noise"),
    ("yuan", 13999.999999999998, 14000, "cell_float_noise"),
    ("yuan", 14000.5, None, "cell_fraction"),
    ("yuan", "2.18", None, "cell_fraction"),
    ("yuan", 0.01, None, "cell_fraction"),
    ("households", 6.00001, None, "cell_fraction"),
    ("yuan", 5000000.0, 5000000, ""),
    ("yuan", 5000001.0, None, "cell_out_of_bounds"),
    ("yuan", 8000000.0, None, "cell_out_of_bounds"),
    ("households", -1.0, None, "cell_out_of_bounds"),
    ("households", "5001", None, "cell_out_of_bounds"),
    ("plain", 999999999999999.0, 999999999999999, ""),
    ("plain", 1e15, None, "cell_too_large"),
    ("plain", "1000000000000000", None, "cell_too_large"),
    ("plain", 1e300, None, "cell_too_large"),
    ("yuan", float("nan"), None, "cell_not_finite"),
    ("yuan", float("inf"), None, "cell_not_finite"),
    ("yuan", float("-inf"), None, "cell_not_finite"),
    ("yuan", "inf", None, "cell_not_finite"),
    ("km", float("nan"), None, "cell_not_finite"),
    ("year", 2019.0, 2019, ""),
    ("year", "2019年", 2019, "cell_unit_written"),
    ("year", "19年", None, "cell_unit_unasked"),
    ("year", 1999.0, None, "cell_out_of_bounds"),
    # ten thousands and units
    ("yuan", "1.4万", 14000, "cell_scaled"),
    ("yuan", "１.4 万", 14000, "cell_scaled"),
    ("yuan", "3千", 3000, "cell_scaled"),
    ("yuan", "0.03亿", 3000000, "cell_scaled"),
    ("yuan", "1.40005万", None, "cell_fraction"),
    ("yuan", "1.4万元", 14000, "cell_unit_converted"),
    ("yuan", "1.40005万元", None, "cell_conversion_inexact"),
    ("yuan", "14000元", 14000, "cell_unit_written"),
    ("yuan", "14000 元", 14000, "cell_unit_written"),
    ("yuan", "14000 yuan", 14000, "cell_unit_written"),
    ("yuan", "¥14,000", 14000, "cell_unit_written"),
    ("yuan", "￥1.4万", 14000, "cell_unit_converted"),
    ("yuan", "14000户", None, "cell_unit_other"),
    ("yuan", "14000头", None, "cell_unit_other"),
    ("yuan", "98%", None, "cell_percent_misplaced"),
    ("yuan", Percent(0.98), None, "cell_percent_misplaced"),
    ("yuan", Percent(0.0), None, "cell_percent_misplaced"),
    ("households", "30户", 30, "cell_unit_written"),
    ("households", "30人", None, "cell_unit_other"),
    ("households", "0.1万户", 1000, "cell_unit_converted"),
    ("year", "2019元", None, "cell_unit_unasked"),
    ("km", "3.5公里", D("3.5"), "cell_unit_written"),
    ("km", "3.5km", D("3.5"), "cell_unit_written"),
    ("km", "3.5KM", D("3.5"), "cell_unit_written"),
    ("km", "3500米", D("3.5"), "cell_unit_converted"),
    ("km", "3500.5米", None, "cell_conversion_inexact"),
    ("km", "7里", None, "cell_unit_other"),
    ("km", "7华里", D("3.5"), "cell_unit_converted"),
    ("km", "2亩", None, "cell_unit_other"),
    ("mu", "2公顷", D(30), "cell_unit_converted"),
    ("mu", "2000㎡", D(3), "cell_unit_converted"),
    ("mu", "1000平方米", D("1.5"), "cell_unit_converted"),
    ("yuan in 万元", 1.4, 14000, "unit_converted"),
    ("yuan in 万元", "1.4", 14000, "unit_converted"),
    ("yuan in 万元", 0.0, 0, "unit_converted"),
    ("yuan in 万元", "1.4万元", 14000, "cell_unit_converted"),
    ("yuan in 万元", "14000元", 14000, "cell_unit_converted"),
    ("yuan in 万元", "1.4万", None, "cell_scale_ambiguous"),
    ("yuan in 万元", 1.40005, None, "cell_conversion_inexact"),
    ("yuan in 万元", 600.0, None, "cell_out_of_bounds"),
    ("yuan in 万元", None, None, ""),
    ("yuan in 元", 14000.0, 14000, ""),
    ("yuan in 户", 14000.0, None, "cell_unit_other"),
    ("yuan in 户", "14000元", None, "cell_unit_other"),
    ("km in 米", 3500.0, D("3.5"), "unit_converted"),
    ("km in m", "3500", D("3.5"), "unit_converted"),
    # what is no certain number
    ("yuan", "7(28)", None, "cell_several_numbers"),
    ("yuan", "7（28）", None, "cell_several_numbers"),
    ("yuan", "3-5", None, "cell_several_numbers"),
    ("yuan", "3~5", None, "cell_several_numbers"),
    ("yuan", "3至5", None, "cell_several_numbers"),
    ("yuan", "1/2", None, "cell_several_numbers"),
    ("yuan", "14 000", None, "cell_several_numbers"),
    ("yuan", "2018-12-31", None, "cell_several_numbers"),
    ("yuan", "1.2.3", None, "cell_several_numbers"),
    ("yuan", "1万4千", None, "cell_several_numbers"),
    ("yuan", "约30", None, "cell_rough"),
    ("yuan", "30左右", None, "cell_rough"),
    ("yuan", "30多", None, "cell_rough"),
    ("yuan", "30多元", None, "cell_rough"),
    ("yuan", "30余", None, "cell_rough"),
    ("yuan", "30+", None, "cell_rough"),
    ("yuan", ">30", None, "cell_rough"),
    ("yuan", "＞30", None, "cell_rough"),
    ("yuan", "≥30", None, "cell_rough"),
    ("yuan", "30元以上", None, "cell_rough"),
    ("yuan", "近1.4万", None, "cell_rough"),
    ("yuan", "三十", None, "cell_chinese_numeral"),
    ("yuan", "三十户", None, "cell_chinese_numeral"),
    ("yuan", "一", None, "cell_chinese_numeral"),
    ("yuan", "壹万肆仟", None, "cell_chinese_numeral"),
    ("yuan", "①", None, "cell_odd_digits"),
    ("yuan", "3½", None, "cell_odd_digits"),
    ("yuan", "10²", None, "cell_odd_digits"),
    ("yuan", "٣٠", None, "cell_odd_digits"),
    ("yuan", "2.1E+17", None, "cell_scientific"),
    ("yuan", "1.4e4", None, "cell_scientific"),
    ("yuan", "1。5", None, "cell_several_numbers"),
    ("yuan", "(500)", None, "cell_number_unreadable"),
    ("yuan", "- 500", None, "cell_number_unreadable"),
    ("yuan", "王小明", None, "cell_number_unreadable"),
    ("yuan", "是", None, "cell_number_unreadable"),
    ("yuan", "TRUE", None, "cell_number_unreadable"),
    ("yuan", "9" * 5000, None, "cell_number_unreadable"),
    ("yuan", True, None, "cell_answer_in_number"),
    ("yuan", False, None, "cell_answer_in_number"),
    ("yuan", _NOON, None, "cell_date_in_number"),
    ("yuan", _DAY, None, "cell_date_in_number"),
    ("yuan", datetime.time(1, 2), None, "cell_time"),
    ("yuan", datetime.timedelta(hours=1), None, "cell_time"),
    # decimals: three places
    ("km", 12.5, D("12.500"), ""),
    ("km", 12.125, D("12.125"), ""),
    ("km", "12.125", D("12.125"), ""),
    ("km", 7.0, D(7), ""),
    ("km", ".5", D("0.5"), ""),
    ("km", "0.50", D("0.5"), ""),
    ("km", -0.0, D(0), ""),
    ("km", 0.1 + 0.2, D("0.3"), "cell_float_noise"),
    ("km", 63.368399999999994, None, "cell_decimals"),
    ("km", 63.36799999999999, D("63.368"), "cell_float_noise"),
    ("km", 63.3679999, None, "cell_decimals"),
    ("km", 0.1 + 0.2 - 0.3, D(0), "cell_float_noise"),
    ("km", 0.0001, None, "cell_decimals"),
    ("plain", 123456789012.00002, 123456789012, "cell_float_noise"),
    ("plain", 123456789012.002, None, "cell_fraction"),
    ("km", 12.1234, None, "cell_decimals"),
    ("km", 200.001, None, "cell_out_of_bounds"),
    ("km", 200.0, D(200), ""),
    ("mu", 12345.678, D("12345.678"), ""),
    # real
    ("real", 12.34567, 12.34567, ""),
    ("real", "12.34567", 12.34567, ""),
    ("real", "8年", 8.0, "cell_unit_written"),
    ("real", 31.0, None, "cell_out_of_bounds"),
    ("real", float("inf"), None, "cell_not_finite"),
    # per cents
    ("rate", 98.0, D(98), ""),
    ("rate", "98%", D(98), ""),
    ("rate", "98％", D(98), "cell_width"),
    ("rate", "98.5 %", D("98.5"), ""),
    ("rate", Percent(0.98), D(98), ""),
    ("rate", Percent(0.285), D("28.5"), ""),
    ("rate", Percent(0.0), D(0), ""),
    ("rate", Percent(1.0), D(100), ""),
    ("rate", Percent(1 / 3), None, "cell_decimals"),
    ("rate", Percent(98.0), None, "cell_out_of_bounds"),
    ("rate", Percent(float("nan")), None, "cell_not_finite"),
    ("rate", "1%", D(1), ""),
    ("rate", "0.98%", D("0.98"), ""),
    ("rate", "12‰", D("1.2"), "cell_unit_converted"),
    ("rate", 0.98, None, "cell_percent_ambiguous"),
    ("rate", "0.98", None, "cell_percent_ambiguous"),
    ("rate", 1.0, None, "cell_percent_ambiguous"),
    ("rate", 0.0, D(0), ""),
    ("rate", 1.5, D("1.5"), ""),
    ("rate", "101%", None, "cell_out_of_bounds"),
    ("rate", "约98%", None, "cell_rough"),
    ("rate in %", 98.0, D(98), ""),
    ("rate in ％", 0.98, None, "cell_percent_ambiguous"),
]
