"""The two databases: there, whole, and the archive's chain unbroken."""

from pathlib import Path

from regwatch.doctor.machine import journal
from regwatch.doctor.results import Result, fail, ok, warn
from storage.archive import ARCHIVE_NAME, open_archive
from storage.backup import integrity_fault
from storage.database import connect, sqlite3
from storage.errors import StorageError
from storage.evidence.chain import verify_chain

_RESTORE = "restore it from a backup, and keep the damaged file for study"


def archive(folder: Path) -> tuple[list[Result], str | None]:
    """Results on archive.db, and when its newest capture was fetched."""
    path = folder / ARCHIVE_NAME
    if not path.exists():
        return [warn("archive", f"there is no archive in {folder} yet", "run `regwatch crawl`")], None
    try:
        fault = integrity_fault(path)
        if fault:
            return [fail("archive", f"{path} is damaged ({fault})", _RESTORE)], None
        db = open_archive(folder, readonly=True)
    except StorageError as error:
        return [fail("archive", str(error), "mend that, then run `regwatch doctor` again")], None
    try:
        captures, notices, newest = db.conn.execute(
            "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM notices), max(fetched_at) FROM captures"
        ).fetchone()
        report = verify_chain(db)
        results = [
            ok("archive", f"{path} is whole: {captures} captures, {notices} notices"),
            journal("archive", db),
            ok("chain", f"{report.captures} links and {report.roots} daily roots hold"),
        ]
        if not report.holds:
            more = f" (and {len(report.breaks) - 1} more)" if len(report.breaks) > 1 else ""
            results[-1] = fail("chain", f"{report.breaks[0]}{more}", f"the archive was altered: {_RESTORE}")
        return results, newest
    except (StorageError, sqlite3.DatabaseError) as error:
        return [fail("archive", f"{path} cannot be read ({error})", _RESTORE)], None
    finally:
        db.close()


def subscribers(path: Path) -> list[Result]:
    """Results on subscribers.db, which holds people and is for nobody else's eyes."""
    if not path.exists():
        return [ok("subscribers", "nobody has subscribed yet")]
    try:
        fault = integrity_fault(path)
        if fault:
            return [fail("subscribers", f"{path} is damaged ({fault})", _RESTORE)]
        db = connect(path, readonly=True)
    except StorageError as error:
        return [fail("subscribers", str(error), "mend that, then run `regwatch doctor` again")]
    try:
        results = [ok("subscribers", f"{path} is whole"), journal("subscribers", db)]
    finally:
        db.close()
    if path.stat().st_mode & 0o077:
        results.append(
            warn("privacy", f"others on this machine can read {path}", f"chmod 600 {path}: it holds mail addresses")
        )
    return results
