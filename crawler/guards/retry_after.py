"""How long a site asks not to be asked again: the Retry-After field of RFC 9110 section 10.2.3. Pure."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_FIELD = 64
LONGEST_NUMBER = 12


def retry_after_s(field: str, date_field: str, now: datetime) -> float | None:
    """Seconds, never negative; None for a field that says nothing by the grammar. A day and time is counted from the
    answer's own Date, which has the same clock, and from `now` where that is missing or no date."""
    value = field.strip()
    if not value or len(value) > LONGEST_FIELD:
        return None
    if value.isascii() and value.isdigit():
        return float(value) if len(value.lstrip("0")) <= LONGEST_NUMBER else float(10**LONGEST_NUMBER)
    until = _http_date(value)
    if until is None:
        return None
    return max((until - (_http_date(date_field.strip()) or now)).total_seconds(), 0.0)


def _http_date(value: str) -> datetime | None:
    """The three forms of RFC 9110 section 5.6.7; all of them mean UTC."""
    if not value.isascii() or len(value) > LONGEST_FIELD:
        return None
    try:
        moment = parsedate_to_datetime(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
