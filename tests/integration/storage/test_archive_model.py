"""Random looks at a few addresses, against a plain model of what a reader has to be told."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_archive import SITE, TEXT, Watch, reading

from storage.archive.versions import last_version
from storage.model import Reading
from storage.queries.changes import ChangeFilter, changes
from storage.queries.notices import show

CONTENTS = ("一", "二", "三")
SHAPES = ("{}", " {}\n", "{}\u200b", "{}　")
NOTICES = ("art_1", "art_2")


@dataclass
class Expected:
    """One notice at one address, as a reader thinks of it."""

    content: str | None = None
    misses: int = 0
    withdrawn: bool = False
    told: list[str] = field(default_factory=list)

    def seen(self, content: str) -> None:
        if self.content is None:
            self.told.append("published")
        elif self.withdrawn:
            self.told.append("restored")
        elif self.content != content:
            self.told.append("edited")
        self.content, self.misses, self.withdrawn = content, 0, False

    def gone(self, first_of_the_day: bool) -> None:
        if self.content is None:
            return
        self.misses += first_of_the_day
        if self.misses >= 2 and not self.withdrawn:
            self.withdrawn = True
            self.told.append("withdrawn")


looks = st.tuples(
    st.sampled_from(NOTICES),
    st.one_of(st.tuples(st.sampled_from(CONTENTS), st.sampled_from(SHAPES)), st.none()),
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(looks, max_size=14))
def test_what_is_told_is_what_happened(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[str, tuple[str, str] | None, bool]]
) -> None:
    watch = Watch(tmp_path_factory.mktemp("model"))
    expected = {notice: Expected() for notice in NOTICES}
    missed_on: dict[str, object] = {}
    for notice, said, next_day in script:
        if next_day:
            watch.tomorrow()
        url = f"{SITE}{notice}.html"
        if said is None:
            watch.gone(url)
            expected[notice].gone(missed_on.get(notice) != watch.at)
            missed_on[notice] = watch.at
        else:
            content, shape = said
            watch.look(url, _reading(notice + content, shape), external_id=notice)
            expected[notice].seen(notice + content)
            missed_on.pop(notice, None)
    for notice, model in expected.items():
        ident = f"miit-{notice.removeprefix('art_')}"
        assert watch.kinds(ident) == model.told
        if model.content is not None:
            _holds_together(watch, ident, model)
    watch.db.close()


def _reading(content: str, shape: str) -> Reading:
    return reading(shape.format(content + TEXT), title=f"标题{content}", doc_number="")


def _holds_together(watch: Watch, ident: str, model: Expected) -> None:
    last = last_version(watch.db, ident)
    assert last is not None and model.content is not None
    assert last.content(watch.db).text.strip().startswith(model.content)
    shown = show(watch.db, ident)
    assert shown["state"] == ("withdrawn" if model.withdrawn else "live")
    assert [version["version"] for version in shown["versions"]] == list(range(1, last.number + 1))
    for change in changes(watch.db, ChangeFilter(any_subject=True)):
        told_edits = change["kind"] == "edited"
        assert bool(change["edits"]) == told_edits or change["kind"] == "restored", "an edit always shows something"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(CONTENTS)), min_size=1, max_size=12))
def test_addresses_that_show_one_document_in_step_tell_each_step_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, str]]
) -> None:
    """Three addresses with other labels around the document; each step reaches all of them, in any order."""
    watch = Watch(tmp_path_factory.mktemp("steps"))
    told: list[str] = []
    before = None
    for first, content in steps:
        for place in range(3):
            watch.tomorrow()
            at = (first + place) % 3
            fields = {"索引号": str(at), f"栏目{at}": "x"}
            seen = reading(content + TEXT, fields=fields)
            watch.look(f"https://host{at}.example/a.html", seen, source=f"source{at}", external_id="art_1")
        if content != before:
            told.append("edited" if before else "published")
        before = content
    assert watch.kinds() == told
    watch.db.close()
