"""Old against new amounts of penalty rules as a table for the mail. Pure."""

from collections.abc import Sequence
from typing import Any

from notifier.labels import Say
from notifier.texts import plain, shorten
from notifier.views import RegisterView

MOST_RULES = 20
_RANK = {"changed": 0, "added": 1, "removed": 2}


def penalty_views(changes: Sequence[dict[str, Any]], say: Say) -> tuple[RegisterView, ...]:
    """One table of the rules whose amounts or words changed, amounts first; nothing when no rule did."""
    if not changes:
        return ()
    ranked = sorted(changes, key=lambda change: (_RANK.get(change["op"], 3), "fine" not in change["fields"]))
    shown = ranked[:MOST_RULES]
    return (
        RegisterView(
            name=say("penalty_changes"),
            header=(say("event"), say("offence"), say("old_amount"), say("new_amount")),
            rows=tuple(_row(change, say) for change in shown),
            marked=tuple(False for _ in shown),
            places=tuple(
                dict.fromkeys(str(change.get("where") or "") for change in shown if change["op"] != "removed")
            ),
            more=say("more_rows", n=len(ranked) - len(shown)) if len(ranked) > len(shown) else "",
        ),
    )


def _row(change: dict[str, Any], say: Say) -> tuple[str, ...]:
    rule = "; ".join(plain(str(change[part])) for part in ("offence", "circumstance") if change.get(part))
    if say.language == "zh":
        sides = (plain(str(change[side] or "")) or "—" for side in ("before", "after"))
        old, new = sides
        return say(f"rule_{change['op']}"), shorten(rule, 140), shorten(old, 160), shorten(new, 160)
    old = change["old_amount"] or ("—" if change["op"] == "added" else plain(str(change["before"] or "—")))
    new = change["new_amount"] or ("—" if change["op"] == "removed" else plain(str(change["after"] or "—")))
    return say(f"rule_{change['op']}"), shorten(rule, 140), shorten(old, 80), shorten(new, 80)
