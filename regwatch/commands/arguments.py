"""Options that several commands share, read and checked once."""

from datetime import datetime

import typer

from crawler.facts.watched import watched
from crawler.sources import SOURCES
from regwatch.errors import UsageFault
from regwatch.state import State
from storage.clock import moment, now
from storage.vocabulary import PROVINCES, TOPICS, province_named
from storage.vocabulary.titles.asked_in_english import in_chinese


def state_of(context: typer.Context) -> State:
    state = context.obj
    assert isinstance(state, State)
    return state


def moment_or_none(text: str, *, end_of_day: bool = False) -> datetime | None:
    return moment(text, end_of_day=end_of_day) if text else None


def now_or(text: str) -> datetime:
    return moment(text) if text else now()


def or_in_chinese(query: str) -> str:
    """What to add where nothing holds English words that the glossary knows."""
    words = in_chinese(query)
    return f"; notices are searched in their own words: try {words}" if words else ""


def in_order(since: datetime | None, until: datetime | None) -> tuple[datetime | None, datetime | None]:
    """Both ends of a window as they are; one that ends before it begins is a slip, and no answer that nothing was."""
    if since is not None and until is not None and until < since:
        raise UsageFault(f"the window ends at {until.isoformat()}, before it begins at {since.isoformat()}; swap them")
    return since, until


def known_channel(name: str) -> str:
    """A channel written like wjfb or miit/wjfb."""
    names = [f"{source.key}/{channel.key}" for source in SOURCES.values() for channel in source.channels]
    if name and not any(name in (full, full.partition("/")[2]) for full in names):
        raise UsageFault(f"there is no channel '{name}'; the channels are {', '.join(names)}")
    return name


def known_source(key: str) -> str:
    if key and key not in SOURCES:
        raise UsageFault(f"there is no source '{key}'; the sources are {', '.join(SOURCES)}")
    return key


def known_topic(key: str) -> str:
    if key and key not in TOPICS:
        raise UsageFault(f"there is no topic '{key}'; the topics are {', '.join(TOPICS)}")
    return key


def known_subject(key: str) -> str:
    """A subject that this process watches: the settings must have been read."""
    keys = [profile.key for profile in watched()]
    if key and key not in keys:
        raise UsageFault(f"the subject '{key}' is not watched; the settings watch {', '.join(keys)}")
    return key


def known_province(name: str) -> str:
    """The Chinese short name of a province given as 广东, 广东省, Guangdong or 44."""
    if not name:
        return ""
    found = province_named(name)
    if found is None:
        for province in PROVINCES:
            if name.strip().casefold() in (province.english.casefold(), province.code):
                return province.short
        raise UsageFault(f"there is no province '{name}'; write it like 广东, Guangdong or 44")
    return found.short
