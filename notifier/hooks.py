"""Named steps at which tests stop the process; in production nothing happens there."""

from collections.abc import Callable

Hook = Callable[[str], None]


def no_hook(_step: str) -> None:
    """What runs at each step in production: nothing."""
