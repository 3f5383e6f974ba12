"""The form that says what a reader wants: read, kept to be shown again, and turned into a wish."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from crawler.sources import SOURCES
from notifier.errors import BadWish
from notifier.schedules import DAYS
from notifier.wishes import DECLARED, Subscription, Wish, wish
from regwatch.web.checking import names_in, names_in_file
from regwatch.web.forms import Form, Upload
from storage.registers.known import REGISTERS
from storage.vocabulary import PROVINCES, TOPICS

_AREAS = ("Africa/", "America/", "Asia/", "Australia/", "Europe/", "Pacific/")


@dataclass(slots=True)
class Asked:
    """The form as it was sent, to show it again."""

    email: str = ""
    frequency: str = "weekly"
    language: str = "en"
    topic: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    province: list[str] = field(default_factory=list)
    register: list[str] = field(default_factory=list)
    kept_registers: list[str] = field(default_factory=list)  # of lists that are not declared, so not in the form
    query: str = ""
    watch: str = ""
    watch_file: str = ""
    all_quiet: bool = False
    any_subject: bool = False
    day: str = ""
    hour: str = ""
    zone: str = ""
    quiet: str = ""

    @property
    def open(self) -> bool:
        narrowed = self.topic or self.source or self.province or self.register or self.query or self.watch
        return bool(narrowed or self.all_quiet or self.day or self.hour or self.zone or self.quiet)


def asked_in(form: Form) -> Asked:
    return Asked(
        email=form.text("email")[:400],
        frequency=form.text("frequency") or "weekly",
        language=form.text("language") or "en",
        topic=form.choices("topic"),
        source=form.choices("source"),
        province=form.choices("province"),
        register=form.choices("register"),
        query=form.text("query"),
        watch=form.text("watch"),
        all_quiet=bool(form.text("all_quiet")),
        day=form.text("day"),
        hour=form.text("hour")[:20],
        zone=form.text("zone")[:100],
        quiet=form.text("quiet")[:20],
    )


def asked_of(one: Subscription) -> Asked:
    """The form filled in with what is subscribed."""
    return Asked(
        email=one["email"],
        frequency=one["frequency"],
        language=one["language"],
        topic=one["topics"],
        source=one["sources"],
        province=one["provinces"],
        register=one["registers"],
        kept_registers=[key for key in one["registers"] if key not in DECLARED],
        query=one["query"],
        watch="\n".join(one["watch"]),
        watch_file=one["watch_file"],
        all_quiet=one["all_quiet"],
        any_subject=one["any_subject"],
        day=one["day"],
        hour="" if one["hour"] is None else str(one["hour"]),
        zone=one["zone"],
        quiet=one["quiet"],
    )


def wish_of(asked: Asked, upload: Upload | None) -> Wish:
    """Raises BadWish, SupplierFileError."""
    watched = [name or code for name, code in names_in(asked.watch)]
    if upload is not None:
        watched += [name or code for name, code in names_in_file(upload.data, upload.name, "")]
    if asked.hour and not (asked.hour.isascii() and asked.hour.isdigit()):
        raise BadWish(f"'{asked.hour}' is not an hour of the day; write 0 to 23")
    return wish(
        asked.frequency,
        topics=asked.topic,
        sources=asked.source,
        provinces=asked.province,
        registers=[*asked.register, *asked.kept_registers],
        query=asked.query,
        watch=watched,
        watch_file=upload.name if upload else asked.watch_file if watched else "",
        language=asked.language,
        all_quiet=asked.all_quiet,
        any_subject=asked.any_subject,
        day=asked.day,
        hour=int(asked.hour) if asked.hour else None,
        zone=asked.zone,
        quiet=asked.quiet,
        known_sources=list(SOURCES),
        known_registers=(*DECLARED, *asked.kept_registers),
    )


def choices() -> dict[str, Any]:
    """What the form offers, for its template."""
    return {
        "topics": TOPICS,
        "sources": list(SOURCES.values()),
        "provinces": PROVINCES,
        "registers": REGISTERS,
        "days": DAYS,
        "zones": _zones(),
    }


def _zones() -> Sequence[str]:
    return sorted(name for name in available_timezones() if name.startswith(_AREAS) or name == "UTC")
