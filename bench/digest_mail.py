"""What 10,000 personal digests cost beside bare smtplib with the same bytes: `python -m bench.digest_mail [READERS]`.

One connection each to the same aiosmtpd server, a process of its own on loopback that takes everything. Ours is the
whole of `digest weekly --send` after the archive was read: find the run, enlist, compose, render, store, claim, send,
journal, mark. Bare is `smtplib.SMTP.sendmail` in a loop over the mails that ours made. Both in turns,
several times, because the machine's other work comes and goes.
"""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from smtplib import SMTP
from typing import Any, cast

from bench.measuring import Figure, folder
from notifier.audience import audience
from notifier.config import MailSettings
from notifier.digest_mail import Archive, Material, gather_material
from notifier.digests import run_digest
from notifier.ledger import unpacked
from notifier.press import Press
from notifier.subscribers_db import Database, open_subscribers
from notifier.subscriptions import subscribe
from notifier.windows import window
from notifier.wishes import Wish, wish
from storage.clock import moment
from storage.database import writing
from storage.shapes import Change, Coverage
from storage.vocabulary import PROVINCES, TOPICS

NOW = moment("2026-05-04T06:00:00")
ROUNDS = 3
WATCHED = 1_000
_SERVER = """
import asyncio, sys
from aiosmtpd.controller import UnthreadedController
class Taking:
    async def handle_DATA(self, server, session, envelope):
        return "250 taken"
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
UnthreadedController(Taking(), hostname="127.0.0.1", port=int(sys.argv[1]), loop=loop, decode_data=False).begin()
print("up", flush=True)
loop.run_forever()
"""


@contextmanager
def server() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    child = subprocess.Popen([sys.executable, "-c", _SERVER, str(port)], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None and child.stdout.readline() == b"up\n"
        yield port
    finally:
        child.kill()
        child.wait()


def changes(number: int) -> list[Change]:
    """A week's news: notices with texts of 2,000 characters, edits with redlines, batches with 40 companies."""
    topics = [key for key in TOPICS if key != "other"]
    return [_change(place, topics[place % len(topics)]) for place in range(number)]


def _change(place: int, topic: str) -> Change:
    edited = place % 3 == 0
    names = [f"{PROVINCES[(place + n) % 31].short}第{place}批{n}号再生资源有限公司" for n in range(40)]
    events = [
        {
            **{"kind": "added", "register": "nev-battery-recycling", "company": name, "entry_type": "综合利用"},
            **{"before": None, "after": {"company": name, "province": "", "batch": "第六批"}},
            **{"notice": f"notice-{place}", "observed_at": "2026-04-29T09:00:00+08:00"},
        }
        for name in names
    ]
    edit = {
        **{"where": "body", "op": "replace", "before": f"处{place}万元以上罚款", "after": f"处{place}0万元以上罚款"},
        "tokens": [("=", "处"), ("-", f"{place}万元"), ("+", f"{place}0万元"), ("=", "以上罚款")],
    }
    notice = {
        **{"id": f"notice-{place}", "source": "miit", "channel": "miit/wjfb", "doc_number": f"公告2026年第{place}号"},
        **{
            "url": f"https://www.miit.gov.cn/art_{place}.html",
            "title": f"关于废旧动力电池综合利用第{place}项工作的公告",
        },
        **{"issuers": ["工业和信息化部"], "stage": "issued", "topics": [topic], "on_subject": True},
        **{"province": PROVINCES[place % 31].short, "published_on": "2026-04-28", "signed_on": None},
        **{"effective_on": None, "expires_on": None, "comment_deadline": "2026-05-20" if place % 7 == 0 else None},
        **{"attachments": [], "state": "live"},
    }
    return cast(
        Change,
        {
            **{"id": place + 1, "kind": "edited" if edited else "published", "backlog": False, "notice": notice},
            **{"observed_at": f"2026-04-29T{place % 24:02d}:00:00+08:00", "edits": [edit] * 4 if edited else []},
            **{"from_version": 1 if edited else None, "to_version": 2 if edited else 1},
            "register_events": events if place % 10 == 1 else [],
        },
    )


def archive(made: Sequence[Change]) -> Archive:
    covered: Coverage = {"since": "", "until": "", "channels": []}

    def between(since: datetime, until: datetime) -> Sequence[Change]:
        return made if since <= moment(made[0]["observed_at"]) < until else []

    return Archive(between, lambda _since, _until: covered, lambda change: change["notice"]["title"] * 100)


def filters(distinct: int) -> list[Wish]:
    """Mixed: by topics, by province, by both, by words, in three languages."""
    topics, found = list(TOPICS), []
    for place in count():
        if len(found) == distinct:
            return found
        asked: dict[str, Any] = {"language": ("en", "zh", "both")[place % 3]}
        if place % 4 != 1:
            asked["topics"] = [topics[place % len(topics)], topics[(place // 12 + 1 + place) % len(topics)]]
        if place % 4 in (1, 2):
            asked["provinces"] = [one.short for one in PROVINCES[place % 31 :: 7]]
        if place % 4 == 3:
            asked["query"] = f"工作 {('第', '公告', '利用', '电池')[place // 4 % 4]}"
        made = wish("weekly", **asked, all_quiet=True, watch=[f"第{place}号没有的公司"] if place >= 40 else [])
        if made not in found:
            found.append(made)
    raise AssertionError


def office(path: Path, readers: int, wishes: Sequence[Wish]) -> Database:
    db = open_subscribers(path / "subscribers.db")
    with writing(db):
        for place in range(readers):
            subscribe(db, f"reader{place}@example.com", wishes[place % len(wishes)], confirmed=True, now=NOW)
    return db


def settings(port: int) -> MailSettings:
    return MailSettings(
        transport=f"smtp://127.0.0.1:{port}?tls=none",
        sender="Regwatch <digest@example.org>",
        base_url="https://regwatch.example.org",
    )


@dataclass(frozen=True, slots=True)
class Rates:
    """Mails a second, and bytes of the mean mail."""

    ours: float
    bare: float
    size: float


def rates(path: Path, readers: int, port: int, made: Sequence[Change]) -> Rates:
    db = office(path, readers, filters(60))
    began = time.perf_counter()
    result = run_digest(db, "weekly", archive=archive(made), settings=settings(port), now=NOW)
    ours = time.perf_counter() - began
    if result["sent"] != readers:
        raise AssertionError(f"{result['sent']} of {readers} were sent: {result}")
    mails = [
        (str(row[0]), unpacked(row[1]))
        for row in db.conn.execute(
            """SELECT r.email, t.eml FROM deliveries d JOIN readers r ON r.id = d.reader
               JOIN mail_texts t ON t.delivery = d.id"""
        )
    ]
    db.close()
    began = time.perf_counter()
    peer = SMTP("127.0.0.1", port)
    for to, mail in mails:
        peer.sendmail("digest@example.org", [to], mail)
    peer.quit()
    bare = time.perf_counter() - began
    return Rates(readers / ours, readers / bare, sum(len(mail) for _, mail in mails) / len(mails))


def compiled(db: Database, material: Material) -> tuple[float, int]:
    """Seconds until every reader's mail is made, and how many contents were composed for that."""
    press = Press(db, material, settings(1), NOW)
    readers = press.in_order(audience(db, "weekly"))
    began = time.perf_counter()
    for reader in readers:
        press.mail(reader, f"{reader.id:032x}")
    return time.perf_counter() - began, press.compiled


def material_of(db: Database, made: Sequence[Change]) -> Material:
    return gather_material(db, "weekly", window("weekly", None, NOW), archive(made))


def watching(path: Path, made: Sequence[Change]) -> float:
    """How many times more a reader costs who watches 1,000 suppliers, each reader with a filter of their own."""
    known = [str(event["company"]) for one in made for event in one["register_events"]]
    readers, topics = 40, list(TOPICS)
    both = []
    for name, watched in (("without", 0), ("with", WATCHED)):
        (path / name).mkdir()
        db = open_subscribers(path / name / "subscribers.db")
        with writing(db):
            for place in range(readers):
                names = [*known[place % 7 :: 9], *(f"第{place}单{n}号电池有限公司" for n in range(watched))][:watched]
                asked = wish(
                    "weekly", topics=topics, provinces=[], query=f"公告 {'第' * (1 + place % 2)}", watch=names,
                    language=("en", "zh", "both")[place % 3],
                )  # fmt: skip
                subscribe(db, f"reader{place}@example.com", asked, confirmed=True, now=NOW)
        both.append(db)

    def cost(db: Database) -> float:
        """Each reader by a press of their own, so that nothing is shared; what they watch is looked for as in a run."""
        fresh = material_of(db, made)
        readers_of = audience(db, "weekly")
        began = time.perf_counter()
        Press(db, fresh, settings(1), NOW).in_order(readers_of)
        for reader in readers_of:
            Press(db, fresh, settings(1), NOW).mail(reader, f"{reader.id:032x}")
        return time.perf_counter() - began

    for db in both:
        cost(db)
    return statistics.median(cost(both[1]) / cost(both[0]) for _ in range(ROUNDS))


def measured(readers: int = 10_000) -> Iterator[Figure]:
    made = changes(60)
    with folder("digests") as path, server() as port:
        found = []
        for turn in range(ROUNDS):
            (path / f"turn{turn}").mkdir()
            found.append(rates(path / f"turn{turn}", readers, port, made))
            one = found[-1]
            print(f"   {one.ours:.0f} mails/s beside {one.bare:.0f} bare, {one.size:.0f} bytes each", flush=True)
        yield Figure(
            f"digests a second, {readers} in one run, median of {ROUNDS}", statistics.median(one.ours for one in found)
        )
        yield Figure("bare smtplib, same bytes and server", statistics.median(one.bare for one in found))
        share = statistics.median(one.ours / one.bare for one in found)
        yield Figure("digests compiled, rendered and delivered, times the bare rate", share, 0.5, most=False)
    yield from _compiling(readers)
    with folder("watching") as path:
        yield Figure(f"a reader with {WATCHED} suppliers, times one with none", watching(path, made), 2.0)


def _compiling(readers: int) -> Iterator[Figure]:
    few = readers // 10
    with folder("compiling") as path:
        dbs = {}
        for name, (number, distinct) in {"few": (few, 10), "many": (readers, 10), "mixed": (readers, few)}.items():
            (path / name).mkdir()
            dbs[name] = office(path / name, number, filters(distinct))
        times: dict[tuple[str, int], float] = {}
        contents: dict[tuple[str, int], int] = {}
        for name, db in dbs.items():
            for number in (30, 120):
                times[name, number], contents[name, number] = compiled(db, material_of(db, changes(number)))
        for name, number in times:
            told = f"{few if name == 'few' else readers} readers, {few if name == 'mixed' else 10} filters"
            yield Figure(f"compiled in: {told}, {number} changes", times[name, number], unit="s")
        yield Figure(f"contents composed for {readers} readers with 10 filters", float(contents["many", 120]), 10)
        yield Figure(f"contents composed for {readers} readers with {few} filters", float(contents["mixed", 120]), few)
        each = {number: (times["many", number] - times["few", number]) / (readers - few) for number in (30, 120)}
        yield Figure("a further reader of a known filter, 30 changes", each[30] * 1e3, unit="ms")
        yield Figure("the same with 120 changes, times that with 30", each[120] / each[30], 2.0)


def main(arguments: Sequence[str]) -> int:
    figures = [*measured(int(arguments[0]) if arguments else 10_000)]
    for figure in figures:
        verdict = "" if figure.bar is None else "met" if figure.met else "MISSED"
        print(f"{figure.name:<70} {figure.value:10.3f} {figure.unit:<3} {verdict}")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
