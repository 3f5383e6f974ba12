"""One change as the mail tells it: what it is in English, the title in the original, facts, edits, links. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.coverage_views import moment_words
from notifier.evidence_views import rests_on
from notifier.filters import Findable
from notifier.labels import Say
from notifier.links import notice_link
from notifier.names import issuer_label, province_label, short_body, topic_label
from notifier.openings import opening
from notifier.penalty_views import penalty_views
from notifier.redlines import edit_views
from notifier.register_views import register_views
from notifier.texts import plain, shorten, web_link
from notifier.title_views import title_view
from notifier.views import AttachmentView, ItemView, RegisterView
from storage.shapes import AttachmentShape, NoticeSummary

_ANNOUNCEMENT = re.compile(r"公告\s?[〔（(\[]?(\d{4})[〕）)\]]?\s?年?\s?第\s?(\d{1,5})\s?号")
_ORDER = re.compile(r"令\s?第\s?(\d{1,5})\s?号")
MOST_ATTACHMENTS = 12
MOST_SOURCES = 3


def number_label(number: str, say: Say) -> str:
    """`公告2026年第17号` → `Announcement No. 17 of 2026 (公告2026年第17号)`; other numbers as they are."""
    number = plain(number)
    if say.language == "zh":
        return number
    announced = _ANNOUNCEMENT.search(number)
    if announced:
        return f"Announcement No. {int(announced[2])} of {announced[1]} ({number})"
    ordered = _ORDER.search(number)
    return f"Order No. {int(ordered[1])} ({number})" if ordered else number


def item_view(
    found: Findable, *, topic: str, watched: Sequence[str], channel_names: dict[str, str], say: Say, base_url: str
) -> ItemView:
    """`topic` is the section it stands in; `channel_names` maps `source/channel` to the name shown."""
    change, notice = found.change, found.change["notice"]
    edits = [] if change["kind"] == "published" else change["edits"]
    excerpt = opening(found.full_text) if change["kind"] == "published" else ""
    views, more = edit_views(edits, say, found.english)
    return ItemView(
        change=change["id"],
        kind=change["kind"],
        kind_label=say("found_old") if change.get("backlog") else say(change["kind"]),
        title=title_view(notice, say, machine=found.machine_title),
        url=web_link(notice["url"]),
        regwatch_url=notice_link(base_url, notice["id"]) if base_url else "",
        facts=tuple((say(label), value) for label, value in _facts(found, topic, channel_names, say) if value),
        watched=", ".join(shorten(name, 60) for name in watched[:20]),
        excerpt=excerpt,
        excerpt_english="" if say.language == "zh" else found.english.get(excerpt, ""),
        edits=views,
        more_edits="" if more <= 0 else say("more_edits_one") if more == 1 else say("more_edits", n=more),
        registers=tuple(
            _with_evidence(table, found, say, base_url)
            for table in (
                *register_views(change["register_events"], watched, say),
                *penalty_views(change.get("penalty_changes", []), say),
            )
        ),
        attachments=tuple(_attachment(one, say) for one in notice["attachments"][:MOST_ATTACHMENTS]),
    )


def _with_evidence(table: RegisterView, found: Findable, say: Say, base_url: str) -> RegisterView:
    words, address = rests_on(found.change, table.places, say, base_url)
    return replace(table, source=f"{_source(found.change['notice'], say)}; {words}", evidence=address)


def _source(notice: NoticeSummary, say: Say) -> str:
    """The notice that rows rest on: number or title, issuers, day."""
    what = number_label(notice["doc_number"], say) or shorten(plain(notice["title"]), 60)
    who = ", ".join(short_body(name, say) for name in notice["issuers"][:MOST_SOURCES])
    return f"{say('according_to')}: {'; '.join(part for part in (what, who, notice['published_on'] or '') if part)}"


def _facts(found: Findable, topic: str, channel_names: dict[str, str], say: Say) -> list[tuple[str, str]]:
    change, notice = found.change, found.change["notice"]
    others = [topic_label(one, say) for one in notice["topics"] if one not in (topic, "other")]
    channel = notice["channel"]
    key = channel if channel.startswith(f"{notice['source']}/") else f"{notice['source']}/{channel}"
    return [
        ("issued_by", "; ".join(issuer_label(name, say) for name in notice["issuers"])),
        ("number", number_label(notice["doc_number"], say)),
        ("province", province_label(notice["province"], say) if notice["province"] else ""),
        ("where", channel_names.get(key, plain(key))),
        ("published_on", notice["published_on"] or ""),
        ("observed_at", moment_words(change["observed_at"])),
        ("effective", notice["effective_on"] or ""),
        ("expires_on", notice["expires_on"] or ""),
        ("comment_deadline", notice["comment_deadline"] or ""),
        ("also", "; ".join(others)),
    ]


def _attachment(attachment: AttachmentShape, say: Say) -> AttachmentView:
    notes: list[str] = []
    if attachment["sha256"]:
        notes.append(f"sha256 {plain(attachment['sha256'])[:12]}…")
        if not attachment["readable"]:
            why = _why(attachment)
            notes.append(say("unreadable_because", why=why) if why else say("unreadable"))
    else:
        notes.append(say("not_fetched", why=shorten(plain(attachment.get("fault", "")), 120) or "?"))
    return AttachmentView(shorten(plain(attachment["name"]), 120) or "—", web_link(attachment["url"]), ", ".join(notes))


def _why(attachment: AttachmentShape) -> str:
    """The fault without the file's name, which stands beside it, and without what only an operator can do."""
    said = plain(attachment.get("fault", "")).split(";")[0]
    return shorten(said.removeprefix(plain(attachment["name"])).lstrip(": "), 120)
