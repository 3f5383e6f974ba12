"""Register events as tables for the mail: who was added, removed, renamed. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifier.filters import event_names
from notifier.labels import WORDS, Say
from notifier.names import capacity_label, province_label, register_name
from notifier.texts import plain, shorten
from notifier.views import RegisterView
from notifier.watching import name_key
from storage.companies import normalise
from storage.shapes import RegisterEvent
from storage.vocabulary.titles.names import qualifier_in_english

MOST_EVENTS = 25


def register_views(events: Sequence[RegisterEvent], watched: Sequence[str], say: Say) -> tuple[RegisterView, ...]:
    """One table a register; rows with a watched company lead and are marked."""
    keys = {name_key(name) for name in watched}
    by_register: dict[str, list[RegisterEvent]] = {}
    for event in events:
        by_register.setdefault(event["register"], []).append(event)
    return tuple(_table(register, chosen, keys, say) for register, chosen in by_register.items())


def _table(register: str, events: list[RegisterEvent], watched: set[str], say: Say) -> RegisterView:
    ranked = sorted(events, key=lambda event: not _is_watched(event, watched))
    shown = ranked[:MOST_EVENTS]
    return RegisterView(
        name=register_name(register, say),
        header=(say("event"), say("company"), say("capacity"), say("detail")),
        rows=tuple(_row(event, say) for event in shown),
        marked=tuple(_is_watched(event, watched) for event in shown),
        places=tuple(dict.fromkeys(str((one["after"] or one["before"] or {}).get("where") or "") for one in shown)),
        more=say("more_rows", n=len(ranked) - len(shown)) if len(ranked) > len(shown) else "",
    )


def _is_watched(event: RegisterEvent, watched: set[str]) -> bool:
    names = event_names(event["company"], event["before"], event["after"])
    return bool(watched & {name_key(name) for name in names})


def _row(event: RegisterEvent, say: Say) -> tuple[str, ...]:
    kind = event["kind"]
    label = say(f"ev_{kind}") if f"ev_{kind}" in WORDS else plain(kind)
    capacity = capacity_label(event["entry_type"], say)
    return (label, shorten(plain(event["company"]), 80), shorten(capacity, 60), shorten(_detail(event, say), 160))


def _detail(event: RegisterEvent, say: Say) -> str:
    before, after = event["before"] or {}, event["after"] or {}
    state: Mapping[str, Any] = after or before
    parts: list[str] = []
    former = plain(str(after.get("former") or "")) or _other_name(before, after)
    if former:
        parts.append(say("formerly", name=former))
    province = plain(str(state.get("province") or ""))
    if province:
        parts.append(province_label(province, say))
    batch = plain(str(state.get("batch") or ""))
    if batch:
        parts.append(batch_label(batch, say))
    if event["kind"] == "changed" and before and after:
        parts += _differences(before, after)
    return "; ".join(parts)


def batch_label(batch: str, say: Say) -> str:
    """`第六批` → `batch 6 第六批`."""
    return say.named(qualifier_in_english(batch), batch)


def _other_name(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = str(before.get("company") or ""), str(after.get("company") or "")
    return plain(old) if old and new and normalise(old) != normalise(new) else ""


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    left, right = _flat(before), _flat(after)
    changed = [key for key in sorted(left.keys() | right.keys()) if left.get(key, "") != right.get(key, "")]
    return [f"{plain(key)}: {left.get(key) or '—'} → {right.get(key) or '—'}" for key in changed[:4]]


def _flat(state: Mapping[str, Any]) -> dict[str, str]:
    inner = state.get("detail")
    flat = {**state, **(inner if isinstance(inner, dict) else {})}
    skipped = ("detail", "where", "row", "company", "former", "register", "action")
    return {key: plain(str(value)) for key, value in flat.items() if key not in skipped and value not in (None, "")}
