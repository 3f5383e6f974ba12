"""The shapes of the answers: what `queries` returns, what JSON output prints, what digests are rendered from."""

from typing import Any, Literal, NotRequired, TypedDict

Outcome = Literal["ok", "challenged", "drifted", "unreachable", "failed"]
ChannelState = Literal["healthy", "late", "challenged", "drifted", "unreachable", "never"]
ChangeKind = Literal["published", "edited", "withdrawn", "restored"]


class Edit(TypedDict):
    """`where` is title, body, table, attachment:NAME or metadata:FIELD. A table's row edit carries the cells as text
    joined by ` | `; `tokens` is the redline of a replaced text: [op, text] pairs, op one of `=`, `-`, `+`."""

    where: str
    op: Literal["insert", "delete", "replace", "row_added", "row_removed", "row_changed"]
    before: str
    after: str
    tokens: NotRequired[list[tuple[str, str]]]
    key: NotRequired[str]
    moved: NotRequired[bool]


class AttachmentShape(TypedDict):
    name: str
    url: str
    sha256: str
    media_type: str
    bytes: int
    readable: bool
    fault: NotRequired[str]


class NoticeSummary(TypedDict):
    id: str
    source: str
    channel: str
    url: str
    title: str
    issuers: list[str]
    doc_number: str
    stage: str
    topics: list[str]
    on_subject: bool
    subjects: list[str]
    province: str
    published_on: str | None
    signed_on: str | None
    effective_on: str | None
    expires_on: str | None
    comment_deadline: str | None
    attachments: list[AttachmentShape]
    state: Literal["live", "withdrawn"]


class RegisterEvent(TypedDict):
    """`on` is the publisher's day that the event counts from, where events are asked by such days."""

    kind: str
    register: str
    company: str
    entry_type: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    notice: str
    observed_at: str
    on: NotRequired[str]


class Translations(TypedDict):
    """A machine's English of what a ministry said, by the original. Never in place of it."""

    engine: str
    texts: dict[str, str]


class Change(TypedDict):
    """`backlog`: published long before, and found only because a channel was read for the first time. `page_sha256` is
    of the page's bytes that `to_version` was read from."""

    id: int
    kind: ChangeKind
    observed_at: str
    notice: NoticeSummary
    from_version: int | None
    to_version: int | None
    edits: list[Edit]
    register_events: list[RegisterEvent]
    backlog: NotRequired[bool]
    page_sha256: NotRequired[str]
    machine_translation: NotRequired[Translations]
    penalty_changes: NotRequired[list[dict[str, Any]]]


class ChannelCoverage(TypedDict):
    """How one channel was watched in a window. `first_failure_at` is set while the newest check is not ok: since when
    it could not be read. `expected` is how many checks the channel's cadence asks for in the window. `in_part` says,
    by kind of finding, what was not seen although the list was read."""

    source: str
    channel: str
    name: str
    name_en: str
    checks: int
    ok: int
    expected: int
    outcomes: dict[str, int]
    last_success_at: str | None
    first_failure_at: str | None
    last_error: str
    state: ChannelState
    in_part: NotRequired[dict[str, str]]


class Coverage(TypedDict):
    since: str
    until: str
    channels: list[ChannelCoverage]
