"""A made site of any size for measurements: notices of 10 to 60 KB, new ones and edits at every poll."""

import random
import tomllib
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files

from regwatch.demo.replica.prose import Prose
from regwatch.demo.story.loading import MADE_LINE
from regwatch.demo.story.model import Content, Edition, Notice, Story
from regwatch.demo.story.places import hex_id
from storage.clock import ZONE

START = datetime(2026, 4, 27, 8, 0, tzinfo=ZONE)
SHARES = {"mee": 2 / 3, "miit": 1 / 6, "samr": 1 / 6}
# One larger notice in ten prints a list of companies.
LISTS = 0.1
ROOM_FOR_A_LIST = 12_000
_COLUMNS = {
    "miit": ("wjfb/tz", "yjzj", "wjgs"),
    "samr": ("zjwj", "gsgg", "tbtg"),
    "mee": ("bwj/wj", "bwj/gg", "ywdt/gsgg"),
}
_WORDS: dict[str, list[str]] = tomllib.loads((files("regwatch.demo.replica") / "generated.toml").read_text("utf-8"))


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
    kilobytes: tuple[int, int] = (1, 43),
) -> Story:
    """A story of `n_pages` notices at poll 0, for `Replica(...).at(poll_moment(n))`.

    At each later poll `edits_per_poll` of them change one figure and `new_per_poll` appear; `ledger` tells which.
    `kilobytes` bounds a body (furniture adds about 12 KB, so pages are of 13 to 60 KB). `shares` divides the pages over
    the sites; MEE's are static and answer conditional requests, the others differ at every fetch.
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
    prose = Prose(rng)
    subject = rng.choice(_WORDS["subjects"])
    title = f"{rng.choice(_WORDS['titles']).format(subject + prose.title())}（{posted.year}年第{n + 1}号）"
    size, body = rng.randint(*kilobytes) * 1000, []
    written = 0
    if size > ROOM_FOR_A_LIST and rng.random() < LISTS:
        body = prose.table(rng.randint(5, 15))
        written = 700 * len(body)
    while written < size:
        body.append(prose.paragraph())
        written += len(body[-1].encode()) + 130
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
        key=key, source=source, ident=hex_id(f"{seed} {key}") if source != "mee" else str(2_000_000 + n),
        columns=(column,), editions=tuple(editions), made=True, made_facts=True, subject="电池" in subject,
    )  # fmt: skip
