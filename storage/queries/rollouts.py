"""The rollout matrix from the archive: which national notice is meant, and which provincial notices name it."""

from datetime import date, datetime
from typing import Any

from storage.archive.contents import facts_of
from storage.clock import stamp
from storage.database import Database
from storage.errors import NotFound
from storage.normal import compare_key
from storage.queries.notices import resolve, version_at
from storage.rollouts import NationalNotice, ProvincialNotice, implements, rollout_matrix


def rollouts(db: Database, campaign: str = "", as_of: datetime | None = None) -> list[dict[str, Any]]:
    """The matrix of a national notice: given by id, address or words of its title; by default the campaign on the
    subject that most provinces carry out, of equals the newest. With `as_of` what was known before that moment. Raises
    NotFound. Without any such notice every province stands at none."""
    until = stamp(as_of) if as_of else "9999"
    provincial = [_provincial(row) for row in _newest(db, "n.province != ''", until)]
    national = _of(db, _named(db, campaign)) if campaign else _most_carried_out(db, provincial, until)
    return rollout_matrix(national, provincial)


def _most_carried_out(db: Database, provincial: list[ProvincialNotice], until: str) -> NationalNotice:
    rows = db.conn.execute(
        """SELECT id FROM notices WHERE province = '' AND on_subject = 1 AND pointer = 0
           AND topics LIKE '%"enforcement_campaign"%' AND stage IN ('issued', 'revised', '')
           AND first_observed_at < ? ORDER BY published_on DESC, id""",
        [until],
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
    facts = facts_of(version.facts)
    return NationalNotice(
        notice, version.title, facts["title_core"] or version.title, facts["doc_number"], _day(facts["published_on"])
    )


def _newest(db: Database, where: str, until: str) -> list[Any]:
    """The newest version observed before `until` of each notice that stood there then."""
    return db.conn.execute(
        f"""SELECT n.id, v.title, n.province, v.facts FROM notices n JOIN versions v ON v.notice = n.id
            WHERE {where} AND v.number = (SELECT max(number) FROM versions
                WHERE notice = n.id AND observed_at < ?)
            AND coalesce((SELECT kind FROM changes WHERE notice = n.id AND observed_at < ?
                ORDER BY id DESC LIMIT 1), '') != 'withdrawn' ORDER BY n.id""",
        [until, until],
    ).fetchall()


def _provincial(row: Any) -> ProvincialNotice:
    notice, title, province, text = row
    facts = facts_of(text)
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
