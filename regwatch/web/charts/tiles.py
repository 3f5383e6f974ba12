"""The provinces as tiles, each about where it lies. A schematic for finding a province, not a map of borders."""

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

_PLACES = {
    "黑龙江": (8, 0), "内蒙古": (5, 1), "辽宁": (7, 1), "吉林": (8, 1),
    "新疆": (0, 2), "甘肃": (2, 2), "宁夏": (3, 2), "山西": (4, 2), "河北": (5, 2), "北京": (6, 2), "天津": (7, 2),
    "新疆兵团": (0, 1), "西藏": (0, 3), "青海": (2, 3), "陕西": (3, 3), "河南": (4, 3), "山东": (5, 3),
    "四川": (2, 4), "重庆": (3, 4), "湖北": (4, 4), "安徽": (5, 4), "江苏": (6, 4), "上海": (7, 4),
    "云南": (2, 5), "贵州": (3, 5), "湖南": (4, 5), "江西": (5, 5), "浙江": (6, 5),
    "广西": (3, 6), "广东": (4, 6), "福建": (5, 6), "海南": (4, 7),
}  # fmt: skip
_STEP, _SIDE = 76, 72
_SHORT = {"新疆兵团": "兵团"}


def tile_map(rows: Iterable[Mapping[str, Any]], title: str, words: Mapping[str, str], *, english: bool) -> Markup:
    """`rows` as `rollouts` answers them; `words` names each status. A tile whose province has a notice leads to it."""
    tiles = Markup("").join(_tile(row, words, english) for row in rows if row["province"] in _PLACES)
    return Markup(
        '<svg class="tilemap" role="group" viewBox="0 0 {} {}" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(9 * _STEP, 8 * _STEP, title, tiles)


def _tile(row: Mapping[str, Any], words: Mapping[str, str], english: bool) -> Markup:
    column, line = _PLACES[row["province"]]
    short = _SHORT.get(row["province"], row["province"])
    both = f"{row['province_en']} {row['province']}" if english else row["province"]
    said = f"{both}: {words[row['status']]}"
    lag = row["lag_days"]
    late = "" if lag is None else f"+{lag} {words.get('days', 'd')}"
    if lag is not None:
        said += f", {late}"
    tile = Markup(
        '<g class="tile ro-{}" transform="translate({},{})"><title>{}</title><rect width="{}" height="{}" rx="8"/>'
        '<text class="zh" lang="zh" x="36" y="{}">{}</text>{}{}</g>'
    ).format(
        row["status"],
        column * _STEP,
        line * _STEP,
        said,
        _SIDE,
        _SIDE,
        30 if english else 34,
        short,
        _english(row["province_en"]) if english else "",
        Markup('<text class="lag" x="36" y="64">{}</text>').format(late) if late else "",
    )
    if row["notice"]:
        return Markup('<a href="/notices/{}" aria-label="{}">{}</a>').format(row["notice"], said, tile)
    return tile


def _english(name: str) -> Markup:
    short = "Corps" if name.startswith("Xinjiang P") else name.replace("Inner Mongolia", "In. Mongolia")
    return Markup('<text class="en" x="36" y="47">{}</text>').format(short)
