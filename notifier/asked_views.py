"""A subscription in words a reader recognises. Pure."""

from notifier.audience import Asked
from notifier.labels import Say
from notifier.names import province_label, register_name, topic_label
from notifier.texts import plain
from notifier.views import AskedView
from notifier.wishes import Wish


def asked_view(asked: Asked, stop_url: str, say: Say) -> AskedView:
    wish = asked.wish
    words = wish_words(wish, say)
    if asked.urgent_only:
        words = f"{say('wish_urgent')} ({say(wish.frequency).lower()}: {words})"
    else:
        words = f"{say(wish.frequency)}: {words}"
    return AskedView(f"{words} (#{asked.subscription})", stop_url)


def wish_words(wish: Wish, say: Say) -> str:
    """`topics: Penalty benchmark 裁量基准; provinces: Guangdong 广东; watch list suppliers.csv (12 companies)`."""
    parts: list[str] = []
    if wish.topics:
        parts.append(say("wish_topics", names=", ".join(topic_label(topic, say) for topic in wish.topics)))
    if wish.sources:
        parts.append(say("wish_sources", names=", ".join(plain(source) for source in wish.sources)))
    if wish.provinces:
        parts.append(
            say("wish_provinces", names=", ".join(province_label(province, say) for province in wish.provinces))
        )
    if wish.registers:
        parts.append(say("wish_registers", names=", ".join(register_name(key, say) for key in wish.registers)))
    if wish.query:
        parts.append(say("wish_query", names=wish.query))
    if wish.watch:
        file = wish.watch_file
        parts.append(
            say("wish_watch_file", file=file, n=len(wish.watch)) if file else say("wish_watch", n=len(wish.watch))
        )
    if not parts:
        return say("all_changes_any") if wish.any_subject else say("all_changes")
    return "; ".join(parts)
