"""What changed between two states of a penalty benchmark, rule by rule, with the old and new amounts in words.

Rules are paired in a cascade, each step one-to-one and in the order of the document: the same in all that they say;
the same offence, circumstance and tier; then the same offence and circumstance in another tier; then the nearest text.
What is left over was added or removed. A new 序号 or another order alone is no change.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from storage.penalties import fine_in_words

Rule = Mapping[str, Any]
Pair = tuple[int, int]

NEAR = 75.0
"""Least likeness (0 to 100) of two rules that count as one reworded."""

LEAST = 55.0
"""Least likeness of their offences, and of their circumstances, taken alone."""

MOST_COMPARED = 500
"""Leftovers on one side beyond which no nearest text is looked for: that many are another table."""

_SAID = ("offence", "circumstance", "tier", "basis", "note", "category")
_STEPS: tuple[tuple[str, ...], ...] = (
    ("offence", "circumstance", "tier", "basis", "category", "note", "text"),
    ("item", "offence", "circumstance", "tier"),
    ("offence", "circumstance", "tier"),
    ("offence", "circumstance"),
)


def diff_rules(before: Sequence[Rule], after: Sequence[Rule]) -> list[dict[str, Any]]:
    """The changes, in the order of the new table; removed rules come last.

    A change: {op: added|removed|changed, key, item, offence, circumstance, tier, before, after (the texts of the fine),
    fields (what differs), old_amount, new_amount (in words, empty where there is no such side), old_fine, new_fine (the
    same as numbers), where (the new rule's place in its notice), summary (one English sentence)}. `fields` may hold
    fine, offence, circumstance, tier, basis, note, category and text (the wording of the fine while its amounts stand).
    """
    pairs = _paired(before, after)
    partner = {new: old for old, new in pairs}
    changes: list[dict[str, Any]] = []
    for place, rule in enumerate(after):
        if place not in partner:
            changes.append(_change("added", None, rule, ["rule"]))
        elif fields := _differences(before[partner[place]], rule):
            changes.append(_change("changed", before[partner[place]], rule, fields))
    kept = {old for old, _ in pairs}
    changes += [_change("removed", rule, None, ["rule"]) for place, rule in enumerate(before) if place not in kept]
    return changes


def _paired(before: Sequence[Rule], after: Sequence[Rule]) -> list[Pair]:
    old, new = list(range(len(before))), list(range(len(after)))
    pairs: list[Pair] = []
    for step in _STEPS:
        found = list(_by_key(before, after, old, new, step))
        pairs += found
        taken_old, taken_new = {pair[0] for pair in found}, {pair[1] for pair in found}
        old = [place for place in old if place not in taken_old]
        new = [place for place in new if place not in taken_new]
    return pairs + _nearest(before, after, old, new)


def _by_key(
    before: Sequence[Rule], after: Sequence[Rule], old: Sequence[int], new: Sequence[int], fields: tuple[str, ...]
) -> Iterator[Pair]:
    """Pairs with the same key; several with one key pair in their order, equal amounts first."""
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in old:
        waiting[_key(before[place], fields)].append(place)
    late: list[int] = []
    for place in new:
        candidates = waiting.get(_key(after[place], fields), [])
        same = next((one for one in candidates if _fines(before[one]) == _fines(after[place])), None)
        if same is None:
            late.append(place)
            continue
        candidates.remove(same)
        yield same, place
    for place in late:
        key = _key(after[place], fields)
        if waiting.get(key) and _tells(key):
            yield waiting[key].pop(0), place


def _tells(key: tuple[str, ...]) -> bool:
    """A key of mere numbers and blanks (a 序号 and a tier) names no rule."""
    return any(len(part) > 3 for part in key)


def _nearest(before: Sequence[Rule], after: Sequence[Rule], old: Sequence[int], new: Sequence[int]) -> list[Pair]:
    if not old or not new or max(len(old), len(new)) > MOST_COMPARED:
        return []
    like = _Likeness()
    ranked = sorted(
        (-score, abs(left - right), left, right)
        for left in old
        for right in new
        if (score := like.of(before[left], after[right])) >= NEAR
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    pairs = []
    for _, _, left, right in ranked:
        if left not in used_old and right not in used_new:
            used_old.add(left)
            used_new.add(right)
            pairs.append((left, right))
    return pairs


class _Likeness:
    """Offence and circumstance each must resemble their counterpart: tiers of one offence share a long text and are
    different rules all the same."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], float] = {}

    def of(self, old: Rule, new: Rule) -> float:
        offence = self._ratio(_plain(old.get("offence")), _plain(new.get("offence")))
        if offence < LEAST:
            return 0.0
        circumstance = self._ratio(_plain(old.get("circumstance")), _plain(new.get("circumstance")))
        if circumstance < LEAST:
            return 0.0
        same_tier = _plain(old.get("tier")) == _plain(new.get("tier"))
        return (offence + circumstance) / 2 - (0 if same_tier else 5)

    def _ratio(self, old: str, new: str) -> float:
        if old == new:
            return 100.0
        if (old, new) not in self._known:
            self._known[(old, new)] = fuzz.ratio(old, new)
        return self._known[(old, new)]


def _differences(old: Rule, new: Rule) -> list[str]:
    fields = ["fine"] if _fines(old) != _fines(new) else []
    fields += [name for name in _SAID if _plain(old.get(name)) != _plain(new.get(name))]
    if not fields and _plain(old.get("text")) != _plain(new.get("text")):
        fields.append("text")
    return fields


def _change(op: str, old: Rule | None, new: Rule | None, fields: list[str]) -> dict[str, Any]:
    told = new if new is not None else old
    assert told is not None
    old_amount, new_amount = (fine_in_words(each.get("fine") or ()) if each is not None else "" for each in (old, new))
    return {
        "op": op,
        "key": " / ".join(
            part for part in (_line(told.get(name)) for name in ("offence", "circumstance", "tier")) if part
        ),
        **{name: told.get(name) or "" for name in ("item", "offence", "circumstance", "tier")},
        "where": str(new.get("where") or "") if new is not None else "",
        "before": str(old.get("text") or "") if old is not None else "",
        "after": str(new.get("text") or "") if new is not None else "",
        "fields": fields,
        "old_amount": old_amount,
        "new_amount": new_amount,
        "old_fine": list(old.get("fine") or ()) if old is not None else [],
        "new_fine": list(new.get("fine") or ()) if new is not None else [],
        "summary": _summary(op, fields, old_amount, new_amount),
    }


def _summary(op: str, fields: list[str], old: str, new: str) -> str:
    if op == "added":
        return f"added: {new}"
    if op == "removed":
        return f"removed: was {old}"
    others = [name for name in fields if name != "fine"]
    if "fine" not in fields:
        return f"reworded ({', '.join(others)}); still {new}"
    amounts = f"from {_short(old, new)} to {new}"
    return f"{amounts}; also reworded: {', '.join(others)}" if others else amounts


def _short(old: str, new: str) -> str:
    """`50,000–100,000` of `50,000–100,000 yuan` where the new amount ends in the same single unit."""
    simple = re.compile(r"[\d,.–]+ yuan\Z")
    return old.removesuffix(" yuan") if simple.match(old) and simple.match(new) else old


def _fines(rule: Rule) -> tuple[tuple[Any, ...], ...]:
    names = ("kind", "min", "max", "unit", "base", "party")
    return tuple(tuple(fine.get(name) for name in names) for fine in rule.get("fine") or ())


def _key(rule: Rule, fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_plain(rule.get(name)) for name in fields)


def _plain(value: Any) -> str:
    return "".join(unicodedata.normalize("NFKC", str(value or "")).split())


def _line(value: Any) -> str:
    return " ".join(str(value or "").split())
