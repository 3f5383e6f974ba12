"""The [mail] table."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from notifier.config import MailSettings
from notifier.errors import BadMailSettings
from notifier.routes import MaildirRoute, SmtpRoute, parse_transport
from notifier.transports import open_transport


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp://user:p%40ss%2F@host:587?tls=starttls", SmtpRoute("host", 587, "starttls", "user", "p@ss/")),
        ("smtp://a%40b.cn:x@host?tls=tls", SmtpRoute("host", 465, "tls", "a@b.cn", "x")),
        ("smtps://host", SmtpRoute("host", 465, "tls")),
        ("smtp://host:465", SmtpRoute("host", 465, "tls")),
        ("smtp://mail.example.org", SmtpRoute("mail.example.org", 587, "starttls")),
        ("smtp://127.0.0.1:8025", SmtpRoute("127.0.0.1", 8025, "none")),
        ("smtp://[::1]:8025", SmtpRoute("::1", 8025, "none")),
        ("smtp://relay:25?tls=none", SmtpRoute("relay", 25, "none")),
        ("maildir:some/folder", MaildirRoute(Path("some/folder"))),
        ("maildir:///tmp/box", MaildirRoute(Path("/tmp/box"))),
    ],
)
def test_transports(text: str, expected: object) -> None:
    assert parse_transport(text) == expected


@pytest.mark.parametrize(
    "text",
    ["http://x", "smtp:host", "smtp://", "smtp://host:abc", "smtp://host?tls=ssl", "smtp://host?tsl=tls", "maildir:",
     "smtp://user:pa/ss@host", "smtp://user:secret@:25", "smtp://host:99999"],
)  # fmt: skip
def test_a_wrong_transport_is_explained_without_its_password(text: str) -> None:
    with pytest.raises(BadMailSettings) as fault:
        parse_transport(text)
    assert "secret" not in str(fault.value)
    assert "pa/ss" not in str(fault.value)


def test_no_transport_says_what_to_set() -> None:
    with pytest.raises(BadMailSettings, match=r"no \[mail\] transport is set"):
        open_transport("")


def test_the_table_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError, match="sendre"):
        MailSettings.model_validate({"sendre": "x"})
    for wrong in ({"sender": "x"}, {"base_url": "ftp://x"}, {"base_url": "https://x/?a=1"}, {"transport": "x"}):
        with pytest.raises(ValidationError):
            MailSettings.model_validate(wrong)


def test_the_table_tidies_what_it_knows() -> None:
    settings = MailSettings(sender="监测 <Digest@Example.org>", base_url="https://regwatch.example.org/")
    assert settings.base_url == "https://regwatch.example.org"
    assert (settings.sender_name, str(settings.sender_address)) == ("监测", "Digest@example.org")
    assert "hunter2" not in repr(parse_transport("smtp://u:hunter2@host"))
