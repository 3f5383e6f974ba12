"""A site that refused everything is left alone for an hour, unless somebody asks for it."""

from datetime import datetime, timedelta

from world import Make, World

from regwatch.crawls import crawl
from storage.archive import open_archive
from storage.clock import now
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


def _an_hour_passes(world: World) -> None:
    db = open_archive(world.folder)
    with writing(db):
        for run, started in db.conn.execute("SELECT id, started_at FROM runs").fetchall():
            earlier = datetime.fromisoformat(started) - timedelta(hours=1)
            db.conn.execute("UPDATE runs SET started_at = ? WHERE id = ?", [earlier.isoformat(), run])
    db.close()


def test_after_a_challenge_of_every_channel(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    world.replica.fault("miit", "challenge_521")
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"challenged"}
    asked = _asked(world)
    world.replica.heal()

    left = _crawl(world)
    assert {outcome for outcome, _, _ in left.values()} == {"challenged"}
    assert all(error.startswith("not asked: every channel was challenged at") for _, error, _ in left.values())
    assert _asked(world) == asked, "not one request, robots.txt included"

    _an_hour_passes(world)
    assert {outcome for outcome, _, _ in _crawl(world).values()} == {"ok"}
    assert _asked(world) > asked


def test_naming_the_source_or_replaying_history_asks_it_all_the_same(make_world: Make) -> None:
    world = make_world("miit", delay_s=SLOWLY)
    world.replica.fault("miit", "challenge_521")
    _crawl(world)
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world, "miit").values()} == {"ok"}
    world.replica.fault("miit", "challenge_521")
    _crawl(world, "miit")
    world.replica.heal()
    assert {outcome for outcome, _, _ in _crawl(world, at=now() + timedelta(days=2)).values()} == {"ok"}


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
