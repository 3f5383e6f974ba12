"""A digest as one message for a chat room: what happened first, then each change with its links, then what could not be
seen; cut to what the service takes, with the rest counted. Pure."""

from notifier.channels.dialects import Dialect
from notifier.labels import Say, speaker
from notifier.texts import plain, shorten
from notifier.views import DigestView, ItemView

_TITLE = 120


def chat_text(view: DigestView, dialect: Dialect, reference: str) -> str:
    """At most `dialect.room` bytes of UTF-8. `reference` is the message's number: a copy of it carries the same."""
    say = speaker(view.language)
    opening = [_strong(view.heading, dialect), dialect.harmless(view.window)]
    if view.alarm:
        opening.append(_strong(shorten(f"! {view.alarm}", 600), dialect))
    opening += [dialect.harmless(shorten(line, 400)) for line in view.summary]
    closing = [dialect.harmless(shorten(view.coverage.sentence, 400))]
    if view.see_all_url:
        closing.append(dialect.link(dialect.harmless(view.see_all), view.see_all_url))
    closing.append(f"Regwatch {reference[:8]}")
    items = {item.change: item for item in view.items}
    told = [_item(items[change], dialect) for change in view.changes if change in items]
    best = 0
    for count in range(1, len(told) + 1):
        if len(_joined(opening, told[:count], len(told) - count, closing, dialect, say).encode()) > dialect.room:
            break
        best = count
    text = _joined(opening, told[:best], len(told) - best, closing, dialect, say)
    return text.encode()[: dialect.room].decode("utf-8", "ignore")


def _joined(opening: list[str], told: list[str], left: int, closing: list[str], dialect: Dialect, say: Say) -> str:
    more = [say("left_out", n=left)] if left else []
    return dialect.gap.join([*opening, *told, *(dialect.harmless(line) for line in more), *closing])


def _item(item: ItemView, dialect: Dialect) -> str:
    title = dialect.harmless(shorten(item.title.original, _TITLE))
    named = dialect.link(title, item.url) if item.url else title
    lines = [f"{dialect.strong}{dialect.harmless(item.kind_label)}{dialect.strong} {named}"]
    if item.title.gloss:
        lines.append(dialect.harmless(f"{shorten(item.title.gloss, 240)} ({item.title.mark})"))
    lines.append(dialect.harmless(shorten(item.title.about, 200)))
    if item.watched:
        lines.append(_strong(shorten(item.watched, 200), dialect))
    if item.regwatch_url:
        lines.append(dialect.link("Regwatch", item.regwatch_url))
    return dialect.gap.join(lines)


def _strong(text: str, dialect: Dialect) -> str:
    return f"{dialect.strong}{dialect.harmless(plain(text))}{dialect.strong}"
