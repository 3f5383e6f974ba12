"""DKIM signatures (RFC 6376) by dkimpy, for installations whose mail server does not sign.

dkimpy leaves List-Unsubscribe-Post out by default, and RFC 8058 section 4 wants both list headers covered, so the
headers are named here. A header that a mail lacks is not signed.
"""

from collections.abc import Callable
from email.parser import BytesHeaderParser
from importlib import import_module
from importlib.util import find_spec

from notifier.errors import BadMailSettings
from notifier.mail_options import DkimSettings

SIGNED = (
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
)  # fmt: skip
Signer = Callable[[bytes], bytes]


def signer_of(settings: DkimSettings) -> Signer:
    """What puts the signature before a finished message. Raises BadMailSettings when it cannot be made."""
    if find_spec("dkim") is None:
        raise BadMailSettings(
            "mail.dkim is set, and dkimpy is not installed; add the extra 'dkim' (uv sync --extra dkim), "
            "or remove [mail.dkim] and let the mail server sign"
        )
    dkim = import_module("dkim")
    try:
        key = settings.key_file.read_bytes()
    except OSError as error:
        why = error.strerror or error
        raise BadMailSettings(
            f"mail.dkim.key_file {settings.key_file} cannot be read ({why}); name a PEM key"
        ) from None
    domain, selector = settings.domain.encode("idna"), settings.selector.encode("ascii")

    def sign(message: bytes) -> bytes:
        present = BytesHeaderParser().parsebytes(message)
        names = [name.lower().encode("ascii") for name in SIGNED if name in present]
        try:
            header = dkim.sign(message, selector, domain, key, include_headers=names)
        except (dkim.DKIMException, ValueError) as error:
            raise BadMailSettings(
                f"mail.dkim cannot sign with {settings.key_file} ({error}); make it an RSA private key in PEM"
            ) from None
        return bytes(header) + message

    return sign


def check(settings: DkimSettings) -> None:
    """Sign once, so that a key that cannot sign is told before anything is written. Raises BadMailSettings."""
    signer_of(settings)(b"From: a@example.org\r\nSubject: probe\r\n\r\nprobe\r\n")
