"""How many mails one mail domain gets a minute. The clock and the sleep are arguments."""

import time
from collections.abc import Callable, Iterator, Sequence

from notifier.ledger import Delivery

MOST_SLEPT_S = 600.0
MINUTE_S = 60.0


class DomainPace:
    """At most `per_minute` in any minute for each domain; 0 is no bound."""

    def __init__(
        self,
        per_minute: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = MINUTE_S / per_minute if per_minute else 0.0
        self._burst = max(1, int(per_minute))
        self._clock = clock
        self._sleep = sleep
        self._taken: dict[str, list[float]] = {}
        self._slept = 0.0
        self.left: list[Delivery] = []

    def in_turn(self, due: Sequence[Delivery]) -> Iterator[Delivery]:
        """The deliveries in order, those of a domain that had its share put behind the others; what is still waiting
        after ten minutes stays in `left` for a later round."""
        waiting = list(due)
        while waiting:
            put_off: list[Delivery] = []
            for delivery in waiting:
                if self._wait(delivery.domain) > 0:
                    put_off.append(delivery)
                    continue
                if self._gap:
                    self._taken.setdefault(delivery.domain, []).append(self._clock())
                yield delivery
            waiting = put_off
            if waiting:
                seconds = min(self._wait(delivery.domain) for delivery in waiting)
                if self._slept + seconds > MOST_SLEPT_S:
                    self.left = waiting
                    return
                self._slept += seconds
                self._sleep(seconds)

    def _wait(self, domain: str) -> float:
        """Seconds until the domain may get another mail."""
        if not self._gap:
            return 0.0
        now = self._clock()
        taken = self._taken[domain] = [at for at in self._taken.get(domain, []) if at > now - MINUTE_S]
        return 0.0 if len(taken) < self._burst else taken[-self._burst] + MINUTE_S - now
