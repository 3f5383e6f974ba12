"""Which provinces implement a national notice: 31 rows and the Xinjiang Corps, from provincial notices. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage.normal import compare_key
from storage.vocabulary.places import ALL_UNITS, PROVINCES

ROLLOUT_STAGES = {"consultation": "consultation", "issued": "issued", "revised": "issued"}
_WEIGHT = {"none": 0, "consultation": 1, "issued": 2}
CORPS = "66"


@dataclass(frozen=True, slots=True)
class NationalNotice:
    """What is rolled out: its title core, number, and the day it was published."""

    notice: str
    title: str
    core: str
    doc_number: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class ProvincialNotice:
    """A notice with a province as its issuer, and what it names: titles and numbers it rests on or forwards."""

    notice: str
    title: str
    province: str
    stage: str
    topics: tuple[str, ...]
    published_on: date | None
    named_titles: tuple[str, ...] = ()
    named_numbers: tuple[str, ...] = ()


def rollout_matrix(national: NationalNotice, provincial: Iterable[ProvincialNotice]) -> list[dict[str, Any]]:
    """One row a province in the order of GB/T 2260, the Corps last when it has issued one. The strongest stage counts,
    of equals the earliest notice; `lag_days` from the national notice's day."""
    best: dict[str, tuple[int, ProvincialNotice]] = {}
    for candidate in sorted(provincial, key=lambda n: (n.published_on or date.max, n.notice)):
        status = ROLLOUT_STAGES.get(candidate.stage)
        if status is None or not implements(candidate, national):
            continue
        weight = _WEIGHT[status]
        if candidate.province not in best or weight > best[candidate.province][0]:
            best[candidate.province] = weight, candidate
    units = [unit for unit in ALL_UNITS if unit in PROVINCES or unit.code == CORPS]
    rows = [_row(unit.short, unit.code, unit.english, national, best.get(unit.short)) for unit in units]
    return [row for row in rows if row["code"] != CORPS or row["status"] != "none"]


def implements(candidate: ProvincialNotice, national: NationalNotice) -> bool:
    """Whether the provincial notice names the national one, by number or by title, in its title or its basis."""
    if national.doc_number and national.doc_number in candidate.named_numbers:
        return True
    core = compare_key(national.core)
    if len(core) < 6:
        return False
    named = [candidate.title, *candidate.named_titles]
    return any(core in compare_key(text) or _contains(core, compare_key(text)) for text in named)


def _contains(core: str, text: str) -> bool:
    """A title quoted without its opening 关于 or closing 的通知 is the same title."""
    trimmed = core.removeprefix("关于").removesuffix("的通知").removeprefix("开展")
    return len(trimmed) >= 8 and trimmed in text


def _row(
    province: str, code: str, english: str, national: NationalNotice, found: tuple[int, ProvincialNotice] | None
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "province": province,
        "province_en": english,
        "code": code,
        "status": "none",
        "notice": None,
        "title": None,
        "published_on": None,
        "lag_days": None,
        "campaign": national.notice or None,
        "campaign_title": national.title or None,
    }
    if found is None:
        return row
    notice = found[1]
    row["status"] = ROLLOUT_STAGES[notice.stage]
    row["notice"], row["title"] = notice.notice, notice.title
    if notice.published_on:
        row["published_on"] = notice.published_on.isoformat()
        if national.published_on:
            row["lag_days"] = (notice.published_on - national.published_on).days
    return row
