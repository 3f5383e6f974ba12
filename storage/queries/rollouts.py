"""The rollout matrix from the archive: which national notice is meant, and which provincial notices name it."""

from datetime import date, datetime, timedelta
from typing import Any

from storage.archive.contents import facts_of
from storage.clock import ZONE, stamp
from storage.database import Database
from storage.errors import NotFound
from storage.normal import compare_key
from storage.queries.notices import resolve, version_at
from storage.registers.course import day_of
from storage.rollout_deviations import deviations
from storage.rollouts import NationalNotice, ProvincialNotice, implements, rollout_matrix

_JOINT = timedelta(days=31)
_WEIGHED = 100
"""How many notices that hold the words asked for are looked at, the likeliest first."""


def rollouts(
    db: Database,
    campaign: str = "",
    as_of: date | datetime | None = None,
    known_at: datetime | None = None,
    *,
    deviating: bool = False,
) -> list[dict[str, Any]]:
    """The matrix of a national notice: given by id, address or words of its title; by default the campaign on the
    subject. Where several are meant it is the one that most provinces carry out, of equals the newest, and of a joint
    notice on several ministries' sites the one that was published first.

    `as_of` is the publisher's day (UTC+8): notices published later do not count. `known_at` leaves out what had not
    been seen before that moment. `deviating` adds to each row its `deviations` (`storage.rollout_deviations`). Raises
    NotFound. Without any such notice every province stands at none.
    """
    until = stamp(known_at) if known_at else "9999"
    last = day_of(as_of) if as_of else date.max
    provincial = [
        notice
        for row in _newest(db, "n.province != ''", until)
        if (notice := _provincial(row)).published_on is None or notice.published_on <= last
    ]
    national = _named(db, campaign, provincial) if campaign else _most_carried_out(db, provincial, until, last)
    rows = rollout_matrix(national, provincial)
    return [_with_deviations(db, row) for row in rows] if deviating else rows


def moved(
    db: Database, since: datetime | None, until: datetime | None, campaign: str = "", *, by: str = "published"
) -> list[dict[str, Any]]:
    """The provinces that moved in the half-open window [since, until): rows of the matrix at its end whose status or
    notice differs from the one at its beginning, with the `before` status, by the day of the provinces' notices.

    `by` is `published` (the publisher's days: a window of days takes its first day and leaves out its last) or `seen`
    (what was learnt in the window, as digests ask). Raises NotFound.
    """
    if by == "seen":
        newer = rollouts(db, campaign, known_at=until)
        asked = campaign or str((newer[0]["campaign"] if newer else "") or "")
        older = rollouts(db, asked, known_at=since) if since else []
    else:
        newer = rollouts(db, campaign, _day_before(until), deviating=True)
        asked = campaign or str((newer[0]["campaign"] if newer else "") or "")
        older = rollouts(db, asked, _day_before(since)) if since else []
    before = {row["code"]: row for row in older}
    found = []
    for row in newer:
        old = before.get(row["code"], {"status": "none", "notice": None})
        if row["status"] != "none" and (row["status"], row["notice"]) != (old["status"], old["notice"]):
            found.append({**row, "before": old["status"]})
    return sorted(found, key=lambda row: (row["published_on"] or "", row["code"]))


def _day_before(moment: datetime | None) -> date | None:
    """The last whole day before the end of a window of days."""
    return None if moment is None else (moment.astimezone(ZONE) - timedelta(microseconds=1)).date()


def _with_deviations(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    found: list[dict[str, str]] = []
    if row["notice"] and row["campaign"]:
        national, own = version_at(db, row["campaign"], None), version_at(db, row["notice"], None)
        if national is not None and own is not None:
            found = deviations(national.body(db)["text"], own.body(db)["text"])
    return {**row, "deviations": found}


def _most_carried_out(db: Database, provincial: list[ProvincialNotice], until: str, last: date) -> NationalNotice:
    rows = db.conn.execute(
        """SELECT id FROM notices WHERE province = '' AND on_subject = 1 AND pointer = 0
           AND topics LIKE '%"enforcement_campaign"%' AND stage IN ('issued', 'revised', '')
           AND first_observed_at < ? AND coalesce(published_on, '') <= ? ORDER BY published_on DESC, id""",
        [until, last.isoformat()],
    ).fetchall()
    campaigns = [_of(db, str(row[0])) for row in rows]
    return _meant(campaigns, provincial) if campaigns else NationalNotice("", "", "", "", None)


def _meant(candidates: list[NationalNotice], provincial: list[ProvincialNotice]) -> NationalNotice:
    """The one that most provinces carry out; of equals the first. Who signed a joint notice puts it up within days of
    the others, and the provinces' days count from the first."""
    chosen = max(candidates, key=lambda national: sum(implements(notice, national) for notice in provincial))
    if chosen.published_on is None:
        return chosen
    first, core = chosen.published_on, compare_key(chosen.core)
    copies = [
        (one.published_on, one.notice, one)
        for one in candidates
        if one.published_on and compare_key(one.core) == core and timedelta(0) <= first - one.published_on <= _JOINT
    ]
    return min(copies)[2]


def _named(db: Database, campaign: str, provincial: list[ProvincialNotice]) -> NationalNotice:
    try:
        return _of(db, resolve(db, campaign))
    except NotFound:
        words = [compare_key(word) for word in campaign.split()]
        rows = db.conn.execute(
            """SELECT id, title FROM notices WHERE province = ''
               ORDER BY pointer, stage NOT IN ('issued', 'revised'), published_on DESC, id"""
        ).fetchall()
        found = [str(notice) for notice, title in rows if all(word in compare_key(title) for word in words)]
        if not found:
            raise NotFound(
                f"no national notice matches '{campaign}'; give a notice's id, its address or words of its title"
            ) from None
        return _meant([_of(db, notice) for notice in found[:_WEIGHED]], provincial)


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
