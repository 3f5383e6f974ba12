"""Edits between two contents, and contents as they are kept."""

import json
from dataclasses import asdict, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.archive import contents
from storage.archive.contents import Content
from storage.archive.edits import edits_between, paired_attachments
from storage.model import (
    Attachment,
    ClaimedTotal,
    DatedSentence,
    Entry,
    Facts,
    Fine,
    PenaltyRule,
    Reading,
    Reference,
    Table,
)
from storage.normal import content_digest

words = st.text(alphabet="甲乙丙第条款50万元，。（）\n", max_size=25)
tables = st.lists(
    st.lists(st.tuples(words, words), min_size=1, max_size=4).map(lambda rows: Table(tuple(rows))), max_size=2
)
files = st.lists(
    st.builds(
        lambda name, place, text, readable: Attachment(
            f"{name}.pdf",
            f"https://a/{place}",
            f"{len(text)}{readable}" * 8,
            readable=readable,
            text=text if readable else "",
        ),
        st.sampled_from("一二三"),
        st.integers(0, 4),
        words,
        st.booleans(),
    ),
    max_size=4,
)
readings = st.builds(
    lambda title, text, held, attached, fields: Reading(
        title, text, "r", tables=tuple(held), attachments=tuple(attached), fields=fields
    ),
    words,
    words,
    tables,
    files,
    st.dictionaries(st.sampled_from(["来源", "索引号"]), words, max_size=2),
)


def content(reading: Reading) -> Content:
    return Content(reading.title, reading.text, reading.tables, reading.fields, reading.attachments)


@given(readings)
def test_equal_contents_have_no_edits(one: Reading) -> None:
    assert edits_between(content(one), content(one)) == []


@given(readings, st.sampled_from([" ", "\u3000", "\n", "\u200b"]))
def test_what_only_looks_different_has_one_digest_and_no_edits(one: Reading, space: str) -> None:
    """Spaces, rows and files in another order, re-stamped files that say the same."""
    other = replace(
        one,
        title=space.join(one.title),
        text=space + one.text.replace("，", f"，{space}"),
        tables=tuple(Table(tuple(reversed(table.rows))) for table in one.tables),
        attachments=tuple(
            replace(file, sha256="f" * 64) if file.readable else file for file in reversed(one.attachments)
        ),
    )
    assert content_digest(one) == content_digest(other)
    if len({file.url for file in one.attachments}) == len(one.attachments):
        assert edits_between(content(one), content(other)) == []


@given(readings, readings)
def test_every_edit_says_where_and_what(one: Reading, other: Reading) -> None:
    names = {file.name for file in (*one.attachments, *other.attachments)}
    for edit in edits_between(content(one), content(other)):
        place, _, name = edit["where"].partition(":")
        assert place in ("title", "metadata", "body", "table", "attachment")
        assert place != "attachment" or name in names
        assert edit["before"] or edit["after"] or edit["op"] in ("row_added", "row_removed", "row_changed")
        assert edit["before"] != edit["after"] or "key" in edit


@given(files, files)
def test_each_file_becomes_one_file_at_most(before: list[Attachment], after: list[Attachment]) -> None:
    pairs = paired_attachments(before, after)
    for side, whole in ((0, before), (1, after)):
        taken = [pair[side] for pair in pairs]
        for file in taken:
            assert taken.count(file) <= whole.count(file)
    assert all(old.url == new.url or old.name == new.name for old, new in pairs)


def test_files_that_swap_names_are_told_by_address() -> None:
    one = Attachment("一.pdf", "https://a/1", "a" * 64, readable=True, text="甲")
    two = Attachment("二.pdf", "https://a/2", "b" * 64, readable=True, text="乙")
    before = Reading("t", "x", "r", attachments=(one, two))
    after = replace(before, attachments=(replace(one, name="二.pdf"), replace(two, name="一.pdf")))
    found = edits_between(content(before), content(after))
    assert {(edit["where"], edit["op"]) for edit in found} == {
        ("attachment:一.pdf", "replace"),
        ("attachment:二.pdf", "replace"),
    }


@given(words, tables, st.dictionaries(words, words, max_size=3))
def test_a_body_reads_back_as_it_was(text: str, held: list[Table], fields: dict[str, str]) -> None:
    body = json.loads(contents.body_json(text, tuple(held), fields, ("warned",)))
    assert (body["text"], body["fields"], body["warnings"]) == (text, fields, ["warned"])
    assert contents.tables_of(body) == tuple(held)


def test_facts_are_kept_but_for_entries_and_rules() -> None:
    rule = PenaltyRule("拆解", "", "", "", (Fine("yuan_max", None, 5.0, "yuan"),), "")
    facts = Facts(
        doc_number="2026年第17号",
        published_on=date(2026, 4, 27),
        doc_numbers=("2026年第17号", "2026年第9号"),
        dates=(DatedSentence("signed", date(2026, 4, 26), "day", "落款"),),
        references=(Reference("repeals", "甲", "", "废止《甲》。"), Reference("basis", "", "2026年第17号", "据此。")),
        claimed_totals=(ClaimedTotal("r", 3, "", "共3家。"),),
        entries=(Entry("r", "listed", "甲"),),
        penalties=(rule,),
        warnings=("of the facts",),
    )
    reading = Reading("t", "x", "r", facts=facts, warnings=("of the page",))
    kept = contents.facts_json(reading)
    assert set(json.loads(kept)) == {"doc_number", "topics", "published_on", "references", "claimed_totals", "warnings"}
    assert '"claimed_totals":[{' in kept and '"relation":"repeals"' in kept, "as indexes and questions look for them"
    for quoted in ("落款", "废止《甲》。", "共3家。", "2026年第9号"):
        assert quoted not in kept, "the page's own words stand beside the text that they were read from"
    told = contents.whole_facts(kept, json.loads(contents.reading_json(reading)))
    stated = [{"kind": "signed", "day": "2026-04-26", "precision": "day", "sentence": "落款"}]
    assert told["dates"] == stated
    assert told["doc_numbers"] == ["2026年第17号", "2026年第9号"]
    assert told["references"] == [asdict(one) for one in facts.references]
    assert told["claimed_totals"] == [asdict(one) for one in facts.claimed_totals]
    assert told["warnings"] == ["of the facts", "of the page"]
    assert json.loads(contents.rules_json((rule,)))[0]["fine"][0]["max"] == 5.0
    assert contents.displayed(facts).items() <= contents.facts_of(kept).items()


def test_facts_of_the_first_archives_are_read_as_they_are() -> None:
    """They kept dates, numbers and sentences with the facts, and what was empty too."""
    stated = [{"kind": "signed", "day": "2026-04-26", "precision": "day", "sentence": "落款"}]
    kept = asdict(Facts(doc_numbers=("2026年第9号",), references=(Reference("basis", "甲", "", "据甲。"),)))
    kept |= {"entries": [], "penalties": [], "dates": stated}
    told = contents.whole_facts(json.dumps(kept), {"text": "x"})
    assert (told["dates"], told["doc_numbers"]) == (stated, ["2026年第9号"])
    assert told["references"][0]["sentence"] == "据甲。"


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="set has no JSON form"):
        contents.facts_json(Reading("t", "x", "r", facts=Facts(doc_number={1})))  # type: ignore[arg-type]
