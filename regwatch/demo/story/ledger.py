"""The truth of a story for an observer: what is new, edited, gone or back between looks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regwatch.demo.story.model import Content, Notice, Sighting, Story


@dataclass(slots=True)
class _Memory:
    """What an observer remembers of a notice: the content last seen, how often it was missed since, whether it counts
    as withdrawn."""

    content: Content
    missed: int = 0
    withdrawn: bool = False


def ledger(
    story: Story,
    moments: Sequence[datetime],
    blind: Mapping[datetime, Sequence[str]] | None = None,
    watched: Mapping[str, Collection[str]] | None = None,
    patience: int = 1,
) -> list[Sighting]:
    """One sighting per moment, each compared with the last look that could see the notice's source.

    `blind` names sources that the observer could not read at a moment, beside the story's own outages. A change that
    was made and undone between two looks is not there; a notice that came and went between two looks was never seen.
    `watched` names the columns (`places.COLUMNS`) of each source that the observer reads; all of them if it is None.
    `patience` is how many looks in a row must miss a notice before it counts as withdrawn: 1 is what the sites show, 2
    what an observer tells who asks again first. A notice back before that is at most edited.
    """
    memories: dict[str, _Memory] = {}
    sightings = []
    for moment in sorted(moments):
        dark = {outage.source for outage in story.outages_at(moment)} | set((blind or {}).get(moment, ()))
        found: dict[str, list[str]] = {"published": [], "edited": [], "withdrawn": [], "restored": [], "pointers": []}
        for notice in story.notices:
            if notice.source in dark or not (watched is None or set(notice.columns) & set(watched[notice.source])):
                continue
            kind = _kind(notice, memories, notice.shown(moment), patience)
            if kind:
                found[kind].append(notice.key)
        sightings.append(
            Sighting(at=moment, blind=tuple(sorted(dark)), **{kind: tuple(keys) for kind, keys in found.items()})
        )
    return sightings


def _kind(notice: Notice, memories: dict[str, _Memory], shown: Content | None, patience: int) -> str:
    """What this look says of one notice; the memory of it is brought up to date."""
    memory = memories.get(notice.key)
    if memory is None:
        if shown is not None:
            memories[notice.key] = _Memory(shown)
        return "" if shown is None else "pointers" if notice.pointer else "published"
    if notice.pointer:
        return ""
    if shown is None:
        memory.missed += 1
        gone = memory.missed == patience
        memory.withdrawn |= gone
        return "withdrawn" if gone else ""
    kind = "restored" if memory.withdrawn else "edited" if shown != memory.content else ""
    memories[notice.key] = _Memory(shown)
    return kind
