"""What a reader asks for, checked and put into one canonical form. Pure."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NotRequired, TypedDict

from notifier.errors import BadWish
from notifier.schedules import DAYS, DEFAULT_HOUR, DEFAULT_ZONE, Schedule, known_day, known_hour, known_quiet, zone_of
from notifier.texts import plain, shorten, squash
from notifier.windows import Frequency, known_frequency
from storage.registers.known import REGISTERS
from storage.vocabulary import PROVINCES, TOPICS, province_named

Language = Literal["en", "zh", "both"]
LANGUAGES: tuple[Language, ...] = ("en", "zh", "both")
MAX_WATCHED = 20_000
MAX_QUERY = 400
DECLARED = tuple(register.key for register in REGISTERS)


class Subscription(TypedDict):
    """One subscription as it is answered and printed. Moments are ISO 8601 in UTC+8. `channel` is `mail`, or the kind
    of channel; `email` is then the channel's name to show, without its secrets."""

    id: int
    email: str
    channel: str
    frequency: Frequency
    topics: list[str]
    sources: list[str]
    provinces: list[str]
    registers: list[str]
    query: str
    watch: list[str]
    watch_file: str
    language: Language
    any_subject: bool
    all_quiet: bool
    day: str
    hour: int | None
    zone: str
    quiet: str
    state: Literal["unconfirmed", "active", "ended"]
    created_at: str
    confirmed_at: str | None
    ended_at: NotRequired[str | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """A checked filter. Empty topics, sources, provinces, registers or query mean: all of them.

    With `watch` alone only changes that name a watched company match; with other filters beside it, a change matches
    that passes the filters or names a watched company.
    """

    frequency: Frequency
    topics: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    query: str = ""
    watch: tuple[str, ...] = ()
    watch_file: str = ""
    language: Language = "en"
    any_subject: bool = False
    all_quiet: bool = False
    day: str = ""
    hour: int | None = None
    zone: str = ""
    quiet: str = ""
    registers: tuple[str, ...] = ()

    @property
    def schedule(self) -> Schedule | None:
        """None without a day, hour or zone of the reader's own: then the publisher's week or day counts."""
        if self.frequency == "immediate" or not (self.day or self.hour is not None or self.zone):
            return None
        day = DAYS.index(self.day) if self.day and self.frequency == "weekly" else 0
        return Schedule(day, DEFAULT_HOUR if self.hour is None else self.hour, self.zone or DEFAULT_ZONE)

    @property
    def key(self) -> str:
        """Equal for two wishes that would bring the same changes equally often, whatever their language and hours."""
        return json.dumps(
            [
                self.frequency,
                sorted(self.topics),
                sorted(self.sources),
                sorted(self.provinces),
                sorted({squash(word) for word in self.query.split()}),
                sorted({squash(name) for name in self.watch}),
                self.any_subject,
                # Only where there are some, so that wishes of before keep the key they are stored under.
                *([sorted(self.registers)] if self.registers else []),
            ],
            ensure_ascii=False,
        )

    def stored(self) -> str:
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return json.dumps(fields, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1024)
def restored(text: str) -> Wish:
    """The wish that `Wish.stored` wrote. Equal texts give the same object: many readers ask for the same."""
    fields = json.loads(text)
    for name in ("topics", "sources", "provinces", "watch", "registers"):
        fields[name] = tuple(fields.get(name, ()))
    return Wish(**fields)


def wish(
    frequency: str,
    *,
    topics: Iterable[str] = (),
    sources: Iterable[str] = (),
    provinces: Iterable[str] = (),
    registers: Iterable[str] = (),
    query: str = "",
    watch: Iterable[str] = (),
    watch_file: str = "",
    language: str = "en",
    any_subject: bool = False,
    all_quiet: bool = False,
    day: str = "",
    hour: int | None = None,
    zone: str = "",
    quiet: str = "",
    known_topics: Collection[str] | None = TOPICS,
    known_sources: Collection[str] | None = None,
    known_registers: Collection[str] | None = DECLARED,
) -> Wish:
    """Check each part. `known_*` (None: not checked) name what exists. Raises BadWish."""
    spoken: Language | None = next((known for known in LANGUAGES if known == language), None)
    if spoken is None:
        raise BadWish(f"'{shorten(plain(language), 20)}' is not a language of the mails; write en, zh or both")
    query = plain(query)
    if len(query) > MAX_QUERY:
        raise BadWish(f"the query is longer than {MAX_QUERY} characters; leave only the words that matter")
    if zone:
        zone_of(zone)
    watch_file = plain(watch_file.replace("\\", "/").rsplit("/", 1)[-1])
    return Wish(
        frequency=known_frequency(frequency),
        topics=_known("topic", topics, known_topics),
        sources=_known("source", sources, known_sources),
        provinces=tuple(dict.fromkeys(_province(name) for name in _distinct(provinces))),
        query=query,
        watch=_watch_list(list(watch), watch_file),
        watch_file=shorten(watch_file, 120),
        language=spoken,
        any_subject=any_subject,
        all_quiet=all_quiet,
        day=known_day(day),
        hour=known_hour(hour),
        zone=zone,
        quiet=known_quiet(quiet),
        registers=_known("register", registers, known_registers),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cleaned for cleaned in (plain(value) for value in values) if cleaned))


def _known(what: str, values: Iterable[str], known: Collection[str] | None) -> tuple[str, ...]:
    chosen = _distinct(values)
    for value in chosen:
        if known is not None and value not in known:
            raise BadWish(f"'{shorten(value, 60)}' is not a {what}; known are {', '.join(sorted(known))}")
    return chosen


def _province(text: str) -> str:
    """The key (`广东`) of a province named in Chinese, in English or by its code."""
    wanted = text.casefold().removesuffix(" province")
    english = (province for province in PROVINCES if province.english.casefold() == wanted)
    province = province_named(text) or next(english, None)
    if province is not None:
        return province.short
    raise BadWish(f"'{shorten(text, 40)}' is not a province; write it like 广东, Guangdong or 44")


def _watch_list(names: list[str], file: str) -> tuple[str, ...]:
    distinct = {squash(name): plain(name) for name in names if squash(name)}
    where = f"the watch list '{file}'" if file else "the watch list"
    if (names or file) and not distinct:
        raise BadWish(f"{where} names no company; give a file with one company a row")
    if len(distinct) > MAX_WATCHED:
        raise BadWish(f"{where} names {len(distinct)} companies, more than {MAX_WATCHED}; split it")
    short = next((name for key, name in distinct.items() if len(key) < 2), None)
    if short is not None:
        raise BadWish(f"{where} holds '{short}', too short to be a company; write the registered name")
    return tuple(distinct.values())
