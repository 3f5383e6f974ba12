"""RFC 3161 timestamps over a day's root: asked for, kept as the authority's own bytes, checked.

The work is rfc3161-client's, an optional part of the installation (`timestamp` extra). Everything else about evidence
works without it, and `openssl ts -verify` checks the same files.
"""

import hashlib
import importlib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from storage.clock import stamp
from storage.database import Database
from storage.evidence.days import attach_timestamp, roots

MAX_ANSWER = 1 << 20
TIMEOUT_S = 30.0
_SHA256 = "2.16.840.1.101.3.4.2.1"

Post = Callable[[str, bytes], bytes]


class NotInstalled(Exception):
    """rfc3161-client is not there; the message says how to get it."""


class TimestampFault(Exception):
    """An authority gave nothing usable, or what it gave does not hold; one phrase."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom timestamps are expected from: one or more trusted certificates."""

    certificates: tuple[x509.Certificate, ...]

    @classmethod
    def of_pem(cls, content: bytes) -> "Authority":
        """Raises TimestampFault."""
        try:
            return cls(tuple(x509.load_pem_x509_certificates(content)))
        except ValueError:
            raise TimestampFault("it holds no PEM certificate") from None


def message(root: str) -> bytes:
    """What is countersigned: the root's hexadecimal digits and one line feed, so that it can be a file."""
    return f"{root}\n".encode()


def installed() -> bool:
    try:
        _client()
    except NotInstalled:
        return False
    return True


def _client() -> Any:
    try:
        return importlib.import_module("rfc3161_client")
    except ImportError:
        raise NotInstalled(
            "rfc3161-client is not installed; add the extra 'timestamp' (uv sync --extra timestamp), "
            "or check with openssl ts -verify"
        ) from None


def ask(url: str, content: bytes, post: Post | None = None) -> bytes:
    """One timestamp from the authority at `url` over `content`. Raises TimestampFault and NotInstalled."""
    client = _client()
    builder = client.TimestampRequestBuilder().data(content).hash_algorithm(client.HashAlgorithm.SHA256)
    request = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    answer = (post or _post)(url, request.as_bytes())
    response = _granted(client, answer, url)
    if response.tst_info.nonce != request.nonce:
        raise TimestampFault(f"{url} answered another request than ours (the nonce differs)")
    _check_imprint(response, content, url)
    return answer


def check(answer: bytes, content: bytes, authority: Authority | None) -> str:
    """When an answer says that `content` was there (ISO 8601, UTC+8). With `authority`, its signature is checked too.

    Raises TimestampFault and NotInstalled.
    """
    client = _client()
    response = _granted(client, answer, "the answer")
    _check_imprint(response, content, "the answer")
    if authority is not None:
        builder = client.VerifierBuilder()
        for certificate in authority.certificates:
            builder = builder.add_root_certificate(certificate)
        try:
            builder.build().verify_message(response, content)
        except (client.VerificationError, ValueError) as error:
            raise TimestampFault(f"its signature does not hold under the authority's certificate ({error})") from None
    told: datetime = response.tst_info.gen_time
    return stamp(told)


def _granted(client: Any, answer: bytes, who: str) -> Any:
    try:
        response = client.decode_timestamp_response(answer)
        status, said = int(response.status), "; ".join(response.status_string)
    except ValueError as error:
        raise TimestampFault(f"{who} is no RFC 3161 answer ({str(error)[:100]})") from None
    if status not in (0, 1):
        raise TimestampFault(f"{who} refused the timestamp (status {status}{': ' + said[:100] if said else ''})")
    return response


def _check_imprint(response: Any, content: bytes, who: str) -> None:
    imprint = response.tst_info.message_imprint
    if imprint.hash_algorithm.dotted_string != _SHA256 or imprint.message != hashlib.sha256(content).digest():
        raise TimestampFault(f"{who} is a timestamp over something else")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def _post(url: str, query: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    request = urllib.request.Request(url, data=query, headers=headers)  # noqa: S310 (http and https only, by the settings)
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=TIMEOUT_S) as reply:
            answer: bytes = reply.read(MAX_ANSWER + 1)
    except urllib.error.HTTPError as error:
        raise TimestampFault(f"{url} answered HTTP {error.code}") from None
    except (OSError, ValueError) as error:
        raise TimestampFault(f"{url} cannot be reached ({str(error)[:100]})") from None
    if len(answer) > MAX_ANSWER:
        raise TimestampFault(f"{url} answered more than {MAX_ANSWER} bytes")
    return answer


def countersign(db: Database, url: str, post: Post | None = None) -> list[str]:
    """Have every sealed root without a timestamp countersigned, oldest first; gives their days.

    Raises TimestampFault at the first that fails (what was got before is kept), and NotInstalled.
    """
    done = []
    for root in roots(db):
        if root.timestamp is None:
            attach_timestamp(db, root.day, ask(url, message(root.root), post), url)
            done.append(root.day)
    return done
