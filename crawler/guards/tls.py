"""How the certificate of each host is checked. Verified, unless the settings name the host and say otherwise.

`old`: weak keys and signatures (OpenSSL's security level 1 in place of 2) and unsafe legacy renegotiation are taken;
the certificate is still verified. `unverified`: whoever answers is believed. Which rule a capture was fetched under is
kept with it and stands in every evidence pack.
"""

from collections.abc import Mapping
from typing import Literal

Rule = Literal["old", "unverified"]

VERIFIED = "verified"
SAID: Mapping[str, str] = {
    "old": "verified; old TLS allowed by the settings",
    "unverified": "certificate not verified, by the settings",
}
OLD_CIPHERS = "DEFAULT:@SECLEVEL=1"
LEGACY_SERVER_CONNECT = 0x4  # SSL_OP_LEGACY_SERVER_CONNECT of openssl/ssl.h
FACTORY = "crawler.guards.tls_factory.TlsByHost"


def said_of(host: str, rules: Mapping[str, Rule]) -> str:
    """What is recorded of an answer that came from `host` over TLS."""
    rule = rules.get(host.lower())
    return SAID[rule] if rule else VERIFIED
