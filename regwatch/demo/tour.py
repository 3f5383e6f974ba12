"""The demo: the ordinary crawl, archive and digests, week by week against the replicas, with every step shown."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from rich.console import Console

from crawler.sources import SOURCES
from notifier.archive_source import archive_of
from notifier.digests import run_digest
from notifier.previews import write_digest
from notifier.subscriptions import subscribe
from notifier.wishes import wish
from regwatch.crawls import crawl, failures
from regwatch.demo.ending import how_to_open, open_pages, somebody_watches
from regwatch.demo.replica import Replica
from regwatch.demo.story import Week, load
from regwatch.demo.weekly_table import print_changes, print_channels
from regwatch.errors import DoneInPart, UsageFault
from regwatch.mails import subscribers
from regwatch.progress import say
from regwatch.settings import Settings
from storage.archive import ARCHIVE_NAME, open_archive
from storage.archive.absences import missing_once
from storage.clock import stamp
from storage.queries.changes import ChangeFilter, changes

WEEKLY_H = 7 * 24
BUYER, LAB = "buyer@example.org", "lab@example.org"
_SETTINGS = """# The demo's own data. The replicas have stopped: `regwatch crawl` with this would ask the real sites.
data = {data!r}

[mail]
transport = "maildir:{mail}"
sender = "Regwatch demo <digest@example.org>"
"""
_WEEKLY = """
[sources.{source}]
every_h = {every_h}  # the demo looks once a week
"""


def run_demo(keep: Path | None, *, stay: bool | None = None) -> None:
    """`stay`: the pages stay open until Ctrl-C; by default when somebody sits at the terminal.

    Raises UsageFault when the folder to keep is in use already, DoneInPart when a step did not do what it should."""
    folder = _folder(keep)
    try:
        _run(folder, kept=keep is not None, stay=somebody_watches() if stay is None else stay)
    finally:
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _folder(keep: Path | None) -> Path:
    if keep is None:
        return Path(tempfile.mkdtemp(prefix="regwatch-demo-"))
    if (keep / ARCHIVE_NAME).exists():
        raise UsageFault(f"{keep} already holds an archive; name an empty folder, or remove it first")
    try:
        keep.mkdir(parents=True, exist_ok=True)
        weekly = "".join(_WEEKLY.format(source=source, every_h=WEEKLY_H) for source in SOURCES)
        settings = _SETTINGS.format(data=str(keep.absolute()), mail=keep.absolute() / "maildir")
        (keep / "regwatch.toml").write_text(settings + weekly)
    except OSError as error:
        raise UsageFault(f"{keep} cannot be written ({error.strerror or error}); name a writable folder") from None
    return keep


def _run(folder: Path, *, kept: bool, stay: bool) -> None:
    story = load()
    console = Console(width=None if Console().is_terminal else 150, highlight=False, markup=False)
    with Replica(story) as replica:
        settings = _settings(folder, replica.start())
        _subscribe(settings, story.weeks[0])
        console.print(
            f"Replicas of {len(replica.origins)} ministries' sites run here; {len(story.weeks)} weeks follow.\n"
        )
        _first_look(settings, replica, story.weeks[0], console)
        for number, week in enumerate(story.weeks, start=1):
            replica.at(week.observed)
            say(f"week {number} of {len(story.weeks)}: crawling as of {stamp(week.observed)}")
            _one_week(settings, folder, week, number, console)
        again = crawl(settings, [], full=False, at=story.weeks[-1].observed + timedelta(minutes=5))
    new = sum(
        channel[kind] for channel in again["channels"] for kind in ("published", "edited", "withdrawn", "restored")
    )
    console.print(f"The last week crawled once more: {new} changes.\n")
    if new or failures(again):
        raise DoneInPart("the second crawl of the last week was not quiet: " + "; ".join(failures(again)))
    end = story.weeks[-1].observed + timedelta(hours=1)
    _farewell(folder, end, console, kept=kept)
    open_pages(settings, end, console, stay=stay)


def _settings(folder: Path, origins: dict[str, str]) -> Settings:
    return Settings.model_validate(
        {
            "data": folder,
            "sources": {source: {"origin": origin, "every_h": WEEKLY_H} for source, origin in origins.items()},
            "crawl": {"delay_s": 0, "allow_private_hosts": True, "first_run_pages": 400},
            "mail": {"transport": f"maildir:{folder / 'maildir'}", "sender": "Regwatch demo <digest@example.org>"},
        }
    )


def _subscribe(settings: Settings, first: Week) -> None:
    """Two readers: a buyer who wants everything on the subject, a testing laboratory that follows two topics."""
    db = subscribers(settings)
    at = datetime.combine(first.start, datetime.min.time(), first.observed.tzinfo)
    subscribe(db, BUYER, wish("weekly"), confirmed=True, now=at)
    wanted = wish("weekly", topics=["penalty_benchmark", "enforcement_campaign"], language="both")
    subscribe(db, LAB, wanted, confirmed=True, now=at)


def _first_look(settings: Settings, replica: Replica, first: Week, console: Console) -> None:
    """The evening before the first week: what the sites hold already is read in, and is news to nobody."""
    before = datetime.combine(first.start, datetime.min.time(), first.observed.tzinfo) - timedelta(hours=4)
    replica.at(before)
    say(f"first look: crawling as of {stamp(before)}")
    report = crawl(settings, [], full=False, at=before)
    held = sum(channel["published"] for channel in report["channels"])
    console.print(f"First look, {before.date().isoformat()}: the sites hold {held} notices from before.")
    print_channels(console, report)
    console.print()


def _one_week(settings: Settings, folder: Path, week: Week, number: int, console: Console) -> None:
    report = crawl(settings, [], full=False, at=week.observed)
    if _somebody_is_missing(settings):
        say("a notice was not where it stood; looking once more before it counts as withdrawn")
        crawl(settings, [], full=False, at=week.observed + timedelta(hours=2))
    until = datetime.combine(week.start + timedelta(days=7), datetime.min.time(), week.observed.tzinfo)
    since = until - timedelta(days=7)
    db = open_archive(settings.data, readonly=True)
    found = changes(db, ChangeFilter(since=since, until=until, any_subject=True))
    console.print(f"Week {number}, {week.start.isoformat()}: {week.label_en}", style="bold")
    print_changes(console, found)
    print_channels(console, report)
    archive = archive_of(db)
    people = subscribers(settings)
    mail = settings.mail
    result = run_digest(people, "weekly", archive=archive, settings=mail, now=until, until=until)
    written = _eml_folder(folder, until)
    write_digest(people, "weekly", written, archive=archive, settings=mail, now=until, until=until)
    skipped = f", {result['skipped_empty']} not sent because nothing concerned them" if result["skipped_empty"] else ""
    console.print(f"Digests of the week: {result['sent']} sent to the maildir{skipped}.\n")
    db.close()


def _somebody_is_missing(settings: Settings) -> bool:
    db = open_archive(settings.data, readonly=True)
    try:
        return missing_once(db) > 0
    finally:
        db.close()


def _eml_folder(folder: Path, until: datetime) -> Path:
    return folder / "digests" / until.date().isoformat()


def _farewell(folder: Path, end: datetime, console: Console, *, kept: bool) -> None:
    db = open_archive(folder, readonly=True)
    notices, versions = (db.conn.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("notices", "versions"))
    size = (folder / ARCHIVE_NAME).stat().st_size
    db.close()
    console.print(f"The archive holds {notices} notices in {versions} versions, {size / 1e6:.1f} MB.")
    if not kept:
        console.print("It lies in a temporary folder and goes with this run; `regwatch demo --keep DIR` keeps it.")
        return
    console.print(f"Everything lies in {folder}:")
    console.print(f"  {folder / ARCHIVE_NAME}      every capture, notice, version and change")
    console.print(f"  {folder / 'digests'}         the weekly digests as .eml files; open one in a mail client")
    console.print(f"  {folder / 'maildir'}         the same mails as they were sent")
    console.print("Try next:")
    watched = f"sources --now {end.isoformat(timespec='minutes')}"
    asked = "register nev-battery-recycling --from 2026-05-01 --to 2026-07-31"
    for command in ("changes --kind edited", watched, asked, "search 梯次", "rollouts"):
        console.print(f"  uv run regwatch --data {folder} {command}", soft_wrap=True)
    console.print(how_to_open(folder, end), soft_wrap=True)  # a command is copied whole, however narrow the window
