"""What differs between two fetches of a page that says the same: counters, clocks, tokens, rotating and shuffled boxes.

A page is written once with slots (`slot("views")`) and filled for each request.
"""

import random
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape

_MARK = "\x02"
_SLOT = re.compile(f"{_MARK}([a-z]+){_MARK}")
_HOT = (
    "专题：深入学习贯彻党的二十届四中全会精神", "“十五五”规划纲要专栏", "全国生态日活动安排", "民生服务指南", "政务服务一网通办入口",
    "数据开放平台上线通知", "网站工作年度报表", "防范非法集资宣传月", "全民国家安全教育日", "新型工业化大家谈", "网上信访须知",
    "质量月活动回顾", "世界环境日主题发布", "优化营商环境在行动", "在线访谈：绿色制造", "无障碍阅读说明",
)  # fmt: skip


def slot(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"


class Noise:
    """One request's noise. `pool` holds (address, title) pairs from which the related list is drawn."""

    def __init__(self, seed: str, moment: datetime, pool: Sequence[tuple[str, str]] = ()) -> None:
        self._random = random.Random(seed)
        self._moment = moment
        self._pool = pool

    def fill(self, page: str) -> str:
        parts = _SLOT.split(page)
        parts[1::2] = [getattr(self, f"_{name}")() for name in parts[1::2]]
        return "".join(parts)

    def trace(self) -> str:
        return self._hex()

    def _views(self) -> str:
        return str(self._random.randint(120, 98_000))

    def _now(self) -> str:
        moment = self._moment + timedelta(seconds=self._random.randint(0, 3599))
        return moment.strftime("%Y-%m-%d %H:%M:%S")

    def _token(self) -> str:
        return self._hex()

    def _sidebar(self) -> str:
        chosen = self._random.sample(_HOT, 6)
        return "".join(f'<li><a href="/ztzl/zt{_HOT.index(text):02d}/index.html">{text}</a></li>' for text in chosen)

    def _related(self) -> str:
        count = min(5, len(self._pool))
        chosen = self._random.sample(range(len(self._pool)), count) if count else []
        return "".join(
            f'<li><a href="{escape(self._pool[n][0])}" title="{escape(self._pool[n][1])}">{escape(self._pool[n][1][:20])}'
            f"…</a></li>"
            for n in chosen
        )

    def _hex(self) -> str:
        return f"{self._random.getrandbits(128):032x}"
