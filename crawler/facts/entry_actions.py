"""What a heading, a caption or a sentence says is done to the enterprises below it."""

import re
import unicodedata

PROVISIONAL = frozenset({"proposal", "consultation"})

# In this order: who is struck off because he was not put right is struck off.
_STRONG: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("readmitted", re.compile(r"重新(?:列入|纳入|公告|进入|申请并)|恢复(?:列入|公告|[^,;。]{0,60}资格)|再次列入")),
    ("removed", re.compile(r"撤销|移出|移除|取消|剔除|除名|退出|注销|不再列入|不再纳入|不再具备|不再保留|删除")),
    ("rectification", re.compile(r"整改|暂停(?!受理|办理|申报)")),
    (
        "renamed",
        re.compile(r"更名|(?:企业|公司|单位)?名称(?:的)?(?:变更|更改|变动)|变更(?:后)?(?:企业|公司|单位)?(?:的)?名称"),
    ),
    ("changed", re.compile(r"变更|更正|勘误|调整(?:公告)?信息|信息调整")),
)
_CORRECTS = re.compile(r"更正|勘误")
_WEAK = re.compile(r"列入|符合|新增|入选|入围|通过|准予|名单|公告|公示|企业|单位")
_INTENDED = re.compile(r"拟(?!定|订|制)")
_MANAGED = re.compile(r"(?:公告)?管理(?:暂行)?办法|动态(?:调整|管理)|有进有出")
_TYPES = (("梯次利用", re.compile("梯次|梯级")), ("再生利用", re.compile("再生利用|再生(?:企业|类)")))
_PLAIN_RECYCLING = re.compile(r"再生(?!资源|塑料|铅|橡胶|能源|科技|环保|材料|金属|有限|水)")
_DROPS = re.compile(r"撤销|废止|取消|停止|不再(?:实施|开展|受理|公告|执行|保留)|移出|退出|删除|失效|终止")
_WHOLE = re.compile(
    r"(?:企业)?(?:公告|名单|资格|条款|有关内容|相关内容|相关规定|有关规定|规定|部分|要求|申报|企业|类型|类别|条件)"
)
_SINGLE_OR_CONDITIONAL = re.compile(
    r"有限(?:责任)?公司|等[0-9一二三四五六七八九十百]+家|应当|可以|申请|情形|如有|若|不符合|不得"
)
_CLAUSES = re.compile(r"[。；;\n]")
_ISSUED_EARLIER = re.compile(r"(?:修改|修订)(?:或者?|和|、)废止")


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def action_of(phrase: str, stage: str) -> str:
    """The action a phrase states, or an empty text where it states none or several at once.

    In a 公示 or with 拟 what would list only proposes, and what would strike off only proposes to.
    """
    text = _MANAGED.sub("", squeezed(phrase)[:600])
    strong = [name for name, pattern in _STRONG if pattern.search(text)]
    if "renamed" in strong and "changed" in strong:
        strong.remove("changed")
    if "removed" in strong and "rectification" in strong and re.search(r"(?:未|逾期)[^、]{0,12}整改", text):
        strong.remove("rectification")
    if len(strong) > 1 or (strong and re.search(r"拟?(?:列入|新增|入选)", text) and "readmitted" not in strong):
        return ""
    if strong:
        return provisional(strong[0], stage, text)
    return provisional("listed", stage, text) if _WEAK.search(text) else ""


def is_strong(phrase: str) -> bool:
    """Whether a phrase states anything but listing."""
    text = _MANAGED.sub("", squeezed(phrase)[:600])
    return any(pattern.search(text) for _, pattern in _STRONG)


def is_suspension(phrase: str) -> bool:
    """Whether a phrase suspends rather than only asks to be put right."""
    return "暂停" in squeezed(phrase)[:600]


def is_correction(phrase: str) -> bool:
    """Whether a phrase puts a misprint right (更正, 勘误): what it names was never otherwise."""
    return bool(_CORRECTS.search(squeezed(phrase)[:600]))


def provisional(action: str, stage: str, phrase: str) -> str:
    if stage in PROVISIONAL or _INTENDED.search(phrase):
        return {"listed": "proposed", "readmitted": "proposed", "removed": "proposed_removal"}.get(action, action)
    return action


def types_in(phrase: str) -> tuple[str, ...]:
    """The capacities (梯次利用, 再生利用) a phrase names, in that order."""
    text = squeezed(phrase)
    found = [name for name, pattern in _TYPES if pattern.search(text)]
    if "再生利用" not in found and _PLAIN_RECYCLING.search(text):
        found.append("再生利用")
    return tuple(found)


def dropped_types(text: str) -> list[tuple[str, str]]:
    """(capacity, sentence) where a whole capacity is repealed: `撤销梯次利用企业公告`, `…中梯次利用相关条款予以废止`.

    A clause that names both capacities drops none of them; nor does a sentence about single enterprises (`等3家企业`)
    or about what would happen if (`应当申请退出`).
    """
    found: dict[str, str] = {}
    for sentence in _CLAUSES.split(text[:400_000]):
        plain = _ISSUED_EARLIER.sub("", squeezed(sentence))
        if len(plain) > 400 or not _DROPS.search(plain) or _SINGLE_OR_CONDITIONAL.search(plain):
            continue
        for clause in re.split(r"[,，]", plain):
            types = types_in(clause)
            if len(types) == 1 and _DROPS.search(clause) and _WHOLE.search(clause) and not _kept(clause):
                found.setdefault(types[0], sentence.strip())
    return list(found.items())


def _kept(clause: str) -> bool:
    return bool(re.search(r"继续有效|仍然有效|不受影响|保留(?!意见)|有效(?!期)", clause))
