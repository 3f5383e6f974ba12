"""Bad input gets one sentence that names the thing and the remedy, the right exit status, and harms nothing."""

import socket
import sqlite3
from pathlib import Path

import pytest
from running import run_regwatch

pytestmark = pytest.mark.timeout(300)

USAGE = [
    (("crawl", "nosuch"), "nosuch"),
    (("frobnicate",), "frobnicate"),
    (("changes", "--since", "yesterday"), "yesterday"),
    (("changes", "--topic", "gossip"), "gossip"),
    (("changes", "--kind", "vanished"), "vanished"),
    (("changes", "--channel", "miit/nosuch"), "miit/nosuch"),
    (("changes", "--since", "2026-06-01", "--until", "2026-05-01"), "swap"),
    (("search", " "), "search"),
    (("changes", "--province", "Atlantis"), "Atlantis"),
    (("changes", "--format", "xml"), "xml"),
    (("show", "miit-doesnotexist"), "miit-doesnotexist"),
    (("show",), "NOTICE"),
    (("diff", "miit-doesnotexist"), "miit-doesnotexist"),
    (("register", "nosuch-register"), "nosuch-register"),
    (("register", "steel", "--from", "2026-06-01", "--to", "2026-05-01"), "swap"),
    (("register", "steel", "--from", "2026-05-01", "--as-of", "2026-06-01"), "--as-of"),
    (("rollouts", "--since", "2026-06-01", "--until", "2026-05-01"), "swap"),
    (("subscribe", "not an address", "--frequency", "weekly"), "not an address"),
    (("subscribe", "a@example.org", "--frequency", "hourly"), "hourly"),
    (("unsubscribe", "nobody@example.org"), "nobody@example.org"),
    (("digest", "weekly"), "--preview"),
    (("digest", "weekly", "--until", "someday", "--preview"), "someday"),
    (("check",), "supplier"),
    (("check", " "), "supplier"),
    (("check", "--file", "missing.csv"), "missing.csv"),
]


@pytest.mark.parametrize(("arguments", "named"), USAGE, ids=[" ".join(arguments) for arguments, _ in USAGE])
def test_wrong_usage_is_one_sentence_and_status_2(demo: Path, arguments: tuple[str, ...], named: str) -> None:
    done = run_regwatch("--data", str(demo), *arguments, cwd=demo)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert named.lower() in lines[0].lower()


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ("colour = 1", "colour"),
        ("[crawl]\ndelay = 3", "crawl.delay"),
        ("[crawl]\ndelay_s = -1", "crawl.delay_s"),
        ("[sources.moj]\nenabled = true", "moj"),
        ('[sources.miit]\norigin = "ftp://x"', "sources.miit.origin"),
        ('[mail]\ntransport = "pigeon:loft"', "mail.transport"),
        ("data = [", "regwatch.toml"),
    ],
)
def test_wrong_settings_are_named(tmp_path: Path, settings: str, named: str) -> None:
    (tmp_path / "regwatch.toml").write_text(settings, encoding="utf-8")
    done = run_regwatch("sources", cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert named in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_private_mirror_has_to_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "regwatch.toml").write_text('[sources.miit]\norigin = "http://127.0.0.1:9"\n', encoding="utf-8")
    done = run_regwatch("crawl", "miit", cwd=tmp_path)
    assert done.returncode == 2
    assert "allow_private_hosts" in done.stderr


def test_no_archive_and_a_broken_one_are_status_3(tmp_path: Path) -> None:
    missing = run_regwatch("--data", str(tmp_path / "none"), "changes", cwd=tmp_path)
    assert missing.returncode == 3
    assert "crawl" in missing.stderr
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "archive.db").write_bytes(b"this is no database" * 100)
    done = run_regwatch("--data", str(broken), "changes", cwd=tmp_path)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_of_a_newer_release_is_left_alone(tmp_path: Path) -> None:
    assert run_regwatch("--data", str(tmp_path), "sources", cwd=tmp_path).returncode == 0
    db = sqlite3.connect(tmp_path / "archive.db")
    db.execute(
        """INSERT INTO _sqlite_migrations(migration_set, name, applied_at)
           VALUES ('regwatch-archive', 'm999_from_the_future', '2030-01-01')"""
    )
    db.commit()
    db.close()
    before = (tmp_path / "archive.db").read_bytes()
    done = run_regwatch("--data", str(tmp_path), "changes", cwd=tmp_path)
    assert done.returncode == 3
    assert "newer" in done.stderr
    assert (tmp_path / "archive.db").read_bytes() == before


def test_an_address_is_subscribed_once(tmp_path: Path) -> None:
    wish = ("subscribe", "reader@example.org", "--frequency", "weekly", "--confirmed")
    assert run_regwatch("--data", str(tmp_path), *wish, cwd=tmp_path).returncode == 0
    again = run_regwatch("--data", str(tmp_path), *wish, cwd=tmp_path)
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_folder_that_is_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run_regwatch("--data", str(tmp_path / "file"), "crawl", "miit", cwd=tmp_path)
    assert done.returncode == 3
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_mirror_that_nobody_answers_for_is_unreachable(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    settings = f'[sources.mee]\norigin = "http://127.0.0.1:{port}"\n[crawl]\ndelay_s = 0\nallow_private_hosts = true\n'
    (tmp_path / "regwatch.toml").write_text(settings, encoding="utf-8")
    done = run_regwatch("--format", "json", "crawl", "mee", cwd=tmp_path)
    assert done.returncode == 1
    assert '"outcome": "unreachable"' in done.stdout
    assert "mee" in done.stderr
