"""What a fault of the network is called: words for what is known, class and text for what is not."""

import pytest

from crawler.guards.telling import plain_error
from crawler.middlewares import DamagedBody


class ConnectionDone(Exception):
    pass


class _Wrapped(Exception):
    reasons = (ConnectionDone("Connection was closed cleanly."),)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (_Wrapped(), "the connection ended before the announced end of the body"),
        (ConnectionResetError("[Errno 104]"), "the connection was reset in the middle"),
        (TimeoutError(), "no whole answer came in time"),
        (DamagedBody("the gzip body is damaged (x)"), "the gzip body is damaged (x)"),
        (KeyError("y\nz"), "KeyError: 'y\\nz'"),
        (ValueError("two\nlines"), "ValueError: two lines"),
        (ValueError(), "ValueError"),
    ],
)
def test_one_line_of_words(error: Exception, words: str) -> None:
    assert plain_error(error) == words
