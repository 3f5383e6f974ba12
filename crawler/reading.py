"""From a page, its attachments and its list row to the content and facts of a version. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.facts.descriptions import Description, describe
from crawler.facts.entries import read_entries
from crawler.facts.notice_dates import dates_of, summary
from crawler.facts.penalty_rules import read_rules
from crawler.facts.penalty_validity import validity
from crawler.facts.references import references_of
from crawler.listed import NOT_LISTED, ListedAs
from crawler.reader_version import reader_version
from storage.model import Attachment, ClaimedTotal, Entry, Facts, Page, PenaltyRule, Reading, Table

ISSUER_FIELDS = ("发布机构", "发布机关", "发文机关", "所属机构", "发文单位")
NUMBER_FIELD = "发文字号"
EXPLAINING_COLUMNS = ("政策解读", "解读")
VALIDITY_WITHIN = 200_000
VOLATILE_FIELDS = frozenset({"浏览次数", "阅读次数", "点击数", "访问量", "更新时间", "当前时间"})


def read_notice(
    page: Page, attachments: Sequence[Attachment], site_body: str, listed: ListedAs = NOT_LISTED
) -> Reading:
    """`site_body` is the Chinese name of the body whose site this is: the issuer when the page names none."""
    described = _described(page, site_body, listed)
    published = page.published or listed.published
    dates = dates_of(page.title, page.text, page.fields, published)
    days = _with_validity(summary(dates), page, attachments, published)
    found = _rows(page, attachments, described.stage, published)
    facts = Facts(
        doc_number=described.doc_number,
        doc_numbers=described.doc_numbers,
        issuers=described.issuers,
        stage=described.stage,
        topics=described.topics,
        on_subject=described.on_subject,
        subjects=described.subjects,
        province=described.province,
        title_core=described.title_core,
        published_on=published,
        signed_on=days.get("signed"),
        effective_on=days.get("effective"),
        expires_on=days.get("expires"),
        comment_deadline=days.get("comment_deadline") or listed.deadline,
        dates=dates,
        references=references_of(f"{page.title}。\n{page.text}"),
        entries=found.entries,
        claimed_totals=found.totals,
        penalties=found.rules,
        warnings=(*found.warnings, *_unread_benchmark(described, page, attachments, found.rules)),
    )
    fields = {label: value for label, value in page.fields.items() if label not in VOLATILE_FIELDS}
    return Reading(
        title=page.title,
        text=page.text,
        reader=reader_version(),
        tables=page.tables,
        attachments=tuple(attachments),
        facts=facts,
        fields=fields,
        warnings=page.warnings,
    )


def _described(page: Page, site_body: str, listed: ListedAs) -> Description:
    """The site's own body issued what names no other issuer: a ministry's site carries provinces' papers as well."""
    fields = page.fields if not listed.doc_number else {NUMBER_FIELD: listed.doc_number, **page.fields}
    stated = _first(page.fields, ISSUER_FIELDS) or listed.issuer
    described = describe(page.title, stated, page.text, fields=fields)
    if not described.issuers and site_body:
        described = describe(page.title, site_body, page.text, fields=fields)
    if not described.stage and page.metas.get("ColumnName", "") in EXPLAINING_COLUMNS:
        return replace(described, stage="interpretation")
    return described


def _with_validity(
    days: dict[str, date], page: Page, attachments: Sequence[Attachment], published: date | None
) -> dict[str, date]:
    """What the body leaves open, its files may say: from when a benchmark or a measure holds, and until when."""
    for file in attachments:
        if "effective" in days and "expires" in days:
            break
        held = validity(file.text[:VALIDITY_WITHIN], published) if file.readable else None
        if held is not None and held.effective_on:
            days.setdefault("effective", held.effective_on)
        if held is not None and held.expires_on:
            days.setdefault("expires", held.expires_on)
    return days


def read_pointer(listed: ListedAs) -> Reading:
    """A row that leads to another body's site: its title and date are all that is read."""
    page = Page(title=listed.title, text="", template="pointer", published=listed.published)
    return read_notice(page, (), "", listed)


@dataclass(frozen=True, slots=True)
class _Rows:
    entries: tuple[Entry, ...]
    totals: tuple[ClaimedTotal, ...]
    rules: tuple[PenaltyRule, ...]
    warnings: tuple[str, ...]


def _rows(page: Page, attachments: Sequence[Attachment], stage: str, published: date | None) -> _Rows:
    """List entries and penalty rules, from the body first, then from each attachment."""
    places: list[tuple[str, str, tuple[Table, ...]]] = [("body", page.text, page.tables)]
    places += [(f"attachment:{file.name}", file.text, file.tables) for file in attachments if file.readable]
    tables = [(where, table) for where, _, held in places for table in held]
    texts = {where: text for where, text, _ in places if where != "body"}
    listed = read_entries(page.title, page.text, tables, stage, published, texts)
    rules: list[PenaltyRule] = []
    warnings: list[str] = list(listed.warnings)
    for where, text, held in places:
        found, said = read_rules(held, text, where)
        rules += found
        warnings += said
    for file in attachments:
        if file.sha256 and not file.readable:
            warnings.append(f"{file.name} is kept but could not be read ({file.fault or 'unknown format'})")
        elif not file.sha256:
            warnings.append(f"{file.name} could not be fetched ({file.fault})")
    return _Rows(listed.entries, listed.totals, tuple(rules), tuple(warnings))


def _unread_benchmark(
    described: Description, page: Page, attachments: Sequence[Attachment], rules: Sequence[PenaltyRule]
) -> tuple[str, ...]:
    """A benchmark with tables of which no rule was read is said, not passed over."""
    if rules or "penalty_benchmark" not in described.topics or described.stage == "interpretation":
        return ()
    tables = [*page.tables, *(table for file in attachments for table in file.tables)]
    held = sum(len(table.rows) > 1 and len(table.rows[0]) > 1 for table in tables)
    return (f"the title announces a penalty benchmark, and no rule could be read of its tables ({held})",) * bool(held)


def _first(fields: dict[str, str], labels: Sequence[str]) -> str:
    return next((fields[label] for label in labels if fields.get(label)), "")
