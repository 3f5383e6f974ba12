"""Several workers share the tests: a file stays with one worker, and so do all end-to-end tests, which ask one demo."""

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# No test hangs on the clock: a busy machine makes any example slow once.
settings.register_profile("regwatch", deadline=None)
settings.load_profile("regwatch")


class _FilesAndOneDemo(LoadScopeScheduling):
    """xdist's groups by mark (3.8) do not reach the names of tests under pytest 9.2, so the scopes are told here."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "end_to_end" if "/end_to_end/" in f"/{file}" else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    return _FilesAndOneDemo(config, log)


def pytest_itemcollected(item: pytest.Item) -> None:
    if "demo" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.timeout(900))  # whoever comes first waits for the demo
