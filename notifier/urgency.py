"""What is told at once, whatever frequency a reader chose, and told once. Pure.

A watched company that is struck off a list, proposed to be, under rectification or renamed; a new penalty band; a
deadline within seven days. Old notices that were only found late are never urgent.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from notifier.filters import Findable, matches, struck_off
from notifier.watching import keyed, name_key
from notifier.wishes import Wish

SOON = timedelta(days=7)
DATES = ("comment_deadline", "effective_on", "expires_on")
Why = Literal["struck", "renamed", "band"]
Deadline = tuple[str, str, str]  # notice, which of DATES, day


def why_urgent(wish: Wish, one: Findable) -> Why | None:
    """Why this change cannot wait for the reader's own day."""
    if one.old or not matches(wish, one):
        return None
    if wish.watch and struck_off(wish.watch, one):
        return "struck"
    if wish.watch and renamed_in(wish.watch, one):
        return "renamed"
    return "band" if new_band(one) else None


def renamed_in(watch: Sequence[str], one: Findable) -> list[str]:
    """The watched names that this change gives another name, or that are a new one."""
    events = [event for event in one.change["register_events"] if event["kind"] == "renamed"]
    if not events or one.old:
        return []
    keys: set[str] = set()
    for event in events:
        for state in ({"company": event["company"]}, event["before"] or {}, event["after"] or {}):
            keys |= {name_key(str(state[field])) for field in ("company", "former", "name") if state.get(field)}
    return keyed(tuple(watch)).named(frozenset(keys))


def new_band(one: Findable) -> bool:
    """An amount that was set or altered, or a new benchmark in force."""
    change, notice = one.change, one.change["notice"]
    rules = change.get("penalty_changes", [])
    if any(rule["op"] == "added" or "fine" in rule.get("fields", ()) for rule in rules):
        return True
    issued = change["kind"] == "published" and notice["stage"] in ("issued", "revised")
    return issued and "penalty_benchmark" in notice["topics"]


def deadlines_of(one: Findable, today: date) -> list[Deadline]:
    """The dates of a live notice from today on to seven days later."""
    notice = one.change["notice"]
    if notice["state"] == "withdrawn":
        return []
    found: list[Deadline] = []
    for field in DATES:
        day = _day(notice.get(field))
        if day is not None and today <= day <= today + SOON:
            found.append((notice["id"], field, day.isoformat()))
    return found


def near(found: Iterable[Findable], today: date) -> tuple[Deadline, ...]:
    return tuple(dict.fromkeys(deadline for one in found for deadline in deadlines_of(one, today)))


def asked_for(wishes: Iterable[Wish], one: Findable) -> bool:
    return any(matches(wish, one) for wish in wishes)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None
