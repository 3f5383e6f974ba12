"""One notice under several addresses, pointers, and pages that vanish and come back."""

import pytest
from made_archive import SITE, TEXT, TITLE, Watch, reading

PAGE = SITE + "art_01.html"
OTHER = "https://www.samr.gov.cn/zw/zfxxgk/art/2026/art_99.html"
THIRD = "https://www.mee.gov.cn/xxgk/t2026_3.html"
EDITED = TEXT.replace("5年", "3年")
AGAIN = TEXT.replace("5年", "2年")


def test_one_id_of_the_publisher_is_one_notice_whatever_its_address(watch: Watch) -> None:
    first = watch.look(PAGE, reading("短文。"), external_id="art_0f3a")
    second = watch.look(SITE + "gzfw/art_01.html", reading("短文。"), external_id="art_0f3a")
    elsewhere = watch.look(OTHER, reading("别的短文。"), external_id="art_0f3a", source="samr")
    assert first.notice == second.notice != elsewhere.notice
    assert watch.kinds() == ["published", "published"]


def test_a_document_in_full_on_another_site_is_the_same_notice(watch: Watch) -> None:
    first = watch.look(PAGE, reading(fields={"来源": "工业和信息化部"}), external_id="art_1")
    second = watch.look(OTHER, reading(fields={"索引号": "0001"}), external_id="art_2", source="samr", channel="jj")
    assert first.notice == second.notice
    assert watch.kinds() == ["published"]


def test_short_or_different_texts_are_notices_of_their_own(watch: Watch) -> None:
    notices = {
        watch.look(PAGE, reading("短文。"), external_id="art_1").notice,
        watch.look(OTHER, reading("短文。"), external_id="art_2", source="samr").notice,
        watch.look(THIRD, reading(EDITED), external_id="art_3", source="mee").notice,
        watch.look(SITE + "4.html", reading(), external_id="art_4").notice,
        watch.look(SITE + "5.html", reading(doc_number="2026年第18号"), external_id="art_5").notice,
    }
    assert len(notices) == 5


def test_an_edit_that_all_addresses_follow_is_one_change(watch: Watch) -> None:
    """The pages around a document differ from site to site; that is nobody's edit, at first or later."""
    around = {PAGE: {"来源": "工业和信息化部"}, OTHER: {"索引号": "0001"}, THIRD: {}}
    for text in (TEXT, EDITED, TEXT):
        for url, fields in around.items():
            watch.tomorrow()
            watch.look(url, reading(text, fields=fields))
    assert watch.kinds() == ["published", "edited", "edited"]
    assert {edit["where"] for edit in watch.edits()} == {"body"}


def test_an_edit_seen_first_on_the_second_address_is_one_change(watch: Watch) -> None:
    watch.look(PAGE, reading(fields={"来源": "甲"}))
    watch.look(OTHER, reading(fields={"索引号": "1"}))
    watch.tomorrow()
    assert watch.look(OTHER, reading(EDITED, fields={"索引号": "1"})).change == "edited"
    watch.tomorrow()
    assert watch.look(PAGE, reading(EDITED, fields={"来源": "甲"})).change is None
    watch.tomorrow()
    assert watch.look(PAGE, reading(EDITED, fields={"来源": "乙"})).change == "edited"
    assert [edit["where"] for edit in watch.edits()] == ["metadata:来源"]


def test_an_address_that_lags_behind_by_several_edits_brings_no_news(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.look(OTHER, reading())
    for url, text in ((PAGE, EDITED), (PAGE, AGAIN), (OTHER, EDITED), (OTHER, AGAIN)):
        watch.tomorrow()
        watch.look(url, reading(text))
    assert watch.kinds() == ["published", "edited", "edited"]
    watch.tomorrow()
    watch.look(OTHER, reading(TEXT))
    assert watch.kinds() == ["published", "edited", "edited", "edited"]


def test_a_pointer_is_published_and_becomes_the_notice_when_its_page_is_read(watch: Watch) -> None:
    assert watch.point(OTHER, reading("", title=TITLE), channel="zcjd").change == "published"
    watch.tomorrow()
    assert watch.point(OTHER, reading("", title=TITLE), channel="zcjd").change is None
    watch.tomorrow()
    assert watch.point(OTHER, reading("", title=TITLE + "解读"), channel="zcjd").change == "edited"
    watch.tomorrow()
    read = watch.look(OTHER, reading(), source="samr", channel="jj")
    assert (read.version, read.change) == (3, None)
    watch.tomorrow()
    assert watch.point(OTHER, reading("", title=TITLE + "（更新）"), channel="zcjd").change is None
    watch.tomorrow()
    assert watch.look(OTHER, reading(EDITED), source="samr", channel="jj").change == "edited"
    assert watch.kinds() == ["published", "edited", "edited"]


def test_a_list_that_still_points_to_a_page_does_not_bring_it_back(watch: Watch) -> None:
    watch.look(OTHER, reading(), source="samr")
    for _ in range(2):
        watch.tomorrow()
        watch.gone(OTHER, source="samr")
    watch.tomorrow()
    assert watch.point(OTHER, reading("", title=TITLE)).change is None
    assert watch.kinds() == ["published", "withdrawn"]


def test_withdrawn_on_the_second_look_of_another_run(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.tomorrow()
    assert not watch.gone(PAGE)
    assert not watch.gone(PAGE), "two looks of one run are one"
    watch.tomorrow()
    assert watch.gone(PAGE)
    watch.tomorrow()
    assert not watch.gone(PAGE), "it is withdrawn only once"
    assert watch.kinds() == ["published", "withdrawn"]


@pytest.mark.parametrize("between", ["unchanged", "look"])
def test_a_page_that_answers_in_between_is_not_withdrawn(watch: Watch, between: str) -> None:
    watch.look(PAGE, reading())
    for _ in range(3):
        watch.tomorrow()
        assert not watch.gone(PAGE)
        watch.tomorrow()
        if between == "look":
            watch.look(PAGE, reading())
        else:
            watch.unchanged(PAGE)
    assert watch.kinds() == ["published"]


def test_still_there_under_another_address_is_not_withdrawn(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.look(OTHER, reading(), source="samr")
    for _ in range(3):
        watch.tomorrow()
        assert not watch.gone(PAGE)
    watch.tomorrow()
    assert not watch.gone(OTHER, source="samr")
    watch.tomorrow()
    assert watch.gone(OTHER, source="samr")
    assert watch.kinds() == ["published", "withdrawn"]


def test_an_address_that_was_missed_once_may_still_hold_the_notice(watch: Watch) -> None:
    watch.look(PAGE, reading())
    watch.look(OTHER, reading(), source="samr")
    watch.tomorrow()
    watch.gone(PAGE)
    watch.gone(OTHER, source="samr")
    watch.tomorrow()
    assert not watch.gone(PAGE)
    watch.look(OTHER, reading(), source="samr")
    watch.tomorrow()
    assert not watch.gone(PAGE)
    assert watch.kinds() == ["published"]


@pytest.mark.parametrize(("text", "version"), [(TEXT, 1), (EDITED, 2)])
def test_a_page_that_returns_is_restored_with_its_edits(watch: Watch, text: str, version: int) -> None:
    notice = watch.look(PAGE, reading()).notice
    for _ in range(2):
        watch.tomorrow()
        watch.gone(PAGE)
    watch.tomorrow()
    derived = watch.look(PAGE, reading(text))
    assert (derived.notice, derived.version, derived.change) == (notice, version, "restored")
    assert bool(watch.edits()) == (text != TEXT)
    assert watch.look(PAGE, reading(text)).change is None
    for _ in range(2):
        watch.tomorrow()
        watch.gone(PAGE)
    assert watch.kinds() == ["published", "withdrawn", "restored", "withdrawn"]


def test_a_document_that_moved_to_a_new_address_after_its_withdrawal_is_restored(watch: Watch) -> None:
    notice = watch.look(PAGE, reading()).notice
    for _ in range(2):
        watch.tomorrow()
        watch.gone(PAGE)
    watch.tomorrow()
    derived = watch.look(SITE + "new/art_7.html", reading())
    assert (derived.notice, derived.change) == (notice, "restored")


def test_an_address_without_a_notice_withdraws_nothing(watch: Watch) -> None:
    for _ in range(3):
        watch.tomorrow()
        assert not watch.gone(PAGE)
    assert watch.kinds() == []


def test_a_cut_id_that_two_notices_share_does_not_merge_them(watch: Watch) -> None:
    one, other = "a" * 12 + "0" * 20, "a" * 12 + "1" * 20
    first = watch.look(PAGE, reading("短文一。"), external_id=f"art_{one}")
    second = watch.look(SITE + "2.html", reading("短文二。"), external_id=f"art_{other}")
    assert first.notice == "miit-" + "a" * 12
    assert second.notice != first.notice
    assert watch.kinds() == ["published", "published"]


def test_an_answer_that_is_met_again_is_the_capture_it_was(watch: Watch) -> None:
    """A block page met every hour, or a page kept by a process that died before it was done with it."""
    seen = reading()
    first, _ = watch.keep(PAGE, b"<html>blocked</html>")
    watch.tomorrow()
    again, _ = watch.keep(PAGE, b"<html>blocked</html>")
    assert first.id == again.id
    watch.look(PAGE, seen)
    third, _ = watch.keep(PAGE, b"<html>blocked</html>")
    assert third.id not in (first.id, 2) and third.blob == first.blob, "what came in between is a capture too"
    assert watch.db.conn.execute("SELECT count(*) FROM captures").fetchone()[0] == 3
