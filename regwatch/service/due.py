"""What is due now, told from the tables of the archive and of the ledger. Nothing here writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from crawler.sources import SOURCES
from notifier.run_windows import due_own, due_windows
from notifier.windows import Frequency
from regwatch.service.slots import is_due, spread
from regwatch.settings import Settings
from storage.archive.left_alone import left_alone
from storage.clock import ZONE, moment, stamp
from storage.database import Database
from storage.evidence.days import uncountersigned, unsealed_since

REGULAR: tuple[Frequency, ...] = ("daily", "weekly")
UNFINISHED_FOR = timedelta(days=8)
MAIL = "mail"
SEAL_AFTER = timedelta(minutes=10)
SEAL_AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Job:
    """One process to start. Of jobs with the same `lane` only one runs at a time; `key` names what it is about.

    `command` is what stands behind `regwatch`; `()` is a round of the outbox.
    """

    key: str
    lane: str
    command: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        """What kind of job it is, whatever window or file it is about."""
        return " ".join(self.key.split()[:2]) if self.lane != "backup" else self.lane


def due_crawls(db: Database, settings: Settings, now: datetime, tried: Mapping[str, datetime]) -> list[Job]:
    """A crawl for each enabled source whose time has come, by the shortest cadence of its channels.

    `tried` is when a job was last started by this service: a crawl that died without a record is not begun anew each
    minute. A source that refused us is left alone until its next day (`storage.archive.left_alone`).
    """
    if not settings.run.crawl:
        return []
    jobs = []
    for key, source in SOURCES.items():
        job = Job(f"crawl {key}", f"crawl {key}", ("crawl", key))
        here = settings.crawl_config().source(key)
        if not here.enabled:
            continue
        every_h = here.every_h or float(min(channel.every_h for channel in source.channels))
        last = _last_crawl(db, key)
        attempt = tried.get(job.key)
        if attempt is not None and (last is None or attempt > last):
            last = attempt
        if left_alone(db, key, now) is None and is_due(every_h, last, now, spread(key)):
            jobs.append(job)
    return jobs


def _last_crawl(db: Database, source: str) -> datetime | None:
    """When the newest run that looked at the source began."""
    row = db.conn.execute(
        """SELECT r.started_at FROM checks c JOIN runs r ON r.id = c.run WHERE c.source = ?
           ORDER BY r.id DESC LIMIT 1""",
        [source],
    ).fetchone()
    return None if row is None else moment(row[0])


def newest_change(db: Database) -> int:
    row = db.conn.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()
    return int(row[0])


def due_digests(people: Database, settings: Settings, now: datetime) -> list[Job]:
    """The daily and weekly windows that have ended and were not yet sent, oldest first, and those that a crash left
    half made. Readers without hours of their own are written to from `run.digest_hour` on."""
    found: list[tuple[str, str, str]] = []
    wait = timedelta(hours=settings.run.digest_hour)
    for frequency in REGULAR:
        found += [
            (frequency, stamp(one.until), "common")
            for one in due_windows(people, frequency, now)
            if now >= one.until + wait
        ]
        found += [(frequency, stamp(one.until), "own") for one in due_own(people, frequency, now)]
    rows = people.conn.execute(
        """SELECT frequency, until, whole FROM digest_runs r WHERE created_at > ? AND (seen_ids IS NULL OR EXISTS
           (SELECT 1 FROM deliveries d WHERE d.run = r.id AND d.state = 'pending')) ORDER BY id""",
        [stamp(now - UNFINISHED_FOR)],
    ).fetchall()
    found += [(str(row[0]), str(row[1]), "common" if row[2] else "own") for row in rows]
    return [
        Job(
            f"digest {frequency} {until}{' own hours' * (hours == 'own')}",
            MAIL,
            ("digest", frequency, "--until", until, "--hours", hours, "--send"),
        )
        for frequency, until, hours in dict.fromkeys(found)
    ]


def mail_waits(people: Database, now: datetime, *, by_mail: bool = True) -> bool:
    """Whether the outbox holds something whose time has come and that can leave: without a way for mail
    (`by_mail`), only what goes to a channel."""
    row = people.conn.execute(
        """SELECT 1 FROM deliveries d WHERE ((state = 'pending' AND kind = 'confirm')
           OR (state IN ('rendered', 'sending', 'deferred', 'failed') AND coalesce(next_attempt_at, '') <= ?))
           AND (? OR EXISTS (SELECT 1 FROM channel_targets t WHERE t.reader = d.reader)) LIMIT 1""",
        [stamp(now), by_mail],
    ).fetchone()
    return row is not None


def due_seal(db: Database, settings: Settings, now: datetime, tried: Mapping[str, datetime]) -> Job | None:
    """The root of every day that is over (UTC+8), from `SEAL_AFTER` midnight on, and the authority's countersignature
    where one is configured; what did not work is tried again an hour later."""
    job = Job("seal", "seal", ("evidence", "seal"))
    attempt = tried.get(job.key)
    if attempt is not None and timedelta() <= now - attempt < SEAL_AGAIN:
        return None
    today = (now.astimezone(ZONE) - SEAL_AFTER).date()
    waits = bool(settings.evidence.timestamp_url) and uncountersigned(db) > 0
    return job if waits or unsealed_since(db, today) is not None else None


def due_backup(settings: Settings, now: datetime) -> Job | None:
    """The nightly copy, from `run.backup_hour` on, when the day has none yet."""
    if not settings.run.backup_dir:
        return None
    here = now.astimezone(ZONE)
    if here < datetime.combine(here.date(), time(settings.run.backup_hour), ZONE):
        return None
    target = Path(settings.run.backup_dir) / f"regwatch-{here.date().isoformat()}.zip"
    return None if target.exists() else Job(f"backup {target.name}", "backup", ("backup", str(target)))


def old_backups(settings: Settings) -> list[Path]:
    """Our own copies beyond the newest `run.backup_keep`."""
    if not settings.run.backup_dir:
        return []
    kept = sorted(Path(settings.run.backup_dir).glob("regwatch-????-??-??.zip"))
    return kept[: -settings.run.backup_keep]
