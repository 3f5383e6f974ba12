from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forked
import pytest
from world import Make, World

from regwatch import crawl_processes
from regwatch.demo.replica import Replica, generated
from regwatch.demo.story import Story
from regwatch.settings import Settings


@pytest.fixture
def make_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes worlds whose crawl processes are forked; `real_processes=True` keeps the ordinary ones."""
    replicas: list[Replica] = []

    def make(
        source: str = "miit",
        story: Story | None = None,
        *,
        pages: int = 8,
        noise: bool = True,
        real_processes: bool = False,
        sources: dict[str, Any] | None = None,
        **crawl: Any,
    ) -> World:
        if not real_processes:
            monkeypatch.setattr(crawl_processes, "start", forked.start)
        if story is None:
            story = generated(pages, polls=4, edits_per_poll=2, new_per_poll=1, shares={source: 1.0}, kilobytes=(1, 3))
        replica = Replica(story, noise=noise)
        replicas.append(replica)
        origins = replica.start()
        folder = tmp_path / f"data{len(replicas)}"
        settings = Settings.model_validate(
            {
                "data": folder,
                "sources": {key: {"origin": origin, **(sources or {})} for key, origin in origins.items()},
                "crawl": {"delay_s": 0, "allow_private_hosts": True, "timeout_s": 1.5, **crawl},
            }
        )
        return World(replica, folder, source, settings)

    yield make
    for replica in replicas:
        replica.stop()
