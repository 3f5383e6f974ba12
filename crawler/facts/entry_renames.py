"""Two names of one enterprise as a sentence states them: a rename, or a misprint put right."""

import re
from collections.abc import Sequence

from crawler.facts.company_names import names_in_sentence
from crawler.facts.entry_actions import squeezed

_RENAMES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:原|将|由|企业名称由)?[\"“]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?[,]?(?:的?(?:企业|公司|单位)?名称)?"
        r"(?:(?:已|拟)?(?:更名|变更|更改|改名|改)为|[→⇒]|-+>|—+>)[\"“:]?(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)(?!为)",
        r"(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\((?:原名称?|曾用名|原)[:为]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)\)",
    )
)
_CORRECTIONS = (
    re.compile(
        r"[\"“]?(?P<old>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)[\"”]?,?(?:应为|应是|更正为|勘误为|改正为)[:]?[\"“]?"
        r"(?P<new>[\u4e00-\u9fffA-Za-z0-9()·]{4,48}?公司)"
    ),
)


def renames_in(sentence: str) -> list[tuple[str, str]]:
    """(former name, new name) as a sentence states them."""
    return _pairs(sentence, _RENAMES)


def corrections_in(sentence: str) -> list[tuple[str, str]]:
    """(name as it was misprinted, right name)."""
    return _pairs(sentence, _CORRECTIONS)


def _pairs(sentence: str, patterns: Sequence[re.Pattern[str]]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    plain = squeezed(sentence)[:4_000]
    for pattern in patterns:
        for match in pattern.finditer(plain):
            old, new = names_in_sentence(match["old"]), names_in_sentence(match["new"])
            if old and new and old[-1] != new[0] and (old[-1], new[0]) not in found:
                found.append((old[-1], new[0]))
    return found
