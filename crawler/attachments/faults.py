"""Why a file, or a part of it, could not be read."""


class Unreadable(Exception):
    """The content cannot be known. The message continues a sentence whose subject is the file's name:
    `is encrypted; ask the publisher for an unlocked copy`."""


class TooLarge(Unreadable):
    """A quota was reached: the file asks for more memory, cells or unpacked bytes than one document may have."""
