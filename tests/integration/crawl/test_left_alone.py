"""A site that refused us is left alone until the publisher's next day, unless somebody asks for it."""

from datetime import UTC, datetime, timedelta

from world import Make, World

from regwatch.crawls import crawl
from storage.archive import open_archive
from storage.archive.left_alone import next_day
from storage.clock import ZONE, now, stamp
from storage.database import writing

SLOWLY = 0.01


def _crawl(world: World, *wanted: str, at: datetime | None = None) -> dict[str, tuple[str, str, int]]:
    only = {
        key: settings.model_copy(update={"enabled": key == world.source})
        for key, settings in world.settings.sources.items()
    }
    settings = world.settings.model_copy(update={"sources": only})
    report = crawl(settings, list(wanted), full=False, at=at or now())
    return {c["channel"]: (c["outcome"], c["error"] or "", c["requests"]) for c in report["channels"]}


def _asked(world: World) -> int:
    return len(world.replica.log)


def _the_day_ends(world: World) -> None:
    """What was recorded lies a day further back, as it would tomorrow."""
    db = open_archive(world.folder)
    with writing(db):
        for since, until in db.conn.execute("SELECT since, until FROM left_alone").fetchall():
            earlier = [stamp(datetime.fromisoformat(one) - timedelta(days=1)) for one in (since, until)]
            db.conn.execute("UPDATE left_alone SET since = ?, until = ?", earlier)
    db.close()


def _until(world: World) -> set[str | None]:
    return {row["left_alone_until"] for row in world.states(now()).values()}


def test_after_a_challenge_of_every_channel(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    world.replica.fault("miit", "challenge_521")
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"challenged"}
    asked = _asked(world)
    world.replica.heal()
    (rest,) = world.ask("SELECT until, why FROM left_alone")
    assert rest == (stamp(next_day(now())), "every channel was challenged")
    assert _until(world) == {rest[0]}
    details = [finding["detail"] for row in world.states(now()).values() for finding in row["findings"]]
    assert details and all(f"is left alone until {rest[0]}" in detail for detail in details)

    left = _crawl(world)
    assert {outcome for outcome, _, _ in left.values()} == {"challenged"}
    assert all(error.startswith("not asked: every channel was challenged at") for _, error, _ in left.values())
    assert _asked(world) == asked, "not one request, robots.txt included"

    _the_day_ends(world)
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"ok"}
    assert _asked(world) > asked
    assert _until(world) == {None}


def test_the_next_day_is_the_publishers() -> None:
    assert next_day(datetime(2026, 5, 4, 9, 0, tzinfo=ZONE)) == datetime(2026, 5, 5, tzinfo=ZONE)
    assert next_day(datetime(2026, 5, 4, 17, 0, tzinfo=UTC)) == datetime(2026, 5, 6, tzinfo=ZONE)
    late = datetime(2026, 5, 4, 23, 50, tzinfo=ZONE)
    assert next_day(late) == late + timedelta(hours=1), "midnight alone would be a short rest"


def test_a_run_that_gave_up_half_way_leaves_the_site_alone_too(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    for path in ("/api-gateway/", "/gzcy/", "/zwgk/wjgs/", "/zwgk/zcjd/", "/jgsj/"):
        world.replica.fault("miit", "challenge_521", path)
    outcomes = [outcome for outcome, _, _ in _crawl(world).values()]
    assert outcomes[0] == "ok" and set(outcomes[1:]) == {"challenged"}
    world.replica.heal()
    asked = _asked(world)
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"challenged"}
    assert _asked(world) == asked
    assert {outcome for outcome, _, _ in _crawl(world, "miit").values()} == {"ok"}
    assert _until(world) == {None}, "it answered somebody who named it, so it may be asked again"


def test_naming_the_source_or_replaying_history_asks_it_all_the_same(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    world.replica.fault("miit", "challenge_521")
    _crawl(world)
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world, "miit").values()} == {"ok"}
    world.replica.fault("miit", "challenge_521")
    _crawl(world, "miit")
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world, at=now() + timedelta(minutes=20)).values()} == {"ok"}


def test_a_mirror_without_delay_is_never_left_alone(make_world: Make) -> None:
    world = make_world("miit", delay_s=0)
    world.replica.fault("miit", "challenge_521")
    _crawl(world)
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"ok"}


def test_one_channel_that_could_be_read_keeps_the_site_in_reach(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    world.replica.fault("miit", "challenge_521", "/search-front-server/")
    outcomes = [outcome for outcome, _, _ in _crawl(world).values()]
    assert outcomes.count("challenged") == 1
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"ok"}
