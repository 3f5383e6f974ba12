"""Which changes a subscription is about."""

import json

import pytest
from digest_samples import change, event

from notifier.errors import BadWish
from notifier.filters import Findable, matches, struck_off, watched_in
from notifier.wishes import restored, wish


def about(wanted: object, **given: object) -> bool:
    return matches(wanted, Findable(change(1, **given)))  # type: ignore[arg-type]


def test_no_filter_means_everything_on_the_subject() -> None:
    assert about(wish("weekly"))
    assert not about(wish("weekly"), on_subject=False)
    assert about(wish("weekly", any_subject=True), on_subject=False)


def test_filters_narrow_together_and_widen_within() -> None:
    wanted = wish("weekly", topics=["standard", "list_publication"], sources=["miit"])
    assert about(wanted)
    assert not about(wanted, source="samr")
    assert not about(wanted, topics=["other"])


def test_a_register_is_followed_by_what_moves_it() -> None:
    wanted = wish("weekly", registers=["nev-battery-recycling"])
    assert about(wanted, register_events=[event("removed", "甲电池有限公司")])
    assert not about(wanted)
    other = {**event("removed", "甲电池有限公司"), "register": "lead-acid"}
    assert not about(wanted, register_events=[other])
    assert about(wish("weekly", registers=["nev-battery-recycling"], watch=["乙电池有限公司"]), title="乙电池有限公司")
    with pytest.raises(BadWish, match="'nev' is not a register; known are"):
        wish("weekly", registers=["nev"])
    assert restored(wanted.stored()) == wanted
    # What was stored before registers could be asked for is what it was, and under the key it had.
    before = json.loads(wish("weekly", topics=["standard"]).stored())
    del before["registers"]
    assert restored(json.dumps(before)).key == wish("weekly", topics=["standard"]).key
    assert wanted.key != wish("weekly").key


@pytest.mark.parametrize("spelled", ["广东", "广东省", "Guangdong", "guangdong province", "44"])
def test_a_province_may_be_named_in_any_way(spelled: str) -> None:
    assert about(wish("weekly", provinces=[spelled]), province="广东")
    assert not about(wish("weekly", provinces=[spelled]), province="广西")


def test_query_words_are_found_whatever_their_width_and_spacing() -> None:
    text = [{"where": "body", "op": "insert", "before": "", "after": "自２０２６年 起\n施行，撤 销资格"}]
    assert about(wish("weekly", query="2026年起 撤销"), edits=text)
    assert not about(wish("weekly", query="2026年起 公示"), edits=text)
    assert about(wish("weekly", query="第六批"))


def test_a_query_word_is_not_found_across_two_pieces() -> None:
    edits = [
        {"where": "body", "op": "delete", "before": "拟撤", "after": ""},
        {"where": "body", "op": "insert", "before": "", "after": "销售"},
    ]
    assert not about(wish("weekly", query="撤销"), edits=edits)


def test_a_new_notice_is_searched_in_its_text() -> None:
    found = Findable(change(1), full_text="其中三家企业退出")
    assert matches(wish("weekly", query="退出"), found)


def test_a_watch_list_alone_wants_only_what_names_a_company() -> None:
    wanted = wish("weekly", watch=["广东光华科技股份有限公司"], watch_file="C:\\me\\suppliers.csv")
    assert wanted.watch_file == "suppliers.csv"
    assert not about(wanted)
    assert about(wanted, register_events=[event("added", "广东光华科技股份有限公司")])
    assert about(wanted, title="关于广东光华科技 股份有限公司的公告")


def test_a_watch_list_beside_a_filter_adds() -> None:
    wanted = wish("weekly", topics=["standard"], watch=["广东光华科技股份有限公司"])
    assert about(wanted, topics=["standard"])
    assert about(wanted, register_events=[event("added", "广东光华科技股份有限公司")])
    assert not about(wanted)


def test_brackets_of_either_width_are_one_name() -> None:
    found = Findable(change(1, register_events=[event("removed", "格林美（武汉）新材料有限公司")]))
    assert watched_in(["格林美(武汉)新材料有限公司", "别的公司"], found) == ["格林美(武汉)新材料有限公司"]
    assert struck_off(["格林美(武汉)新材料有限公司"], found) == ["格林美(武汉)新材料有限公司"]


def test_an_addition_strikes_nobody_off() -> None:
    found = Findable(change(1, register_events=[event("added", "甲公司")]))
    assert struck_off(["甲公司"], found) == []


def test_the_former_name_of_a_rename_is_recognised() -> None:
    renamed = event("renamed", "新名有限公司", after={"company": "新名有限公司", "former": "旧名有限公司"})
    assert about(wish("weekly", watch=["旧名有限公司"]), register_events=[renamed])


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"topics": ["lists"]}, "'lists' is not a topic"),
        ({"provinces": ["Atlantis"]}, "'Atlantis' is not a province"),
        ({"watch_file": "s.csv"}, "watch list 's.csv' names no company"),
        ({"watch": ["", " "]}, "names no company"),
        ({"language": "fr"}, "'fr' is not a language"),
        ({"query": "x" * 500}, "longer than 400"),
        ({"sources": ["moon"], "known_sources": ["miit"]}, "'moon' is not a source; known are miit"),
    ],
)
def test_an_unknown_wish_is_named(given: dict[str, object], named: str) -> None:
    with pytest.raises(BadWish, match=named):
        wish("weekly", **given)  # type: ignore[arg-type]


def test_a_wish_survives_storage_and_its_key_ignores_order() -> None:
    one = wish("weekly", topics=["standard", "other"], query="撤销 名单", watch=["甲公司", "乙公司"])
    other = wish("weekly", topics=["other", "standard"], query="名单  撤销", watch=["乙公司", "甲公司"], language="zh")
    assert restored(one.stored()) == one
    assert one.key == other.key
    assert one.key != wish("daily", topics=["standard", "other"], query="撤销 名单", watch=["甲公司", "乙公司"]).key
