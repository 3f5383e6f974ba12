"""The commands as they are typed: output, exit status, and one sentence for each fault."""

import json
from pathlib import Path

import pytest
from evidence_samples import Sample, flipped

from regwatch.cli import _hoist, run


class Typed:
    def __init__(self, capsys: pytest.CaptureFixture[str], sample: Sample) -> None:
        self.capsys = capsys
        self.sample = sample

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = run(_hoist([*arguments, "--data", str(self.sample.folder)]))
        said = self.capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str], sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Typed:
    monkeypatch.delenv("REGWATCH_CONFIG", raising=False)
    monkeypatch.chdir(sample.folder)
    return Typed(capsys, sample)


def test_export_and_verify(typed: Typed, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    status, out, _ = typed("evidence", "export", typed.sample.notice, "-o", str(pack), "--format", "json")
    told = json.loads(out)
    assert status == 0 and told["notice"] == typed.sample.notice and told["bytes"] == pack.stat().st_size
    status, out, err = typed("evidence", "verify", str(pack), "--format", "json")
    assert (status, err, json.loads(out)["holds"]) == (0, "", True)
    status, out, _ = typed("evidence", "verify", str(pack))
    assert status == 0 and "holds: 5 captures" in out


def test_verify_says_what_does_not_hold_with_status_1(typed: Typed, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    typed("evidence", "export", typed.sample.notice, "-o", str(pack))
    content = pack.read_bytes()
    pack.write_bytes(flipped(content, content.index(b"<html>v2")))
    status, out, err = typed("evidence", "verify", str(pack), "--format", "json")
    assert status == 1 and "does not hold: raw/" in err
    assert any(found["where"] == "capture 6" for found in json.loads(out)["findings"])


def test_verify_of_nothing_and_export_in_the_way_end_with_status_2(typed: Typed, tmp_path: Path) -> None:
    assert typed("evidence", "verify", str(tmp_path / "nothing"))[0] == 2
    (tmp_path / "taken").write_bytes(b"x")
    status, out, err = typed("evidence", "export", typed.sample.notice, "-o", str(tmp_path / "taken"))
    assert (status, out) == (2, "") and err.count("\n") == 1 and "already exists" in err
    assert typed("evidence", "export", "no-such-notice", "-o", str(tmp_path / "x"))[0] == 2
    assert typed("evidence", "verify", str(tmp_path / "taken"), "--authority", str(tmp_path / "no.pem"))[0] == 2


def test_seal_and_roots(typed: Typed) -> None:
    status, out, _ = typed("evidence", "seal", "--format", "json")
    sealed = json.loads(out)
    assert status == 0 and [root["day"] for root in sealed] == ["2026-04-27", "2026-04-28"]
    assert json.loads(typed("evidence", "roots", "--format", "json")[1]) == sealed
    assert json.loads(typed("evidence", "seal", "--format", "json")[1]) == []


def test_an_authority_that_cannot_be_asked_leaves_the_roots_and_status_1(typed: Typed) -> None:
    (typed.sample.folder / "regwatch.toml").write_text('[evidence]\ntimestamp_url = "http://127.0.0.1:9/tsr"\n')
    status, _, err = typed("evidence", "seal", "--format", "json")
    assert status == 1 and "not all are countersigned" in err
    assert len(json.loads(typed("evidence", "roots", "--format", "json")[1])) == 2


def test_an_unknown_evidence_setting_is_named(typed: Typed) -> None:
    (typed.sample.folder / "regwatch.toml").write_text("[evidence]\ntimestamps = 1\n")
    status, _, err = typed("evidence", "roots")
    assert status == 2 and "evidence.timestamps" in err


def test_backup(typed: Typed, tmp_path: Path) -> None:
    status, out, _ = typed("backup", str(tmp_path / "copy.db"), "--format", "json")
    assert status == 0 and json.loads(out)[0]["database"] == "archive.db"
    status, _, err = typed("backup", str(tmp_path / "copy.db"))
    assert status == 2 and "--overwrite replaces it" in err
    assert typed("backup", str(tmp_path / "copy.db"), "--overwrite")[0] == 0


def test_backup_of_no_archive_ends_with_status_3(typed: Typed, tmp_path: Path) -> None:
    assert run(["--data", str(tmp_path / "none"), "backup", str(tmp_path / "copy.db")]) == 3


def test_doctor_answers_in_json_and_ends_with_status_1_when_something_failed(typed: Typed) -> None:
    origins = "\n".join(f'[sources.{key}]\norigin = "http://127.0.0.1:9"' for key in ("miit", "samr", "mee"))
    (typed.sample.folder / "regwatch.toml").write_text(f"[crawl]\nallow_private_hosts = true\n{origins}\n")
    status, out, err = typed("doctor", "--timeout", "2", "--format", "json")
    results = json.loads(out)
    assert status == 1 and "3 of" in err and "source miit" in err
    assert all(set(result) == {"check", "state", "detail", "remedy"} for result in results)
    assert {result["check"] for result in results if result["state"] == "fail"} == {
        "source miit",
        "source samr",
        "source mee",
    }
