import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.search.language import MAX_WORDS, parse
from storage.search.nodes import All, Any, Mark, Node, Not, Word

A, B, C = Word("甲"), Word("乙"), Word("丙")


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("甲", A),
        ("甲 乙", All((A, B))),
        ("甲 AND 乙", All((A, B))),
        ("甲\u3000乙 甲", All((A, B))),
        ("甲 OR 乙 丙", Any((A, All((B, C))))),
        ("(甲 OR 乙) 丙", All((Any((A, B)), C))),
        ("甲 | 乙", Any((A, B))),
        ("甲 -乙", All((A, Not(B)))),
        ("甲 NOT 乙", All((A, Not(B)))),
        ("甲 －乙", All((A, Not(B)))),
        ("-乙", Not(B)),
        ("NOT NOT 甲", A),
        ("-(甲 乙)", Not(All((A, B)))),
        ('"甲 乙"', Word("甲乙")),
        ("“甲 乙” 丙", All((Word("甲乙"), C))),
        ('甲"乙"', All((A, B))),
        ("名单（第六批）", Word("名单(第六批)")),
        ("名单(第六批)", Word("名单(第六批)")),
        ("(名单(第六批))", Word("名单(第六批)")),
        ("2026-04", Word("2026-04")),
        ("or", Word("or")),
        ("http://甲", Word("http://甲")),
    ],
)
def test_what_is_written_is_what_is_asked(query: str, node: Node) -> None:
    assert parse(query).node == node
    assert parse(query).notes == ()


@pytest.mark.parametrize(
    ("query", "node"),
    [
        ("", None),
        (" \n ", None),
        ("OR", None),
        ("AND OR NOT", None),
        ("()", None),
        ('""', None),
        ("甲 OR", A),
        ("OR 甲", A),
        ("甲 AND", A),
        ("甲 NOT", A),
        ("((甲", A),
        ("甲))) 乙", All((A, B))),
        (') 甲 ( "乙', All((A, B))),
        ("甲 -()", A),
    ],
)
def test_broken_syntax_is_read_as_far_as_it_goes(query: str, node: Node | None) -> None:
    assert parse(query).node == node


def test_filters_are_known_by_every_name_of_their_value() -> None:
    for written in ("province:广东", "province:Guangdong", "province:44", "Province：广东省", 'province: "guangdong"'):
        assert parse(written).node == Mark("¶province＝广东"), written
    for written in ("topic:penalty_benchmark", 'topic:"Penalty benchmarks"', "topic:裁量基准"):
        assert parse(written).node == Mark("¶topic＝penalty＿benchmark"), written
    for written in ("stage:proposal", "stage:公示", 'stage:"Draft for comment"'):
        assert isinstance(parse(written).node, Mark), written
    assert parse("source:MIIT").node == parse("source:miit").node == Mark("¶source＝miit")
    assert parse("source:gd-gxt").node == Mark("¶source＝gd－gxt")
    assert parse("year:2026").node == Mark("¶year＝2026")
    assert parse("甲 -source:mee").node == All((A, Not(Mark("¶source＝mee"))))


def test_days_of_publication_are_a_half_open_window() -> None:
    read = parse("since:2026-04-27 甲 until:2026-05")
    assert (read.node, read.since, read.until) == (A, "2026-04-27", "2026-05-01")
    assert parse("since:2026").since == "2026-01-01"
    assert parse("since:2026 since:2026-3").since == "2026-03-01"
    assert not parse("since:2026").empty and parse("").empty


@pytest.mark.parametrize("query", ["topic:nonsense", "province:Atlantis", "since:2026-13-01", "until:soon", "year:26"])
def test_a_filter_that_means_nothing_is_searched_for_and_told(query: str) -> None:
    read = parse(query)
    assert isinstance(read.node, Word)
    (note,) = read.notes
    assert query.split(":")[1] in note


def test_english_and_pinyin_names_are_searched_beside_the_words() -> None:
    for written in ("Guangdong", "guang dong", "GUANGDONG"):
        node = parse(written).node
        assert isinstance(node, Any) and {Word("广东"), Mark("¶province＝广东")} <= set(node.parts), written
    for written in ("penalty benchmark", "Penalty Benchmarks", "penalty_benchmark", "cailiangjizhun"):
        node = parse(written).node
        assert isinstance(node, Any) and Mark("¶topic＝penalty＿benchmark") in node.parts, written
    for written in ("MIIT", "Ministry of Industry and Information Technology", "gongxinbu"):
        node = parse(written).node
        assert isinstance(node, Any) and {Word("工业和信息化部"), Word("工信部")} <= set(node.parts), written
    node = parse("Shenzhen").node
    assert isinstance(node, Any) and Word("深圳") in node.parts


def test_a_name_within_more_words_is_found_and_the_rest_stays() -> None:
    node = parse("Guangdong penalty benchmark 2026").node
    assert isinstance(node, All)
    province, topic, year = node.parts
    assert isinstance(province, Any) and isinstance(topic, Any) and year == Word("2026")
    assert All((Word("penalty"), Word("benchmark"))) in topic.parts


def test_names_are_not_seen_where_none_is_meant() -> None:
    assert parse('"Guangdong"').node == Word("guangdong")
    assert parse("most safe").node == All((Word("most"), Word("safe")))
    shanxi = parse("Shanxi").node
    assert isinstance(shanxi, Any) and Word("陕西") not in shanxi.parts
    assert isinstance(parse("-Guangdong").node, Not)


def test_other_filters_narrow_a_query() -> None:
    read = parse("甲 OR 乙 since:2026").narrowed(source="miit", topic="", province="广东", until="2026-05-01")
    assert read.node == All((Any((A, B)), Mark("¶source＝miit"), Mark("¶province＝广东")))
    assert (read.since, read.until) == ("2026-01-01", "2026-05-01")
    assert parse("").narrowed(source='mi"it').node == Mark("¶source＝miit")


@given(st.text(st.sampled_from('甲乙aOR AND NOT ()"“”-:：source until2026|\n')) | st.text())
def test_every_query_can_be_read(query: str) -> None:
    parse(query)


def test_long_and_deep_queries_are_bounded() -> None:
    assert "2000 characters" in parse("甲" * 3000).notes[0]
    node = parse(" ".join(chr(0x4E00 + n) for n in range(200))).node
    assert isinstance(node, All) and len(node.parts) == MAX_WORDS
    deep = parse("(" * 500 + "甲" + ")" * 500)
    assert deep.node == A and deep.notes
    assert parse("-(" * 900 + "甲").node is not None
