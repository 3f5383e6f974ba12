"""TLS is verified, and a host that the settings except is recorded as such: real certificates, real crawl processes."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from world import Make, World

from regwatch.demo.replica.generated import poll_moment
from regwatch.doctor import reach
from regwatch.errors import UsageFault
from regwatch.settings import load
from storage.archive import open_archive
from storage.evidence.packs import export
from storage.evidence.verifying import verify

AT = poll_moment(0)
pytestmark = pytest.mark.timeout(300)
PEM = serialization.Encoding.PEM


def _certificate(folder: Path, bits: int) -> Path:
    """A certificate for 127.0.0.1 that is its own authority, with its key in the same file."""
    key = rsa.generate_private_key(65537, bits)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(bits)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / f"rsa{bits}.pem"
    file.write_bytes(private + made.public_bytes(PEM))
    return file


@pytest.fixture
def world(make_world: Make) -> World:
    return make_world("mee", real_processes=True, pages=3, timeout_s=30)


def _serve(world: World, certificate: Path, rule: str = "") -> None:
    """Put the running site behind TLS, and the rule into the settings."""
    server = world.replica._servers["mee"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    _rule(world, rule)


def _rule(world: World, rule: str) -> None:
    origin = world.replica.origins["mee"].replace("http:", "https:")
    tls = {"127.0.0.1": rule} if rule else {}
    mee = world.settings.sources["mee"].model_copy(update={"origin": origin, "tls": tls})
    world.settings = world.settings.model_copy(update={"sources": {**world.settings.sources, "mee": mee}})


def _outcomes(world: World, minute: int = 0) -> tuple[set[str], str]:
    report = world.crawl(AT + timedelta(minutes=minute))
    return {one["outcome"] for one in report.values()}, " ".join(one["error"] or "" for one in report.values())


def _recorded(world: World) -> set[str]:
    return {row[0] for row in world.ask("SELECT DISTINCT tls FROM captures")}


def test_a_certificate_that_nobody_vouches_for_is_refused_unless_its_host_is_excepted(
    world: World, tmp_path: Path
) -> None:
    _serve(world, _certificate(tmp_path, 2048))
    outcomes, said = _outcomes(world)
    assert outcomes == {"unreachable"} and "certificate verify failed" in said
    assert world.replica.log == [], "not one request reached a server that could be anybody"
    _rule(world, "old")
    assert _outcomes(world, 1)[0] == {"unreachable"}, "old TLS is no reason to believe whoever answers"
    _rule(world, "unverified")
    assert _outcomes(world, 2)[0] == {"ok"}
    assert _recorded(world) == {"certificate not verified, by the settings"}
    found = next(one.result for one in reach.sources(world.settings, 5) if one.source == "mee")
    assert found.state == "warn" and "certificate not verified" in found.detail

    notice = world.ask("SELECT id FROM notices LIMIT 1")[0][0]
    archive = open_archive(world.folder, readonly=True)
    pack = export(archive, notice, tmp_path / "pack.zip", datetime.now(UTC)).path
    archive.close()
    verdict = verify(pack)
    assert verdict.holds
    assert any("says of its TLS: certificate not verified, by the settings" in note for note in verdict.notes)


def test_old_tls_is_refused_unless_its_host_is_excepted_and_stays_verified(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = _certificate(tmp_path, 1024)
    monkeypatch.setenv("SSL_CERT_FILE", str(weak))
    _serve(world, weak)
    outcomes, said = _outcomes(world)
    assert outcomes == {"unreachable"} and "certificate verify failed" in said, "its key is too small"
    _rule(world, "old")
    assert _outcomes(world, 1)[0] == {"ok"}
    assert _recorded(world) == {"verified; old TLS allowed by the settings"}


def test_an_authority_of_this_machine_is_enough(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = _certificate(tmp_path, 2048)
    monkeypatch.setenv("SSL_CERT_FILE", str(sound))
    _serve(world, sound)
    assert _outcomes(world)[0] == {"ok"}
    assert _recorded(world) == {"verified"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('"evil.example.org" = "unverified"', "which this source never asks"),
        ('"https://www.mee.gov.cn" = "old"', "which is no host"),
        ('"*" = "unverified"', "which is no host"),
        ('"www.mee.gov.cn" = "off"', "'old' or 'unverified'"),
    ],
)
def test_only_hosts_of_the_source_can_be_excepted(tmp_path: Path, line: str, said: str) -> None:
    config = tmp_path / "regwatch.toml"
    config.write_text(f"[sources.mee.tls]\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageFault, match=said):
        load(config, None)
    config.write_text('[sources.mee.tls]\n"WWW.mee.gov.cn" = "old"\n"file.sub.gov.cn" = "unverified"\n')
    assert load(config, None).sources["mee"].tls == {"www.mee.gov.cn": "old", "file.sub.gov.cn": "unverified"}
