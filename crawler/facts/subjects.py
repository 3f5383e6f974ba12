"""What the readers watch, as a declaration: a subject is a profile of terms, and another subject is another profile.

The default is used power batteries (废旧动力电池) in all the names the rules gave them since 2016, with the trades
and departments whose rules bind those who handle them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property


class NotAProfile(ValueError):
    """A declaration that cannot be used; the message names the key, the fault and the remedy."""


@dataclass(frozen=True)
class SubjectProfile:
    """Terms are plain words, matched as they stand (without case). A title is on subject when it holds

    - one of `phrases`; or
    - one of `objects` and one of `activities`; or
    - the words of a penalty benchmark (`benchmark_words`) and one of `departments`, in the title or as the issuer,
      and none of `other_departments`; or such words and no department at all, from a government or its department;

    and none of `neighbours` and, being news rather than a document, none of `events`. A report by media is about the
    subject, never on it.
    """

    key: str
    english: str
    chinese: str
    objects: tuple[str, ...]
    activities: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    benchmark_words: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    other_departments: tuple[str, ...] = ()

    @cached_property
    def patterns(self) -> dict[str, re.Pattern[str]]:
        return {item.name: _any_of(getattr(self, item.name)) for item in fields(self) if item.name in _TERM_KEYS}


_TERM_KEYS = (
    *("objects", "activities", "phrases", "neighbours", "events"),
    *("benchmark_words", "departments", "other_departments"),
)
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_NOTHING = re.compile(r"(?!)")


def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    """A `*` in a term stands for up to 12 characters."""
    if not terms:
        return _NOTHING
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile("|".join(re.escape(term).replace(r"\*", ".{0,12}") for term in longest_first), re.IGNORECASE)


USED_POWER_BATTERIES = SubjectProfile(
    key="used-power-batteries",
    english="Used power batteries",
    chinese="废旧动力电池",
    objects=(
        *(
            "动力电池",
            "动力蓄电池",
            "动力锂电池",
            "车用电池",
            "汽车电池",
            "锂离子电池",
            "锂电池",
            "废旧电池",
            "退役电池",
        ),
        *(
            "power batter",
            "traction batter",
            "lithium batter",
            "lithium-ion batter",
            "EV batter",
            "spent batter",
            "waste batter",
            "used batter",
            "retired batter",
            "vehicle batter",
        ),
        *("battery recycling", "废电池"),
    ),
    activities=(
        *(
            "回收",
            "利用",
            "梯次",
            "再生",
            "拆解",
            "溯源",
            "编码",
            "废旧",
            "退役",
            "报废",
            "处置",
            "处理",
            "交售",
            "数字身份",
            "废锂",
            "废动力",
        ),
        *(
            "recycl",
            "utiliz",
            "utilis",
            "traceab",
            "spent",
            "used power",
            "used batter",
            "used EV",
            "used traction",
            "used lithium",
            "waste lithium",
            "retired",
            "echelon",
            "cascade",
            "second-life",
            "dismantl",
        ),
    ),
    phrases=(
        *("再生资源综合利用行业规范", "工业资源综合利用", "报废机动车回收", "报废机动车拆解", "拆解报废机动车"),
        *("报废汽车回收", "报废汽车拆解", "非法拆解", "报废机动车*拆解", "拆解*报废汽车", "固体废物*专项行动"),
        *(
            "固体废物*专项整治",
            "固体废物*联合执法",
            "生态环境行政处罚",
            "生态环境法典",
            "废旧锂电",
            "黑粉",
            "梯次利用",
            "废电池污染",
        ),
    ),
    neighbours=("铅蓄电池", "铅酸", "干电池", "固态电池", "燃料电池", "lead-acid", "lead acid"),
    events=(
        *(
            "项目备案",
            "环评公示",
            "协会成立",
            "成立大会",
            "提案",
            "答复",
            "建言",
            "宣贯",
            "培训",
            "推进会",
            "座谈会",
            "调研",
        ),
        *(
            "招标",
            "中标",
            "采购",
            "招聘",
            "展览",
            "论坛",
            "研讨会",
            "环境影响报告书的批复",
            "环境影响评价文件",
            "环境影响评价*公示",
            "环境影响评价信息",
            "环境保护验收",
            "关于同意*公司",
            "案卷评查",
            "文书格式",
        ),
    ),
    benchmark_words=(
        *(
            "裁量",
            "免罚清单",
            "减免责清单",
            "不予处罚",
            "不予行政处罚",
            "免予处罚",
            "免处罚",
            "免于处罚",
            "免于行政处罚",
            "柔性执法",
            "免予行政处罚",
            "减轻处罚",
            "减轻行政处罚",
            "从轻处罚",
            "从轻行政处罚",
            "不予实施行政强制",
            "免罚",
            "首违不罚",
        ),
        *("轻微违法", "处罚行为分类", "penalty benchmark", "discretion"),
    ),
    departments=(
        *("生态环境", "环境保护", "环保", "大气污染", "水污染", "固体废物", "土壤污染", "环境行政", "环境违法"),
        *("市场监督管理", "市场监管", "工业和信息化", "经济和信息化", "工信"),
    ),
    other_departments=(
        *("食品", "药品", "医疗", "化妆品", "特种设备", "广告", "价格", "计量", "财政", "交通", "港口", "海关", "住房"),
        *("城乡建设", "民航", "档案", "税务", "公安", "消防", "应急", "农业", "水利", "水务", "文化", "旅游", "教育"),
        *(
            "卫生",
            "林业",
            "气象",
            "地震",
            "统计",
            "邮政",
            "铁路",
            "民政局",
            "民政厅",
            "民政系统",
            "人力资源",
            "劳动",
            "司法",
            "自然资源",
            "规划",
        ),
        *("城市管理", "体育", "烟草", "金融", "证券", "银行", "保险", "外汇", "能源", "粮食", "新闻", "广播", "电影"),
        *("轨道", "商务", "知识产权", "审计", "测绘", "海事", "渔业", "医保", "网信", "建设工程"),
        *(
            "航空",
            "人防",
            "人民防空",
            "民族",
            "宗教",
            "退役军人",
            "疾控",
            "密码",
            "版权",
            "电力",
            "矿山",
            "道路运输",
            "燃气",
        ),
    ),
)
DEFAULT = USED_POWER_BATTERIES


def profile_from(table: Mapping[str, object]) -> SubjectProfile:
    """A profile from a settings table (the keys above; terms as lists of words).

    Raises NotAProfile.
    """
    known = {item.name for item in fields(SubjectProfile)}
    for name, value in table.items():
        if name not in known:
            raise NotAProfile(
                f"subject: '{name}' is no key of a subject profile; use one of {', '.join(sorted(known))}"
            )
        is_term_list = isinstance(value, list | tuple) and all(isinstance(term, str) and term.strip() for term in value)
        if name in _TERM_KEYS and not is_term_list:
            raise NotAProfile(f"subject: '{name}' must be a list of words, each in quotes and none empty")
        if name not in _TERM_KEYS and not isinstance(value, str):
            raise NotAProfile(f"subject: '{name}' must be one text in quotes")
    missing = [name for name in ("key", "english", "chinese") if not table.get(name)]
    if missing:
        raise NotAProfile(f"subject: '{missing[0]}' is missing; give the profile a key, an english and a chinese name")
    if not _KEY.fullmatch(str(table["key"])):
        raise NotAProfile("subject: 'key' must be small letters, digits and hyphens, as in lead-acid-batteries")
    if not table.get("phrases") and not (table.get("objects") and table.get("activities")):
        raise NotAProfile("subject: no title could match; give 'phrases', or 'objects' with 'activities'")
    return SubjectProfile(
        key=str(table["key"]),
        english=str(table["english"]),
        chinese=str(table["chinese"]),
        objects=_terms(table.get("objects")),
        activities=_terms(table.get("activities")),
        phrases=_terms(table.get("phrases")),
        neighbours=_terms(table.get("neighbours")),
        events=_terms(table.get("events")),
        benchmark_words=_terms(table.get("benchmark_words")),
        departments=_terms(table.get("departments")),
        other_departments=_terms(table.get("other_departments")),
    )


def _terms(value: object) -> tuple[str, ...]:
    return tuple(str(term) for term in value) if isinstance(value, list | tuple) else ()
