"""A large archive, made quickly: the rows that the archive's own write path would make, inserted in bulk.

Notices of `generated_words`, ten versions each, twenty changes each: published, nine edits, and five times withdrawn
and back. What is the same work for every row is done as the archive does it (digests, chain, documents, packing of a
page against the one before and of a text against its page, the search index through `index.version_added`); what the
write path looks up before it writes is known here. Pages are packed at zstd's first level, which only costs room.
`checked` holds some of the rows against what `storage` reads, writes and compares itself.
"""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import zstandard

from bench.generated_words import SOURCES, VERSIONS, Made, notice
from bench.generated_words import __file__ as words_file
from storage.archive import contents, open_archive
from storage.archive.captures import chain_link
from storage.archive.comparing import entry_values
from storage.archive.identity import notice_id
from storage.archive.versions import Origin, derive, last_version
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.model import Reading
from storage.normal import attachment_digest, compare_key, content_digest, copy_digest, tables_digest
from storage.queries.diffs import diff
from storage.queries.notices import show
from storage.search import index
from storage.search.schema import SCHEMA

COHORT = 500
# Nothing is to survive a crash here: a folder without the seal is made anew.
_HASTE = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-600000", "temp_store=MEMORY")
_SEAL = "made-by"
ROUNDS = 2 * VERSIONS  # two versions, a withdrawal, a return; and again
FIRST = datetime(2016, 1, 2, 9, 0, tzinfo=ZONE)
LENGTH = timedelta(days=3650)
_HEADERS = '[["Content-Type", "text/html;charset=UTF-8"], ["Server", "nginx"], ["Content-Length", "{}"]]'
_PAGE = "<html><head><title>{}</title></head><body><div id=con_con>{}</div><div class=foot>版权所有</div></body></html>"


def made(folder: Path, total: int, tell: Callable[[str], None] = lambda _: None) -> Database:
    """The archive of `total` notices in an empty folder, whole and open for reading and writing."""
    db = open_archive(folder)
    for pragma in (*_HASTE, f"{SCHEMA}.journal_mode=OFF"):
        db.conn.execute(f"PRAGMA {pragma}")
    indexes = _without_indexes(db)
    link = ""
    db.conn.execute("BEGIN IMMEDIATE")
    for number, cohort in enumerate(_cohorts(total)):
        link = _insert(db, cohort, link)
        if number % 20 == 0:
            tell(f"{number * COHORT:,} of {total:,} notices")
    tell("indexes")
    for statement in indexes:
        db.conn.execute(statement)
    db.conn.execute("COMMIT")
    db.conn.execute("ANALYZE main")
    db.close()
    (folder / _SEAL).write_text(_generation(), encoding="ascii")
    return open_archive(folder)


def kept(folder: Path) -> bool:
    """Whether the folder holds an archive that this very build of the generator finished."""
    seal = folder / _SEAL
    return seal.exists() and seal.read_text(encoding="ascii") == _generation()


def _generation() -> str:
    """What the rows follow from: the generator's own text."""
    return hashlib.sha256(b"".join(Path(str(name)).read_bytes() for name in (__file__, words_file))).hexdigest()


def _without_indexes(db: Database) -> list[str]:
    """Drop the indexes that only reading needs; answers the statements that make them again, all at once."""
    rows = db.conn.execute(
        "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%UNIQUE%'"
    ).fetchall()
    for name, _ in rows:
        db.conn.execute(f"DROP INDEX main.{name}")
    return [str(statement) for _, statement in rows]


@dataclass(slots=True)
class Cohort:
    """Rows by table, those of `captures` without their links, and the newest reading of each notice."""

    rows: dict[str, list[Sequence[Any]]]
    newest: list[tuple[str, Reading]]


def _cohorts(total: int) -> Iterator[Cohort]:
    """Made by other processes, a few ahead of the writer."""
    starts = [range(start, min(start + COHORT, total)) for start in range(0, total, COHORT)]
    with ProcessPoolExecutor(2) as pool:
        waiting = deque[Future[Cohort]]()
        for numbers in starts:
            waiting.append(pool.submit(cohort, numbers, total))
            if len(waiting) > 3:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _insert(db: Database, cohort: Cohort, link: str) -> str:
    """Write a cohort; answers the last link of the chain."""
    linked: list[Sequence[Any]] = []
    for row, sha256 in zip(cohort.rows["captures"], cohort.rows.pop("digests"), strict=True):
        link = chain_link(link, str(sha256), row[8], row[3], row[5], row[6])
        linked.append((*row, link))
    cohort.rows["captures"] = linked
    for name, columns in _COLUMNS.items():
        marks = ",".join("?" * (columns.count(",") + 1))
        db.conn.executemany(f"INSERT INTO {name}({columns}) VALUES ({marks})", cohort.rows[name])
    for known, reading in cohort.newest:
        index.version_added(db, known, reading)
    return link


def cohort(numbers: range, total: int) -> Cohort:
    """A few notices through all their rounds, so that rows lie in the order of observation as they would."""
    writer = _Writer(numbers)
    group = [notice(number, total) for number in numbers]
    known = {one.number: _Known(one) for one in group}
    begun = FIRST + LENGTH * (numbers.start / total)
    step = LENGTH * (len(numbers) / total) / ROUNDS
    run = numbers.start // COHORT + 1
    writer.rows["runs"].append((run, "full", stamp(begun), stamp(begun), stamp(begun + step), "bench"))
    for source, channel in SOURCES:
        check = (run, source, channel, stamp(begun), "ok", 20, 0, 0, 0, 0, 30, 90_000, 0, 0, 0, None, 1, "{}", "")
        writer.rows["checks"].append(check)
    for number in range(ROUNDS):
        at = stamp(begun + step * number)
        newest = number // 4 * 2 + min(number % 4, 1)
        for one in group:
            if number % 4 < 2:
                writer.version(one, newest, run, at, known[one.number])
            else:
                kind = "withdrawn" if number % 4 == 2 else "restored"
                writer.change(one, known[one.number], kind, at, newest + 1, newest + 1, None, "[]")
    for one in group:
        writer.notice(one, known[one.number], stamp(begun), stamp(begun + step * (ROUNDS - 1)))
    return Cohort(writer.rows, [(known[one.number].notice, one.reading) for one in group])


class _Known:
    """What is the same for every version of a notice. Its digests: folding a text is the same work whatever its one
    number says, so the folded text is kept with that number left out."""

    def __init__(self, one: Made) -> None:
        state, mark = one.reading, chr(0xE000)
        self.notice = notice_id(one.source, one.external_id, one.url)
        self.facts = contents.facts_json(state)
        self.page = _PAGE.format(state.title, one.text.replace("\n", "<br>").replace("{}", mark))
        self.body = contents.body_json(one.text.replace("{}", mark), state.tables, state.fields).decode()
        self.key = "\x1f".join(
            (
                compare_key(state.title),
                compare_key(one.text.replace("{}", mark)),
                tables_digest(state.tables),
                *sorted(map(attachment_digest, state.attachments)),
            )
        )
        self._mark = mark

    def says(self, text: str, amount: int) -> bytes:
        return text.replace(self._mark, str(amount)).encode()

    def digest(self, amount: int) -> str:
        """As `content_digest` of the state with that amount."""
        return hashlib.sha256(self.says(self.key, amount)).hexdigest()


class _Writer:
    def __init__(self, numbers: range) -> None:
        self.rows: dict[str, list[Sequence[Any]]] = {name: [] for name in (*_COLUMNS, "digests")}
        self._blobs = numbers.start * (2 * VERSIONS + 1)  # two for each version, and one for a file
        self._captures = self._versions = numbers.start * VERSIONS
        self._newest: dict[int, int] = {}
        self._files: dict[int, int] = {}
        self._pages: dict[int, tuple[int, int, bytes]] = {}

    def _blob(self, content: bytes, family: str, base: tuple[int, int, bytes] | None) -> tuple[int, int, bytes]:
        """As `blobs.put` keeps what is new: packed against its base. Answers (id, depth, content)."""
        self._blobs += 1
        encoding, depth, packer = "zstd", 0, zstandard.ZstdCompressor(level=1)
        if base is not None:
            encoding, depth = "zstd-base", base[1] + 1
            sized = {"source_size": len(content), "dict_size": len(base[2])}
            face = zstandard.ZstdCompressionParameters.from_level(1, **sized)
            prefix = zstandard.ZstdCompressionDict(base[2], dict_type=zstandard.DICT_TYPE_RAWCONTENT)
            packer = zstandard.ZstdCompressor(compression_params=face, dict_data=prefix)
        digest = hashlib.sha256(content).digest()
        packed = packer.compress(content)
        held = base[0] if base else None
        self.rows["blobs"].append((self._blobs, digest, len(content), family, encoding, None, held, depth, len(packed)))
        self.rows["loose"].append((self._blobs, packed))
        return self._blobs, depth, content

    def version(self, one: Made, number: int, run: int, at: str, known: _Known) -> None:
        state, amount = one.reading, one.amounts[number]
        page = known.says(known.page, amount)
        kept = self._blob(page, f"{one.source}/page", self._pages.get(one.number))
        self._pages[one.number] = kept
        self._captures += 1
        self._newest[one.number] = self._captures
        headers = _HEADERS.format(len(page))
        self.rows["digests"].append(hashlib.sha256(page).hexdigest())
        capture = (self._captures, one.number + 1, run, at, at, 200, headers, kept[0], one.url, "TLS", "read")
        self.rows["captures"].append(capture)
        body = self._blob(known.says(known.body, amount), f"{one.source}/text", kept)
        self._versions += 1
        self.rows["versions"].append(
            (self._versions, known.notice, number + 1, at, self._captures, one.number + 1, state.reader, "publisher",
             state.title, known.facts, known.digest(amount), body[0], None, 0)
        )  # fmt: skip
        self._attachments(one, state, first=not number)
        self.rows["entry_rows"] += [
            (self._versions, place, *entry_values(entry)) for place, entry in enumerate(state.facts.entries)
        ]
        edits = _edit(one, number) if number else []
        told = json.dumps(edits, ensure_ascii=False, separators=(",", ":"))
        kind = "edited" if number else "published"
        self.change(one, known, kind, at, number or None, number + 1, self._captures, told)

    def _attachments(self, one: Made, state: Reading, *, first: bool) -> None:
        for place, file in enumerate(state.attachments):
            if first:
                document = contents.body_json(file.text, file.tables, {})
                self._files[one.number] = self._blob(document, f"{one.source}/attachment-text", None)[0]
            self.rows["version_attachments"].append(
                (self._versions, place, file.name, file.url, None, file.media_type, 1, "", self._files[one.number])
            )

    def change(
        self, one: Made, known: _Known, kind: str, at: str, older: int | None, newer: int,
        capture: int | None, edits: str,
    ) -> None:  # fmt: skip
        self.rows["changes"].append((known.notice, kind, at, one.source, one.channel, older, newer, capture, edits, 0))

    def notice(self, one: Made, known: _Known, first: str, changed: str) -> None:
        state, facts = one.reading, one.reading.facts
        digest, day = known.digest(one.amounts[-1]), contents.iso(facts.published_on)
        self.rows["notices"].append(
            (known.notice, one.source, one.channel, one.url, one.external_id, state.title, facts.doc_number,
             copy_digest(state), facts.stage, json.dumps(facts.topics), int(facts.on_subject), facts.province, day,
             digest, "live", 0, VERSIONS, first, changed)
        )  # fmt: skip
        self.rows["addresses"].append(
            (one.number + 1, one.url, one.source, "page", known.notice, "", "", "", digest, self._newest[one.number],
             first, changed, changed, None, VERSIONS, 200)
        )  # fmt: skip
        listing = (
            one.source,
            one.channel,
            one.number + 1,
            state.title,
            day,
            None,
            facts.doc_number,
            "",
            first,
            changed,
            1,
        )
        self.rows["listings"].append(listing)


def _edit(one: Made, number: int) -> list[dict[str, Any]]:
    """What `diff_text` says of the one amount that differs."""
    before, after = (f"{amount}万元" for amount in one.amounts[number - 1 : number + 1])
    head, tail = one.sentence.replace("{}万元", "{}").split("{}")
    tokens = [["=", head], ["-", before], ["+", after], ["=", tail]]
    edit = {"where": "body", "op": "replace", "before": head + before + tail, "after": head + after + tail}
    return [{**edit, "tokens": tokens}]


_COLUMNS = {
    "runs": "id, kind, observed_at, started_at, finished_at, release",
    "checks": "run, source, channel, observed_at, outcome, listed, published, edited, withdrawn, restored, requests, "
    "bytes, not_modified, skipped, unread, total, pages, parameters, error",
    "blobs": "id, hash, size, family, encoding, dictionary, base, depth, packed",
    "loose": "blob, data",
    "notices": "id, source, channel, url, external_id, title, doc_number, identity, stage, topics, on_subject, "
    "province, published_on, content, state, pointer, version, first_observed_at, changed_at",
    "addresses": "id, url, source, kind, notice, etag, last_modified, fingerprint, content, capture, first_seen_at, "
    "checked_at, changed_at, due_at, seen, status",
    "captures": "id, address, run, fetched_at, observed_at, status, headers, blob, requested_url, tls, reading, link",
    "listings": "source, channel, address, title, listed_on, deadline, doc_number, issuer, first_listed_at, "
    "last_listed_at, page",
    "versions": "id, notice, number, observed_at, capture, address, reader, cause, title, facts, content, body, rules, "
    "rule_count",
    "version_attachments": "version, position, name, url, blob, media_type, readable, fault, body",
    "entry_rows": "version, position, register, action, company, uscc, province, entry_type, batch, former, place, "
    "row, detail",
    "changes": "notice, kind, observed_at, source, channel, from_version, to_version, capture, edits, backlog",
}


def sizes(db: Database) -> Iterator[tuple[str, int]]:
    for name in ("notices", "versions", "changes", "captures", "blobs", "entry_rows"):
        yield name, int(db.conn.execute(f"SELECT count(*) FROM {name}").fetchone()[0])


def checked(db: Database, total: int) -> None:
    """Some of the rows against the real read paths: what was made is what `storage` would have made. Raises
    AssertionError. The writer takes a known reading for unchanged and a longer one for an edit (which is undone)."""
    for number in sorted({0, 1, total // 3, total - 1}):
        one = notice(number, total)
        shown = show(db, one.url)
        assert shown["text"] == one.reading.text and len(shown["versions"]) == VERSIONS, one.url
        stored = last_version(db, shown["id"])
        assert stored is not None and stored.digest == content_digest(one.reading), one.url
        made_edits = db.conn.execute(
            "SELECT edits FROM changes WHERE notice = ? AND kind = 'edited' AND to_version = 7", [shown["id"]]
        ).fetchone()[0]
        told = json.dumps(diff(db, one.url, "v6", "v7")["edits"], ensure_ascii=False, separators=(",", ":"))
        assert made_edits == told, (made_edits, told)
        address = db.conn.execute("SELECT id FROM addresses WHERE url = ?", [one.url]).fetchone()[0]
        origin = Origin(one.source, one.channel, one.url, int(address), one.external_id, None)
        db.conn.execute("BEGIN IMMEDIATE")
        kinds = [
            derive(db, origin, replace(one.reading, text=one.reading.text + more), FIRST + 2 * LENGTH).change
            for more in ("", "\n另有规定。")
        ]
        db.conn.execute("ROLLBACK")
        assert kinds == [None, "edited"], (one.url, kinds)
