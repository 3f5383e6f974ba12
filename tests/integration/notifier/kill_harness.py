"""A sender that is killed again and again while weeks of mail go by, and a count of what its readers got.

Readers of every frequency, with hours of their own and watch lists, and a server that puts each mail off once. The
sender is a real process each time, and ends itself with SIGKILL at a step that chance picks between finding a run and
having noted that a mail was taken. What it left is all the next one has.
"""

import os
import random
import re
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import Envelope
from digest_samples import change, event
from post_office import NOW, Peer, archive_of, post_office

from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.outbox import flush
from notifier.run_windows import due_own, due_windows
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from storage.clock import moment, stamp

FIRM = "甲电池有限公司"
DAYS = 9
ROUND = timedelta(hours=8)
MOST_STEPS = 14
URGENT = 7  # every so many changes one strikes the watched company off
IN_THE_WINDOW = ("smtp:accepted", "sent:before-mark")
_NUMBER = re.compile(r"第(\d+)号改动")

CHANGES = [
    change(
        number,
        at=stamp(NOW - timedelta(days=1) + timedelta(hours=8 * number)),
        title=f"第{number}号改动",
        register_events=[event("removed", FIRM)] if number % URGENT == 0 else [],
    )
    for number in range(1, 3 * DAYS)
]
READERS = {
    "weekly@example.com": wish("weekly"),
    "daily@example.com": wish("daily"),
    "now@example.com": wish("immediate"),
    "berlin@example.com": wish("weekly", day="thu", hour=8, zone="Europe/Berlin"),
    "york@example.com": wish("daily", hour=2, zone="America/New_York", quiet="22-5"),
    "watcher@example.com": wish("weekly", topics=["list_publication"], watch=[FIRM]),
}


@dataclass
class World:
    """One run through all the days. `killed` counts the steps at which the sender died."""

    folder: Path
    chance: random.Random
    peer: Peer
    transport: str
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def path(self) -> Path:
        return self.folder / "subscribers.db"

    def live(self, most_kills: int) -> None:
        db = open_subscribers(self.path)
        for email, wanted in READERS.items():
            subscribe(db, email, wanted, confirmed=True, now=NOW)
        db.close()
        rounds = int(timedelta(days=DAYS) / ROUND)
        for number in range(rounds):
            while self.killed.total() < most_kills and (
                step := self._round(number, self.chance.randint(1, MOST_STEPS))
            ):
                self.killed[step] += 1
            self._round(number, 0)

    def _round(self, number: int, last: int) -> str | None:
        """One round in a process that dies at its `last`-th step (0: it lives); the step's name, or None."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            reached = 0

            def hook(name: str) -> None:
                nonlocal reached
                reached += 1
                if reached == last:
                    os.write(writing, name.encode())
                    os.kill(os.getpid(), signal.SIGKILL)

            status = 1
            try:
                self._work(number, hook)
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        name = os.read(reading, 100).decode()
        os.close(reading)
        _, status = os.waitpid(child, 0)
        assert name or status == 0, "the sender ended by itself with a fault"
        return name or None

    def _work(self, number: int, hook: Callable[[str], None]) -> None:
        """What the service does in a round: windows that are due, news, and the outbox."""
        now = NOW + number * ROUND
        settings = MailSettings(transport=self.transport, sender="Regwatch <digest@example.org>")
        archive = archive_of([one for one in CHANGES if one["observed_at"] < stamp(now)])
        db = open_subscribers(self.path)
        half_made = db.conn.execute(
            """SELECT DISTINCT frequency, until, whole FROM digest_runs r WHERE seen_ids IS NULL
               OR EXISTS (SELECT 1 FROM deliveries d WHERE d.run = r.id AND d.state = 'pending') ORDER BY id"""
        ).fetchall()
        due = [(frequency, until, "common" if whole else "own") for frequency, until, whole in half_made]
        for frequency in ("daily", "weekly"):
            due += [(frequency, stamp(one.until), "common") for one in due_windows(db, frequency, now)]  # type: ignore[arg-type]
            due += [(frequency, stamp(one.until), "own") for one in due_own(db, frequency, now)]  # type: ignore[arg-type]
        due.append(("immediate", stamp(now), "common"))
        for frequency, until, hours in dict.fromkeys(due):
            run_digest(
                db,
                frequency,
                archive=archive,
                settings=settings,
                now=now,
                until=moment(until),
                hours=hours,
                hook=hook,  # type: ignore[arg-type]
            )
        flush(db, settings, now, hook=hook)
        db.close()


def world_of(folder: Path, seed: int, most_kills: int) -> World:
    """Live once through all the days, and be checked."""
    folder.mkdir(parents=True)
    seen: set[bytes] = set()

    def put_off(envelope: Envelope) -> str | None:
        assert isinstance(envelope.content, bytes)
        first = envelope.content not in seen
        seen.add(envelope.content)
        return "451 4.7.1 come back later" if first and len(seen) % 3 == 0 else None

    peer = Peer(on_data=put_off)
    with post_office(peer) as transport:
        world = World(folder, random.Random(seed), peer, transport)
        world.live(most_kills)
    check(world)
    return world


def check(world: World) -> None:
    """Every reader got every change as news in exactly one mail; a second copy of a mail is the same mail, and there
    are no more of them than times the sender died in the one window that SMTP leaves open."""
    mails: dict[str, dict[str, str]] = {}
    copies = 0
    for to, raw in world.peer.taken:
        message = message_from_bytes(raw, policy=policy.default)
        text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
        known = mails.setdefault(to, {}).setdefault(str(message["Message-ID"]), text)
        assert known == text
        copies += 1
    distinct = sum(len(one) for one in mails.values())
    assert copies - distinct <= sum(world.killed[step] for step in IN_THE_WINDOW)
    assert set(mails) == set(READERS)
    for to, texts in mails.items():
        told = Counter(int(number) for text in texts.values() for number in set(_NUMBER.findall(text)))
        marked = sum(text.count("Already told") for text in texts.values())
        last = max(told)
        assert set(range(1, last + 1)) == set(told), to
        twice = [number for number, times in told.items() if times != 1]
        urgent = [number for number in told if number % URGENT == 0] if to == "watcher@example.com" else []
        assert all(number in urgent and told[number] == 2 for number in twice), to
        assert marked == len(twice), to
        assert last >= 3 * DAYS - 3 * 8, to
