"""Supplier checks as files: a CSV that is safe in spreadsheets, a workbook, an HTML report, each with the evidence that
an auditor asks for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from storage.diffs.rendering import safe
from storage.registers.known import register_named
from storage.spreadsheets import BYTE_ORDER_MARK, csv_text
from storage.vocabulary import english_entry_type
from storage.workbooks import Sheet, workbook

VERDICTS = {
    "listed": "Listed",
    "proposed_removal": "Listed; removal proposed",
    "proposed": "Proposed only",
    "removed": "Removed",
    "possible_match": "Possible match: look",
    "not_found": "Not found",
}
COLUMNS = (
    "query", "verdict", "as_of", "known_at", "asked_at", "company", "entry_type", "status", "since", "score", "why",
    "register", "province", "uscc", "batch", "notice", "announcement", "doc_number", "published_on", "attachment",
    "row", "sha256", "url", "archive_root",
)  # fmt: skip
_WIDTHS = {"query": 34, "company": 34, "why": 40, "announcement": 40, "sha256": 66, "archive_root": 66, "url": 40}
CAUTION = (
    "A firm verdict rests on identity: the same legal name, a stated former name, a credit code, or a declared alias. "
    "A possible match is a likeness that a person has to look at. “Not found” and “Removed” do not mean "
    "unlawful: the list is voluntary."
)


@dataclass(frozen=True, slots=True)
class About:
    """What all checks of one report share. `asked_at` is the moment it was made; `known_at` the moment of knowledge
    that was asked for, or empty for all that is known (both ISO 8601). `root` is the newest link of the archive's chain
    of captures, on which every capture of before rests; `sealed` the last day's root with its day. `notices` gives by
    notice id its `title`, `doc_number`, `url` and `published_on`; `unseen` are sentences on sources that could not be
    read."""

    asked_at: str
    known_at: str = ""
    root: str = ""
    sealed: str = ""
    notices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    unseen: Sequence[str] = ()
    title: str = "Supplier check"


def csv_report(checks: Iterable[Mapping[str, Any]], about: About | None = None) -> str:
    """One line a match, one line for a name without any; begins with a byte order mark so that Excel reads UTF-8."""
    return BYTE_ORDER_MARK + csv_text(COLUMNS, _rows(checks, about or About("")))


def xlsx_report(checks: Sequence[Mapping[str, Any]], about: About) -> bytes:
    """The lines of the CSV on one sheet, and on another what they rest on."""
    counts = Counter(check["verdict"] for check in checks)
    told: list[tuple[object, object]] = [
        ("asked at", about.asked_at),
        ("state of the registers on", max((check["as_of"] for check in checks), default="")),
        ("known at", about.known_at or "all that is known"),
        ("checked", len(checks)),
        *((VERDICTS[verdict], counts[verdict]) for verdict in VERDICTS if counts[verdict]),
        *(("register", f"{key}: {_register_name(key)}") for key in _registers(checks)),
        ("newest link of the archive's chain", about.root or "none yet"),
        ("last sealed day", about.sealed or "none yet"),
        *(("not seen", sentence) for sentence in about.unseen),
        ("how to read it", CAUTION),
        (
            "how to check it",
            "regwatch evidence export NOTICE -o PACK gives the bytes behind each hash, and their chain",
        ),
    ]
    lines = Sheet("Verdicts", COLUMNS, _rows(checks, about), [_WIDTHS.get(column, 16) for column in COLUMNS])
    return workbook([lines, Sheet("About", ("what", "value"), told, (34, 90))])


def html_report(checks: Sequence[Mapping[str, Any]], about: About) -> str:
    """A page that stands alone: no script, nothing loaded from elsewhere."""
    counts = Counter(check["verdict"] for check in checks)
    return _PAGE.render(
        about=about,
        as_of=max((check["as_of"] for check in checks), default=""),
        counts=[(VERDICTS[verdict], verdict, counts[verdict]) for verdict in VERDICTS if counts[verdict]],
        checks=checks,
        verdicts=VERDICTS,
        capacity=_capacity,
        caution=CAUTION,
        notices={key: {**notice, "url": _web(notice.get("url"))} for key, notice in about.notices.items()},
        registers=[(key, register_named(key)) for key in _registers(checks)],
    )


def _rows(checks: Iterable[Mapping[str, Any]], about: About) -> Iterator[list[Any]]:
    shared = {"known_at": about.known_at, "asked_at": about.asked_at, "archive_root": about.root}
    for check in checks:
        own = {**shared, "query": check["query"], "verdict": check["verdict"], "as_of": check["as_of"]}
        for match in check["matches"] or [{}]:
            notice = about.notices.get(match.get("notice", ""), {})
            said = {name: notice.get(name) for name in ("doc_number", "published_on")}
            row = {**match, **own, **said, "announcement": notice.get("title"), "url": _web(notice.get("url"))}
            yield [_plain(row.get(column)) for column in COLUMNS]


def _plain(value: object) -> object:
    return "" if value is None else value


def _registers(checks: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted({match["register"] for check in checks for match in check["matches"] if match.get("register")})


def _register_name(key: str) -> str:
    known = register_named(key)
    return f"{known.name_en} ({known.name})" if known else key


def _capacity(entry_type: str) -> str:
    return f"{english_entry_type(entry_type)} {entry_type}".strip() or "not stated"


def _web(url: object) -> str:
    """Only web addresses may become links."""
    text = str(url or "")
    return text if text.startswith(("https://", "http://")) else ""


def _shown(value: Any) -> Any:
    """Text without what could steer a reader's screen; markup of the template's own as it is."""
    return safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


_PAGE = Environment(
    loader=PackageLoader("storage"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=_shown,
).get_template("supplier_report.html.j2")
