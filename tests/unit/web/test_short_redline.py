"""An edit in one line: nothing of the change is lost by cutting what stands around it, and nothing is markup."""

from regwatch.web.pages.common import short_redline
from storage.shapes import Edit


def edit(*tokens: tuple[str, str]) -> Edit:
    before = "".join(text for op, text in tokens if op != "+")
    after = "".join(text for op, text in tokens if op != "-")
    return {"where": "body", "op": "replace", "before": before, "after": after, "tokens": list(tokens)}


def test_what_changed_is_shown_however_far_in() -> None:
    told = short_redline(edit(("=", "前" * 300), ("-", "50万元"), ("+", "500万元"), ("=", "后" * 300)))
    assert told == f"…{'前' * 14}<del>50万元</del><ins>500万元</ins>{'后' * 14}…"


def test_without_tokens_both_sides_are_shown() -> None:
    plain: Edit = {"where": "title", "op": "replace", "before": "甲<b>", "after": "乙\u202e"}
    assert short_redline(plain) == "<del>甲&lt;b&gt;</del><ins>乙\ufffd</ins>"


def test_a_long_edit_is_cut() -> None:
    told = short_redline(edit(("-", "旧" * 500), ("+", "新" * 500)))
    assert len(told) < 200 and told.endswith("…")
