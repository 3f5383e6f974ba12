from collections.abc import Iterator
from pathlib import Path

import pytest
from searched_archive import Library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Sixty notices, a third of them read anew once or twice, some with another day of publication."""
    made = Library(tmp_path_factory.mktemp("library"))
    for number in [*range(60), *range(0, 60, 3), *range(0, 60, 6)]:
        made.put(number)
    yield made
    made.db.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path, seed=2)
    yield made
    made.db.close()
