"""The archive of 1,200 notices with ten polls of 30 edits each, beside git with exactly the captures it holds.

The git repository has one file per address and one commit per poll, made from the captured bytes as the archive gives
them back, then `git gc --aggressive --prune=now`. Ours is the whole `archive.db`: raw bytes, headers, the chain,
normalised text, facts, listings, checks and indexes. Measured as crawls leave it (after the checkpoint that closing the
file makes), and after VACUUM. The search index beside it, which can be made from it, is told apart and together.
"""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bench.crawling import crawl_all
from bench.measuring import Figure
from bench.sites import EDITS, POLLS, copied, site
from regwatch.demo.replica.generated import poll_moment
from storage.archive import ARCHIVE_NAME, captures, open_archive
from storage.database import Database
from storage.search.beside import FILE_NAME

BAR = 1.5
WHO = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
WHO |= {f"GIT_{role}_{what}": "bench" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def measured() -> Iterator[Figure]:
    made = site("mixed")
    yield Figure("peak memory of the first crawl", made.first.peak_mb, 250, unit="MB")
    yield Figure("CPU of the first crawl", made.first.cpu_s, unit="s")
    with copied(made) as data:
        for poll in range(1, POLLS + 1):
            made.replica.at(poll_moment(poll))
            crawl_all(data, made.replica, poll_moment(poll), full=True)
        made.replica.at(poll_moment(0))
        yield from sizes(data)


def sizes(data: Path) -> Iterator[Figure]:
    """The figures of one archive, whatever it holds."""
    path = data / ARCHIVE_NAME
    db = open_archive(data)
    edited = db.conn.execute("SELECT count(*) FROM changes WHERE kind = 'edited'").fetchone()[0]
    yield Figure("edits found in ten polls of 30", edited, POLLS * EDITS, most=False)
    kept = db.conn.execute("SELECT count(*), sum(b.size) FROM captures c JOIN blobs b ON b.id = c.blob").fetchone()
    yield Figure("captures", kept[0])
    yield Figure("bytes captured", kept[1] / 1e6, unit="MB")
    theirs = _git(db, data / "git")
    yield Figure("git gc --aggressive of the same captures", theirs / 1e6, unit="MB")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    ours = path.stat().st_size
    _tell(path)
    db = open_archive(data)
    db.conn.execute("VACUUM main")
    db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    vacuumed = path.stat().st_size
    searching = (data / FILE_NAME).stat().st_size
    yield Figure("search.db, which is derived from it", searching / 1e6, unit="MB")
    yield Figure("archive.db as the crawls leave it", ours / 1e6, unit="MB")
    yield Figure("archive.db after VACUUM", vacuumed / 1e6, unit="MB")
    yield Figure("archive.db as the crawls leave it, times git", ours / theirs, BAR)
    yield Figure("archive.db after VACUUM, times git", vacuumed / theirs, BAR)
    yield Figure("archive.db and search.db together, times git", (ours + searching) / theirs)


def _git(db: Database, folder: Path) -> int:
    """Bytes of the repository of all captures, a commit for each moment of the archive."""
    folder = folder.resolve()
    _run("init", "-q", "--template=", str(folder), at=folder.parent)
    moments = [row[0] for row in db.conn.execute("SELECT DISTINCT observed_at FROM captures ORDER BY 1").fetchall()]
    for moment in moments:
        rows = db.conn.execute("SELECT address, blob FROM captures WHERE observed_at = ? ORDER BY id", [moment])
        for address, blob in rows.fetchall():
            (folder / str(address)).write_bytes(captures.content(db, blob))
        _run("add", "-A", at=folder)
        _run("commit", "-q", "-m", moment, at=folder)
    _run("gc", "--aggressive", "--prune=now", "-q", at=folder)
    return sum(file.stat().st_size for file in (folder / ".git").rglob("*") if file.is_file())


def _run(*arguments: str, at: Path) -> None:
    subprocess.run(["git", *arguments], cwd=at, env=os.environ | WHO, check=True, capture_output=True)


def _tell(path: Path) -> None:
    """What takes the space; asked of Python's own SQLite, which knows dbstat, of a file that no other has open."""
    with closing(sqlite3.connect(path)) as db:
        for name, size, unused in db.execute(
            "SELECT name, sum(pgsize), sum(unused) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 12"
        ):
            print(f"  {name:<40}{size / 1e6:8.2f} MB, unused {unused / 1e6:.2f}")
        for family, encoding, count, size, packed in db.execute(
            "SELECT family, encoding, count(*), sum(size), sum(packed) FROM blobs GROUP BY 1, 2 ORDER BY 5 DESC"
        ):
            print(f"  {family:<20}{encoding:<18}{count:6} blobs {size / 1e6:8.2f} MB in {packed / 1e6:.3f} MB")
