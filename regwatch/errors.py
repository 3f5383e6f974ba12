"""What a user may have to mend, and the exit status each fault ends with."""

DONE, IN_PART, USAGE, ARCHIVE = 0, 1, 2, 3


class UsageFault(Exception):
    """Wrong usage or settings: one sentence that names the thing, the fault and the remedy (exit status 2)."""


class DoneInPart(Exception):
    """The work was done in part; the message says what failed (exit status 1). Output was already written."""
