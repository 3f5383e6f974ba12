"""Digests made once for all who ask for the same say to each reader exactly what a digest made for them alone says."""

from pathlib import Path

import pytest
from digest_samples import a_full_week
from post_office import NOW, archive_of

from notifier.audience import StopLinks, audience, stop_links
from notifier.config import MailSettings
from notifier.digest_mail import addressed, compose_content, gather_material
from notifier.press import Press
from notifier.run_windows import window_for
from notifier.standins import Mould, stand_in
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish

SETTINGS = MailSettings(sender="Regwatch <digest@example.org>", base_url="https://regwatch.example.org")
WISHES = (
    [wish("weekly")],
    [wish("weekly", topics=["penalty_benchmark"]), wish("weekly", watch=["甲电池有限公司"], watch_file="a&b<c>.csv")],
    [wish("weekly", topics=["penalty_benchmark"], language="zh")],
    [wish("weekly", topics=["standard"], all_quiet=True)],
    [wish("weekly", topics=["standard"])],
)


@pytest.mark.parametrize("settings", [SETTINGS, MailSettings()], ids=["with pages", "without pages"])
def test_a_shared_digest_is_the_one_made_for_the_reader_alone(tmp_path: Path, settings: MailSettings) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    for number in range(3):
        for place, wishes in enumerate(WISHES):
            for one in wishes:
                subscribe(db, f"o'brien+{number}.{place}&x@example.com", one, confirmed=True, now=NOW)
    material = gather_material(db, "weekly", window_for(db, "weekly", None, NOW), archive_of(a_full_week()))
    press = Press(db, material, settings, NOW)
    readers = press.in_order(audience(db, "weekly"))
    assert len(readers) == 15
    made = 0
    for reader in readers:
        stops = stop_links(db, reader, settings.base_url, NOW)
        content = compose_content(reader, stops, material, settings)
        alone = content and addressed(content, reader, stops, material, settings, "key", NOW)
        assert press.mail(reader, "key") == alone
        made += alone is not None
    assert made == 12
    assert press.compiled == len(WISHES)


def test_a_mark_that_a_template_changed_is_noticed(tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    stand = stand_in(audience(db, "weekly")[0], StopLinks(all="https://regwatch.example.org/u/abc"), "123456789012")
    with pytest.raises(ValueError, match="changed by the template"):
        Mould(f"mailto:{stand.reader.email.replace('@', '%40')}", stand)
    said = Mould(f"{stand.reader.email} {stand.stops.all}", stand).filled(
        stand.personal(audience(db, "weekly")[0], StopLinks(all="https://x.example/y"))
    )
    assert said == "buyer@example.com https://x.example/y"
