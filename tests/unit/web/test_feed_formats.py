"""Feeds and calendars of any text: well formed, folded, and the text comes back but for signs that steer a screen."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from regwatch.web.feed_formats import Item, atom, calendar, json_feed
from storage.diffs.rendering import safe

TEXT = st.text(max_size=200)


def item(title: str, text: str = "") -> Item:
    return Item("urn:x:1", "https://h/x?a=1&b=2", title, text, "2026-05-20T09:00:00+08:00", title, (title,))


@given(TEXT, TEXT)
def test_atom_is_well_formed_whatever_a_title_holds(title: str, text: str) -> None:
    feed = ElementTree.fromstring(atom([item(title, text)], ident="u", title="t", page="p", address="a", updated="x"))
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert json_feed([item(title, text)], title="t", page="p", address="a")["items"][0]["title"] == safe(title)


@given(TEXT)
def test_calendar_lines_are_short_and_unfold_to_the_text(text: str) -> None:
    event = {
        "ident": "a@b",
        "day": "2026-05-20",
        "summary": text,
        "description": "",
        "url": "",
        "changed_at": "2026-05-20",
    }
    body = calendar([event], "n")
    lines = body.split(b"\r\n")
    assert lines[-1] == b"" and all(len(line) <= 75 for line in lines)
    assert b"\n" not in body.replace(b"\r\n", b"") and b"\r" not in body.replace(b"\r\n", b"")
    summary = next(line for line in body.decode().replace("\r\n ", "").split("\r\n") if line.startswith("SUMMARY:"))
    plain = (
        summary.removeprefix("SUMMARY:")
        .replace("\\n", "\n")
        .replace("\\,", ",")
        .replace("\\;", ";")
        .replace("\\\\", "\\")
    )
    printable = "".join(
        c for c in safe(text.replace("\r\n", "\n").replace("\r", "\n")) if c == "\n" or (c >= " " and c != "\x7f")
    )
    if "\\" not in text and not any(0xD800 <= ord(c) <= 0xDFFF or ord(c) in (0xFFFE, 0xFFFF) for c in text):
        assert plain == printable


def test_last_day_of_all_has_an_end() -> None:
    event = {"ident": "a", "day": "9999-12-31", "summary": "", "description": "", "url": "", "changed_at": "2026-05-20"}
    assert b"DTSTART;VALUE=DATE:99991231" in calendar([event], "n")
