"""The words around the amounts of a fine: which way a bound points, who pays, what a multiple is taken of, and which
numbers are no fine at all (increments, thresholds, floors of a base).

All functions look at folded text (see `amounts.fold`) without whitespace and at a bounded stretch of it.
"""

import re

REACH = 160
"""How far back a payer or a base is looked for, in characters."""

_AFTER = re.compile(r"(?:\([^()]{0,10}\))?(?:元)?(?:及|\(含\))?(以上|以下|以内|之内|为限|封顶|起)(?:\([^()]{0,12}\))?")
_UPPER_BEFORE = re.compile(
    r"(?:不得?(?:超过|高于|多于|大于)|最高(?:不超过|为|可达|额为|限额为|可处|处|罚款额?(?:为|可?达)?)?|最多(?:不超过|为)?|至多|上限为?|低于|不足|不满|少于|未满|小于)"
    r"(?:人民币)?\Z"
)
_LOWER_BEFORE = re.compile(
    r"(?:不得?(?:低于|少于|小于)|最低(?:不低于|不少于|为|处)?|至少|下限为?|超过|高于|大于|多于)(?:人民币)?\Z"
)
_CAP_BEFORE = re.compile(r"(?:最高|最多|但|总额|总计|累计|合计|总数|至多)[^,;。:]{0,8}\Z")
_CAP_TAIL = re.compile(r"\A(?:封顶|为限)")

CONNECTION = re.compile(
    r"(?:以上|以下|以内|之内|及|起|至|到|[-~,]|元|但|且|并|又|也|或者?|的罚款|人民币|不得?(?:低于|少于|超过|高于|多于)"
    r"|最[高低](?:可?处以?|为)?|[上下]限为?|不满|不足|低于|少于|超过|高于|\([^()]{0,12}\))*\Z"
)
_JOINED = re.compile(r"[-~]|至|到")

BASES = (
    "直接经济损失|直接损失|经济损失|间接损失|货值金额|货物价值|货值|违法经营额|非法经营额|违法所得|非法所得|所收费用|收取的费用|收取费用"
    "|检验费用|评价费用|代为(?:处置|治理|修复|清理)费用|应缴纳?费用|所需(?:处置|清理|治理|修复)费用|处置费用|清理费用|治理费用|修复费用|所需费用|建设项目总投资额|项目总投资额|总投资额|投资总额"
    "|建设项目总投资|项目总投资|总投资|销售金额|(?:上一?年度?)?(?:销售额|营业额|营业收入)|合同价款|合同金额|工程造价|工程合同价款|罚款数额|应纳税额"
    "|收入|价款|价格|金额|费用"
)
_BASE = re.compile(BASES)
_BASE_AFTER = re.compile(rf"({BASES})(?:的罚款|罚款|的?\Z)")
_VERB = re.compile(
    r"并处以|并处|处以|科处|加处|处(?!置|理|罚|于|分)|按照|依照|按|(?<=[，,;。])以(?![上下内])|\A以(?![上下内])|相当于|罚款(?!数额|金额|总额)"
)
_INCREMENT = re.compile(
    r"(?:每|增加|加罚|递增|上浮|累加|提高|调增|上调|再加|增|减少|减|下浮|加收|追加)(?:罚款|约|处)?\Z"
)
_MEASURED = re.compile(
    r"(?:超标|超过|超出|超总量|超许可|标准限值|标准值|排放量|浓度|含量|倍数|比例|数量|重量|面积|容量|达到?|占)(?:标准|限值|排放)?(?:了|为|在)?\Z"
)
_WORTH = re.compile(
    r"(?:(?<!罚款)金额|货值|价值|违法所得|非法所得|损失|费用|投资额?|收入|造价|价款|销售额|营业额|经营额)(?:为|在|达到?|共计?|合计)?\Z"
)
_FLOOR = re.compile(r"\A(?:\([^()]{0,10}\))?计(?![算收]?罚)(?:算|收)?")
_CONDITION_TAIL = re.compile(r"\A的(?!罚|处罚|行政罚|标准|幅度|范围|数额|金额|\Z)")
_CONDITION_CLAUSE = re.compile(r"\A[^,;。:罚处]{0,40}的[,;]")
_FLOOR_TAIL = re.compile(r"\A的?,?按")
_PER_UNIT = re.compile(
    r"每(?!增|超|提|高)[^,;。增加]{1,6}(?:并?处以?|罚款)|元(?:/|每)|处每(?!增|超|提|高)[^,;。]{1,6}?[\d一二三四五六七八九十百千万两]"
)
_ACTS = re.compile(r"处(?!置|理|于|分)|罚")

_PERSON = re.compile(
    r"(?:直接)?责任人员|主管人员|(?:法定|单位)?负责人|法定代表人|直接责任人|从业人员|工作人员|(?:有关|其他|参加|参与|操作|作业|管理|检验|监测|技术)人员|个人|自然人|公民|驾驶员|驾驶人|实际控制人|监护人|董事|监事"
)
_BODY = re.compile(r"单位|企业|公司|机构|法人|组织|经营者|生产者|销售者|个体工商户|平台")
_EITHER = re.compile(
    r"(?:单位|企业|组织|机构)(?:和|或者?|、|及|以及)(?:者)?个人|个人(?:和|或者?|、|及|以及)(?:单位|企业|组织)"
)
_UNCLEAR_PAYER = re.compile(r"对(?:相关|有关|直接)?责任人(?!员)")

CLOSURE = re.compile(
    r"停业|关闭|停产|吊销|取缔|撤销(?:资质|许可|登记)|禁止从事|取消[^,;。]{0,8}资格|暂扣[^,;。]{0,6}(?:证|执照)|责令拆除|责令停止(?:生产|经营|使用|建设)"
)


def bound_after(text: str, end: int) -> tuple[str, int]:
    """`lower`, `upper` or empty for the word after a number, and where that word ends."""
    match = _AFTER.match(text, end)
    if match is None:
        return "", end
    return ("lower" if match[1] in ("以上", "起") else "upper"), match.end()


def bound_before(text: str, start: int) -> str:
    """`lower`, `upper` or empty for the word before a number."""
    before = text[max(0, start - 12) : start]
    if _LOWER_BEFORE.search(before) and not re.search(r"不得?(?:超过|高于|大于|多于)(?:人民币)?\Z", before):
        return "lower"
    return "upper" if _UPPER_BEFORE.search(before) else ""


def joined(between: str) -> bool:
    """Does a dash or 至 stand between two numbers?"""
    return _JOINED.search(between) is not None


def is_cap(text: str, start: int, end: int) -> bool:
    """Is the upper bound at this span a ceiling on a computed sum (最高不超过…, 但…不超过…, …封顶)?"""
    return (
        _CAP_BEFORE.search(text[max(0, start - 16) : start]) is not None
        or _CAP_TAIL.match(text[end : end + 4]) is not None
    )


def clause_start(text: str, place: int) -> int:
    """Where the clause around `place` begins, at most REACH back."""
    least = max(0, place - REACH)
    return max(least, 1 + max(text.rfind(mark, least, place) for mark in ",;。:("))


def is_per_unit(text: str) -> bool:
    """每辆处五百元, 1000元/次: the sum is counted by vehicles, tonnes or days."""
    return _PER_UNIT.search(text) is not None


def is_increment(text: str, start: int) -> bool:
    """每增加1个因子增加一万元: a step of a formula."""
    return _INCREMENT.search(text[max(0, start - 6) : start]) is not None


def is_remark(text: str, start: int) -> bool:
    """（含十万元）: a number that only repeats a bound."""
    return re.search(r"\((?:不?含|包括|包含)[^()]{0,6}\Z", text[max(0, start - 10) : start]) is not None


def restates(text: str, start: int, end: int, since: int) -> bool:
    """处罚款2万元(大写:贰万元整), (￥20000元), 5000元(伍仟元整): a number that says once more the one that ends at
    `since`."""
    if text[since:start] == "(" and re.match(r"整?\)", text[end : end + 2]):
        return True
    return (
        re.search(r"\((?:人民币)?(?:大写|小写|即|也就是|[￥¥])[^()\d]{0,6}\Z", text[max(0, start - 14) : start])
        is not None
    )


def is_threshold(text: str, start: int, end: int, unit: str) -> bool:
    """A number that says when a fine applies or what its base is at least, not how high it is."""
    before, after = text[max(0, start - 14) : start], text[end : end + 12]
    clause = text[clause_start(text, start) : start]
    if unit == "yuan" and (_WORTH.search(_without_bound(before)) or _FLOOR.match(after)):
        return True
    if unit != "yuan" and _MEASURED.search(_without_bound(before)) and not _VERB.search(clause):
        return True
    if after.startswith(("×", "*", "x")) or before.endswith(("×", "*")) or _FLOOR_TAIL.match(after):
        return True
    conditional = _CONDITION_TAIL.match(after) or _CONDITION_CLAUSE.match(text[end : end + 44])
    return conditional is not None and not _ACTS.search(clause)


def _without_bound(before: str) -> str:
    return _LOWER_BEFORE.sub("", _UPPER_BEFORE.sub("", before))


def base_of(text: str, since: int, start: int, end: int) -> str:
    """What a multiple or percentage at `start` to `end` is taken of: the words between the verb and the number, or
    those between it and the fine (处40%以下合同金额的罚款); where there are none, the base that the text named last."""
    segment = text[max(since, clause_start(text, start)) : start]
    verb = _last_verb(segment)
    phrase = segment[verb.end() :] if verb else segment
    phrase = re.sub(r"(?:的|为)\Z", "", phrase)
    known = [match for match in _BASE.finditer(phrase) if match.end() == len(phrase)]
    phrase = phrase.removesuffix("总额")
    known = known or [match for match in _BASE.finditer(phrase) if match.end() == len(phrase)]
    if known and "收入" not in known[0].group():
        return known[0].group()
    if phrase and len(phrase) <= 30 and (verb or _BASE.search(phrase)) and not re.search(r"[\d,;。:()]", phrase):
        return phrase
    behind = _BASE_AFTER.match(text, end)
    if behind:
        return behind.group(1)
    named = [match.group() for match in _BASE.finditer(text, max(0, start - REACH), start)]
    return named[-1] if named else ""


def payer(text: str, since: int, start: int, before: str) -> tuple[str, bool]:
    """`unit` or `individual` for the part at `start`, and whether the text leaves it unclear. `since` is the end of the
    part before and `before` its payer: it is kept within a sentence that names nobody else."""
    segment = text[max(since, start - REACH) : start]
    ended = segment.rfind("。") + 1
    since, segment = (0 if ended else since), segment[ended:]
    verb = _last_verb(segment)
    named = segment[: verb.start()] if verb else segment
    if verb and not _PERSON.search(named) and re.match(r"(?:个人|单位)", segment[verb.end() :]):
        named = segment[verb.end() :]
    person = max((match.end() for match in _PERSON.finditer(named)), default=0)
    body = max((match.end() for match in _BODY.finditer(named)), default=0)
    if any(match.end() == max(person, body) for match in _EITHER.finditer(named)):
        return "unit", False
    if person or body:
        return ("individual" if person > body else "unit"), False
    if _UNCLEAR_PAYER.search(named):
        return ("individual" if since else "unit"), True
    return (before if since and ";" not in segment else "unit"), False


def _last_verb(segment: str) -> re.Match[str] | None:
    return max(_VERB.finditer(segment), key=re.Match.end, default=None)
