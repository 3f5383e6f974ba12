"""Every true change and no other: what the archive holds after the demo, against the story's own ledger."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from crawler.sources import SOURCES
from regwatch.demo.story import ledger, load
from regwatch.demo.story.model import Notice
from regwatch.demo.story.places import columns_of
from storage.archive import open_archive
from storage.clock import ZONE, stamp
from storage.queries.changes import ChangeFilter, changes

pytestmark = pytest.mark.timeout(900)


def _address_part(notice: Notice) -> str:
    return notice.pointer or notice.ident


def _told(demo: Path) -> dict[str, dict[str, set[str]]]:
    """kind → addresses changed, per week's window."""
    db = open_archive(demo, readonly=True)
    told: dict[str, dict[str, set[str]]] = {}
    story = load()
    starts = [datetime.combine(week.start, datetime.min.time(), ZONE) for week in story.weeks]
    windows = [(starts[0] - timedelta(days=7), starts[0])] + [(start, start + timedelta(days=7)) for start in starts]
    for since, until in windows:
        kinds: dict[str, set[str]] = {"published": set(), "edited": set(), "withdrawn": set(), "restored": set()}
        for change in changes(db, ChangeFilter(since=since, until=until, any_subject=True)):
            kinds[change["kind"]].add(change["notice"]["url"])
        told[stamp(until)] = kinds
    db.close()
    return told


def test_the_archive_tells_exactly_what_the_ministries_did(demo: Path) -> None:
    story = load()
    first = datetime.combine(story.weeks[0].start, datetime.min.time(), ZONE) - timedelta(hours=4)
    looks = [first, *[week.observed for week in story.weeks]]
    told = _told(demo)
    missed, false = [], []
    watched = columns_of({key: [channel.key for channel in source.channels] for key, source in SOURCES.items()})
    for sighting, kinds in zip(ledger(story, looks, watched=watched), told.values(), strict=True):
        expected = {
            "published": [*sighting.published, *sighting.pointers],
            "edited": list(sighting.edited),
            "withdrawn": list(sighting.withdrawn),
            "restored": list(sighting.restored),
        }
        for kind, keys in expected.items():
            parts = [_address_part(story.by_key[key]) for key in keys]
            seen = kinds[kind]
            missed += [f"{sighting.at} {kind} {p}" for p in parts if not any(p in url for url in seen)]
            false += [f"{sighting.at} {kind} {url}" for url in seen if not any(p in url for p in parts)]
    assert (missed, false) == ([], [])


def test_one_nought_is_one_replacement(ask: Callable[..., Any]) -> None:
    """50万元 → 500万元 style edits: whole numbers are marked, never a part of one."""
    edited = ask("changes", "--kind", "edited")
    tokens = [text for change in edited for edit in change["edits"] for op, text in edit.get("tokens", []) if op != "="]
    assert tokens
    numbers = [text for text in tokens if any(char.isdigit() for char in text)]
    assert numbers
    for before, after in _neighbours(edited):
        assert not (before[-1:].isdigit() and after[:1].isdigit()), (before, after)


def _neighbours(changes_: list[dict[str, Any]]) -> list[tuple[str, str]]:
    pairs = []
    for change in changes_:
        for edit in change["edits"]:
            tokens = edit.get("tokens", [])
            pairs += [(a[1], b[1]) for a, b in pairwise(tokens) if {a[0], b[0]} != {"-", "+"}]
    return pairs


def test_a_blind_week_is_said_in_coverage_and_in_the_digest(demo: Path) -> None:
    digest = demo / "digests" / "2026-06-01"
    texts = [path.read_bytes() for path in sorted(digest.glob("*.eml"))]
    assert texts
    import email
    from email import policy

    for raw in texts:
        message = email.message_from_bytes(raw, policy=policy.default)
        plain = message.get_body(("plain",))
        assert plain is not None
        text = plain.get_content()
        assert "samr/zjwj" in text
        assert "challenge" in text.lower()


def test_the_demo_ends_by_saying_where_everything_lies(demo: Path) -> None:
    printed = (demo / "stdout.txt").read_text(encoding="utf-8")
    assert "The last week crawled once more: 0 changes." in printed
    assert str(demo / "archive.db") in printed.replace("\n", "")
    assert "changes --kind edited" in printed


@pytest.mark.parametrize("command", [("changes",), ("sources",), ("registers",), ("rollouts",), ("penalties",)])
def test_questions_answer_json_alone_on_stdout(ask: Callable[..., Any], command: tuple[str, ...]) -> None:
    assert ask(*command)


def test_show_and_diff_of_the_silent_edit(ask: Callable[..., Any]) -> None:
    change = next(c for c in ask("changes", "--kind", "edited", "--source", "miit") if c["edits"])
    notice = change["notice"]["id"]
    shown = ask("show", change["notice"]["url"])
    assert shown["id"] == notice
    assert [v["version"] for v in shown["versions"]][: change["to_version"]] == list(range(1, change["to_version"] + 1))
    older = ask("show", notice, "--as-of", shown["versions"][0]["observed_at"])
    assert older["version"] == 1
    between = ask("diff", notice, "--from", "v1", "--to", "v2")
    assert between["edits"]
    assert between["edits"][0]["op"] in {"replace", "insert", "delete", "row_changed", "row_added", "row_removed"}


def test_every_key_of_the_interface_is_there(ask: Callable[..., Any]) -> None:
    notice = ask("show", ask("changes")[0]["notice"]["id"])
    wanted = (
        "id source channel url title issuers doc_number stage topics on_subject province published_on signed_on "
        "effective_on expires_on comment_deadline attachments text tables state versions"
    )
    assert set(wanted.split()) <= set(notice)
    source = ask("sources")[0]
    assert {"source", "channel", "state", "last_success_at", "checks", "ok", "expected_every_h"} <= set(source)
    rollouts = ask("rollouts")
    assert len([row for row in rollouts if row["code"] != "66"]) == 31
    assert {"province", "code", "status", "notice", "published_on", "lag_days"} <= set(rollouts[0])
    rule = ask("penalties")[0]
    assert {"notice", "offence", "basis", "circumstance", "tier", "fine", "text", "flags"} <= set(rule)


def test_hits_are_counted_by_what_they_are(ask: Callable[..., Any]) -> None:
    found = ask("search", "名单", "--limit", "1000")
    counts = ask("search", "名单", "--facets")
    assert counts["total"] == len(found) > 5
    assert counts["source"] == Counter(notice["source"] for notice in found)
    assert counts["topic"] == Counter(topic for notice in found for topic in notice["topics"])
