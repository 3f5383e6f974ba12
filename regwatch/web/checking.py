"""Supplier checks as the pages and the API ask them: names or a file in, verdicts and reports out. Nothing is kept."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from regwatch.errors import UsageFault
from regwatch.supplier_report_files import MEDIA_TYPES, about
from regwatch.supplier_report_files import report as report_in
from regwatch.web.pages.common import titles_of
from regwatch.web.site import Site
from storage.aliases import load_aliases
from storage.clock import moment
from storage.queries import registers as register_queries
from storage.supplier_files import SupplierFileError, suppliers_in
from storage.suppliers import SupplierIndex

MOST_UNPACKED = 96 << 20
MOST_MEMBERS = 2_000
LONGEST_NAME = 300

Query = tuple[str, str]


def names_in(text: str) -> list[Query]:
    """One name or code on each line; a code may follow its name after a tab."""
    found = []
    for line in text.splitlines():
        name, _, code = line.strip().partition("\t")
        if name.strip() or code.strip():
            found.append((name.strip()[:LONGEST_NAME], code.strip()[:LONGEST_NAME]))
    return found


def names_in_file(data: bytes, name: str, column: str) -> list[Query]:
    """Raises SupplierFileError, also for a workbook that would unpack to more than 96 MB."""
    shown = (name.replace("\\", "/").rsplit("/", 1)[-1] or "the file")[:100]
    if data.startswith(b"PK"):
        _refuse_bomb(data, shown)
    return [(one.name[:LONGEST_NAME], one.uscc) for one in suppliers_in(data, shown, column or None).suppliers]


def _refuse_bomb(data: bytes, name: str) -> None:
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise SupplierFileError(f"{name} is a broken workbook; save it anew, or as CSV in UTF-8") from None
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise SupplierFileError(f"{name} unpacks to more than {MOST_UNPACKED >> 20} MB; save it as CSV in UTF-8")


def check(site: Site, queries: Sequence[Query], register: str, as_of: str, known_at: str = "") -> list[dict[str, Any]]:
    """As `regwatch check` answers. Raises UsageFault when more is asked than one check takes, NotFound, NotAMoment."""
    most = site.settings.serve.most_names
    if len(queries) > most:
        raise UsageFault(f"{len(queries):,} suppliers are more than the {most:,} of one check; split the list")
    day = moment(as_of) if as_of else site.clock()
    known = moment(known_at, end_of_day=True) if known_at else None
    with site.reading() as db:
        keys = [register] if register else [row["register"] for row in register_queries.registers(db)]
        states = [register_queries.register_state(db, key, day, known) for key in keys]
    own = site.settings.data / "aliases.csv"
    index = SupplierIndex(states, load_aliases(own if own.exists() else None))
    answers = index.check_all(queries)
    for answer in answers:
        answer["as_of"] = answer["as_of"] or day.date().isoformat()
    return answers


def report(site: Site, answers: Sequence[dict[str, Any]], form: str, known_at: str = "") -> tuple[bytes, str]:
    """(bytes, media type) of a report to take away: `csv`, `xlsx`, or a page that stands alone (`html`)."""
    known = moment(known_at, end_of_day=True) if known_at else None
    with site.reading() as db:
        told = about(db, answers, site.clock(), known)
    return report_in(answers, told, form), MEDIA_TYPES[form]


def titles(site: Site, answers: Sequence[dict[str, Any]]) -> dict[str, str]:
    with site.reading() as db:
        return titles_of(db, [match["notice"] for one in answers for match in one["matches"]])
