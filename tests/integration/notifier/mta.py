"""A real Postfix of our own: its configuration, queue and boxes in a scratch folder, on loopback, run by root alone."""

import os
import pwd
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_INSTALLED = Path("/usr/sbin/postfix").exists()
WHY_NOT = "" if _INSTALLED and not os.geteuid() else "needs root, and Debian's package postfix"
PATIENCE_S = 40.0
_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_SETTINGS = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.example.org
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
recipient_delimiter = +
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = texthash:{folder}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
transport_maps = texthash:{folder}/etc/transport
default_transport = error:5.0.0 this test server sends nothing beyond loopback
smtp_host_lookup = native
smtp_connect_timeout = 5s
smtp_helo_timeout = 5s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
maillog_file = {log}
"""


@dataclass(frozen=True)
class Mta:
    """`transport` is how mail is handed in; `boxes` holds the Maildirs of bounces@ and canary@example.org."""

    transport: str
    boxes: Path


@contextmanager
def postfix(beyond: int) -> Iterator[Mta]:
    """Runs until left, in a folder that its own users can enter, which a test's is not. Mail for example.com goes on to
    port `beyond` of this machine, mail for example.org into boxes, and no other anywhere."""
    folder = Path(tempfile.mkdtemp(prefix="regwatch-mta-"))
    folder.chmod(0o755)
    user = pwd.getpwnam("postfix")
    log = Path(f"/var/log/regwatch-test-{os.getpid()}.log")  # Postfix logs nowhere else
    port = free_port()
    for name in ("etc", "queue", "data", "boxes"):
        (folder / name).mkdir(parents=True)
    for name in ("data", "boxes"):
        os.chown(folder / name, user.pw_uid, user.pw_gid)
    values = {"folder": folder, "uid": user.pw_uid, "gid": user.pw_gid, "log": log, "port": port}
    (folder / "etc" / "main.cf").write_text(_SETTINGS.format(**values))
    (folder / "etc" / "master.cf").write_text(_SERVICES.format(**values).lstrip())
    (folder / "etc" / "boxes").write_text("bounces@example.org bounces/\ncanary@example.org canary/\n")
    (folder / "etc" / "transport").write_text(f"example.com smtp:[127.0.0.1]:{beyond}\nexample.org virtual:\n")
    try:
        _postfix(folder, "start")
        until(lambda: _greets(port))
        yield Mta(f"smtp://127.0.0.1:{port}?tls=none", folder / "boxes")
    finally:
        _postfix(folder, "abort", check=False)
        print(log.read_text())  # pytest shows it where a test fails
        log.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def until(done: Callable[[], bool]) -> None:
    """Wait for it, a minute at most."""
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < deadline, "it did not come about within a minute"
        time.sleep(0.1)


def free_port() -> int:
    """Below the ports that connections leave from: asking a closed one of those can meet the asker itself."""
    for port in random.sample(range(21_000, 32_000), 200):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port on loopback")


def _postfix(folder: Path, word: str, *, check: bool = True) -> None:
    done = subprocess.run(
        ["/usr/sbin/postfix", "-c", str(folder / "etc"), word], capture_output=True, text=True, timeout=60, check=False
    )
    assert not check or done.returncode == 0, f"postfix {word}: {done.stdout} {done.stderr}"


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as asked:
            return asked.recv(3) == b"220"
    except OSError:
        return False
