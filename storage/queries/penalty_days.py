"""What changed in the penalty rules in force between two moments, rule by rule, old amounts beside new ones."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from storage.database import Database
from storage.diffs.penalties import diff_rules
from storage.queries.notices import version_at
from storage.queries.penalties import penalties
from storage.queries.penalty_changes import predecessor

Rules = list[dict[str, Any]]
ORDER = ("changed", "removed", "added")


def penalties_between(
    db: Database, since: datetime, until: datetime, query: str = "", known_at: datetime | None = None
) -> Rules:
    """The changes of `storage.diffs.penalties.diff_rules`, each with `notice` (which states the rule now, or did) and
    `against` (the notice that stated it before, empty where none is known).

    A notice is compared with itself, or, where it is new, with the benchmark that it says it takes the place of; rules
    of a benchmark without a known predecessor are `added`, those that no longer hold `removed`; drafts never held.
    Changed ones come first. With `known_at` both days are told from what had been observed by then."""
    before, after = (_by_notice(penalties(db, moment, query, known_at)) for moment in (since, until))
    found: Rules = []
    followed: set[str] = set()
    for notice, rules in after.items():
        earlier = notice if notice in before else _predecessor(db, notice, before)
        followed.add(earlier)
        found += _told(notice, earlier, before.get(earlier, []), rules)
    for notice, rules in before.items():
        if notice not in followed:
            found += _told(notice, notice, rules, [])
    return sorted(found, key=lambda change: ORDER.index(change["op"]))


def _by_notice(rules: Rules) -> dict[str, Rules]:
    groups: dict[str, Rules] = defaultdict(list)
    for rule in rules:
        if "draft" in rule["flags"]:
            continue
        groups[rule["notice"]].append(rule)
    return groups


def _predecessor(db: Database, notice: str, before: dict[str, Rules]) -> str:
    version = version_at(db, notice, None)
    known = predecessor(db, version, notice) if version else None
    return known[0] if known and known[0] in before else ""


def _told(notice: str, against: str, old: Rules, new: Rules) -> Rules:
    return [{**change, "notice": notice, "against": against} for change in diff_rules(old, new)]
