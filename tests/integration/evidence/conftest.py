from collections.abc import Iterator
from pathlib import Path

import pytest
from evidence_samples import Sample


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    made = Sample(tmp_path / "data").whole()
    yield made
    made.db.close()
