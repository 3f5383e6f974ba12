"""Atom (RFC 4287), JSON Feed 1.1 and iCalendar (RFC 5545) of plain values. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

from storage.clock import moment
from storage.diffs.rendering import safe

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed. `ident` never changes; `title` is the publisher's, `text` is ours; moments are ISO 8601."""

    ident: str
    url: str
    title: str
    text: str
    published: str
    author: str
    tags: tuple[str, ...] = ()
    language: str = "zh"


def atom(items: Sequence[Item], *, ident: str, title: str, page: str, address: str, updated: str) -> bytes:
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    _add(feed, "id", ident)
    _add(feed, "title", title)
    _add(feed, "updated", updated)
    _add(feed, "link", "", rel="self", type="application/atom+xml", href=address)
    _add(feed, "link", "", rel="alternate", type="text/html", href=page)
    _add(feed, "generator", "Regwatch")
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.ident)
        named = _add(entry, "title", item.title, type="text")
        named.set("{http://www.w3.org/XML/1998/namespace}lang", item.language)
        _add(entry, "link", "", rel="alternate", type="text/html", href=item.url)
        _add(entry, "updated", item.published)
        _add(entry, "published", item.published)
        _add(_add(entry, "author"), "name", item.author or "Regwatch")
        for tag in item.tags:
            _add(entry, "category", "", term=tag)
        _add(entry, "content", item.text, type="text")
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    kept = {key: _shown(value) for key, value in attributes.items()}
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", kept)
    if text:
        child.text = _shown(text)
    return child


def _shown(text: str) -> str:
    """Text that any reader of XML takes, and that steers nobody's screen."""
    return _NOT_XML.sub("\ufffd", safe(text))


def json_feed(items: Sequence[Item], *, title: str, page: str, address: str) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": page,
        "feed_url": address,
        "language": "en",
        "items": [
            {
                "id": item.ident,
                "url": item.url,
                "title": safe(item.title),
                "content_text": safe(item.text),
                "date_published": item.published,
                "authors": [{"name": safe(item.author) or "Regwatch"}],
                "tags": [safe(tag) for tag in item.tags],
                "language": item.language,
            }
            for item in items
        ],
    }


def calendar(events: Iterable[Mapping[str, Any]], name: str) -> bytes:
    """All-day events: `{"ident","day","summary","description","url","changed_at"}`; lines folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Regwatch//Regwatch//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_value(name)}",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]
    for event in events:
        day = date.fromisoformat(event["day"])
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_value(event['ident'])}",
            f"DTSTAMP:{_utc(event['changed_at'])}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{_next_day(day):%Y%m%d}",
            f"SUMMARY:{_value(event['summary'])}",
            f"DESCRIPTION:{_value(event['description'])}",
            f"URL:{_value(event['url'])}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _utc(text: str) -> str:
    at: datetime = moment(text).astimezone(UTC)
    return f"{at:%Y%m%dT%H%M%SZ}"


def _value(text: str) -> str:
    """RFC 5545 3.3.11: backslash, semicolon, comma and line ends are escaped; other control characters go."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = safe(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\n", "\\n")
    return "".join(char for char in _NOT_XML.sub("", text) if char >= " " and char != "\x7f")


def _folded(line: str) -> list[str]:
    """RFC 5545 3.1: no line longer than 75 octets, no character cut; a continued line begins with a blank."""
    parts, current, room = [], "", 75
    for char in line:
        weight = len(char.encode("utf-8", "replace"))
        if weight > room:
            parts.append(current)
            current, room = " ", 74
        current += char
        room -= weight
    return [*parts, current]
