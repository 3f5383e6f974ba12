"""The provinces in one strip: who has issued what a national notice asks for. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifier.filters import Findable
from notifier.labels import Say
from notifier.links import notice_link
from notifier.texts import plain, shorten
from notifier.title_views import LONGEST_GLOSS
from notifier.views import ProvinceView, StripView
from notifier.wishes import Wish
from storage.vocabulary.titles import gloss_title

CORPS = {"province": "新疆兵团", "province_en": "Xinjiang Corps", "code": "66", "status": "none", "lag_days": None}
_TOPICS = frozenset({"provincial_rollout", "enforcement_campaign"})


def wants_strip(wishes: Sequence[Wish], mine: Sequence[Findable]) -> bool:
    """Whether the strip concerns a reader: they follow provinces or campaigns, or ask for everything; a pure watch list
    and a filter on other topics do not, unless a province's notice is among the news."""
    if any(one.change["notice"]["province"] and not one.old for one in mine):
        return True
    return any(
        wish.provinces
        or _TOPICS & set(wish.topics)
        or not (wish.topics or wish.sources or wish.query or wish.watch or wish.provinces or wish.registers)
        for wish in wishes
    )


def strip_view(rows: Sequence[Mapping[str, Any]], say: Say, base_url: str = "") -> StripView | None:
    """`rows` as `storage.queries.rollouts` answers them; None when no national notice is known to roll out."""
    if not rows or not rows[0].get("campaign"):
        return None
    rows = with_corps(rows)
    provinces = tuple(_province(row, say, base_url) for row in rows)
    counts = {status: sum(row["status"] == status for row in rows) for status in ("issued", "consultation", "none")}
    title = plain(str(rows[0]["campaign_title"]))
    return StripView(
        notice=f"{say('strip_of')}: {_titled(title, say)}",
        counts=say(
            "strip_counts",
            all=len(rows),
            issued=counts["issued"],
            drafts=counts["consultation"],
            none=counts["none"],
        ),
        caution=say("strip_watch"),
        provinces=provinces,
    )


def with_corps(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows with the Xinjiang Corps among them, which the matrix leaves out while it has issued nothing."""
    return [*rows] if any(row["province"] == CORPS["province"] for row in rows) else [*rows, CORPS]


def _province(row: Mapping[str, Any], say: Say, base_url: str) -> ProvinceView:
    english = str(row["province_en"])
    if english.startswith("Xinjiang "):
        english = str(CORPS["province_en"])
    chinese = str(row["province"])
    lag = row.get("lag_days")
    detail = "" if lag is None else say("strip_same_day") if lag == 0 else say("strip_lag", n=lag)
    if row.get("moved"):
        detail = ", ".join(filter(None, (say("strip_moved"), detail)))
    notice = str(row.get("notice") or "")
    return ProvinceView(
        name=chinese if say.language == "zh" else english,
        chinese="" if say.language == "zh" else chinese,
        status=row["status"],
        word=say(f"strip_{row['status']}"),
        day=row.get("published_on") or "",
        detail=detail,
        url=notice_link(base_url, notice) if base_url and notice else "",
        title=_titled(plain(str(row.get("title") or "")), say),
    )


def _titled(title: str, say: Say) -> str:
    gloss = gloss_title(title) if say.language != "zh" else None
    original = shorten(title, 160)
    return f"{shorten(gloss.english, LONGEST_GLOSS)} ({say('glossary')}) {original}" if gloss else original
