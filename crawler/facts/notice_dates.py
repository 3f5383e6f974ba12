"""The dates a notice states of itself, each with the sentence it was read from.

Signed (成文日期), published (发布日期), effective (施行), expires (有效期), comment_deadline (反馈截止, 公示), and the
window of a campaign. A year left out is taken from the day of publication. Dates of relays and of the press never
enter: the only day given from outside is the one the issuer's own page shows.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from crawler.facts.date_numerals import counted_number
from crawler.facts.date_rules import asks_for_comments, is_campaign, is_stage, of_a_paper, told_of
from crawler.facts.dates import find_dates
from crawler.facts.other_acts import is_of_another, names_another, stands_beside_another
from storage.model import DatedSentence

_SIGNED_FIELDS = ("成文日期", "成文时间", "发文日期", "印发日期", "签署日期", "制发日期")
_PUBLISHED_FIELDS = ("发布日期", "发布时间", "公开日期", "公布日期", "生成日期")
_EFFECTIVE_FIELDS = ("施行日期", "实施日期", "生效日期", "执行日期")
_EXPIRY_FIELDS = ("失效日期", "有效期至", "废止日期", "有效期")

# a longer run without a full stop is no sentence; the bound keeps the work linear
_SENTENCE = re.compile(r"[^。；！？\n]{1,800}[。；！？]?")
_BOOK = re.compile(r"《[^《》\n]{1,200}》")
_SIGNER = re.compile(r"[^，,。；;：:？！\d]{0,60}\Z")
_TAIL = re.compile(r"[ \u3000]*[）)]?[ \u3000]*\Z")
_ORDER_HEAD = re.compile(r"[（(] {0,3}\Z")
_ORDERED = re.compile(r"[^，。；\n]{0,40}(?:令|公告)?(?:第 ?\d+ ?号)?[^，。；\n]{0,6}(?:公布|发布|印发|通过)")
_FROM_ISSUE = re.compile(
    r"自(?:本[^，。；]{1,8})?(?P<act>印发|发布|公布|发文|签发|下发)之日(?:起|后)"
    r"(?:(?P<days>\d{1,3}|[一二三四五六七八九十]{1,3}) ?日(?:之?后)?)?[，,]?(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
)
_YEARS_VALID = re.compile(
    r"(?:有效期限?|试行期限?|施行期|实施期)(?:为|:|：| )?(?P<years>\d{1,2}|[一二两三四五六七八九十]{1,2}) ?年"
)
_DAYS_OPEN = re.compile(
    r"(?:(?:公示|征求意见|意见征集|征集|反馈意见|意见反馈)(?:时间|期限|期)?(?:为|:|：)?|之日起)(?P<days>\d{1,3}|[一二三四五六七八九十]{1,3})(?:个)?(?:自然)?[日天](?!前)"
)
_FROM_NOW = re.compile(r"(?:即日|现在|印发之日|发布之日|通知下发之日|下发之日)起?(?:开始)?，?(?:至|到) {0,3}\Z")


def dates_of(title: str, text: str, fields: Mapping[str, str], published: date | None) -> tuple[DatedSentence, ...]:
    """All dated statements of a notice, in the order signed, published, then as the text has them.

    `fields` are the labelled values beside the body, `published` the day its page shows. Each statement once.
    """
    published = published or _of_fields(fields, _PUBLISHED_FIELDS)
    signed = _signed(text, fields, published)
    context = _context(published, signed.day if signed else None)
    stated: list[DatedSentence] = [signed] if signed else []
    if published:
        stated.append(DatedSentence("published", published, "day", _field_text(fields, _PUBLISHED_FIELDS)))
    for kind, labels in (("effective", _EFFECTIVE_FIELDS), ("expires", _EXPIRY_FIELDS)):
        day = _of_fields(fields, labels)
        if day:
            stated.append(DatedSentence(kind, day, "day", _field_text(fields, labels)))
    stated.extend(_in_sentences(title, text, context, signed.day if signed else None, published))
    stated.extend(_validity(text, stated))
    return tuple(dict.fromkeys(stated))


def summary(dates: Sequence[DatedSentence]) -> dict[str, date]:
    """One day for each kind: the first stated, of expiry and deadline the one stated in most detail."""
    exactness = ("day", "month", "year")
    best: dict[str, DatedSentence] = {}
    for stated in dates:
        known = best.get(stated.kind)
        if known is None or exactness.index(stated.precision) < exactness.index(known.precision):
            best[stated.kind] = stated
    return {kind: stated.day for kind, stated in best.items()}


def _context(published: date | None, signed: date | None) -> date | None:
    """The day of publication; of a reprint that comes months after its signature, the signature's."""
    if published and signed and published - signed > timedelta(days=60):
        return signed
    return published or signed


def _of_fields(fields: Mapping[str, str], labels: Sequence[str]) -> date | None:
    for label in labels:
        found = find_dates(fields.get(label, ""))
        if found and found[0].precision == "day":
            return found[0].last
    return None


def _field_text(fields: Mapping[str, str], labels: Sequence[str]) -> str:
    return next((f"{label}：{' '.join(fields[label].split())}" for label in labels if fields.get(label)), "")


def _signed(text: str, fields: Mapping[str, str], published: date | None) -> DatedSentence | None:
    day = _of_fields(fields, _SIGNED_FIELDS)
    if day:
        return DatedSentence("signed", day, "day", _field_text(fields, _SIGNED_FIELDS))
    latest = published + timedelta(days=5) if published else None
    ordered: DatedSentence | None = None
    lines: list[DatedSentence] = []
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or len(bare) > 200:
            continue
        found = [one for one in find_dates(bare) if one.precision == "day" and not one.is_range]
        if not found or (latest and found[0].start > latest):
            continue
        before, after = bare[: found[0].span[0]], bare[found[0].span[1] :]
        if (
            len(found) == 1
            and _SIGNER.match(before)
            and _TAIL.match(after)
            and not before.endswith(("于", "自", "至", "到"))
        ):
            lines.append(DatedSentence("signed", found[0].start, "day", bare))
        elif _ORDER_HEAD.search(before) and _ORDERED.match(after):
            ordered = ordered or DatedSentence("signed", found[0].start, "day", bare)
    return lines[-1] if lines else ordered


def _in_sentences(
    title: str, text: str, context: date | None, signed: date | None, published: date | None
) -> list[DatedSentence]:
    comments, campaign = asks_for_comments(title, text), is_campaign(title) or is_campaign(text[:600])
    stated: list[DatedSentence] = []
    stages: list[DatedSentence] = []
    heading = ""
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        plain = _BOOK.sub(lambda book: "《" + "□" * (len(book.group()) - 2) + "》", sentence)
        issue = _FROM_ISSUE.search(plain)
        if issue:
            first, second = (published, signed) if issue["act"] in ("发布", "公布") else (signed, published)
            day = first or second
            if day:
                stated.append(DatedSentence("effective", day + _delay(issue["days"]), "day", sentence))
        stated.extend(_open_days(plain, sentence, comments, published or signed))
        for found in find_dates(plain, context=context):
            bare = len(plain) - (found.span[1] - found.span[0]) <= 6
            for told in told_of(plain, found, comments, campaign, heading if bare else ""):
                if told.kind in ("effective", "expires") and (
                    is_of_another(plain, found, signed or published)
                    or stands_beside_another(title, sentence, found.span[0])
                ):
                    continue
                if told.kind == "effective" and not found.is_range and names_another(title, sentence, found.span[0]):
                    continue
                if told.kind == "window_from" and context and found.last < context - timedelta(days=60):
                    break
                one = DatedSentence(told.kind, told.day, told.precision, sentence)
                is_part = told.kind.startswith("window") and is_stage(plain, found)
                (stages if is_part else stated).append(one)
            if campaign and not found.is_range and _FROM_NOW.search(plain[: found.span[0]]):
                stated.append(DatedSentence("window_until", found.last, found.coarse, sentence))
        heading = plain if len(plain) <= 40 else ""
    return stated if any(one.kind.startswith("window") for one in stated) else stated + _hull(stages)


def _hull(stages: list[DatedSentence]) -> list[DatedSentence]:
    """The window that stages make up together."""
    starts = [one for one in stages if one.kind == "window_from"]
    ends = [one for one in stages if one.kind == "window_until"]
    if not starts:
        return []
    return [min(starts, key=lambda one: one.day), max(ends, key=lambda one: one.day)]


def _delay(days: str | None) -> timedelta:
    return timedelta(days=(int(days) if days.isdigit() else counted_number(days) or 0) if days else 0)


def _open_days(plain: str, sentence: str, comments: bool, start: date | None) -> list[DatedSentence]:
    """A period for comments in calendar days; working days would need the calendar of holidays and are left out."""
    match = _DAYS_OPEN.search(plain)
    if not match or not start or not comments or find_dates(plain, context=start) or "工作" in match.group():
        return []
    return [DatedSentence("comment_deadline", start + _delay(match["days"]), "day", sentence)]


def _validity(text: str, stated: Sequence[DatedSentence]) -> list[DatedSentence]:
    """The last valid day where a period of years is given: 自2026年4月1日起施行，有效期五年 ends on 2031-03-31."""
    effective = next((one.day for one in stated if one.kind == "effective"), None)
    if effective is None or any(one.kind == "expires" for one in stated):
        return []
    for match in _SENTENCE.finditer(text):
        period = _YEARS_VALID.search(match.group())
        if period and not of_a_paper(match.group()[: period.start()]):
            years = 2 if period["years"] == "两" else counted_number(period["years"])
            if years:
                return [DatedSentence("expires", _years_later(effective, years), "day", match.group().strip())]
    return []


def _years_later(day: date, years: int) -> date:
    """The day before the anniversary."""
    leap = day.month == 2 and day.day == 29
    return (date(day.year + years, 3, 1) if leap else day.replace(year=day.year + years)) - timedelta(days=1)
