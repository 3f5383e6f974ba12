"""The truth of a story for an observer: what is new, edited, gone or back between looks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from regwatch.demo.story.model import Content, Notice, Sighting, Story


def ledger(
    story: Story,
    moments: Sequence[datetime],
    blind: Mapping[datetime, Sequence[str]] | None = None,
    watched: Mapping[str, Collection[str]] | None = None,
) -> list[Sighting]:
    """One sighting per moment, each compared with the last look that could see the notice's source.

    `blind` names sources that the observer could not read at a moment, beside the story's own outages. A change that
    was made and undone between two looks is not there; a notice that came and went between two looks was never seen.
    `watched` names the columns (`places.COLUMNS`) of each source that the observer reads; all of them if it is None.
    """
    seen: dict[str, Content | None] = {}
    sightings = []
    for moment in sorted(moments):
        dark = {outage.source for outage in story.outages_at(moment)} | set((blind or {}).get(moment, ()))
        found: dict[str, list[str]] = {"published": [], "edited": [], "withdrawn": [], "restored": [], "pointers": []}
        for notice in story.notices:
            if notice.source in dark or not (watched is None or set(notice.columns) & set(watched[notice.source])):
                continue
            shown = notice.shown(moment)
            kind = _kind(notice, seen.get(notice.key), shown, notice.key in seen)
            if kind:
                found[kind].append(notice.key)
            if shown is not None or notice.key in seen:
                seen[notice.key] = shown
        sightings.append(
            Sighting(at=moment, blind=tuple(sorted(dark)), **{kind: tuple(keys) for kind, keys in found.items()})
        )
    return sightings


def _kind(notice: Notice, before: Content | None, after: Content | None, known: bool) -> str:
    if notice.pointer:
        return "pointers" if after is not None and not known else ""
    if after is None:
        return "withdrawn" if before is not None else ""
    if before is None:
        return "restored" if known else "published"
    return "edited" if before != after else ""
