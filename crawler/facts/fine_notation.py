"""Ways of writing one and the same fine, brought to the one that the reader knows: （5-10）万元, 5万元≤罚款＜10万元,
以上、…以下, 等值 for 一倍, 一倍半 for 一点五倍, 廿 for 二十. Figures, order and bounds stay as printed; a stray unit is
told and left. A slip with one meaning only (1O万元, 万以元下) is read by it, and told.

The text is folded (see `amounts.fold`) and without whitespace.
"""

import re

_SUM = r"\d{1,12}(?:\.\d{1,4})?万?元?"
_REWRITTEN = (
    (re.compile(r"\((\d{1,9}(?:\.\d{1,4})?[-~至到]\d{1,9}(?:\.\d{1,4})?)\)(?=万?元|倍|%)"), r"\1"),
    (re.compile(r"(以上)[、,](?=[\d一二三四五六七八九十两]{1,6}[^,;。、]{0,12}以[下内])"), r"\1"),
    (re.compile(r"(以下)[、,](?=[\d一二三四五六七八九十两]{1,6}[^,;。、罚处]{0,12}以上)"), r"\1"),
    (re.compile(r"(以上)[、,](?=(?:不满|不足|不超过|低于)[\d一二三四五六七八九十两])"), r"\1"),
    (
        re.compile(rf"((?:不得?(?:低于|少于)|超过|高于|多于){_SUM})[、,](?=(?:且|但)?不得?(?:高于|超过|多于|大于))"),
        r"\1",
    ),
    (re.compile(rf"({_SUM})[≤<]罚款(?:金额|数额|额)?[≤<]({_SUM})"), r"处\1以上\2以下罚款"),
    (re.compile(rf"罚款(?:金额|数额|额)?[≥>]({_SUM})[,且并]{{0,2}}[≤<]({_SUM})"), r"罚款\1以上\2以下"),
    (re.compile(rf"(罚款(?:金额|数额|额)?)[≤<]({_SUM})"), r"\1\2以下"),
    (re.compile(rf"(罚款(?:金额|数额|额)?)[≥>]({_SUM})"), r"\1\2以上"),
    (re.compile(r"等值(?=以[上下]|的?罚款)"), "一倍"),
    (re.compile(r"廿(?=[一二三四五六七八九万千百])"), "二十"),
    (re.compile(r"卅(?=[一二三四五六七八九万千百])"), "三十"),
    (re.compile(r"([一二两三四五六七八九])倍半"), r"\1点五倍"),
    (re.compile(r"(?<![.\d])(\d{1,2})倍半"), r"\1.5倍"),
)
_STRAY_UNIT = re.compile(r"以[上下内]元(?=的?罚款|\Z)|(?<=[\d一二三四五六七八九十百千万])元元")
# Slips of the pen and of character recognition that leave one reading only; each is told as a misprint.
_SLIPS = (
    (re.compile(r"(?<=\d)[oO](?=[\doO.万元])|(?<![A-Za-z\d])[oO](?=\.\d)"), "0"),
    (re.compile(r"(?<![A-Za-z])[lI](?=\d[\d.]{0,8}万?元)|(?<=\d)[lI](?=[\d.万元])"), "1"),
    (re.compile(r"(?<=\d)\.(?=万?元)"), ""),
    (re.compile(r"万以元(?=[上下内])"), "万元以"),
)


def in_known_notation(text: str) -> tuple[str, bool]:
    """The text in the notation that `fines` reads, and whether a unit stands where none belongs (以下元罚款)
    or a slip was read (1O万元)."""
    slipped = False
    for pattern, meant in _SLIPS:
        text, times = pattern.subn(meant, text)
        slipped |= times > 0
    for pattern, known in _REWRITTEN:
        text = pattern.sub(known, text)
    return text, slipped or _STRAY_UNIT.search(text) is not None
