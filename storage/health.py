"""Findings: what the operator must know of a channel. One opens when something is wrong, repeats while it is, and
closes itself when it is well again; nobody has to clear it.

Kinds: `challenged`, `drifted`, `unreachable`, `failed` (the channel could not be read; the newest kind that was met and
all before it stay open until a check goes well), `undated` (rows without a date), `unidentified` (addresses
without the publisher's id), `fewer_rows` (the list holds far
fewer rows than it did or than is usual), `fields_missing` (its rows or notices leave out what they used to say),
`more_requests` (far more requests for each notice than usual), `skipped_rows` (rows that could not be used),
`pages_unread` (listed pages that give nothing usable), `rechecks_overdue` (known pages that should have been looked
at again long ago), `attachments_unread` (files that could not be fetched, or
were given up while being read). Being
`late` needs no event, so it is not stored: `storage.queries.health` tells it from the checks.

The service's own health is kept beside them, under the source `service`: `disk`, `seal` (a day without its root or its
countersignature), `dead_letters` (mails given up), `canary` (its mails do not arrive), `translation` (the
engine does not work), `job` (a job that crashed or hung; the channel names it).
"""

from datetime import datetime, timedelta

from storage.archive.runs import Check
from storage.clock import stamp
from storage.database import Database, writing
from storage.usual import ROWS, WITHOUT_ID, Seen, looks, missing, notices_missing, usual, usual_before

OUTCOMES = ("challenged", "drifted", "unreachable", "failed")
OF_LISTS = ("undated", "unidentified", "fewer_rows", "skipped_rows", "fields_missing", "more_requests")
KINDS = (*OUTCOMES, *OF_LISTS, "pages_unread", "attachments_unread", "rechecks_overdue")
OVERDUE = timedelta(days=7)
SHRUNK = 0.8
FEW = 3
SERVICE = "service"
UNDATED = "has no date"
DETAIL_LENGTH = 1000


def observe_service(db: Database, kind: str, detail: str, at: datetime, *, about: str = "") -> None:
    """Open or repeat a finding on the service itself; an empty `detail` closes it. `about` tells jobs apart."""
    with writing(db):
        if detail:
            _open(db, SERVICE, about, kind, detail[:DETAIL_LENGTH], at)
        else:
            _close(db, SERVICE, about, kind, at)


def observe(db: Database, check: Check, at: datetime, *, least_rows: int = 0) -> None:
    """Open, repeat and close the findings of a channel after one check. `least_rows` is what its list is declared to
    hold at least on a normal day (0: it may be empty); where its own looks tell of less, they are believed."""
    found = _of_outcome(check)
    if check.outcome == "ok":
        found |= _of_list(db, check, at, least_rows)
    found |= _of_pages(db, check) | _of_rechecks(db, check, at)
    with writing(db):
        for kind, detail in found.items():
            _open(db, check.source, check.channel, kind, detail[:DETAIL_LENGTH], at)
        for kind in KINDS:
            unfit = check.outcome != "ok" and kind in (*OUTCOMES, *OF_LISTS)
            if kind not in found and not unfit:
                _close(db, check.source, check.channel, kind, at)


def _of_outcome(check: Check) -> dict[str, str]:
    if check.outcome == "ok":
        return {}
    found: dict[str, str] = {check.outcome: check.error or f"the check ended as {check.outcome}"}
    if check.outcome == "drifted" and UNDATED in check.error:
        found["undated"] = check.error
    return found


def _of_list(db: Database, check: Check, at: datetime, least_rows: int) -> dict[str, str]:
    found: dict[str, str] = {}
    before = db.conn.execute(
        """SELECT total FROM checks WHERE source = ? AND channel = ? AND outcome = 'ok' AND total IS NOT NULL
           AND observed_at < ? ORDER BY observed_at DESC, id DESC LIMIT 1""",
        [check.source, check.channel, stamp(at)],
    ).fetchone()
    own = usual(looks(db, check.source, check.channel, at)).rows
    if check.listed < (least_rows if own is None else min(least_rows, own)):
        found["fewer_rows"] = f"the list showed {check.listed} rows; at least {least_rows} are usual"
    elif before is not None and check.total is not None and check.total < min(before[0] - FEW, before[0] * SHRUNK):
        found["fewer_rows"] = f"the site counts {check.total} rows where it counted {before[0]}"
    if check.skipped > max(FEW, check.listed):
        found["skipped_rows"] = f"{check.skipped} places in the list were no usable rows, {check.listed} were"
    if strangers := check.fields.get(WITHOUT_ID, 0):
        found["unidentified"] = (
            f"{strangers} of {check.fields[ROWS]} rows have an address without the publisher's id, by which a notice "
            "is known again when it moves; has the form of its addresses changed?"
        )
    return {**_of_the_usual(db, check, at), **found}


def _of_the_usual(db: Database, check: Check, at: datetime) -> dict[str, str]:
    """What differs from the channel's own last good looks."""
    now = Seen(check.fields, check.requests, check.pages, check.looked)
    found: dict[str, str] = {}
    for kind in ("fewer_rows", "fields_missing", "more_requests") if check.fields else ():
        told = missing(now, usual_before(db, check.source, check.channel, kind, at), FEW)
        found.update({kind: told[kind]} if kind in told else {})
    lacking = notices_missing(db, check.source, check.channel)
    if lacking:
        found["fields_missing"] = f"{found['fields_missing']}; {lacking}" if "fields_missing" in found else lacking
    return found


def _of_pages(db: Database, check: Check) -> dict[str, str]:
    found: dict[str, str] = {}
    pages = db.conn.execute(
        """SELECT count(*), min(a.fault) FROM listings l JOIN addresses a ON a.id = l.address
           WHERE l.source = ? AND l.channel = ? AND a.fault != ''""",
        [check.source, check.channel],
    ).fetchone()
    if pages[0]:
        found["pages_unread"] = f"{pages[0]} listed pages gave nothing usable, among them {pages[1]}"
    files = db.conn.execute(
        """SELECT count(*), min(f.name || ': ' || coalesce(nullif(f.fault, ''), g.fault)) FROM notices n
           JOIN versions v ON v.notice = n.id AND v.number = n.version
           JOIN version_attachments f ON f.version = v.id LEFT JOIN given_up g ON g.blob = f.blob
           WHERE n.source = ? AND n.channel = ? AND (g.tries > 0 OR (f.blob IS NULL AND f.fault != ''))""",
        [check.source, check.channel],
    ).fetchone()
    if files[0]:
        found["attachments_unread"] = f"{files[0]} files could not be fetched or read, among them {files[1]}"
    return found


def _of_rechecks(db: Database, check: Check, at: datetime) -> dict[str, str]:
    """Known pages of the channel whose next look was due long ago: an edit of theirs would not have been seen."""
    count, since = db.conn.execute(
        """SELECT count(*), min(a.due_at) FROM addresses a WHERE a.source = ?1 AND a.kind = 'page' AND a.due_at < ?3
           AND a.notice IS NOT NULL AND (SELECT l.channel FROM listings l WHERE l.source = a.source AND
           l.address = a.id ORDER BY l.first_listed_at, l.channel LIMIT 1) = ?2""",
        [check.source, check.channel, stamp(at - OVERDUE)],
    ).fetchone()
    if not count:
        return {}
    said = f"{count} known pages should have been looked at again, the first of them by {since}, and were not"
    return {"rechecks_overdue": f"{said}: an edit of theirs is not seen (crawl.recheck_budget bounds a run)"}


def _close(db: Database, source: str, channel: str, kind: str, at: datetime) -> None:
    db.conn.execute(
        "UPDATE findings SET closed_at = ? WHERE source = ? AND channel = ? AND kind = ? AND closed_at IS NULL",
        [stamp(at), source, channel, kind],
    )


def _open(db: Database, source: str, channel: str, kind: str, detail: str, at: datetime) -> None:
    db.conn.execute(
        """INSERT INTO findings(source, channel, kind, opened_at, last_at, times, detail) VALUES (?,?,?,?,?,1,?)
           ON CONFLICT(source, channel, kind) WHERE closed_at IS NULL
           DO UPDATE SET last_at = excluded.last_at, times = times + 1, detail = excluded.detail""",
        [source, channel, kind, stamp(at), stamp(at), detail],
    )
