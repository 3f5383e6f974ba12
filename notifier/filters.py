"""Which changes a subscription is about. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from notifier.texts import plain, squash
from notifier.watching import NameIndex, keyed, name_key
from notifier.wishes import Wish
from storage.companies import simplified
from storage.shapes import Change

# What takes a supplier off a list, or is about to: worth a mail before the weekly one.
URGENT_EVENTS = frozenset({"removed", "removal_proposed", "proposed_removal", "type_dropped", "rectification"})
_OPENING = re.compile(r"[〔\[【{〈<⟨]")
_CLOSING = re.compile(r"[〕\]】}〉>⟩]")


@dataclass(eq=False)
class Findable:
    """A change with its text made searchable once, for any number of readers. `english`: what a machine made of its
    words, by the original."""

    change: Change
    full_text: str = ""
    index: NameIndex | None = field(default=None, repr=False)
    english: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def machine_title(self) -> str:
        """A machine's English of the title, where there is one."""
        return self.english.get(plain(self.change["notice"]["title"]), "")

    def look_for(self, index: NameIndex) -> None:
        """Have all the names of an index looked for at once, the first time one of them is asked for."""
        self.index = index
        self.__dict__.pop("indexed", None)

    @cached_property
    def indexed(self) -> frozenset[str]:
        """The keys of the index that the change states."""
        return self.index.found_in(self.names) if self.index else frozenset()

    @property
    def old(self) -> bool:
        """Published long before, and found because its channel was read for the first time: told, but not as news."""
        return bool(self.change.get("backlog"))

    @cached_property
    def pieces(self) -> list[str]:
        """Title, number, issuers, both sides of every edit, the names in register events; of a new notice its text."""
        notice = self.change["notice"]
        pieces = [notice["title"], notice["doc_number"], *notice["issuers"], self.full_text]
        for edit in self.change["edits"]:
            pieces += [edit["before"], edit["after"]]
        for event in self.change["register_events"]:
            pieces += sorted(event_names(event["company"], event["before"], event["after"]))
        return pieces

    @cached_property
    def text(self) -> str:
        """Without width, case and whitespace; pieces stay apart, so no word is found across two."""
        return "\n".join(squash(piece) for piece in self.pieces)

    @cached_property
    def names(self) -> str:
        """As company names are compared: brackets of one shape and simplified characters besides."""
        return simplified(_CLOSING.sub(")", _OPENING.sub("(", self.text)))

    @cached_property
    def registers(self) -> frozenset[str]:
        """The official lists that this change moved."""
        return frozenset(event["register"] for event in self.change["register_events"])

    @cached_property
    def struck(self) -> frozenset[str]:
        """Names that this change strikes off a list, proposes to strike off or puts under rectification."""
        return frozenset(
            name_key(name)
            for event in self.change["register_events"]
            if event["kind"] in URGENT_EVENTS
            for name in event_names(event["company"], event["before"], event["after"])
        )


def event_names(company: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> set[str]:
    """All names one register event gives a company: today's, and the earlier and later one of a rename."""
    names = {company}
    for state in (before, after):
        for place in ("company", "former", "name"):
            value = (state or {}).get(place)
            if isinstance(value, str) and value:
                names.add(value)
    return names


def matches(wish: Wish, found: Findable) -> bool:
    """Whether this change belongs into the reader's digest. Off-subject changes only with `any_subject`.

    Within topics, sources, provinces and registers one of them is enough; of the query every word must be found in
    the title or the edits. A watched company's name is enough by itself.
    """
    if not (found.change["notice"]["on_subject"] or wish.any_subject):
        return False
    filtered = bool(wish.topics or wish.sources or wish.provinces or wish.registers or wish.query)
    if filtered and _passes(wish, found):
        return True
    if wish.watch:
        return bool(watched_in(wish.watch, found))
    return not filtered


def _passes(wish: Wish, found: Findable) -> bool:
    notice = found.change["notice"]
    if wish.topics and not set(wish.topics) & set(notice["topics"]):
        return False
    if wish.sources and notice["source"] not in wish.sources:
        return False
    if wish.provinces and notice["province"] not in wish.provinces:
        return False
    if wish.registers and found.registers.isdisjoint(wish.registers):
        return False
    return all(squash(word) in found.text for word in wish.query.split())


def watched_in(watch: Sequence[str], found: Findable) -> list[str]:
    """The watched names that a change states, as the reader wrote them and in the reader's order."""
    names = tuple(watch)
    if found.index is not None and found.index.covers(names):
        return keyed(names).named(found.indexed)
    return [name for name in names if name_key(name) in found.names]


def struck_off(watch: Sequence[str], found: Findable) -> list[str]:
    """The watched names that lose their place on a list by this change, or are about to."""
    return keyed(tuple(watch)).named(found.struck) if found.struck else []
