"""The life of an entry: 公示, 公告, rename, proposed removal, removal, re-entry, dropped capacity; in any order."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.registers import (
    VOID,
    ClaimRow,
    ListingRow,
    RegisterState,
    events_between,
    events_seen,
    fold,
    fold_all,
    voids,
)
from storage.registers.course import Course
from storage.registers.rows import known

KEY = "nev-battery-recycling"
FOREVER = date(2099, 1, 1)


def row(action: str, company: str, notice: str, day: str, **more: str) -> ListingRow:
    published = date.fromisoformat(day)
    observed = more.pop("observed_at", f"{day}T09:00:00+08:00")
    return ListingRow(KEY, action, company, notice, observed, published_on=published, **more)


def standing(state: RegisterState) -> dict[tuple[str, str], str]:
    return {(entry.company, entry.entry_type): entry.status for entry in state.entries}


A, B, C = "衢州华友钴新材料有限公司", "赣州市豪鹏科技有限公司", "湖南邦普循环科技有限公司"

LIFE = [
    row("proposed", A, "g4", "2022-11-16", batch="第四批", entry_type="梯次利用、再生利用", stage="proposal"),
    row("proposed", B, "g4", "2022-11-16", batch="第四批", entry_type="再生利用", stage="proposal"),
    row("listed", A, "a4", "2022-12-16", batch="第四批", entry_type="梯次利用、再生利用"),
    row("listed", C, "a4", "2022-12-16", batch="第四批", entry_type="梯次利用"),
    row("renamed", "衢州华友资源再生科技有限公司", "r1", "2023-06-01", former=A),
    row("type_dropped", "", "d1", "2026-07-30", entry_type="梯次利用"),
    row("proposed_removal", "衢州华友资源再生科技有限公司", "p1", "2026-09-01", stage="proposal"),
    row("removed", "衢州华友资源再生科技有限公司", "x1", "2026-10-01"),
    row("readmitted", "衢州华友资源再生科技有限公司", "y1", "2028-10-01", entry_type="再生利用"),
]
NEW = "衢州华友资源再生科技有限公司"


@pytest.mark.parametrize(
    ("day", "expected", "total"),
    [
        ("2022-11-15", {}, 0),
        ("2022-11-16", {(A, "梯次利用"): "proposed", (A, "再生利用"): "proposed", (B, "再生利用"): "proposed"}, 0),
        (
            "2022-12-16",
            {
                (A, "梯次利用"): "listed",
                (A, "再生利用"): "listed",
                (C, "梯次利用"): "listed",
                (B, "再生利用"): "proposed",
            },
            2,
        ),
        (
            "2026-07-30",
            {
                (NEW, "梯次利用"): "removed",
                (NEW, "再生利用"): "listed",
                (C, "梯次利用"): "removed",
                (B, "再生利用"): "proposed",
            },
            1,
        ),
        (
            "2026-09-15",
            {
                (NEW, "梯次利用"): "removed",
                (NEW, "再生利用"): "proposed_removal",
                (C, "梯次利用"): "removed",
                (B, "再生利用"): "proposed",
            },
            1,
        ),
        (
            "2026-10-01",
            {
                (NEW, "梯次利用"): "removed",
                (NEW, "再生利用"): "removed",
                (C, "梯次利用"): "removed",
                (B, "再生利用"): "proposed",
            },
            0,
        ),
        (
            "2028-10-01",
            {
                (NEW, "梯次利用"): "removed",
                (NEW, "再生利用"): "listed",
                (C, "梯次利用"): "removed",
                (B, "再生利用"): "proposed",
            },
            1,
        ),
    ],
)
def test_the_state_on_each_day(day: str, expected: dict[tuple[str, str], str], total: int) -> None:
    state = fold(LIFE, date.fromisoformat(day))
    assert standing(state) == expected
    assert state.computed_total == total


def test_every_step_is_an_event_and_the_name_that_the_announcement_left_out_is_one_too() -> None:
    told = [(e["kind"], e["company"], e["entry_type"], e["notice"]) for e in events_between(LIFE, None, FOREVER)]
    assert ("changed", B, "再生利用", "a4") in told
    kinds = [kind for kind, *_ in told]
    assert kinds == ["proposed"] * 3 + ["added"] * 3 + ["changed"] + ["renamed"] * 2 + ["type_dropped"] * 2 + [
        "removal_proposed",
        "removed",
        "readmitted",
    ]
    left_out = next(e for e in events_between(LIFE, None, FOREVER) if e["kind"] == "changed")
    assert left_out["after"] is not None
    assert left_out["after"]["confirmed"] is False


def test_events_of_a_window_include_its_first_and_last_day() -> None:
    kinds = [e["kind"] for e in events_between(LIFE, date(2026, 7, 30), date(2026, 9, 1))]
    assert kinds == ["type_dropped", "type_dropped", "removal_proposed"]
    assert events_between(LIFE, date(2026, 7, 31), date(2026, 8, 31)) == []


@settings(max_examples=60, deadline=None)
@given(st.permutations(LIFE), st.dates(date(2022, 1, 1), date(2029, 1, 1)))
def test_the_order_of_arrival_does_not_matter(shuffled: list[ListingRow], day: date) -> None:
    assert fold(shuffled, day) == fold(LIFE, day)
    assert events_between(shuffled, None, day) == events_between(LIFE, None, day)


COMPANIES = st.sampled_from([f"{word}科技有限公司" for word in "甲乙丙丁"])
TYPES = st.sampled_from(["梯次利用", "再生利用", "梯次利用、再生利用", ""])
ACTIONS = st.sampled_from(
    ["proposed", "listed", "removed", "proposed_removal", "type_dropped", "readmitted", "changed"]
)


@st.composite
def histories(draw: st.DrawFn) -> list[ListingRow]:
    rows = []
    for number in range(draw(st.integers(1, 14))):
        day = date(2020, 1, 1) + timedelta(days=draw(st.integers(0, 60)))
        action = draw(ACTIONS)
        stage = draw(st.sampled_from(["issued", "proposal"]))
        company = "" if action == "type_dropped" else draw(COMPANIES)
        rows.append(
            row(action, company, f"n{number}", day.isoformat(), entry_type=draw(TYPES), stage=stage, row=str(number))
        )
    return rows


@settings(max_examples=80, deadline=None)
@given(histories(), st.randoms(use_true_random=False))
def test_any_history_folds_to_one_state_whatever_the_order(rows: list[ListingRow], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(rows, FOREVER) == fold(shuffled, FOREVER)
    assert fold([*rows, *rows], FOREVER) == fold(rows, FOREVER)


@settings(max_examples=80, deadline=None)
@given(histories())
def test_nothing_provisional_ever_lists_or_takes_off(rows: list[ListingRow]) -> None:
    provisional = [replace(one, stage="proposal") for one in rows]
    assert {entry.status for entry in fold(provisional, FOREVER).entries} <= {"proposed", "proposed_removal"}
    lasting = [replace(one, stage="issued") for one in rows if one.action in ("listed", "readmitted")]
    before = fold(lasting, FOREVER).computed_total
    later = [replace(one, published_on=date(2021, 1, 1), notice=f"z{one.notice}") for one in provisional]
    assert fold([*lasting, *later], FOREVER).computed_total == before


@settings(max_examples=80, deadline=None)
@given(histories())
def test_a_dropped_capacity_never_touches_another_capacity(rows: list[ListingRow]) -> None:
    drop = row("type_dropped", "", "zz", "2021-01-01", entry_type="梯次利用")
    before, after = fold(rows, FOREVER), fold([*rows, drop], FOREVER)
    others = lambda state: [e for e in state.entries if e.entry_type != "梯次利用"]  # noqa: E731
    assert others(before) == others(after)
    assert {e.status for e in after.entries if e.entry_type == "梯次利用"} <= {"removed", "proposed"}
    assert all(e.dropped_by for e in after.entries if e.entry_type == "梯次利用" and e.status == "proposed")


@settings(max_examples=60, deadline=None)
@given(histories(), COMPANIES)
def test_removed_and_listed_again_is_listed(rows: list[ListingRow], company: str) -> None:
    gone = row("removed", company, "y1", "2021-01-01")
    back = row("listed", company, "y2", "2021-02-01", entry_type="再生利用")
    assert all(e.status == "removed" for e in fold([*rows, gone], FOREVER).entries if e.company == company)
    assert standing(fold([*rows, gone, back], FOREVER))[company, "再生利用"] == "listed"


def test_absence_from_a_newer_list_means_nothing() -> None:
    rows = [row("listed", A, "a1", "2018-09-05", batch="第一批"), row("listed", C, "a2", "2020-12-01", batch="第二批")]
    assert standing(fold(rows, FOREVER)) == {(A, ""): "listed", (C, ""): "listed"}


def test_an_edited_notice_replaces_its_earlier_version_and_the_past_can_still_be_asked() -> None:
    first = [row("listed", A, "a1", "2018-09-05"), row("listed", B, "a1", "2018-09-05")]
    second = [replace(first[0], observed_at="2018-10-01T09:00:00+08:00")]
    rows = [*first, *second]
    assert standing(fold(rows, FOREVER)) == {(A, ""): "listed"}
    then = datetime(2018, 9, 20, tzinfo=UTC)
    assert standing(fold(rows, FOREVER, known_at=then)) == {(A, ""): "listed", (B, ""): "listed"}
    learnt = events_seen(rows, then, datetime(2018, 10, 2, tzinfo=UTC))
    assert [(e["kind"], e["company"]) for e in learnt] == [("changed", B)]
    assert learnt[0]["after"] is not None
    assert learnt[0]["after"]["retracted"] == "added"


def test_a_version_without_rows_takes_all_back() -> None:
    rows = [
        row("listed", A, "a1", "2018-09-05"),
        row(VOID, "", "a1", "2018-09-05", observed_at="2018-10-01T00:00:00+08:00"),
    ]
    assert fold(rows, FOREVER).entries == ()


def test_void_rows_are_made_of_the_versions_that_state_nothing() -> None:
    first = row("listed", A, "a1", "2018-09-05")
    versions = [
        ("a1", "2018-09-05T09:00:00+08:00"),
        ("a1", "2018-10-01T00:00:00+08:00"),
        ("b1", "2018-10-01T00:00:00+08:00"),
    ]
    made = voids([first], versions)
    assert [(one.notice, one.action, one.observed_at[:10]) for one in made] == [("a1", VOID, "2018-10-01")]
    assert fold([first, *made], FOREVER).entries == ()


def test_what_is_learnt_late_is_an_event_of_the_day_it_was_observed() -> None:
    late = row("removed", A, "x1", "2020-01-01", observed_at="2020-03-01T09:00:00+08:00")
    rows = [row("listed", A, "a1", "2018-09-05"), late]
    march = datetime(2020, 2, 28, tzinfo=UTC), datetime(2020, 3, 2, tzinfo=UTC)
    assert [e["kind"] for e in events_seen(rows, *march)] == ["removed"]
    assert standing(fold(rows, date(2020, 2, 1), known_at=march[0])) == {(A, ""): "listed"}
    assert standing(fold(rows, date(2020, 2, 1))) == {(A, ""): "removed"}


def test_a_code_ties_two_names_and_two_codes_part_one_name() -> None:
    code, other = "91330800575349959F", "91110000600037341L"
    tied = [
        row("listed", A, "a1", "2018-09-05", uscc=code),
        row("listed", "另名有限公司", "a2", "2020-01-01", uscc=code),
    ]
    state = fold(tied, FOREVER)
    assert standing(state) == {("另名有限公司", ""): "listed"}
    assert state.entries[0].former_names == (A,)
    parted = [row("listed", A, "a1", "2018-09-05", uscc=code), row("listed", A, "a2", "2020-01-01", uscc=other)]
    assert fold(parted, FOREVER).computed_total == 2


def test_a_name_without_its_province_is_the_same_enterprise_but_two_provinces_are_two() -> None:
    rows = [row("listed", A, "a1", "2018-09-05", province="浙江"), row("removed", A, "x1", "2020-01-01")]
    assert standing(fold(rows, FOREVER)) == {(A, ""): "removed"}
    rows = [
        row("listed", A, "a1", "2018-09-05", province="浙江省"),
        row("listed", A, "a2", "2020-01-01", province="江西"),
    ]
    assert fold(rows, FOREVER).computed_total == 2


def test_another_legal_form_is_never_the_same_enterprise_without_a_stated_rename() -> None:
    rows = [
        row("listed", "甲科技有限公司", "a1", "2018-09-05"),
        row("removed", "甲科技股份有限公司", "x1", "2020-01-01"),
    ]
    state = fold(rows, FOREVER)
    assert standing(state) == {("甲科技有限公司", ""): "listed", ("甲科技股份有限公司", ""): "removed"}
    assert any("no earlier notice" in warning for warning in state.warnings)


def test_a_proposed_rename_changes_no_name() -> None:
    rows = [row("listed", A, "a1", "2018-09-05"), row("renamed", NEW, "r1", "2020-01-01", former=A, stage="proposal")]
    assert standing(fold(rows, FOREVER)) == {(A, ""): "listed"}
    event = events_between(rows, date(2020, 1, 1), FOREVER)[0]
    assert event["kind"] == "proposed"
    assert event["after"] is not None
    assert event["after"]["company"] == NEW


def test_the_steel_notice_with_four_actions_at_once() -> None:
    rows = [row("listed", name, "a0", "2018-01-01") for name in ("甲钢铁有限公司", "乙钢铁有限公司", "丙钢铁有限公司")]
    rows += [
        row("proposed", "丁钢铁有限公司", "s1", "2020-03-01", stage="proposal"),
        row("proposed_removal", "甲钢铁有限公司", "s1", "2020-03-01", stage="proposal"),
        row("rectification", "乙钢铁有限公司", "s1", "2020-03-01", stage="proposal"),
        row("renamed", "新丙钢铁有限公司", "s1", "2020-03-01", former="丙钢铁有限公司", stage="proposal"),
    ]
    kinds = sorted(e["kind"] for e in events_between(rows, date(2020, 3, 1), FOREVER))
    assert kinds == ["proposed", "proposed", "rectification", "removal_proposed"]
    state = fold(rows, FOREVER)
    assert state.computed_total == 3
    assert next(e for e in state.entries if e.company == "乙钢铁有限公司").rectification == date(2020, 3, 1)


def test_a_removal_takes_effect_on_its_effective_day() -> None:
    rows = [
        row("listed", A, "a1", "2018-09-05"),
        replace(row("removed", A, "x1", "2020-01-01"), effective_on=date(2020, 2, 1)),
    ]
    assert standing(fold(rows, date(2020, 1, 31))) == {(A, ""): "listed"}
    assert standing(fold(rows, date(2020, 2, 1))) == {(A, ""): "removed"}


def test_claimed_totals_stand_beside_the_computed_one() -> None:
    claims = [ClaimRow(KEY, 5, "第一批", "共5家企业", "a1", "2018-09-05T09:00:00+08:00", date(2018, 9, 5))]
    shape = fold([row("listed", A, "a1", "2018-09-05")], FOREVER, claims=claims).shape()
    assert shape["computed_total"] == 1
    assert [(c["count"], c["computed_in_notice"]) for c in shape["claimed_totals"]] == [(5, 1)]
    assert fold([row("listed", A, "a1", "2018-09-05")], date(2018, 9, 4), claims=claims).claimed_totals == ()


def test_the_shape_of_an_entry() -> None:
    rows = [
        row(
            "listed",
            A,
            "a1",
            "2018-09-05",
            where="attachment:附件.doc",
            row="table 1 row 2",
            province="浙江",
            sha256="ab",
        )
    ]
    entry = fold(rows, FOREVER).shape()["entries"][0]
    assert {k: entry[k] for k in ("company", "province", "status", "since", "notice", "attachment", "row")} == {
        "company": A, "province": "浙江", "status": "listed", "since": "2018-09-05", "notice": "a1",
        "attachment": "附件.doc", "row": "table 1 row 2",
    }  # fmt: skip


def test_registers_are_folded_apart() -> None:
    rows = [row("listed", A, "a1", "2018-09-05"), replace(row("listed", A, "a1", "2018-09-05"), register="steel")]
    assert set(fold_all(rows, FOREVER)) == {KEY, "steel"}
    with pytest.raises(ValueError, match="several registers"):
        fold(rows, FOREVER)


def test_no_rows_is_an_empty_register() -> None:
    assert fold([], FOREVER).entries == ()
    assert events_seen([], None, datetime(2026, 1, 1, tzinfo=UTC)) == []


def test_a_course_answers_each_day_as_a_fold_of_that_days_rows_would() -> None:
    """Whatever is read later says nothing of the days before, but for names and totals to come."""
    course = Course(known(LIFE))
    days = sorted({one.day for one in LIFE})
    for day in (*days, *(day - timedelta(days=1) for day in days), *reversed(days)):
        then = fold([one for one in LIFE if one.day <= day], day)
        now = course.on(day)
        bare = [[replace(entry, later_names=(), enterprise="") for entry in state.entries] for state in (now, then)]
        assert bare[0] == bare[1]
        assert (now.as_of, now.computed_total, now.computed_by_type) == (
            day, then.computed_total, then.computed_by_type,
        )  # fmt: skip
        assert set(then.warnings) == set(now.warnings)


COURSE_ACTIONS = ("listed", "proposed", "removed", "proposed_removal", "rectification", "readmitted")
COURSES = st.lists(
    st.tuples(
        st.sampled_from(COURSE_ACTIONS), st.sampled_from((A, B, C)), st.integers(0, 5), st.sampled_from(("", "梯次"))
    ),
    max_size=12,
)


@given(COURSES)
@settings(max_examples=60)
def test_any_course_is_its_folds(told: list[tuple[str, str, int, str]]) -> None:
    rows = [
        row(
            action,
            company,
            f"n{number}",
            f"2020-01-{1 + number:02}",
            entry_type=kind,
            former=NEW if action == "renamed" else "",
        )
        for action, company, number, kind in told
    ]
    course = Course(known(rows))
    for number in (3, 0, 5, 1):
        day = date(2020, 1, 1 + number)
        then, now = fold([one for one in rows if one.day <= day], day), course.on(day)
        assert standing(now) == standing(then) and now.computed_total == then.computed_total
        assert course.events(None, day) == events_between([one for one in rows if one.day <= day], None, day)
