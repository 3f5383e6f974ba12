"""A revised benchmark is told by amounts, the changed ones first."""

from notifier.labels import speaker
from notifier.penalty_views import MOST_RULES, penalty_views


def _change(op: str, offence: str, old: str, new: str) -> dict[str, object]:
    return {
        "op": op,
        "offence": offence,
        "circumstance": "情节一般",
        "old_amount": old,
        "new_amount": new,
        "before": "处五万元以上十万元以下罚款",
        "after": "处十万元以上二十万元以下罚款",
        "fields": ["fine"] if op == "changed" else ["rule"],
    }


def test_old_against_new_amounts() -> None:
    changes = [
        _change("removed", "甲", "1 yuan", ""),
        _change("changed", "乙", "50,000–100,000 yuan", "100,000–200,000 yuan"),
    ]
    (table,) = penalty_views(changes, speaker("en"))
    assert table.rows[0] == ("Changed", "乙; 情节一般", "50,000–100,000 yuan", "100,000–200,000 yuan")
    assert table.rows[1][0] == "Removed"
    assert table.rows[1][3] == "—"


def test_no_rule_no_table_and_long_tables_are_cut() -> None:
    assert penalty_views([], speaker("en")) == ()
    (table,) = penalty_views([_change("changed", str(n), "1", "2") for n in range(50)], speaker("en"))
    assert len(table.rows) == MOST_RULES
    assert "30" in table.more
