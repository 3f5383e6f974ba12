"""The index finds what reading everything finds, never more and never less."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from searched_archive import SPACES, START, WORDS, Library

from storage.queries.search import facets, found_up_to, search, search_page

words = st.lists(st.sampled_from([*WORDS, "没有", "6", "gr", "etal", "0"]), min_size=1, max_size=3).map("".join)
moments = st.none() | st.integers(-1, 100).map(lambda hours: START + timedelta(hours=hours))

FORMS = ("{}", "{} OR {}", "{} -{}", "-{}", "source:miit {}", "{} since:2025", "source:miit")


def ids(library: Library, query: str, **given: object) -> set[str]:
    return {hit["id"] for hit in search(library.db, query, 1000, **given)}  # type: ignore[arg-type]


@settings(max_examples=250, deadline=None)
@given(words, st.sampled_from(SPACES))
def test_a_word_is_found_exactly_where_like_finds_it(library: Library, word: str, space: str) -> None:
    written = space.join(word).replace('"', "")
    assert ids(library, f'"{written}"') == library.holding(word)


@pytest.mark.parametrize("word", ["撤销", "名单", "公示", "企业", "池", "1", "17", "2026", "a", "，", "销名", "单2"])
def test_words_of_one_and_two_characters(library: Library, word: str) -> None:
    found = library.holding(word)
    assert ids(library, f'"{word}"') == found
    assert 0 < len(found) < 60 or word in ("池", "1", "a", "企业")


@settings(max_examples=120, deadline=None)
@given(words, words, words, moments)
def test_operators_are_set_operations(library: Library, one: str, two: str, three: str, moment: object) -> None:
    known = set(library.at_moment(moment))  # type: ignore[arg-type]
    a, b, c = (library.holding(word, moment) for word in (one, two, three))  # type: ignore[arg-type]
    asked = {"as_of": moment}
    one, two, three = (f'"{word}"' for word in (one, two, three))
    assert ids(library, f"{one} {two}", **asked) == a & b
    assert ids(library, f"{one} OR {two} {three}", **asked) == a | (b & c)
    assert ids(library, f"({one} OR {two}) -{three}", **asked) == (a | b) - c
    assert ids(library, f"-{one}", **asked) == known - a
    assert ids(library, f"{three} OR -({one} {two})", **asked) == c | (known - (a & b))


@settings(max_examples=60, deadline=None)
@given(words, moments)
def test_a_past_moment_is_searched_by_the_versions_of_then(library: Library, word: str, moment: object) -> None:
    hits = search(library.db, f'"{word}"', 1000, as_of=moment)  # type: ignore[arg-type]
    assert {hit["id"] for hit in hits} == library.holding(word, moment)  # type: ignore[arg-type]
    known = library.at_moment(moment)  # type: ignore[arg-type]
    assert all(hit["title"] == known[hit["id"]][1].title for hit in hits)


@settings(max_examples=60, deadline=None)
@given(words, st.sampled_from(["2024-05-01", "2025", ""]), st.sampled_from(["2025-06", "2026-01-15", ""]), moments)
def test_filters_and_facets(library: Library, word: str, since: str, until: str, moment: object) -> None:
    known = library.at_moment(moment)  # type: ignore[arg-type]
    held = library.holding(word, moment)  # type: ignore[arg-type]
    first, last = (since + "-01-01")[:10], (until + "-01")[:10] if until else "9999"

    def within(notice: str) -> bool:
        day = known[notice][1].facts.published_on
        return not (since or until) or (day is not None and (not since or first <= str(day)) and str(day) < last)

    query = f'"{word}"' + (f" since:{since}" if since else "") + (f" until:{until}" if until else "")
    expected = {notice for notice in held if within(notice)}
    assert ids(library, query, as_of=moment) == expected
    some = {n for n in expected if known[n][0] == "miit" and known[n][1].facts.province == "广东"}
    assert ids(library, f"{query} source:miit province:Guangdong", as_of=moment) == some
    assert ids(library, query, as_of=moment, source="miit", province="广东") == some
    topical = {n for n in expected if "standard" in known[n][1].facts.topics and known[n][1].facts.stage == "issued"}
    assert ids(library, f"topic:standard {query} stage:issued", as_of=moment) == topical
    counts = facets(library.db, query, as_of=moment)  # type: ignore[arg-type]
    assert counts["total"] == len(expected) == sum(counts["source"].values())
    assert counts["province"].get("广东", 0) == sum(known[n][1].facts.province == "广东" for n in expected)
    assert counts["topic"].get("standard", 0) == sum("standard" in known[n][1].facts.topics for n in expected)
    assert counts["year"].get("2025", 0) == sum(
        day is not None and day.year == 2025 for day in (known[n][1].facts.published_on for n in expected)
    )


@settings(max_examples=150, deadline=None)
@given(words, words, st.sampled_from(FORMS), st.integers(1, 25), moments)
def test_pages_one_after_the_other_are_the_whole(
    library: Library, one: str, two: str, form: str, limit: int, moment: object
) -> None:
    query = form.format(f'"{one}"', f'"{two}"')
    whole = search(library.db, query, 1000, as_of=moment)  # type: ignore[arg-type]
    paged, after = [], None
    while True:
        page = search_page(library.db, query, limit, moment, after)  # type: ignore[arg-type]
        assert len(page.hits) <= limit
        paged += page.hits
        after = page.last
        if after is None:
            break
    assert paged == whole
    assert found_up_to(library.db, query, 5, moment) == min(5, len(whole))  # type: ignore[arg-type]
    assert found_up_to(library.db, query, 1000, moment) == len(whole)  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from('撤销单1a"()-|:＝¶*^ OR NOT AND source:miit since2025,'), max_size=60))
def test_no_query_fails(library: Library, query: str) -> None:
    search(library.db, query, 5)
    facets(library.db, query)


@pytest.mark.parametrize(
    "query", ["(" * 1000, "-(" * 12 + "撤", "撤 OR -" * 300, '"' + "撤销" * 900, "\ud800撤", "\x00", "a* OR b"]
)
def test_hostile_queries_are_answered(library: Library, query: str) -> None:
    search(library.db, query, 5)


def test_an_empty_query_finds_nothing(library: Library) -> None:
    assert search(library.db, "  ") == search(library.db, "OR") == search(library.db, '""') == []
    assert facets(library.db, "")["total"] == 0
    assert search(library.db, "池", 0) == []
