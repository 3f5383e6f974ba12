"""Mail addresses, checked before they reach a header, an envelope or a file name. Pure."""

import re
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache

import idna

from notifier.errors import BadAddress
from notifier.texts import plain, shorten

# RFC 5321 4.5.3.1 gives the lengths, RFC 5322 3.2.3 the characters of a dot-atom.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """A deliverable address: the local part as written, the domain in its ASCII form."""

    local: str
    domain: str

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def key(self) -> str:
        """What makes two spellings one reader: nobody runs `Bob@` and `bob@` as two people's boxes."""
        return f"{self.local.casefold()}@{self.domain}"


@lru_cache(maxsize=4096)
def clean_address(text: str) -> Address:
    """Read a bare address (`buyer@example.com`, `采购@` is refused, `buyer@例子.中国` is taken). Raises BadAddress."""
    shown = shorten(plain(text), 80)
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in text.strip(" \t")):
        raise BadAddress(f"'{shown}' holds a line break or control character; write one bare address")
    text = text.strip()
    if not text:
        raise BadAddress("the mail address is empty; write one such as buyer@example.com")
    if text.count("@") != 1:
        raise BadAddress(f"'{shown}' is not one mail address (exactly one @); write it like buyer@example.com")
    local, domain = text.split("@")
    if any(char in text for char in ' \t<>,;:"()[]\\'):
        raise BadAddress(f"'{shown}' is not a bare address; leave out names, brackets, quotes and spaces")
    if not local.isascii():
        raise BadAddress(f"'{shown}' has letters before the @ that many mail servers cannot carry; use a plain address")
    if len(local) > 64 or not _LOCAL.match(local):
        raise BadAddress(f"'{shown}' has no valid part before the @; write it like buyer@example.com")
    address = Address(local, clean_domain(domain, shown))
    if len(str(address)) > 254:
        raise BadAddress(f"'{shown}' is longer than the 254 characters that mail allows; use a shorter address")
    return address


def clean_domain(domain: str, shown: str) -> str:
    """The domain in ASCII (IDNA 2008). Raises BadAddress naming `shown`."""
    fault = BadAddress(f"'{shown}' has no valid domain after the @; write it like buyer@example.com")
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise fault from None
    labels = ascii_domain.split(".")
    if len(ascii_domain) > 253 or not all(_LABEL.match(label) for label in labels):
        raise fault
    if labels != ["localhost"] and (len(labels) < 2 or labels[-1].isdigit()):
        raise fault
    return ascii_domain


@lru_cache(maxsize=64)
def clean_sender(text: str) -> tuple[str, Address]:
    """Read `Regwatch <digest@example.org>` or a bare address into the shown name and the address. Raises BadAddress."""
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in text):
        raise BadAddress("the sender holds a line break or control character; write Regwatch <digest@example.org>")
    name, bare = parseaddr(text)
    if not bare:
        raise BadAddress(
            f"the sender '{shorten(plain(text), 80)}' holds no address; write Regwatch <digest@example.org>"
        )
    return plain(name), clean_address(bare)
