"""Faults of the archive, each with a message of one sentence: the thing, the fault, the remedy."""


class StorageError(Exception):
    """The archive could not be read or written (exit status 3)."""


class NewerDatabase(StorageError):
    """The file was written by a later release."""


class NotFound(LookupError):
    """What was asked for is not in the archive; the message names it (exit status 2)."""
