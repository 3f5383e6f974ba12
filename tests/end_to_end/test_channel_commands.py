"""Channels from the command line: subscribed, shown without secrets, refused in one sentence."""

import json
import subprocess
import sys
from pathlib import Path

URL = "https://hooks.example.org/t0ken-t0ken"


def regwatch(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "regwatch.cli", "--data", str(data), "--format", "json", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=data)


def test_a_webhook_is_subscribed_listed_and_ended_without_its_address_being_shown(tmp_path: Path) -> None:
    done = regwatch(tmp_path, "subscribe", "--webhook", URL, "--frequency", "daily")
    assert done.returncode == 0, done.stderr
    stored = json.loads(done.stdout)
    assert (stored["channel"], stored["state"]) == ("webhook", "active")
    secrets = list((tmp_path / "channel-secrets").iterdir())
    assert len(secrets) == 1 and secrets[0].stat().st_mode & 0o077 == 0
    secret = secrets[0].read_text().strip()
    listed = regwatch(tmp_path, "subscriptions")
    assert [one["id"] for one in json.loads(listed.stdout)] == [stored["id"]]
    shown = done.stdout + done.stderr + listed.stdout + listed.stderr
    assert "t0ken" not in shown and secret not in shown
    assert regwatch(tmp_path, "unsubscribe", str(stored["id"])).returncode == 0
    assert json.loads(regwatch(tmp_path, "subscriptions").stdout) == []


def test_what_cannot_be_subscribed_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    (tmp_path / "two words").write_text("two words")
    for arguments in (
        ("--frequency", "daily"),
        ("a@example.com", "--webhook", URL, "--frequency", "daily"),
        ("--channel", "pigeon:home", "--frequency", "daily"),
        ("--channel", "feishu:abcdefgh", "--secret-file", "two words", "--frequency", "daily"),
        ("--webhook", "http://hooks.example.org/t0ken", "--frequency", "daily"),
        ("--webhook", "@nowhere", "--frequency", "daily"),
    ):
        done = regwatch(tmp_path, "subscribe", *arguments)
        assert done.returncode == 2, arguments
        assert done.stdout == "" and len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert "t0ken" not in done.stderr
