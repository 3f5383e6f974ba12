"""Certificates are verified: mail does not go to whoever answers."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from post_office import Peer

from notifier.errors import Undelivered
from notifier.transports import open_transport

MAIL = b"Message-ID: <a@example.org>\r\nSubject: x\r\n\r\nx\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + signed.public_bytes(pem))
    return file


@pytest.fixture
def port(certificate: Path) -> Iterator[tuple[int, Peer]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    peer = Peer()
    controller = Controller(peer, hostname="127.0.0.1", port=free, tls_context=context, require_starttls=True)
    controller.start()
    try:
        yield free, peer
    finally:
        controller.stop()


def test_an_unknown_certificate_stops_the_mail(port: tuple[int, Peer]) -> None:
    transport = open_transport(f"smtp://127.0.0.1:{port[0]}?tls=starttls")
    with pytest.raises(Undelivered, match="certificate does not hold") as fault:
        transport.send("a@example.org", "b@example.org", MAIL)
    assert fault.value.channel_down
    assert not fault.value.permanent
    assert port[1].taken == []


def test_a_known_certificate_carries_it(port: tuple[int, Peer], certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    transport = open_transport(f"smtp://127.0.0.1:{port[0]}?tls=starttls", context=trusting)
    transport.send("a@example.org", "b@example.org", MAIL)
    transport.close()
    assert [to for to, _ in port[1].taken] == ["b@example.org"]
    refused = open_transport(f"smtp://127.0.0.1:{port[0]}?tls=none")
    with pytest.raises(Undelivered, match="530"):
        refused.send("a@example.org", "b@example.org", MAIL)
