"""Where subscribers.db lies: beside archive.db, opened by nothing but the mail commands and pages."""

from notifier.subscribers_db import open_subscribers
from regwatch.settings import Settings
from storage.database import Database

SUBSCRIBERS_NAME = "subscribers.db"


def subscribers(settings: Settings) -> Database:
    return open_subscribers(settings.data / SUBSCRIBERS_NAME)
