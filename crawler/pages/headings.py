"""Which leading rows of a grid name its columns, where the page does not mark them."""

from collections.abc import Sequence
from itertools import pairwise

_WORDS = (
    "序号", "名称", "企业", "公司", "单位", "类型", "类别", "地址", "备注",
    "地区", "省", "项目", "代码", "联系", "电话", "日期", "时间", "批次", "编号",
    "违法行为", "依据", "情节", "裁量", "处罚", "标准", "内容", "事项", "条款", "档次",
    "阶次", "等级", "型号", "产品", "产能", "规格", "理由", "意见", "数量", "部门",
)  # fmt: skip
_LONGEST_NAME = 24
_DEEPEST = 4


def header_rows(rows: Sequence[Sequence[str]], marked: int = 0) -> int:
    """Rows that the page marks; else rows of short wordy cells with a known word, after at most one line across the
    whole table (its title), and the second storey of a heading whose first is repeated below it by a span."""
    if marked or len(rows) < 2:
        return min(marked, len(rows))
    start = 1 if len(rows[0]) > 1 and len(set(rows[0])) == 1 and rows[0][0] else 0
    if start >= len(rows) - 1 or not _names_columns(rows[start]):
        return 0
    end = start + 1
    while end < min(start + _DEEPEST, len(rows) - 1) and _is_next_storey(rows[end - 1], rows[end]):
        end += 1
    return end


def _names_columns(row: Sequence[str]) -> bool:
    named = [cell for cell in row if cell]
    if len(named) < 2 or len(named) * 2 < len(row) or any(len(cell) > _LONGEST_NAME for cell in named):
        return False
    if any(cell.replace(" ", "").isdigit() for cell in named):
        return False
    return sum(any(word in cell.replace(" ", "") for word in _WORDS) for cell in named) >= 2 or named[0].replace(
        " ", ""
    ) in ("序号", "编号")


def _is_next_storey(above: Sequence[str], row: Sequence[str]) -> bool:
    """A second storey repeats the cells that span it, under at least one cell that spans several columns."""
    repeated = any(a and a == b for a, b in zip(above, row, strict=True))
    spanning = any(a and a == b for a, b in pairwise(above))
    return repeated and spanning and not any(cell.replace(" ", "").isdigit() for cell in row)
