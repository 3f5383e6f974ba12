"""Which releases of SQLite may have several processes write one WAL database (sqlite.org/wal.html#walresetbug)."""

import pytest

from storage.database import engine_is_wal_safe


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False),
        ((3, 34, 1), False),
        ((3, 40, 1), False),
        ((3, 44, 0), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 49, 2), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_only_mended_releases_are_safe(version: tuple[int, int, int], safe: bool) -> None:
    assert engine_is_wal_safe(version) is safe
