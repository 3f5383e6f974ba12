"""Several workers share the tests: a file stays with one worker, and so does all that asks the one demo of a run."""

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "demo" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demo"))
            item.add_marker(pytest.mark.timeout(900))  # whoever comes first waits for the demo
        else:
            item.add_marker(pytest.mark.xdist_group(item.path.as_posix()))
