"""The service's own health: disk, seal and mail are looked at here and kept as findings beside the channels' own."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta

from notifier.canary import canary_faults
from notifier.operator_mail import CLOSED_WITHIN, dead_letters, pending_news
from regwatch.doctor.machine import FULL
from regwatch.settings import Settings
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.evidence.days import unsealed_since
from storage.health import observe_service
from storage.queries.health import closed_findings, open_findings

UNSEALED_FOR = timedelta(days=1)


def look(archive: Database, people: Database | None, settings: Settings, now: datetime) -> None:
    """Open, repeat and close what is wrong with the machine, the roots and the mail. A finding that is open is written
    again once an hour at most. Raises StorageError."""
    found = {
        "disk": _disk(settings),
        "seal": _seal(archive, settings, now),
        "dead_letters": dead_letters(people, now) if people is not None else "",
        "canary": _canary(people, settings, now) if people is not None else "",
    }
    if settings.mail.translation.engine == "none":
        found["translation"] = ""  # while one is set, the runs that ask it open and close this finding
    rows = archive.conn.execute("SELECT kind, last_at FROM findings WHERE source = 'service' AND closed_at IS NULL")
    written: dict[str, str] = dict(rows.fetchall())
    for kind, detail in found.items():
        due = written.get(kind, "") <= stamp(now - timedelta(hours=1))
        if (detail and due) or (not detail and kind in written):
            observe_service(archive, kind, detail, now)


def _canary(people: Database, settings: Settings, now: datetime) -> str:
    """The canary's address is the operator's own; still it stays out of the archive."""
    return "; ".join(canary_faults(people, settings.mail, now)).replace(settings.mail.canary or "\0", "(its address)")


def _disk(settings: Settings) -> str:
    try:
        free = shutil.disk_usage(settings.data).free
    except OSError as error:
        return f"{settings.data} cannot be examined ({error.strerror or error})"
    if free >= FULL:
        return ""
    return (
        f"{free >> 20} MiB are free beside {settings.data}, less than {FULL >> 20}; make room: the next crawl may not "
        "be storable"
    )


def _seal(archive: Database, settings: Settings, now: datetime) -> str:
    """A root is made within minutes after midnight; a day later something is wrong."""
    waiting = unsealed_since(archive, (now - UNSEALED_FOR).astimezone(ZONE).date())
    if waiting is not None:
        return f"the captures of {waiting} have no root yet; run `regwatch evidence seal` and see what it says"
    if not settings.evidence.timestamp_url:
        return ""
    row = archive.conn.execute(
        "SELECT count(*), min(day) FROM roots WHERE timestamp IS NULL AND made_at <= ?", [stamp(now - UNSEALED_FOR)]
    ).fetchone()
    if not row[0]:
        return ""
    return (
        f"{settings.evidence.timestamp_url} has not countersigned {row[0]} roots, the oldest of {row[1]}; run "
        "`regwatch evidence seal` and see what it says"
    )


def operator_is_due(archive: Database, people: Database, settings: Settings, now: datetime) -> bool:
    """Whether there is something to tell the operator now."""
    if not settings.mail.operator:
        return False
    closed = closed_findings(archive, now - CLOSED_WITHIN, now + timedelta(seconds=1))
    return pending_news(people, open_findings(archive, now), closed, now).due


def channel_names(archive: Database) -> Mapping[tuple[str, str], str]:
    rows = archive.conn.execute("SELECT source, channel, name_en, name FROM channels").fetchall()
    return {(source, channel): f"{name_en} {name}".strip() for source, channel, name_en, name in rows}
