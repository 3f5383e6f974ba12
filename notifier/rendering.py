"""From what a mail says to its text and its HTML, kept under the size at which mail programs cut it off. Pure.

Every value is escaped by the template engine; nothing remote is loaded, no script and no style of a source gets in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from notifier.fitting import largest
from notifier.labels import speaker
from notifier.mime_parts import most_encoded
from notifier.operator_views import Line
from notifier.templating import Templates, templates_in
from notifier.views import DigestView, SectionView
from notifier.wishes import Language

# Gmail cuts a message off at about 102 KB; headers and part borders need the rest.
MAX_MESSAGE_BYTES = 95_000
_HEADERS = 4_000
# More than this never fits in full; knowing it saves rendering a year's changes to find out.
_MOST_IN_FULL = 60
# The rest of the room is for the titles of the others.
_FOR_DETAIL = 0.75
_HTML_LANG = {"en": "en", "zh": "zh-CN", "both": "en"}
_SHARED = frozenset({"say", "html_lang", "title", "heading", "preheader"})
GIVEN = {
    "digest": _SHARED | {"view", "under", "subline", "colours", "has_edits"},
    "confirm": _SHARED | {"asked", "url", "token"},
    "operator": frozenset(_SHARED - {"say"}) | {"under", "sections", "now", "base_url"},
}
_COLOURS = {"published": "#1f7a4d", "edited": "#8a5a00", "withdrawn": "#b32020", "restored": "#1558a6"}


@dataclass(frozen=True, slots=True)
class Parts:
    text: str
    html: str


@lru_cache(maxsize=8)
def checked_templates(folder: str = "") -> Templates:
    """Our templates, or those of `folder` in their place, known to be usable. Raises BadTemplate."""
    templates = templates_in(folder)
    if folder:
        templates.check(GIVEN)
    return templates


def render_digest(view: DigestView, templates: Templates | None = None) -> Parts:
    """The mail in full when it fits; else the lighter changes by title only; else the rest counted, with where to
    read on. What names a watched company is the last to be shortened, old notices the first."""
    render = partial(_render, templates or checked_templates())
    total = len(view.items)
    full = 0
    if total <= _MOST_IN_FULL:
        parts = render(view)
        full = encoded_size(parts)
        if full <= MAX_MESSAGE_BYTES:
            return parts
    room = int(MAX_MESSAGE_BYTES * _FOR_DETAIL)
    most = min(total, _MOST_IN_FULL)
    detailed = max(largest(0, most, room, lambda count: encoded_size(render(_cut(view, count, count))), full), 0)
    until = largest(detailed, total, MAX_MESSAGE_BYTES, lambda to: encoded_size(render(_cut(view, detailed, to))))
    return render(_cut(view, detailed, max(until, detailed)))


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


def _render(templates: Templates, view: DigestView) -> Parts:
    language: Language = view.language
    values = {
        "view": view,
        "say": speaker(language),
        "html_lang": _HTML_LANG[language],
        "title": view.subject,
        "heading": view.heading,
        "under": view.window,
        "subline": speaker(language)("subject"),
        "preheader": view.alarm or view.summary[0],
        "colours": _COLOURS,
        "has_edits": any(edit for item in view.items for edit in item.edits),
    }
    return _both(templates, "digest", values)


def render_confirmation(
    *, language: Language, asked: str, url: str, token: str, templates: Templates | None = None
) -> Parts:
    say = speaker(language)
    heading = say("confirm_subject")
    values = {
        "say": say,
        "html_lang": _HTML_LANG[language],
        "title": heading,
        "heading": heading,
        "preheader": asked,
        "asked": asked,
        "url": url,
        "token": token,
    }
    return _both(templates or checked_templates(), "confirm", values)


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
        "html_lang": "en",
        "title": title,
        "heading": title,
        "under": f"as of {now} (UTC+8)",
        "preheader": next((f"{one.where} {one.what}" for one in (*opened, *over, *standing)), ""),
        "sections": (("New", opened), ("Over", over), ("Still open", standing)),
        "now": now,
        "base_url": base_url,
    }
    return _both(checked_templates(), "operator", values)


def _both(templates: Templates, name: str, values: Mapping[str, object]) -> Parts:
    text = templates.render(f"{name}.txt.j2", values).strip() + "\n"
    return Parts(text, templates.render(f"{name}.html", values))


def encoded_size(parts: Parts) -> int:
    """Bytes of the message that will carry these parts, at most: transfer encodings and line ends counted."""
    return _HEADERS + sum(most_encoded(part.encode()) for part in (parts.text, parts.html))
