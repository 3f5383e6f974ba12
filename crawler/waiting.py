"""A site that says when it may be asked again is waited for, within a bound; beyond that the run leaves it alone."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from scrapy.http import Response

from crawler.guards.retry_after import retry_after_s

CEILING_S = 300.0
ASKED_AGAIN = 2
_STATUSES = (429, 503)


def wanted_s(response: Response, now: datetime) -> float | None:
    """For how long an answer asks us to wait (seconds); None when it does not."""
    if response.status not in _STATUSES:
        return None
    field, date = ((response.headers.get(name) or b"").decode("latin-1") for name in ("Retry-After", "Date"))
    return retry_after_s(field, date, now)


class Patience:
    """The waits of one run. `sent_away` is what the site said when it asked for more than the run waits in all."""

    def __init__(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self.sleep = sleep
        self.waited_s = 0.0
        self.sent_away = ""

    async def wait(self, status: int, wanted_s: float) -> bool:
        """Wait as asked; False, at once, when that is more than is left of what one run waits."""
        if self.waited_s + wanted_s > CEILING_S:
            self.sent_away = (
                f"the site answered HTTP {status} and asked for {wanted_s:.0f} seconds without requests (Retry-After; "
                f"one run waits {CEILING_S:.0f} at most)"
            )
            return False
        self.waited_s += wanted_s
        await self.sleep(wanted_s)
        return True
