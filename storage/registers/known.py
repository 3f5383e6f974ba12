"""The registers that are known by name, and a stable key for any other list.

A list is known by what it is about (`符合《新能源汽车废旧动力蓄电池综合利用行业规范条件》企业名单`). The words
drifted over the years (动力蓄电池 until 2021, 动力电池 since 2024), so a register is declared by the words its subject
must hold.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Register:
    """`needs`: one phrase of each group must occur in the subject. `refuses`: none of these may."""

    key: str
    name: str
    name_en: str
    needs: tuple[tuple[str, ...], ...] = ()
    refuses: tuple[str, ...] = ()


_CONDITIONS = (
    "规范条件",
    "准入条件",
    "规范企业",
    "规范公告",
    "规范管理",
    "行业规范",
    "白名单",
    "企业名单",
    "合规企业",
    "利用企业",
    "生产企业",
)
_LOCAL = ("试点", "网点", "区域中心", "示范", "推荐", "初审", "申报")


def _trade(key: str, trade: str, trade_en: str, words: tuple[str, ...], refuses: tuple[str, ...] = ()) -> Register:
    return Register(
        key,
        f"符合《{trade}行业规范条件》企业名单",
        f"Enterprises meeting the national conditions for {trade_en}",
        (words, _CONDITIONS),
        refuses,
    )


REGISTERS = (
    Register(
        "nev-battery-recycling",
        "符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单",
        "Enterprises meeting the national conditions for the utilisation of used power batteries of electric vehicles",
        (
            ("动力蓄电池", "动力电池"),
            ("综合利用", "回收利用", "梯次利用", "再生利用"),
            (*_CONDITIONS, "名单", "企业"),
        ),
        _LOCAL,
    ),
    _trade("lithium-ion-batteries", "锂离子电池", "lithium-ion batteries", ("锂离子电池",), _LOCAL),
    _trade("secondary-lead", "再生铅", "secondary lead", ("再生铅",)),
    _trade("lead-acid-batteries", "铅蓄电池", "lead-acid batteries", ("铅蓄电池", "铅酸蓄电池"), _LOCAL),
    _trade("scrap-steel", "废钢铁加工", "scrap steel processing", ("废钢",)),
    _trade("scrap-copper-aluminium", "废铜铝加工利用", "scrap copper and aluminium", ("废铜铝", "废铜")),
    _trade("waste-plastics", "废塑料综合利用", "waste plastics", ("废塑料",)),
    _trade("used-tyres", "废旧轮胎综合利用", "used tyres", ("废旧轮胎", "轮胎翻新")),
    _trade("waste-mineral-oil", "废矿物油综合利用", "waste mineral oil", ("废矿物油",)),
    _trade("construction-waste", "建筑垃圾资源化利用", "construction waste", ("建筑垃圾",)),
    _trade("used-textiles", "废旧纺织品综合利用", "used textiles", ("废旧纺织",)),
    _trade("machinery-remanufacturing", "机电产品再制造", "remanufactured machinery", ("再制造",)),
    _trade("photovoltaics", "光伏制造", "photovoltaic manufacturing", ("光伏制造",)),
    _trade("steel", "钢铁", "steel", ("钢铁行业", "钢铁企业"), ("废钢",)),
)

_BY_KEY = {register.key: register for register in REGISTERS}
_NOISE = re.compile(
    r"第[一二三四五六七八九十百\d]{1,5}批(?:次)?|\d{4}年(?:度|本)?|征求意见稿|公示|公告|通告|通知|名单|附件\d{0,2}|关于|公布|发布|印发|"
    r"拟(?:列入|公告|撤销|整改|变更|移出|取消|入选|推荐)|撤销|变更|移出|动态调整|符合|的|等|情况|《|》|企业$"
)


def register_of(subject: str) -> Register | None:
    """The known register a list's subject names, or None. Blanks and widths in the subject do not matter."""
    text = _squeezed(subject)
    for register in REGISTERS:
        if all(any(word in text for word in group) for group in register.needs) and not any(
            word in text for word in register.refuses
        ):
            return register
    return None


def register_for(title: str) -> Register:
    """The register of a list of that title: a known one, else one of its own whose key is made of the title's core.

    The key of an unknown list is the same for each of its batches and stages: batch, year and stage are left out.
    """
    found = register_of(title)
    if found:
        return found
    from pypinyin import lazy_pinyin  # half a second to import, and most lists are known ones

    core = re.sub(r"[^\w]", "", _NOISE.sub("", _squeezed(title))) or "list"
    slug = "-".join(re.findall(r"[a-z0-9]+", " ".join(lazy_pinyin(core[:60])).casefold()))
    if len(slug) > 48:
        slug = f"{slug[:40].rpartition('-')[0]}-{sha256(core.encode()).hexdigest()[:6]}"
    return Register(slug or f"list-{sha256(core.encode()).hexdigest()[:6]}", core, "")


def register_named(key: str) -> Register | None:
    """The declared register of that key; None for the key of an undeclared list."""
    return _BY_KEY.get(key)


def _squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
