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


def slot(name: str) -> str:
    return f"{_MARK}{name}{_MARK}"


class Noise:
    """One request's noise. `pool` holds (address, title) pairs for the related list, `hot` the side box's themes."""

    def __init__(
        self, seed: str, moment: datetime, pool: Sequence[tuple[str, str]] = (), hot: Sequence[str] = ()
    ) -> None:
        self._random = random.Random(seed)
        self._moment = moment
        self._pool = pool
        self._hot = hot

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
        return self._list([(f"/ztzl/zt{n:02d}/index.html", text) for n, text in enumerate(self._hot)], 6)

    def _related(self) -> str:
        return self._list(self._pool, 5)

    def _list(self, items: Sequence[tuple[str, str]], count: int) -> str:
        chosen = self._random.sample(range(len(items)), min(count, len(items)))
        lines = []
        for n in chosen:
            href, text = escape(items[n][0]), escape(items[n][1])
            lines.append(f'<li><a href="{href}" title="{text}">{text[:24]}</a></li>')
        return "".join(lines)

    def _hex(self) -> str:
        return f"{self._random.getrandbits(128):032x}"
