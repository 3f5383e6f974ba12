"""Who made a difference: the publisher, a copy on another site, a file out of reach, or our own reader.

What compares texts is imported where it is needed: most crawls find nothing to compare, and each process starts sooner.
"""

import json
from collections.abc import Sequence

from storage import blobs
from storage.archive import contents
from storage.archive.contents import Content
from storage.archive.stored import StoredVersion, version_number
from storage.database import Database
from storage.model import Attachment, Entry, Reading
from storage.normal import content_digest
from storage.shapes import Edit


def publishers_edits(
    db: Database,
    notice: str,
    last: StoredVersion,
    reading: Reading,
    address: int,
    page: int | None,
    *,
    is_copy: bool,
) -> list[Edit]:
    """The edits between the notice's last state and what `address` says now, as far as they are the publisher's.

    The labelled fields around a document differ from site to site, so they are compared with what the same address
    said. `page` is the blob that was read: the same bytes read by another reader have not been edited. `is_copy` says
    that document and files are those of the last state.
    """
    from storage.archive.edits import edits_between, field_edits

    before = last.content(db)
    if last.address != address:
        before.fields = _fields_said_at(db, notice, address, reading)
        if is_copy:
            return field_edits(before.fields, reading.fields)
    before.attachments = with_bytes(db, notice, last)
    after = Content(reading.title, reading.text, reading.tables, reading.fields, reading.attachments)
    found = edits_between(before, after)
    if last.reader != reading.reader and page is not None and page == _page_of(db, last):
        return [edit for edit in found if edit["where"].startswith("attachment:")]
    return found


def _fields_said_at(db: Database, notice: str, address: int, reading: Reading) -> dict[str, str]:
    row = db.conn.execute(
        "SELECT body FROM versions WHERE notice = ? AND address = ? ORDER BY number DESC LIMIT 1", [notice, address]
    ).fetchone()
    return reading.fields if row is None else dict(json.loads(blobs.get(db, int(row[0])))["fields"])


def _page_of(db: Database, version: StoredVersion) -> int | None:
    row = db.conn.execute("SELECT blob FROM captures WHERE id = ?", [version.capture]).fetchone()
    return None if row is None else int(row[0])


def with_bytes(db: Database, notice: str, last: StoredVersion) -> Sequence[Attachment]:
    """The version's files; one that was out of reach then is given as the newest earlier version that held it."""
    from storage.archive.edits import paired_attachments

    files = list(last.attachments)
    number = last.number
    while number > 1 and was_incomplete(files):
        number -= 1
        earlier = version_number(db, notice, number)
        if earlier is None:
            break
        pairs = paired_attachments(earlier.attachments, files)
        for old, new in pairs:
            if old.sha256 and not new.sha256:
                files[files.index(new)] = old
    return files


def was_incomplete(attachments: Sequence[Attachment]) -> bool:
    return any(not attachment.sha256 for attachment in attachments)


def arrived_with_rows(before: Sequence[Attachment], reading: Reading, *, same_reader: bool) -> list[Edit]:
    """The files that could not be had before and are here now, as edits, when list entries or penalty rules stand in
    them: whoever was told of the notice without its list has to be told of the list. So it is with bytes that the
    same reader could not read before, for want of memory or time; `before` are the files as they were last had."""
    told = {entry.where for entry in reading.facts.entries} | {rule.where for rule in reading.facts.penalties}
    missing = {file.url for file in before if not file.sha256}
    unread = {file.sha256 for file in before if file.sha256 and not file.readable} if same_reader else set()
    return [
        {"where": f"attachment:{file.name}", "op": "insert", "before": "", "after": f"{file.name} sha256:{file.sha256}"}
        for file in reading.attachments
        if file.readable and (file.url in missing or file.sha256 in unread) and f"attachment:{file.name}" in told
    ]


def lost_files(db: Database, notice: str, last: StoredVersion, reading: Reading) -> bool:
    """Whether a file that was held or read before could not be had or read this time, by no doing of the publisher."""
    from storage.archive.edits import paired_attachments

    pairs = paired_attachments(with_bytes(db, notice, last), reading.attachments)
    return any(
        old.sha256 and (not new.sha256 or (new.sha256 == old.sha256 and old.readable and not new.readable))
        for old, new in pairs
    )


def catching_up(db: Database, notice: str, said_before: str, says_now: str) -> bool:
    """Whether an address that lags behind goes from one earlier state of the notice to a later one."""
    newest = (
        db.conn.execute(
            "SELECT max(number) FROM versions WHERE notice = ? AND content = ?", [notice, digest]
        ).fetchone()
        for digest in (said_before, says_now)
    )
    before, now = (row[0] for row in newest)
    return before is not None and now is not None and before < now


def says_the_same(db: Database, last: StoredVersion, reading: Reading) -> bool:
    """Whether a reading gives the content, facts, entries and penalty rules that the version holds."""
    if last.digest != content_digest(reading):
        return False
    said, says = last.body(db), json.loads(contents.reading_json(reading))
    if contents.whole_facts(last.facts, said) != contents.whole_facts(contents.facts_json(reading), says):
        return False
    rules = blobs.get(db, last.rules_blob) if last.rules_blob is not None else contents.rules_json(())
    if rules != contents.rules_json(reading.facts.penalties):
        return False
    held = db.conn.execute(
        """SELECT register, action, company, uscc, province, entry_type, batch, former, place, row, detail
           FROM entry_rows WHERE version = ? ORDER BY position""",
        [last.id],
    ).fetchall()
    return [tuple(row) for row in held] == [entry_values(entry) for entry in reading.facts.entries]


def entry_values(entry: Entry) -> tuple[str, ...]:
    """The columns of `entry_rows` from `register` on."""
    return (
        entry.register,
        entry.action,
        entry.company,
        entry.uscc,
        entry.province,
        entry.entry_type,
        entry.batch,
        entry.former,
        entry.where,
        entry.row,
        json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    )
