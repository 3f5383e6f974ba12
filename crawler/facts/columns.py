"""What the columns of a list or a penalty table mean, told from their headers.

Headers differ from office to office (`企业名称`, `单位名称（盖章）`, `申报企业`), so columns are named by meaning:

seq, company, province, city, entry_type, address, uscc, product, capacity, batch, former_name, new_name,
former_address, new_address, change, reason, action, date, contact, project, industry, recommender, result: lists;
item_code, offence, basis, statutory_range, circumstance, tier, category, fine, measures, weight, source, authority,
validity: penalty benchmarks; note: both. The empty text stands for a header that is not known.
"""

import re
import unicodedata
from collections.abc import Sequence

from storage.model import Table

LONGEST_HEADER = 40

_EXACT: dict[str, str] = {
    header: name
    for name, headers in {
        "seq": "序号 编号 项次 号 顺序号 顺序 序 No NO. No. 排序 条目",
        "company": "企业 单位 公司 名称 机构 主体 全称 经营者 企业(单位) 当事人",
        "province": "省 省份 省市 地区 所在地 属地 区域 省(区市) 省(区、市) 省(自治区、直辖市) 省、自治区、直辖市",
        "city": "市 地市 城市 市(州) 市州 设区市 地级市",
        "entry_type": "类型 方向",
        "category": "类别 分类 领域 类 大类",
        "address": "地址 住所 厂址 注册地",
        "product": "产品 品种",
        "capacity": "产能 规模",
        "batch": "批次 批号",
        "reason": "原因 理由 事由",
        "action": "处理意见 处理结果 事项",
        "change": "变更内容 变更事项 变更情况",
        "former_name": "变更前 原名 曾用名 更名前 变更前内容 变更前信息 旧名称",
        "new_name": "变更后 现名 新名称 更名后 变更后内容 变更后信息",
        "offence": "案由 事项名称 职权名称 违法种类 违法内容 违法",
        "basis": "依据 违则 罚则 条款 违法依据 定性依据",
        "circumstance": "情节 情形 因素 因子 条件 表现 后果",
        "tier": "档次 阶次 等级 程度 档 层级 级别 幅度档次 阶次档次",
        "fine": "罚款 处罚 金额 幅度 标准 基准 裁量",
        "weight": "权重 分值 百分值 得分 分数 百分比 系数",
        "note": "备注 说明 注 附注",
        "date": "日期 时间",
        "measures": "其他处罚 其他措施 处罚种类 处罚类型 处罚类别",
    }.items()
    for header in headers.split()
}

# Read in this order: the first phrase that a header holds decides. Narrow phrases stand before the wide ones that they
# contain (`违法行为表现形式` is a circumstance, `违法行为` the offence, `裁量基准来源` a source, `裁量基准` the fine).
_HOLDS: tuple[tuple[str, str], ...] = tuple(
    (phrase, name)
    for name, phrases in (
        ("uscc", "信用代码 组织机构代码 统一代码 营业执照号 营业执照注册号 信用编码"),
        ("item_code", "事项代码 事项编码 职权编码 基本编码 权力编码 项目编码 违法行为代码 代码 编码"),
        ("former_address", "变更前地址 变更前住所 变更前生产地址 变更前注册地址 原地址 原生产地址 原注册地址"),
        ("new_address", "变更后地址 变更后住所 变更后生产地址 变更后注册地址 新地址 现地址"),
        ("former_name", "变更前 更名前 原企业 原单位 原公司 原名称 曾用名 旧名称 原公告名称"),
        ("new_name", "变更后 更名后 新企业名 新名称 现名称 现企业名 新单位名 现单位名 拟变更为"),
        ("source", "基准来源 标准来源 来源"),
        (
            "statutory_range",
            "法定罚款 法定处罚 法定幅度 法定种类 法定标准 法定裁量 法律规定的处罚 法律规定的罚款 法定的处罚 "
            "法定自由裁量",
        ),
        ("validity", "有效期 施行日期 执行期限"),
        ("weight", "百分值 权重 分值 裁量值 百分比 裁量比例 裁量系数 调节系数 浮动比例 裁量百分 赋值 裁量得分"),
        (
            "circumstance",
            "表现形式 违法情形 裁量情节 裁量因素 裁量因子 裁量情形 适用情形 适用条件 具体情形 情节与后果 情节和后果 "
            "情节及后果 违法后果 危害后果 违法事实 不予处罚的情 处罚情形 处罚情节 具体情节 具体表现 违法表现 "
            "裁量要素 裁量条件 免罚条件 免罚情形 行为情形 认定条件 适用范围",
        ),
        (
            "tier",
            "裁量档次 裁量阶次 裁量等级 裁量层级 裁量级别 裁量阶 处罚档次 处罚阶次 处罚等级 违法程度 违法等级 危害程度 "
            "情节等级 行为等级 行为程度 情节程度 严重程度 违法阶次 档次 阶次",
        ),
        ("tier", "违法情节"),
        ("basis", "依据 违反条款 违反的条款 违反法条 法律法规 法律条款 违反规定 法条 处罚条款 违反的法律 适用条款"),
        (
            "fine",
            "裁量标准 罚款幅度 罚款金额 罚款数额 罚款标准 罚款额 处罚标准 处罚幅度 处罚基准 处罚内容 处罚金额 裁量幅度 "
            "裁量基准 裁量结果 裁量范围 具体标准 细化标准 种类和幅度 种类及幅度 种类与幅度 量罚 实施标准 处罚意见",
        ),
        ("measures", "其他处罚 其他措施 处罚种类 行政措施 处罚措施 处理措施"),
        ("authority", "执法主体 实施主体 处罚机关 实施机关 责任部门 执法部门 执法机构 实施部门 主管部门 行使主体"),
        ("offence", "违法行为 违法事项 处罚事项 监管事项 违法类型 违规行为 违法名称 执法事项 权力名称 处罚项目"),
        ("basis", "法律责任"),
        ("tier", "轻重"),
        ("fine", "罚款 裁量"),
        ("seq", "序号"),
        ("batch", "批次"),
        ("recommender", "推荐单位 推荐部门 推荐机构 报送单位 推荐省"),
        ("contact", "联系 电话 邮箱 传真 法定代表 法人代表 负责人 网址"),
        (
            "reason",
            "原因 理由 撤销情形 退出情形 撤销依据",
        ),
        ("result", "评审 审核 核查 验收 评价结果 公示结果"),
        ("address", "地址 住所 厂址 建设地点 经营场所 生产场所 项目地点"),
        (
            "entry_type",
            "企业类型 企业类别 单位类型 申报类型 申报类别 业务类型 业务类别 利用类型 利用类别 公告类型 规范类型 "
            "资质类型 经营类型 回收类型 符合类型 条件类型 所属类别 名单类型 名单类别 利用方式 类型",
        ),
        ("province", "省份 所在省 所属省 所在地区 所属地区 所在地 注册地 行政区 省级 省(区 省(自治区 属地 地区"),
        ("city", "所在市 地市 城市"),
        ("industry", "行业"),
        ("capacity", "产能 处理能力 生产能力 利用能力 处理规模 处理量"),
        ("product", "产品 型号 车型"),
        ("project", "项目"),
        (
            "company",
            "企业名 单位名 公司名 机构名 主体名 企业全称 单位全称 申报单位 申报企业 申请单位 申请企业 申报主体 申请人 "
            "生产企业 运营单位 运营企业 经营单位 承担单位 实施单位 牵头单位 利用企业 公告企业 公示企业 拟公告 "
            "拟撤销企业 经营者名称 企业 公司 单位",
        ),
        ("category", "类别 分类"),
        ("circumstance", "情形 情节"),
        ("note", "备注 说明"),
        ("date", "日期 时间"),
    )
    for phrase in phrases.split()
)

_BRACKETED = re.compile(r"\([^()]{0,40}\)")
_NUMBERING = re.compile(r"\A(?:[0-9]{1,2}[.、)]|[一二三四五六七八九十]{1,3}[、.])")
_OLD_OR_NEW = re.compile(r"变更前|变更后|更名前|更名后|\A原|\A现|\A新")

_IN_LISTS_ONLY = frozenset({"entry_type", "product", "industry", "project", "company", "capacity", "province", "city"})
_IN_BENCHMARKS_ONLY = frozenset({"circumstance", "fine", "tier", "weight"})


def plain_header(text: str) -> str:
    """A header as it is compared: full width folded, all whitespace gone, leading numbering gone."""
    folded = "".join(unicodedata.normalize("NFKC", text[:400]).split())
    return _NUMBERING.sub("", folded, count=1).strip(":。*")


def meaning(header_text: str) -> str:
    """The meaning of one header (see the module), or the empty text. Text too long for a header has none."""
    whole = plain_header(header_text)
    if not whole or len(whole) > LONGEST_HEADER:
        return ""
    bare = _BRACKETED.sub("", whole)
    for candidate in (whole, bare):
        if candidate in _EXACT:
            return _EXACT[candidate]
    for candidate in (bare, whole):
        for phrase, name in _HOLDS:
            if phrase in candidate:
                return name
    return ""


def header_depth(rows: Sequence[Sequence[str]], most: int = 4) -> int:
    """How many leading rows name the columns: rows up to the last of the first `most` in which at least two cells
    that differ have a meaning and none is long. 0 when there is no such row. A title that spans the table counts in."""
    depth = 0
    for place, row in enumerate(rows[:most]):
        known = {cell for cell in row if meaning(cell) and not _reads_like_a_sentence(cell)}
        if len(known) >= 2 and sum(map(_looks_like_value, row)) <= len(row) // 3:
            depth = place + 1
        elif depth:
            break
    return depth


def columns(table: Table) -> list[str]:
    """The meaning of every column, from the header rows (`table.header`, else as `header_depth` finds them).

    Headers of several lines count as one: `变更前 / 企业名称` is a former name, `裁量因素 / 企业规模` a circumstance.
    `类别` beside companies is the entry's type, beside offences a category. A table without header gives empty texts.
    """
    width = len(table.rows[0]) if table.rows else 0
    depth = table.header or header_depth(table.rows)
    lines = [row for row in table.rows[:depth] if not _spans_all(row)] or list(table.rows[:depth])
    names = [_of_lines(_stacked(lines, column)) for column in range(width)]
    penal = "offence" in names or ("fine" in names and "company" not in names)
    if penal:
        return ["category" if name == "entry_type" else name for name in names]
    if "company" in names or "former_name" in names:
        swap = "category" in names and "entry_type" not in names
        return ["entry_type" if swap and name == "category" else name for name in names]
    return names


def header_texts(table: Table) -> list[str]:
    """The header of every column as one text, its lines joined."""
    width = len(table.rows[0]) if table.rows else 0
    depth = table.header or header_depth(table.rows)
    lines = [row for row in table.rows[:depth] if not _spans_all(row)] or list(table.rows[:depth])
    return ["".join(_stacked(lines, column)) for column in range(width)]


def _stacked(lines: Sequence[Sequence[str]], column: int) -> list[str]:
    parts: list[str] = []
    for line in lines:
        cell = plain_header(line[column]) if column < len(line) else ""
        if cell and cell not in parts:
            parts.append(cell)
    return parts


def _of_lines(parts: Sequence[str]) -> str:
    if not parts:
        return ""
    if len(parts) == 1:
        return meaning(parts[0])
    if _OLD_OR_NEW.search(parts[0]):
        return meaning("".join(parts)) or meaning(parts[0])
    told = [name for name in map(meaning, reversed(parts)) if name]
    if told and told[0] in _IN_LISTS_ONLY:
        return next((name for name in told if name in _IN_BENCHMARKS_ONLY), told[0])
    return told[0] if told else meaning("".join(parts))


def _spans_all(row: Sequence[str]) -> bool:
    filled = {cell.strip() for cell in row if cell.strip()}
    return len(row) > 1 and len(filled) == 1


def _reads_like_a_sentence(cell: str) -> bool:
    """A cell of the body can hold a header's word: 处五万元罚款, 有前款违法行为之一，情节严重的."""
    text = _BRACKETED.sub("", plain_header(cell))
    return (
        len(text) > 20
        or re.search(r"[,;。\d]|[一二三四五六七八九十百千万倍]元?以[上下]|[万千百十\d]元", text) is not None
    )


def _looks_like_value(cell: str) -> bool:
    text = plain_header(cell)
    return len(text) > LONGEST_HEADER or text.isdigit()
