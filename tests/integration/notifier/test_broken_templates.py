"""A broken template stops a run before anything is written or lost; once it is mended all mails go, once each."""

from pathlib import Path

import pytest
from digest_samples import a_full_week, coverage
from post_office import NOW

from notifier import ledger
from notifier.config import MailSettings
from notifier.digest_mail import Archive
from notifier.digests import run_digest
from notifier.errors import BadTemplate
from notifier.rendering import checked_templates
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.templating import OWN, templates_in
from notifier.wishes import wish
from storage.clock import moment

ARCHIVE = Archive(lambda since, until: a_full_week(), lambda since, until: coverage())


def forget() -> None:
    """As a new process: templates are read again."""
    checked_templates.cache_clear()
    templates_in.cache_clear()


@pytest.mark.parametrize("fault", ["{{ haeding }}", "{{ view.haeding }}", "{% if %}"])
def test_nothing_is_lost_by_a_broken_template(tmp_path: Path, fault: str) -> None:
    people = open_subscribers(tmp_path / "subscribers.db")
    for name in ("one", "two"):
        subscribe(people, f"{name}@example.com", wish("weekly"), confirmed=True, now=NOW)
    folder = tmp_path / "templates"
    folder.mkdir()
    ours = (OWN / "digest.txt.j2").read_text(encoding="utf-8")
    (folder / "digest.txt.j2").write_text(ours.replace("{{ view.window }}", fault), encoding="utf-8")
    settings = MailSettings(transport=f"maildir:{tmp_path / 'mail'}", templates=str(folder))
    until = moment("2026-05-04")

    with pytest.raises(BadTemplate, match=r"digest\.txt\.j2, line \d+: "):
        run_digest(people, "weekly", archive=ARCHIVE, settings=settings, now=NOW, until=until)
    assert {one.state for one in ledger.deliveries(people)} <= {"pending"}
    assert not list((tmp_path / "mail").rglob("*.*"))

    (folder / "digest.txt.j2").write_text("Mended. " + ours, encoding="utf-8")
    forget()
    result = run_digest(people, "weekly", archive=ARCHIVE, settings=settings, now=NOW, until=until)
    assert (result["sent"], result["failed"]) == (2, 0)
    again = run_digest(people, "weekly", archive=ARCHIVE, settings=settings, now=NOW, until=until)
    assert again["sent"] == 0
    forget()
