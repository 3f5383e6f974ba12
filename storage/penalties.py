"""What an offence costs on a given day: a fold over the versions of the notices that state penalty rules.

Pure: rows come from the archive as plain mappings, the answer is the `penalties` shape of the interface.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from storage.clock import ZONE, moment
from storage.penalty_doubts import with_doubts

Row = Mapping[str, Any]

_ASKED = ("offence", "basis", "circumstance", "tier", "text", "item", "category", "note")
_SAID = (*_ASKED, "fine")
_SUMS = ("kind", "min", "max", "unit", "base", "party")


def rules_as_of(versions_rows: Iterable[Row], as_of: datetime | date | str, query: str = "") -> list[dict[str, Any]]:
    """The penalty rules that hold at `as_of`, flattened, by notice and in the order of the document.

    A row of `versions_rows` is one version of one notice: {notice, version_observed_at, effective_on, expires_on,
    repealed_on, rules}; the three dates are ISO dates or None, `rules` a sequence of mappings with the fields of
    `PenaltyRule`. Of each notice the version that was newest at `as_of` speaks; before we first saw a notice that had
    long been in force, its first version speaks. Rules of a notice that has expired (`expires_on` is its last day) or
    was repealed (`repealed_on` is its first day without force) are left out; one that is not yet in force is kept with
    the flag `not_yet_in_force`, one of a draft (`draft`) with the flag `draft`. A rule that another file of its notice
    repeats is told once; what is doubtful between tiers or about the statute is flagged as `penalty_doubts` has
    it. `query` is words that all must stand somewhere in a rule (in any width, any case).
    """
    asked = _moment(as_of)
    words = plain_words(query)
    found: list[dict[str, Any]] = []
    for versions in _by_notice(versions_rows):
        version = _speaking(versions, asked)
        if version is None or _lapsed(version, asked):
            continue
        upcoming = (effective := _day(version.get("effective_on"))) is not None and effective > asked.date()
        rules = _once([_flat(version, rule, upcoming) for rule in version.get("rules") or ()])
        found += [rule for rule in with_doubts(rules, asked.date()) if answers(rule, words)]
    return found


def _once(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without what a second file says again, as an archive does beside its table; equal rows of one file stay."""
    first: dict[str, str] = {}
    return [
        rule for rule in rules if first.setdefault(repr([rule[name] for name in _SAID]), rule["where"]) == rule["where"]
    ]


def plain_words(query: str) -> list[str]:
    return [_plain(word) for word in query.split()]


def answers(rule: Row, words: Sequence[str]) -> bool:
    """Do all words stand in the rule? `words` are as `plain_words` makes them."""
    if not words:
        return True
    whole = _plain("\n".join(str(rule.get(name) or "") for name in _ASKED))
    return all(word in whole for word in words)


def fine_in_words(fines: Sequence[Row]) -> str:
    """The amounts in English: `50,000–100,000 yuan; individual: 5,000 yuan`; `no amount` where there is none."""
    parts = []
    for fine in fines:
        words = _amount(fine)
        parts.append(f"individual: {words}" if fine.get("party") == "individual" else words)
    return "; ".join(parts) or "no amount"


def _amount(fine: Row) -> str:
    kind, low, high = str(fine.get("kind") or ""), fine.get("min"), fine.get("max")
    if kind == "closure_only":
        return "closure, no fine"
    unit = {"yuan": " yuan", "times": " times", "percent": "%", "permille": "‰"}.get(str(fine.get("unit") or ""), "")
    base = str(fine.get("base") or "")
    tail = f"{unit} {base}" if unit == " times" and base else f"{unit} of {base}" if base else unit
    if kind.endswith("_cap"):
        return f"at most {amount_number(high)}{tail} in all"
    if kind.endswith("_max") or low is None:
        return f"up to {amount_number(high)}{tail}"
    if high is None:
        return f"{amount_number(low)}{tail} or more"
    if low == high:
        return f"{amount_number(low)}{tail}"
    return f"{amount_number(low)}–{amount_number(high)}{tail}"


def amount_number(value: Any) -> str:
    """A figure of a fine with its thousands apart and no idle noughts, `?` where none is known."""
    if value is None:
        return "?"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4f}".rstrip("0")


def _by_notice(rows: Iterable[Row]) -> Iterator[list[Row]]:
    notices: dict[str, list[Row]] = {}
    for row in rows:
        notices.setdefault(str(row["notice"]), []).append(row)
    for _, versions in sorted(notices.items()):
        yield sorted(versions, key=lambda row: _moment(row["version_observed_at"]))


def _speaking(versions: Sequence[Row], asked: datetime) -> Row | None:
    seen = [row for row in versions if _moment(row["version_observed_at"]) <= asked]
    if seen:
        return seen[-1]
    effective = _day(versions[0].get("effective_on"))
    return versions[0] if effective is not None and effective <= asked.date() else None


def _lapsed(version: Row, asked: datetime) -> bool:
    expires, repealed = _day(version.get("expires_on")), _day(version.get("repealed_on"))
    return (expires is not None and expires < asked.date()) or (repealed is not None and repealed <= asked.date())


def _flat(version: Row, rule: Row, upcoming: bool) -> dict[str, Any]:
    draft = bool(version.get("draft"))
    flags = [*(rule.get("flags") or ()), *(["draft"] if draft else []), *(["not_yet_in_force"] if upcoming else [])]
    return {
        "notice": version["notice"],
        "offence": rule.get("offence") or "",
        "basis": rule.get("basis") or "",
        "circumstance": rule.get("circumstance") or "",
        "tier": rule.get("tier") or "",
        "fine": [{name: fine.get(name) for name in _SUMS} for fine in rule.get("fine") or ()],
        "text": rule.get("text") or "",
        "flags": flags,
        **{name: rule.get(name) or "" for name in ("item", "category", "note", "where", "row")},
        "effective_on": None if draft else _iso(version.get("effective_on")),
        "expires_on": _iso(version.get("expires_on")),
    }


def _moment(value: datetime | date | str) -> datetime:
    """A bare day stands for its last second: what came out on that day counts."""
    if isinstance(value, datetime):
        return value.astimezone(ZONE) if value.tzinfo else value.replace(tzinfo=ZONE)
    return moment(value.isoformat() if isinstance(value, date) else value, end_of_day=True)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).date()
    return value if isinstance(value, date) or not value else moment(str(value)).date()


def _iso(value: Any) -> str | None:
    day = _day(value)
    return day.isoformat() if day else None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
