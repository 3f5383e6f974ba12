"""`doctor`: is everything there that a watch needs, and what to do about each fault."""

from datetime import datetime

from crawler.config import DEFAULT_CONTACT
from notifier.subscribers_db import FILE_NAME
from regwatch.doctor import databases, machine, mail, reach
from regwatch.doctor.results import Result, ok, warn
from regwatch.settings import Settings
from storage.archive import ARCHIVE_NAME
from storage.evidence.timestamps import installed

__all__ = ["Result", "examine"]


def examine(settings: Settings, now: datetime, *, send_test: str = "", timeout_s: float = 10.0) -> list[Result]:
    """Every check in the order in which faults follow from each other. No mail is sent unless `send_test` names
    an address, each source gets one request for its robots.txt, and nothing is written but an older archive's schema,
    which is brought to this release as every command does."""
    archive, newest = databases.archive(settings.data)
    reached = reach.sources(settings, timeout_s)
    dates = {one.source: one.date for one in reached if one.date is not None}
    results = [
        _settings(settings),
        machine.data_folder(settings.data),
        machine.free_space(settings.data, settings.data / ARCHIVE_NAME),
        machine.engine(),
        *archive,
        *databases.subscribers(settings.data / FILE_NAME),
        machine.clock(now, dates, newest),
        *(one.result for one in reached),
        mail.transport(settings.mail, timeout_s),
        *mail.operator(settings.mail),
        *mail.ledger(settings.mail, settings.data / FILE_NAME, now),
    ]
    if settings.evidence.timestamp_url and not installed():
        results.append(
            warn(
                "timestamps",
                "evidence.timestamp_url is set, and rfc3161-client is not installed",
                "add the extra 'timestamp': uv sync --extra timestamp",
            )
        )
    if send_test:
        results.append(mail.send_test_mail(settings.mail, send_test))
    return results


def _settings(settings: Settings) -> Result:
    if settings.crawl.contact == DEFAULT_CONTACT:
        return warn(
            "settings",
            "crawl.contact is not set, so a site's operator cannot reach you",
            "write [crawl] contact = 'ops@example.org' with an own address",
        )
    return ok("settings", f"read; requests name {settings.crawl.contact} as the contact")
