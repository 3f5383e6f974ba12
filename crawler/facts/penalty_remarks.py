"""Rows of a penalty table that say something of the others: remarks, and the formula that weights go into."""

import re

_REMARK = re.compile(r"\s*(?:备?注|说明)\s*[:：0-9一二三四]")
_REMARK_ALONE = re.compile(r"(?:备?注|说明)[:：]?\Z")
_FORMULA = re.compile(r"罚款[^。；;]{0,30}[=＝×]|(?:总和|之和|合计)[^。；;]{0,12}[×*]")


def is_remark(row: tuple[str, ...]) -> bool:
    """One text over the whole row that begins as a remark does, or 备注 beside one text."""
    said = list(dict.fromkeys(cell.strip() for cell in row if cell.strip()))
    if len(said) == 1:
        return len(row) > 2 and bool(_REMARK.match(said[0]))
    return len(said) == 2 and bool(_REMARK_ALONE.match(said[0]))


def formula_of(row: tuple[str, ...]) -> str:
    """A remark that says how weights make a fine (罚款金额＝裁量百分值总和×20万)."""
    return next((cell.strip() for cell in reversed(row) if _FORMULA.search(cell)), "")
