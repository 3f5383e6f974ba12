"""From what a mail says to its text and its HTML, kept under the size at which mail programs cut it off. Pure.

Every value is escaped by the template engine; nothing remote is loaded, no script and no style of a source gets in.
"""

import base64
import quopri
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from notifier.labels import speaker
from notifier.operator_views import Line
from notifier.views import DigestView, SectionView
from notifier.wishes import Language

# Gmail cuts a message off at about 102 KB; headers and part borders need the rest.
MAX_MESSAGE_BYTES = 95_000
_HEADERS = 4_000
# More than this never fits in full; knowing it saves rendering a year's changes to find out.
_MOST_IN_FULL = 60
# The rest of the room is for the titles of the others.
_FOR_DETAIL = 0.75
_COLOURS = {"published": "#1f7a4d", "edited": "#8a5a00", "withdrawn": "#b32020", "restored": "#1558a6"}


@dataclass(frozen=True, slots=True)
class Parts:
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("notifier", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render_digest(view: DigestView) -> Parts:
    """The mail in full when it fits; else the lighter changes by title only; else the rest counted, with where to
    read on. What names a watched company is the last to be shortened, old notices the first."""
    total = len(view.items)
    if total <= _MOST_IN_FULL:
        parts = _render(view)
        if encoded_size(parts) <= MAX_MESSAGE_BYTES:
            return parts
    room = int(MAX_MESSAGE_BYTES * _FOR_DETAIL)
    most = min(total, _MOST_IN_FULL)
    detailed = max(_largest(0, most, room, lambda count: encoded_size(_render(_cut(view, count, count)))), 0)
    until = _largest(detailed, total, MAX_MESSAGE_BYTES, lambda to: encoded_size(_render(_cut(view, detailed, to))))
    return _render(_cut(view, detailed, max(until, detailed)))


def _largest(lowest: int, highest: int, room: int, size: Callable[[int], int]) -> int:
    """The largest count between the two whose size fits into `room`, or one less than `lowest`."""
    low, high = lowest - 1, highest
    while low < high:
        middle = (low + high + 1) // 2
        if size(middle) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _cut(view: DigestView, detailed: int, until: int) -> DigestView:
    """The `detailed` weightiest changes in full, those after them up to `until` by title, the others counted."""
    items = {item.change: item for item in view.items}
    kept = set(view.changes[:detailed])
    sections = tuple(
        SectionView(section.label, chosen)
        for section in view.sections
        if (chosen := tuple(item for item in section.items if item.change in kept))
    )
    listed = tuple(items[change] for change in view.changes[detailed:until])
    return replace(view, sections=sections, listed=listed, left_out=max(len(items) - until, 0))


def _render(view: DigestView) -> Parts:
    language: Language = view.language
    values = {
        "view": view,
        "say": speaker(language),
        "language": language,
        "title": view.subject,
        "heading": view.heading,
        "under": view.window,
        "subline": speaker(language)("subject"),
        "preheader": view.alarm or view.summary[0],
        "colours": _COLOURS,
        "has_edits": any(edit for item in view.items for edit in item.edits),
    }
    return _both("digest", values)


def render_confirmation(*, language: Language, asked: str, url: str, token: str) -> Parts:
    say = speaker(language)
    heading = say("confirm_subject")
    values = {
        "say": say,
        "language": language,
        "title": heading,
        "heading": heading,
        "under": "",
        "subline": "",
        "preheader": asked,
        "asked": asked,
        "url": url,
        "token": token,
    }
    return _both("confirm", values)


def render_operator_mail(
    *,
    title: str,
    opened: Sequence[Line],
    over: Sequence[Line],
    standing: Sequence[Line],
    now: str,
    base_url: str,
) -> Parts:
    """The mail to whoever runs this installation; English alone, as the command line is."""
    values = {
        "language": "en",
        "title": title,
        "heading": title,
        "under": f"as of {now} (UTC+8)",
        "subline": "",
        "preheader": next((f"{one.where} {one.what}" for one in (*opened, *over, *standing)), ""),
        "sections": (("New", opened), ("Over", over), ("Still open", standing)),
        "now": now,
        "base_url": base_url,
    }
    return _both("operator", values)


def _both(name: str, values: Mapping[str, object]) -> Parts:
    environment = _environment()
    text = environment.get_template(f"{name}.txt.j2").render(values).strip() + "\n"
    return Parts(text, environment.get_template(f"{name}.html.j2").render(values))


def encoded_size(parts: Parts) -> int:
    """Bytes of the message that will carry these parts, about: transfer encodings and line ends counted."""
    return _HEADERS + sum(_encoded(part.encode()) for part in (parts.text, parts.html))


def _encoded(raw: bytes) -> int:
    encodings = (quopri.encodestring(raw), base64.encodebytes(raw))
    return min(len(encoded) + encoded.count(b"\n") for encoded in encodings)
