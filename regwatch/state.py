"""What a command needs to know before it starts: settings, output format, and how to open the archive."""

from functools import cached_property
from pathlib import Path

from crawler.facts.subjects import NotAProfile
from crawler.facts.watched import watch
from regwatch import settings
from regwatch.errors import UsageFault
from regwatch.output import Format
from storage.archive import ARCHIVE_NAME, open_archive
from storage.database import Database
from storage.errors import StorageError


class State:
    def __init__(self, config: Path | None, data: Path | None, form: str) -> None:
        self._config = config
        self._data = data
        self._form = form

    @cached_property
    def settings(self) -> settings.Settings:
        """Read once; from then on this process watches the subjects that they name. Raises UsageFault."""
        loaded = settings.load(self._config, self._data)
        try:
            watch(loaded.subjects.profiles())
        except NotAProfile as fault:
            raise UsageFault(str(fault)) from None
        return loaded

    @property
    def format(self) -> Format:
        try:
            return Format(self._form or "table")
        except ValueError:
            raise UsageFault(f"--format {self._form} is not known here; write table, json or csv") from None

    def format_of(self, allowed: tuple[str, ...]) -> str:
        """For commands with formats of their own; the first is the default."""
        if not self._form:
            return allowed[0]
        if self._form not in allowed:
            raise UsageFault(f"--format {self._form} is not known here; write {', '.join(allowed)}")
        return self._form

    def archive(self, *, searching: bool = False) -> Database:
        """The archive to read from; who is not `searching` does not wait for the search index to be made. Raises
        StorageError, which says how to make one when there is none."""
        folder = self.settings.data
        if not (folder / ARCHIVE_NAME).exists():
            raise StorageError(
                f"there is no archive in {folder}; run `regwatch crawl` or `regwatch demo --keep DIR` first, "
                "or name another folder with --data"
            )
        return open_archive(folder, readonly=True, searching=searching)
