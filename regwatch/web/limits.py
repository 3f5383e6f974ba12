"""How often an address may ask, and how much it may send. Pure: the clock is an argument."""

from collections import OrderedDict
from dataclasses import dataclass

MOST_KNOWN = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Allowance:
    """A bucket for each asker that refills steadily: `burst` at once, `per_minute` in the long run."""

    def __init__(self, per_minute: float, burst: float) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def wait(self, asker: str, at: float) -> float:
        """Take one; 0.0 when it was there, else the seconds until there is one (`at` in seconds of any clock)."""
        bucket = self._buckets.pop(asker, None) or _Bucket(self._burst, at)
        bucket.left = min(self._burst, bucket.left + max(0.0, at - bucket.at) * self._rate)
        bucket.at = at
        self._buckets[asker] = bucket
        if len(self._buckets) > MOST_KNOWN:
            self._buckets.popitem(last=False)
        if bucket.left >= 1:
            bucket.left -= 1
            return 0.0
        return (1 - bucket.left) / self._rate


def client_key(host: str) -> str:
    """One asker: an IPv4 address, or the /64 of an IPv6 one."""
    if ":" in host:
        return ":".join(host.split("%", 1)[0].split(":")[:4])
    return host
