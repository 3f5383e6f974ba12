"""The machine: the data folder and its space, the SQLite that runs, the clock."""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from regwatch.doctor.results import Result, fail, ok, warn
from storage.clock import stamp
from storage.database import Database, engine_is_wal_safe, sqlite3

FULL = 256 << 20
TIGHT = 2 << 30
SKEW = timedelta(minutes=5)
_MIB = 1 << 20


def data_folder(folder: Path) -> Result:
    """Whether files can be made there. A folder that does not exist yet is judged by where it would be made."""
    there = folder if folder.exists() else _nearest(folder)
    if not there.is_dir():
        return fail("data folder", f"{there} is not a folder", "name another folder with --data or `data`")
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        return fail(
            "data folder",
            f"{there} is not writable ({error.strerror or error})",
            "make it writable for this user, or name another folder with --data or `data`",
        )
    if there != folder:
        return warn("data folder", f"{folder} does not exist yet", "nothing to do: `regwatch crawl` makes it")
    return ok("data folder", f"{folder} is writable")


def free_space(folder: Path, archive: Path) -> Result:
    there = folder if folder.exists() else _nearest(folder)
    try:
        free = shutil.disk_usage(there).free
        used = archive.stat().st_size if archive.exists() else 0
    except OSError as error:
        return fail("disk", f"{there} cannot be examined ({error.strerror or error})", "name a readable data folder")
    said = f"{free // _MIB} MiB free beside an archive of {used // _MIB} MiB"
    if free < FULL:
        return fail("disk", said, f"make room: under {FULL // _MIB} MiB the next crawl may not be storable")
    if free < max(TIGHT, used):
        return warn("disk", said, "make room soon: a backup on this disk needs as much again as the archive")
    return ok("disk", said)


def engine() -> Result:
    """SQLite 3.7.0 to 3.51.2 can lose committed transactions in WAL mode (sqlite.org/wal.html#walresetbug)."""
    version = sqlite3.sqlite_version
    if engine_is_wal_safe():
        return ok("sqlite", f"SQLite {version}, several processes may write in WAL mode")
    return warn(
        "sqlite",
        f"SQLite {version} has the WAL-reset bug, so the slower rollback journal is used",
        "install SQLite 3.51.3 or newer (on Linux the package pysqlite3 brings one)",
    )


def journal(name: str, db: Database) -> Result:
    mode = str(db.conn.execute("PRAGMA journal_mode").fetchone()[0]).lower()
    if mode == "wal" and not engine_is_wal_safe():
        return fail(
            f"{name} journal",
            f"{name} is in WAL mode, and SQLite {sqlite3.sqlite_version} can lose transactions in it",
            "run any crawl with this installation, which puts it back, or install SQLite 3.51.3 or newer",
        )
    return ok(f"{name} journal", f"{name} is in {mode} mode")


def clock(now: datetime, told: dict[str, datetime], newest_capture: str | None) -> Result:
    """Our clock beside the `Date` headers of the sites that answered, and beside the newest capture."""
    if newest_capture and newest_capture > stamp(now + SKEW):
        return fail(
            "clock",
            f"it is {stamp(now)} here, and the newest capture was fetched at {newest_capture}",
            "set the clock (timedatectl set-ntp true): captures out of time are poor evidence",
        )
    off = {name: now - moment for name, moment in told.items()}
    if not off:
        return ok("clock", f"{stamp(now)}; no site answered to compare it with")
    name, worst = min(off.items(), key=lambda item: abs(item[1]))
    if abs(worst) > SKEW:
        return fail(
            "clock",
            f"it is {stamp(now)} here, which is {int(worst.total_seconds()):+} s from what {name} says",
            "set the clock (timedatectl set-ntp true): captures out of time are poor evidence",
        )
    return ok("clock", f"{stamp(now)}, within {int(SKEW.total_seconds())} s of what {name} says")


def _nearest(folder: Path) -> Path:
    """The closest folder above that exists."""
    for above in folder.absolute().parents:
        if os.path.lexists(above):
            return above
    return Path("/")
