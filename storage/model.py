"""What a reader hands to the archive: plain values, no behaviour, no I/O.

`crawler` makes these from a ministry's bytes, `storage` keeps and compares them. The answers that `storage` gives back
are in `shapes.py`.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Table:
    """A grid after row and column spans were expanded: every row has the same number of cells.

    `header` counts the leading rows that name the columns (0: none was found). `places` says for each row where it
    stands in its file (`page 3`, `sheet 环评法 row 12`), or is empty.
    """

    rows: tuple[tuple[str, ...], ...]
    header: int = 0
    name: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What was read of one file. `media_type` is told by content. `readable` False means: kept, hashed, but its
    content is unknown to us, and `warnings` says why. An archive's files are `members`, and its own text is empty.
    `gave_up` means that reading it ran out of memory or time here: another try may go better."""

    media_type: str
    text: str = ""
    tables: tuple[Table, ...] = ()
    readable: bool = True
    warnings: tuple[str, ...] = ()
    name: str = ""
    members: tuple["Document", ...] = ()
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An attachment as a page names it: absolute canonical address and the name a reader sees."""

    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a page template yields, before facts are told from it. Paragraphs of `text` are separated by one newline.

    `fields` are the labelled values the site prints beside the body (`发文字号`, `成文日期`, `来源` …) with all
    whitespace deleted from the labels; `metas` are the page's meta elements by name. `published` is the date the page
    shows; `body_selector` is the selector that matched, for drift reports.
    """

    title: str
    text: str
    template: str
    tables: tuple[Table, ...] = ()
    links: tuple[Link, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    metas: dict[str, str] = field(default_factory=dict)
    published: date | None = None
    body_selector: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """One date a text states: `kind` is signed, published, effective, expires, comment_from (the first day of a 公示
    or consultation), comment_deadline, window_from, window_until or event; `precision` is day, month or year;
    `sentence` is the text it was read from."""

    kind: str
    day: date
    precision: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A document that a notice names. `relation` is basis (依据), revises (修订), repeals (废止) or forwards (转发).

    `issuer` is the body printed before the number, by its canonical name; `core` the title's core where it differs
    from the title as it is quoted.
    """

    relation: str
    title: str
    doc_number: str
    sentence: str
    issuer: str = ""
    core: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One enterprise in one capacity as one row of a list states it.

    `register` is the register's key (`nev-battery-recycling`), `action` is listed, proposed, removed,
    proposed_removal, renamed, changed, type_dropped, rectification or readmitted. `entry_type` is the capacity in the
    original (`梯次利用`, `再生利用`; empty where the list has one capacity). `former` is the earlier name of a rename.
    `detail` holds what else the row says. `where` is `body` or `attachment:NAME`; `row` is the row's place in it.
    """

    register: str
    action: str
    company: str
    uscc: str = ""
    province: str = ""
    entry_type: str = ""
    batch: str = ""
    former: str = ""
    where: str = "body"
    row: str = ""
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimedTotal:
    """A total that the text itself declares (`共68家`), with the sentence."""

    register: str
    count: int
    scope: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Fine:
    """One part of a fine. Kinds: yuan_range, yuan_fixed, yuan_max, yuan_min, yuan_cap, multiple_range, multiple_fixed,
    multiple_max, percent_range, percent_fixed, percent_max, closure_only. Amounts are in `unit`: yuan, times, percent
    or permille. `base` is what a multiple or a percentage is taken of, in the original. `party` is unit or individual.
    """

    kind: str
    min: float | None
    max: float | None
    unit: str
    base: str = ""
    party: str = "unit"


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """One line of a benchmark, in the original's words, with the fine as numbers. `flags` names what is odd
    (`bounds_reversed`, `misprint`, `weight_not_fine`, `refers_to_table` …); nothing is repaired."""

    offence: str
    basis: str
    circumstance: str
    tier: str
    fine: tuple[Fine, ...]
    text: str
    flags: tuple[str, ...] = ()
    item: str = ""
    category: str = ""
    note: str = ""
    where: str = "body"
    row: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice says of itself. Dates are in the publisher's zone. `subjects` are the keys of the watched subjects
    it is on; `on_subject` whether it is on any."""

    doc_number: str = ""
    doc_numbers: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    stage: str = ""
    topics: tuple[str, ...] = ("other",)
    on_subject: bool = False
    subjects: tuple[str, ...] = ()
    province: str = ""
    title_core: str = ""
    published_on: date | None = None
    signed_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None
    comment_deadline: date | None = None
    dates: tuple[DatedSentence, ...] = ()
    references: tuple[Reference, ...] = ()
    entries: tuple[Entry, ...] = ()
    claimed_totals: tuple[ClaimedTotal, ...] = ()
    penalties: tuple[PenaltyRule, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment of one version. `sha256` is empty while its bytes could not be fetched; `fault` then says why."""

    name: str
    url: str
    sha256: str = ""
    media_type: str = ""
    size: int = 0
    readable: bool = False
    fault: str = ""
    text: str = ""
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of a notice's captures: the content of a version."""

    title: str
    text: str
    reader: str
    tables: tuple[Table, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    facts: Facts = Facts()
    fields: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
