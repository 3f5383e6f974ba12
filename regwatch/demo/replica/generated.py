"""A made site of any size for measurements: notices of 10 to 60 KB, new ones and edits at every poll."""

import random
from datetime import datetime, timedelta
from functools import partial

from regwatch.demo.story.loading import MADE_LINE
from regwatch.demo.story.model import Content, Edition, Notice, Story
from regwatch.demo.story.places import hex_id
from storage.clock import ZONE

START = datetime(2026, 4, 27, 8, 0, tzinfo=ZONE)
SHARES = {"mee": 2 / 3, "miit": 1 / 6, "samr": 1 / 6}
_COLUMNS = {
    "miit": ("wjfb/tz", "yjzj", "wjgs"),
    "samr": ("zjwj", "gsgg", "tbtg"),
    "mee": ("bwj/wj", "bwj/gg", "ywdt/gsgg"),
}
_SUBJECTS = (
    "动力电池综合利用",
    "电动自行车锂离子电池",
    "工业固体废物",
    "报废机动车拆解",
    "排污许可",
    "绿色制造",
    "认证机构",
    "计量器具",
    "再生资源",
    "溯源信息",
)
_KINDS = (
    "关于做好{}管理工作的通知",
    "关于{}有关事项的公告",
    "{}企业名单的公示",
    "公开征求《{}管理办法（征求意见稿）》的意见",
    "{}专项检查工作方案",
)
_SENTENCES = (
    "有关单位应当自收到通知之日起{}日内报送工作方案和联系人。", "逾期不改正的，处{}万元以下罚款。", "全国共有{}家企业纳入本次工作范围。",
    "企业应当建立台账，保存期限不少于{}年。", "各地应当于每季度末后{}个工作日内报送进展情况。", "抽查比例不低于百分之{}。",
    "运输单位应当遵守危险货物道路运输有关规定，并对第{}类货物单独登记。", "综合利用企业镍、钴、锰的综合回收率应不低于{}%。",
)  # fmt: skip


def poll_moment(poll: int) -> datetime:
    """The moment of the n-th poll (0 is the first look at the whole site): six hours apart."""
    return START + timedelta(hours=6 * poll)


def generated(
    n_pages: int,
    seed: int = 1,
    *,
    polls: int = 10,
    edits_per_poll: int = 3,
    new_per_poll: int = 0,
    shares: dict[str, float] | None = None,
    kilobytes: tuple[int, int] = (1, 48),
) -> Story:
    """A story of `n_pages` notices at poll 0. At each later poll `edits_per_poll` of them change one figure and
    `new_per_poll` appear. `kilobytes` bounds a body (furniture adds about 12 KB, so pages are of 13 to 60 KB). `shares`
    divides the pages over the sites; MEE's are static and answer conditional requests, the others differ at every fetch.
    """
    rng = random.Random(f"generated {seed} {n_pages}")
    sources = [s for s, share in (shares or SHARES).items() for _ in range(round(share * n_pages))]
    sources = (sources + ["miit"] * n_pages)[:n_pages]
    plan: list[tuple[str, str, datetime]] = [
        (f"g{n:06d}", source, START - timedelta(hours=7 * (n_pages - n), minutes=30))
        for n, source in enumerate(sources)
    ]
    for poll in range(1, polls + 1):
        plan += [
            (f"new{poll:03d}-{n:03d}", rng.choice(sources), poll_moment(poll) - timedelta(minutes=30))
            for n in range(new_per_poll)
        ]
    edited: dict[str, list[datetime]] = {}
    for poll in range(1, polls + 1):
        for n in rng.sample(range(n_pages), min(edits_per_poll, n_pages)):
            edited.setdefault(f"g{n:06d}", []).append(poll_moment(poll) - timedelta(minutes=20))
    make = partial(_notice, seed, kilobytes)
    notices = [make(n, key, source, posted, edited.get(key, [])) for n, (key, source, posted) in enumerate(plan)]
    return Story(start=START, notices=tuple(notices))


def _notice(
    seed: int, kilobytes: tuple[int, int], n: int, key: str, source: str, posted: datetime, edits: list[datetime]
) -> Notice:
    rng = random.Random(f"{seed} {key}")
    subject = rng.choice(_SUBJECTS)
    title = f"{rng.choice(_KINDS).format(subject)}（{posted.year}年第{n + 1}号）"
    size, body = rng.randint(*kilobytes) * 1000, []
    written = 0
    while written < size:
        text = "".join(rng.choice(_SENTENCES).format(rng.randint(2, 99)) for _ in range(rng.randint(2, 5)))
        body.append(text)
        written += len(text.encode()) + 100
    text = "\n".join([*body, "本项罚款上限为50万元。", f"> {posted.year}年{posted.month}月{posted.day}日", MADE_LINE])
    content = Content(title, text, signed=posted.date(), department="办公厅")
    editions = [Edition(posted, content)]
    for turn, at in enumerate(edits, 1):
        changed = text.replace("上限为50万元", f"上限为{50 + 450 * turn}万元")
        editions.append(
            Edition(at, Content(title, changed, signed=posted.date(), department="办公厅"), "the cap of the fine")
        )
    column = _COLUMNS[source][n % 3]
    return Notice(
        key=key, source=source, ident=hex_id(f"{seed} {key}") if source != "mee" else str(2_000_000 + n), columns=(column,),
        editions=tuple(editions), made=True, made_facts=True, subject="电池" in subject,
    )  # fmt: skip
