from collections.abc import Iterator

import pytest

from regwatch.demo.replica import Replica
from regwatch.demo.story import load


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica(load()) as replica:
        replica.start()
        replica.at(load().weeks[-1].observed)
        yield replica


@pytest.fixture
def miit(replica: Replica) -> str:
    return replica.origins["miit"]


@pytest.fixture
def samr(replica: Replica) -> str:
    return replica.origins["samr"]


@pytest.fixture
def mee(replica: Replica) -> str:
    return replica.origins["mee"]
