"""Lists in the layouts of real offices, made for the test and written down before any reader saw them."""

from datetime import date
from typing import Any

import pytest
from made_lists import cases, facts_of, fields_of, listing_rows, wanted_entry

from storage.registers import events_between, fold

CASES = [
    (case, form) for case in cases("case") for form in (("html", "docx", "xlsx") if "annex" in case else ("html",))
]


@pytest.mark.parametrize(("case", "form"), CASES, ids=[f"{case['name']} ({form})" for case, form in CASES])
def test_every_enterprise_comes_out_or_a_warning_says_what_does_not(case: dict[str, Any], form: str) -> None:
    facts = facts_of(case, form)
    wanted = [wanted_entry(line) for line in case["entries"]]
    found = list(facts.entries)
    if case.get("any_order"):
        wanted.sort(key=lambda one: one[0]["company"])
        found.sort(key=lambda entry: entry.company)
    assert [fields_of(entry) for entry in found] == [fields for fields, _ in wanted]
    for entry, (_, detail) in zip(found, wanted, strict=True):
        assert {key: value for key, value in detail.items() if value not in entry.detail.get(key, "")} == {}
    assert {entry.register for entry in found} <= {case["register"]}
    unsaid = [said for said in case["warnings"] if not any(said in warning for warning in facts.warnings)]
    assert unsaid == [], facts.warnings
    assert len(facts.warnings) == len(case["warnings"]), facts.warnings


@pytest.mark.parametrize("chain", cases("chain"), ids=lambda chain: chain["name"])
def test_a_chain_of_notices_folds_to_its_events_and_its_state(chain: dict[str, Any]) -> None:
    rows = []
    for number, notice in enumerate(chain["notices"], 1):
        day = date.fromisoformat(notice["day"])
        rows += listing_rows(facts_of(notice, "html", day), f"n{number}", day)
    assert {row.register for row in rows} == {chain["register"]}
    days = {f"n{number}": notice["day"] for number, notice in enumerate(chain["notices"], 1)}
    told = [
        " ".join(filter(None, (days[e["notice"]], e["kind"], e["company"], e["entry_type"])))
        for e in events_between(rows, None, date(2030, 1, 1))
    ]
    assert sorted(told) == sorted(chain["events"])
    state = fold(rows, date(2030, 1, 1))
    assert sorted(map(_told, state.entries)) == sorted(chain["state"])
    assert state.computed_total == chain["total"]


def _told(entry: Any) -> str:
    former = f"former={','.join(sorted(entry.former_names))}" if entry.former_names else ""
    return " ".join(filter(None, (entry.status, entry.company, entry.entry_type, former, entry.pending)))
