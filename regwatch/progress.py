"""Progress on stderr, in plain lines, so that stdout holds answers alone."""

import sys


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
