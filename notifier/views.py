"""What one digest mail says, as plain values: both templates print these, so text and HTML carry the same facts."""

from dataclasses import dataclass, field

from notifier.wishes import Language

Run = tuple[str, str]  # ("=" | "-" | "+", text)


@dataclass(frozen=True, slots=True)
class TitleView:
    """`original` in Chinese; `gloss` its English out of the glossary, marked by `mark` (both empty where there is
    none); `about` what the notice's facts say it is."""

    original: str
    gloss: str
    mark: str
    about: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A table row: what happened to it, and its cells as pieces of a redline."""

    label: str
    cells: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class EditView:
    """One edit: a redline (`runs`) or table rows (`rows`); `english` is what a machine made of its sentence."""

    where: str
    runs: tuple[Run, ...] = ()
    rows: tuple[RowView, ...] = ()
    english: str = ""


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The events of one register that one notice brought, as a table."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: tuple[bool, ...] = ()
    more: str = ""
    places: tuple[str, ...] = ()  # where in the notice the rows stand: `attachment:NAME`, or its page
    source: str = ""  # the notice, issuer and day that the rows rest on, with the hash of what was captured
    evidence: str = ""  # the address of what was captured


@dataclass(frozen=True, slots=True)
class AttachmentView:
    name: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """One change; `facts` are (label, value)."""

    change: int
    kind: str
    kind_label: str
    title: TitleView
    url: str
    regwatch_url: str
    facts: tuple[tuple[str, str], ...]
    watched: str = ""
    excerpt: str = ""
    excerpt_english: str = ""
    edits: tuple[EditView, ...] = ()
    more_edits: str = ""
    registers: tuple[RegisterView, ...] = ()
    attachments: tuple[AttachmentView, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    label: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class DeadlineView:
    day: str
    left: str
    what: str
    title: TitleView
    url: str


@dataclass(frozen=True, slots=True)
class ProvinceView:
    """One province in the strip. `status` is none, consultation or issued."""

    name: str
    chinese: str
    status: str
    word: str
    day: str = ""
    detail: str = ""
    url: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class StripView:
    """How far the provinces are with one national notice: all of them, in the order of GB/T 2260."""

    notice: str
    counts: str
    caution: str
    provinces: tuple[ProvinceView, ...]

    @property
    def moved(self) -> tuple[ProvinceView, ...]:
        """Those that published something, issued first, then by day."""
        some = [province for province in self.provinces if province.status != "none"]
        return tuple(sorted(some, key=lambda province: (province.status != "issued", province.day, province.name)))


@dataclass(frozen=True, slots=True)
class CoverageView:
    """`problems` are (channel's name, what was wrong); `table` has a header and a row a source."""

    good: bool
    sentence: str
    problems: tuple[tuple[str, str], ...] = ()
    rest: str = ""
    header: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AskedView:
    """One subscription this mail answers, in words."""

    text: str
    stop_url: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """The whole mail. `changes` are the ids of all changes it is about, the weightiest first;
    `near` the deadlines within a week of which it tells (notice, kind, day)."""

    language: Language
    frequency: str
    subject: str
    heading: str
    window: str
    summary: tuple[str, ...]
    alarm: str
    deadlines: tuple[DeadlineView, ...]
    sections: tuple[SectionView, ...]
    coverage: CoverageView
    email: str
    asked: tuple[AskedView, ...]
    stop_all_url: str
    stop_how: str
    see_all_url: str
    see_all: str
    changes: tuple[int, ...]
    quiet: bool
    strip: StripView | None = None
    listed: tuple[ItemView, ...] = ()
    left_out: int = 0
    manage_url: str = ""
    near: tuple[tuple[str, str, str], ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    @property
    def items(self) -> tuple[ItemView, ...]:
        return tuple(item for section in self.sections for item in section.items)
