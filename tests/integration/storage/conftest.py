from collections.abc import Iterator
from pathlib import Path

import pytest
from made_archive import Watch


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    made = Watch(tmp_path)
    yield made
    made.db.close()
