"""Fines, flags and reasons in Chinese, for the pages; English is made where the facts are. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from storage.penalties import amount_number, fine_in_words

_UNITS = {"yuan": "元", "times": "倍", "percent": "%", "permille": "‰"}
FLAGS = {
    "amount_missing": "缺金额",
    "bound_missing": "缺上限或下限",
    "bounds_reversed": "上下限颠倒",
    "carried_down": "沿用上行",
    "closure_only": "仅关闭",
    "computed": "计算得出",
    "daily": "按日",
    "draft": "征求意见稿",
    "misprint": "疑似误印",
    "no_penalty": "不予处罚",
    "not_yet_in_force": "尚未施行",
    "party_unclear": "对象不明",
    "per_unit": "按件计",
    "refers_to_table": "见表",
    "statutory_bound": "法定幅度",
    "warning_only": "仅警告",
}


def fine_in_chinese(fines: Sequence[Mapping[str, Any]]) -> str:
    """`50,000–100,000元；个人：不超过5,000元`, as `storage.penalties.fine_in_words` says it in English."""
    parts = []
    for fine in fines:
        amount = _amount(fine)
        parts.append(f"个人：{amount}" if fine.get("party") == "individual" else amount)
    return "；".join(parts) or "无金额"


def fine_said(fines: Sequence[Mapping[str, Any]], *, chinese: bool) -> str:
    return fine_in_chinese(fines) if chinese else fine_in_words(fines)


def _amount(fine: Mapping[str, Any]) -> str:
    kind, low, high = str(fine.get("kind") or ""), fine.get("min"), fine.get("max")
    if kind == "closure_only":
        return "关闭，无罚款"
    unit = str(fine.get("base") or "") + "的" if fine.get("base") else ""
    tail = _UNITS.get(str(fine.get("unit") or ""), "")
    if kind.endswith("_cap"):
        return f"合计不超过{unit}{amount_number(high)}{tail}"
    if kind.endswith("_max") or low is None:
        return f"不超过{unit}{amount_number(high)}{tail}"
    if high is None:
        return f"{unit}{amount_number(low)}{tail}以上"
    if low == high:
        return f"{unit}{amount_number(low)}{tail}"
    return f"{unit}{amount_number(low)}–{amount_number(high)}{tail}"


def is_english(text: str) -> bool:
    """Whether a sentence of ours, as a fault tells it, is in English: then the page says so to a screen reader."""
    return bool(re.search(r"[A-Za-z]{2}", text)) and not re.search(r"[\u4e00-\u9fff]", text)
