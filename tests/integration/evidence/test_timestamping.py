"""RFC 3161 with a real authority: openssl's, made for the test and served on loopback."""

import importlib.util
import json
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from evidence_samples import START, Sample, flipped

from storage.evidence import timestamps
from storage.evidence.days import attach_timestamp, roots, seal_finished_days
from storage.evidence.packs import export
from storage.evidence.verifying import verify

NOW = START + timedelta(days=3)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
needs_client = pytest.mark.skipif(
    importlib.util.find_spec("rfc3161_client") is None, reason="the extra 'timestamp' is not installed"
)

_CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Loopback authority
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = own
[own]
serial = serial
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
signer_digest = sha256
ess_cert_id_alg = sha256
"""


@dataclass
class LocalAuthority:
    folder: Path
    url: str = ""

    def openssl(self, *arguments: str) -> bytes:
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, check=True)
        return done.stdout

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        self.openssl(
            *("ts", "-reply", "-config", "tsa.cnf", "-section", "own", "-queryfile", "query.tsq"),
            *("-signer", "signer.pem", "-inkey", "signer.key", "-out", "reply.tsr"),
        )
        return (self.folder / "reply.tsr").read_bytes()

    @property
    def pem(self) -> bytes:
        return (self.folder / "ca.pem").read_bytes()


def _make(folder: Path) -> LocalAuthority:
    made = LocalAuthority(folder)
    (folder / "tsa.cnf").write_text(_CONFIG)
    (folder / "serial").write_text("01\n")
    made.openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "30"),
        *("-config", "tsa.cnf", "-extensions", "ca", "-subj", "/CN=Loopback root"),
    )
    made.openssl(
        *("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "signer.key", "-out", "signer.csr", "-config", "tsa.cnf")
    )
    made.openssl(
        *("x509", "-req", "-in", "signer.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30"),
        *("-out", "signer.pem", "-extfile", "tsa.cnf", "-extensions", "signer"),
    )
    return made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalAuthority]:
    made = _make(tmp_path_factory.mktemp("authority"))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            assert self.headers["Content-Type"] == "application/timestamp-query"
            answer = b"" if self.path == "/broken" else made.answer(query)
            if self.path == "/other":
                answer = made.answer((made.folder / "other.tsq").read_bytes())
            self.send_response(503 if self.path == "/down" else 200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def unpacked(pack: Path, folder: Path) -> Path:
    with zipfile.ZipFile(pack) as read:
        read.extractall(folder)
    return folder


@needs_openssl
def test_openssl_alone_checks_the_timestamp_in_a_pack(
    authority: LocalAuthority, sample: Sample, tmp_path: Path
) -> None:
    root = seal_finished_days(sample.db, NOW)[0]
    (authority.folder / "root").write_bytes(timestamps.message(root.root))
    query = authority.openssl("ts", "-query", "-data", "root", "-sha256", "-cert")
    attach_timestamp(sample.db, root.day, authority.answer(query), "http://tsa.example.org")
    pack = export(sample.db, sample.notice, tmp_path / "pack.zip", NOW).path
    verdict = verify(pack)
    assert verdict.holds and len(verdict.notes) == 1
    folder = unpacked(pack, tmp_path / "unpacked")
    place = folder / "timestamps" / root.day
    said = authority.openssl("ts", "-verify", "-data", f"{place}.root", "-in", f"{place}.tsr", "-CAfile", "ca.pem")
    assert said.strip().endswith(b"OK")
    assert "openssl ts -verify" in (folder / "README.txt").read_text(encoding="utf-8")
    shape = json.loads((folder / "chain.json").read_bytes())["roots"]
    assert [one["timestamp"] for one in shape] == [True, False]
    answer = folder / "timestamps" / f"{root.day}.tsr"
    answer.write_bytes(flipped(answer.read_bytes(), 60))
    assert f"timestamps/{root.day}.tsr" in {finding.file for finding in verify(folder).findings}


def test_without_the_library_the_sentence_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rfc3161_client", None)
    assert not timestamps.installed()
    with pytest.raises(timestamps.NotInstalled, match="uv sync --extra timestamp"):
        timestamps.ask("http://127.0.0.1:9", b"x")


@needs_openssl
@needs_client
def test_an_authority_countersigns_every_root_once(authority: LocalAuthority, sample: Sample, tmp_path: Path) -> None:
    seal_finished_days(sample.db, NOW)
    assert timestamps.countersign(sample.db, authority.url) == ["2026-04-27", "2026-04-28"]
    assert timestamps.countersign(sample.db, authority.url) == []
    assert all(root.timestamp and root.authority == authority.url for root in roots(sample.db))
    pack = export(sample.db, sample.notice, tmp_path / "pack.zip", NOW).path
    trusted = timestamps.Authority.of_pem(authority.pem)
    verdict = verify(pack, trusted)
    assert verdict.holds, verdict.findings
    assert all("was countersigned at 20" in note for note in verdict.notes) and len(verdict.notes) == 2
    assert "signature was not checked" in verify(pack).notes[0]


@needs_openssl
@needs_client
def test_a_timestamp_under_another_authority_or_over_another_root_does_not_hold(
    authority: LocalAuthority, sample: Sample, tmp_path: Path
) -> None:
    root = seal_finished_days(sample.db, NOW)[0]
    content = timestamps.message(root.root)
    answer = timestamps.ask(authority.url, content)
    (tmp_path / "stranger").mkdir()
    stranger = timestamps.Authority.of_pem(_make(tmp_path / "stranger").pem)
    with pytest.raises(timestamps.TimestampFault, match="signature does not hold"):
        timestamps.check(answer, content, stranger)
    with pytest.raises(timestamps.TimestampFault, match="over something else"):
        timestamps.check(answer, timestamps.message("00" * 32), None)


@needs_openssl
@needs_client
@pytest.mark.parametrize(
    ("path", "said"), [("/broken", "no RFC 3161 answer"), ("/down", "HTTP 503"), ("/other", "answered another request")]
)
def test_an_authority_that_answers_nonsense_is_named(authority: LocalAuthority, path: str, said: str) -> None:
    (authority.folder / "x").write_bytes(b"x")
    (authority.folder / "other.tsq").write_bytes(authority.openssl("ts", "-query", "-data", "x", "-sha256", "-cert"))
    with pytest.raises(timestamps.TimestampFault, match=said):
        timestamps.ask(f"{authority.url}{path}", b"x")


@needs_client
def test_an_authority_that_is_not_there_is_named() -> None:
    with pytest.raises(timestamps.TimestampFault, match="cannot be reached"):
        timestamps.ask("http://127.0.0.1:9", b"x")


def test_what_is_no_certificate_is_said() -> None:
    with pytest.raises(timestamps.TimestampFault, match="no PEM certificate"):
        timestamps.Authority.of_pem(b"hello")
