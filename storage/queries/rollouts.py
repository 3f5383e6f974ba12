"""The rollout matrix from the archive: which national notice is meant, and which provincial notices name it."""

import json
from datetime import date
from typing import Any

from storage.database import Database
from storage.errors import NotFound
from storage.normal import compare_key
from storage.queries.notices import resolve, version_at
from storage.rollouts import NationalNotice, ProvincialNotice, implements, rollout_matrix


def rollouts(db: Database, campaign: str = "") -> list[dict[str, Any]]:
    """The matrix of a national notice: given by id, address or words of its title; by default the campaign on the
    subject that most provinces carry out, of equals the newest. Raises NotFound. Without any such notice every province
    stands at none."""
    provincial = [_provincial(row) for row in _newest(db, "n.province != ''")]
    national = _of(db, _named(db, campaign)) if campaign else _most_carried_out(db, provincial)
    return rollout_matrix(national, provincial)


def _most_carried_out(db: Database, provincial: list[ProvincialNotice]) -> NationalNotice:
    rows = db.conn.execute(
        """SELECT id FROM notices WHERE province = '' AND on_subject = 1 AND pointer = 0
           AND topics LIKE '%"enforcement_campaign"%' AND stage IN ('issued', 'revised', '')
           ORDER BY published_on DESC, id"""
    ).fetchall()
    campaigns = [_of(db, str(row[0])) for row in rows]
    if not campaigns:
        return NationalNotice("", "", "", "", None)
    return max(campaigns, key=lambda national: sum(implements(notice, national) for notice in provincial))


def _named(db: Database, campaign: str) -> str:
    try:
        return resolve(db, campaign)
    except NotFound:
        words = [compare_key(word) for word in campaign.split()]
        rows = db.conn.execute(
            "SELECT id, title FROM notices WHERE province = '' ORDER BY pointer, published_on DESC, id"
        ).fetchall()
        for notice, title in rows:
            if all(word in compare_key(title) for word in words):
                return str(notice)
        raise NotFound(
            f"no national notice matches '{campaign}'; give a notice's id, its address or words of its title"
        ) from None


def _of(db: Database, notice: str) -> NationalNotice:
    version = version_at(db, notice, None)
    assert version is not None
    facts = json.loads(version.facts)
    return NationalNotice(
        notice, version.title, facts["title_core"] or version.title, facts["doc_number"], _day(facts["published_on"])
    )


def _newest(db: Database, where: str) -> list[Any]:
    return db.conn.execute(
        f"""SELECT n.id, v.title, n.province, v.facts FROM notices n JOIN versions v ON v.notice = n.id
            AND v.number = n.version WHERE {where} AND n.state = 'live' ORDER BY n.id"""
    ).fetchall()


def _provincial(row: Any) -> ProvincialNotice:
    notice, title, province, text = row
    facts = json.loads(text)
    return ProvincialNotice(
        notice=notice,
        title=title,
        province=province,
        stage=facts["stage"] or "issued",
        topics=tuple(facts["topics"]),
        published_on=_day(facts["published_on"]),
        named_titles=tuple(reference["title"] for reference in facts["references"]),
        named_numbers=tuple(reference["doc_number"] for reference in facts["references"] if reference["doc_number"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
