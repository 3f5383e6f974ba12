"""Which leading rows of a grid name its columns, and which stand above them as a title."""

import itertools
import re
from collections.abc import Sequence

_LONGEST_NAME = 40
_SEARCHED_ROWS = 10
_NAME_ENDINGS = tuple(
    """
    序号 编号 编码 代码 名称 名字 公司名 企业 单位 地址 所在地 属地 住所 类型 类别 种类 品种 省份 地区 区域 城市
    省市 省区 日期 时间 年份 期限 备注 说明 型号 产品 规格 情节 情形 标准 依据 行为 程度 幅度 金额 数量 电话
    传真 邮箱 联系人 联系方式 条款 内容 项目 等级 档次 阶次 批次 面积 能力 产能 规模 原因 理由 负责人 法人
    法定代表人 权重 分值 百分值 比例 因素 裁量 法规 事项 文号 标题 结果 措施 要求 指标 参数 范围 商标 用途 状态
    阶段 部门 机关 级别 排名 家数 次数 结论 意见 变更前 变更后 号码 网址 页码 摘要 主体 方式 条件 事由 罚款 处罚
    种类及幅度
    """.split()  # noqa: SIM905
)
_WHOLE_NAMES = set(
    "省 市 县 省（市） 序 数 量 率 数值 值 档 原 新 公司 利用 电池 材料 车型 品牌 附件 证书 合计 批 证号".split()  # noqa: SIM905
)
_ENGLISH_NAMES = re.compile(
    r"^(?:no\.?|number|name|company|enterprise|province|city|address|type|category|date|remarks?|notes?|uscc|code|item|"
    r"product|model|status|batch|value|amount|quantity|description|title|id)\b",
    re.IGNORECASE,
)
_UNIT_NOTE = re.compile(r"[（(][^（()）]{0,60}[)）]")
_SENTENCE = re.compile(r"[。；;！!？?]|，.{12}")
_DATUM = re.compile(r"^[\d.,%％\-–—/:年月日\s]+$|^[0-9A-HJ-NPQRTUWXY]{18}$|^https?://", re.IGNORECASE)
_SUM = re.compile(r"[\d一二三四五六七八九十百千][万千百]?元|处.{0,30}罚款")
_COMPANY = re.compile(r"(?:有限(?:责任)?公司|股份公司|集团|厂|研究院)$")


def plain(cell: str) -> str:
    """A cell without any whitespace, for comparing headers that are set with different spacing."""
    return "".join(cell.split())


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows name the columns: 0 when the first row is data; two or three for headers with groups.

    A row counts when at least half of its cells end as column names do (名称, 类型, 依据 …) and none is a number, a
    date, a credit code or a sentence.
    """
    if not rows or not _names_columns(rows[0]):
        return 0
    count = 1
    while count < min(3, len(rows) - 1) and _deepens(rows[count - 1], rows[count], rows[:count]):
        count += 1
    return count


def split_title(rows: Sequence[Sequence[str]]) -> int:
    """How many leading rows stand above the header: a title merged over the whole width, 附件1, 填报单位 …

    Rows are taken away only when a header follows them; a lone value in a row of its own is also taken when at least
    two rows with more values follow.
    """
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        if _distinct(row) > 1 and _names_columns(row):
            return 0 if index and all(map(_is_labelled, rows[:index])) else index
        if _distinct(row) > 2:
            break
    lone = 0
    while lone < len(rows) and _distinct(rows[lone]) <= 1:
        lone += 1
    return lone if 0 < lone <= 3 and len(rows) - lone >= 2 and len(rows[0]) > 1 else 0


def _distinct(row: Sequence[str]) -> int:
    return len({plain(cell) for cell in row} - {""})


def _is_labelled(row: Sequence[str]) -> bool:
    """Two cells, a label and its value: such rows are a card (企业名称 | 甲公司), and no title over a table."""
    return len(row) == 2 and _distinct(row) == 2 and _is_name(plain(row[0]))


def _names_columns(row: Sequence[str]) -> bool:
    names = {plain(cell) for cell in row} - {""}
    if not names or any(not _may_name(name) for name in names):
        return False
    if len(row) == 1:
        return any(_is_name(name) for name in names)
    if len(names) == 1:
        return False
    return sum(_is_name(name) for name in names) * 2 >= len(names)


def _may_name(name: str) -> bool:
    if len(name) > 6 and _COMPANY.search(name):
        return False
    if _SUM.search(name):
        return False
    return len(name) <= _LONGEST_NAME and not _DATUM.match(name) and not _SENTENCE.search(name)


def _is_name(name: str) -> bool:
    bare = _UNIT_NOTE.sub("", name) or name
    if len(bare) > 24:
        return False
    return name in _WHOLE_NAMES or bare.endswith(_NAME_ENDINGS) or bool(_ENGLISH_NAMES.match(bare))


def _deepens(above: Sequence[str], row: Sequence[str], header: Sequence[Sequence[str]]) -> bool:
    """Whether `row` is one more line of the header: cells run down from above, or a group above is split in it."""
    cells = [plain(cell) for cell in row]
    over = [plain(cell) for cell in above]
    if any(cell and not _may_name(cell) for cell in cells):
        return False
    if all(cell == upper for cell, upper in zip(cells, over, strict=False)):
        return False
    same = sum(bool(cell) and cell == upper for cell, upper in zip(cells, over, strict=False))
    groups = {upper for upper, right in itertools.pairwise(over) if upper and upper == right}
    if not groups:
        return False
    split = [cell for cell, upper in zip(cells, over, strict=False) if upper in groups and cell != upper]
    rest = [cell for cell, upper in zip(cells, over, strict=False) if upper not in groups]
    below_rest_is_quiet = same > 0 or not any(rest)
    return len({cell for cell in split if cell}) > 1 and below_rest_is_quiet and not any(map(_COMPANY.search, split))
