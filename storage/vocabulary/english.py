"""English beside the Chinese: bodies, topics, stages, capacities on a register, kinds of document."""

from functools import lru_cache

from storage.vocabulary.bodies import central_body
from storage.vocabulary.departments import (
    DEPARTMENTS,
    GOVERNMENTS,
    LEVELS,
    SHORT_DEPARTMENTS,
    SHORT_GOVERNMENTS,
)
from storage.vocabulary.places import place_at

TOPICS = {
    "list_publication": ("List of enterprises", "名单公布"),
    "penalty_benchmark": ("Penalty benchmark", "裁量基准"),
    "provincial_rollout": ("Provincial rollout", "地方落实"),
    "enforcement_campaign": ("Enforcement campaign", "执法专项行动"),
    "inspection_protocol": ("Inspection protocol", "检查规程"),
    "application_procedure": ("Application procedure", "申报程序"),
    "transition_provision": ("Transition provision", "过渡规定"),
    "technical_criteria": ("Technical criteria", "技术条件"),
    "standard": ("Standard", "标准"),
    "policy_measure": ("Policy measure", "政策措施"),
    "interpretation": ("Interpretation", "解读"),
    "other": ("Other", "其他"),
}
STAGES = {
    "consultation": ("Draft for comment", "征求意见稿"),
    "proposal": ("Proposed (public notice)", "公示"),
    "issued": ("Issued", "印发"),
    "revised": ("Revised", "修订"),
    "repealed": ("Repealed", "废止"),
    "interpretation": ("Interpretation", "解读"),
}
ENTRY_TYPES = {
    "梯次利用": "cascade use",
    "再生利用": "recycling",
    "综合利用": "comprehensive utilisation",
    "回收": "collection",
    "拆解": "dismantling",
    "贮存": "storage",
    "回收服务网点": "collection point",
}
DOCUMENT_KINDS = {
    "公告": "Announcement",
    "通告": "Bulletin",
    "通知": "Notice",
    "令": "Order",
    "公示": "Public notice of a proposal",
    "函": "Letter",
    "批复": "Official reply",
    "意见": "Opinions",
    "决定": "Decision",
    "办法": "Measures",
    "暂行办法": "Interim measures",
    "条例": "Regulations",
    "规定": "Provisions",
    "细则": "Detailed rules",
    "规则": "Rules",
    "方案": "Plan",
    "实施方案": "Implementation plan",
    "行动计划": "Action plan",
    "规划": "Programme",
    "措施": "Measures",
    "指南": "Guide",
    "名单": "List",
    "目录": "Catalogue",
    "清单": "Checklist",
    "标准": "Standard",
    "规范条件": "Normative conditions",
    "裁量基准": "Penalty benchmark",
    "解读": "Interpretation",
    "答记者问": "Answers to the press",
    "征求意见稿": "Draft for comment",
    "转发": "Forwarded notice",
}


def english_topic(key: str) -> str:
    return TOPICS.get(key, ("", ""))[0]


def chinese_topic(key: str) -> str:
    return TOPICS.get(key, ("", ""))[1]


def english_stage(key: str) -> str:
    return STAGES.get(key, ("", ""))[0]


def chinese_stage(key: str) -> str:
    return STAGES.get(key, ("", ""))[1]


def english_entry_type(name: str) -> str:
    """`梯次利用` → `cascade use`; several joined by 、 or / are joined by a comma; "" where none is known."""
    words = [ENTRY_TYPES.get(word.strip(), "") for word in name.replace("/", "、").split("、")]
    return ", ".join(word for word in words if word)


def english_kind(name: str) -> str:
    return DOCUMENT_KINDS.get(name, "")


@lru_cache(maxsize=4096)
def english_body(name: str) -> str:
    """The English name of an issuing body, or "" where the vocabulary cannot tell.

    A central body by its own name, code or short form; a body of a province, city or county composed of the place and
    the department: 广东省工业和信息化厅 → Guangdong Department of Industry and Information Technology.
    """
    name = name.strip()
    central = central_body(name)
    if central is not None:
        office = "General Office of the " if name.endswith(("办公厅", "办公室")) and name != central.name else ""
        return office + central.english
    return _local(name)


def _local(name: str) -> str:
    found = place_at(name, short=True)
    if found is None:
        return ""
    place, end = found
    names = [place]
    deeper = place_at(name, end)
    if deeper is not None and deeper[0].level != "province":
        names.append(deeper[0])
        end = deeper[1]
    where = names[-1].english
    what = _english_department(name[end:])
    if where and what.startswith("General Office of the "):
        return what.replace("General Office of the ", f"General Office of the {where} ", 1)
    return f"{where} {what}" if where and what else ""


def _english_department(name: str) -> str:
    for office in ("办公厅", "办公室"):
        if name.endswith(office) and name.removesuffix(office)[-1:] in ("厅", "局", "委", "会"):
            inner = _english_department(name.removesuffix(office))
            return f"{inner}, General Office" if inner else ""
    government = GOVERNMENTS.get(SHORT_GOVERNMENTS.get(name, name))
    if government:
        return government
    for level in sorted(LEVELS, key=len, reverse=True):
        if name.endswith(level):
            stem = name.removesuffix(level)
            stem = SHORT_DEPARTMENTS.get(stem, stem)
            field = DEPARTMENTS.get(stem)
            if field is None:
                return ""
            if stem == "市场监督管理" and level in ("局", "委员会", "委"):
                return "Administration for Market Regulation"
            return f"{LEVELS[level]} {field}"
    return ""
