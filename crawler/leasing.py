"""The lease that a crawl of one source holds, whoever begins it."""

from datetime import datetime
from pathlib import Path

from storage import leases


def take_source(data: Path, source: str, *, doing: str, now: datetime) -> leases.Lease:
    """Raises `storage.leases.Held` while another crawl of the source goes on in this data folder."""
    return leases.take(data, f"crawl-{source}", doing=doing, now=now)
