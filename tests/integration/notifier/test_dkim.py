"""Signatures that dkimpy itself verifies, with both list headers covered."""

import base64
from email import message_from_bytes
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from digest_samples import change
from post_office import NOW, Peer, archive_of, post_office

from notifier import dkim_signing
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.errors import BadMailSettings
from notifier.mail_options import DkimSettings
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.wishes import wish


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def options(key: rsa.RSAPrivateKey, tmp_path: Path) -> DkimSettings:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    (tmp_path / "key.pem").write_bytes(pem)
    return DkimSettings(domain="example.org", selector="rw", key_file=tmp_path / "key.pem")


def test_a_digest_verifies_and_covers_both_list_headers(
    key: rsa.RSAPrivateKey, options: DkimSettings, tmp_path: Path
) -> None:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    record = b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "buyer@example.com", wish("weekly", language="both"), confirmed=True, now=NOW)
    peer = Peer()
    with post_office(peer) as transport:
        settings = MailSettings(
            transport=transport,
            sender="Regwatch 监测 <digest@example.org>",
            base_url="https://regwatch.example.org",
            dkim=options,
        )
        assert run_digest(db, "weekly", archive=archive_of([change(1)]), settings=settings, now=NOW)["sent"] == 1
    raw = peer.taken[0][1]
    asked: list[bytes] = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    assert dkim.verify(raw, dnsfunc=dns)
    assert asked == [b"rw._domainkey.example.org."]
    header = message_from_bytes(raw)["DKIM-Signature"]
    signed = header.split("h=", 1)[1].split(";", 1)[0].replace("\r\n", "").replace(" ", "").split(":")
    for name in ("from", "to", "subject", "date", "message-id", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
        assert name in signed
    assert not dkim.verify(raw.replace(b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"), dnsfunc=dns)
    assert not dkim.verify(raw.replace(b"/unsubscribe/", b"/unsubscribf/", 1), dnsfunc=dns)


def test_faults_are_told_before_anything_is_written(options: DkimSettings, tmp_path: Path) -> None:
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    options.key_file.write_text("no key")

    def run(given: DkimSettings) -> None:
        settings = MailSettings(transport=f"maildir:{tmp_path / 'box'}", dkim=given)
        run_digest(db, "weekly", archive=archive_of([change(1)]), settings=settings, now=NOW)

    with pytest.raises(BadMailSettings, match=r"cannot sign with .*key.pem"):
        run(options)
    with pytest.raises(BadMailSettings, match="cannot be read"):
        run(options.model_copy(update={"key_file": tmp_path / "missing.pem"}))
    assert db.conn.execute("SELECT count(*) FROM digest_runs").fetchone()[0] == 0


def test_without_the_extra_it_says_what_to_add(options: DkimSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dkim_signing, "find_spec", lambda _name: None)
    with pytest.raises(BadMailSettings, match="uv sync --extra dkim"):
        dkim_signing.signer_of(options)
