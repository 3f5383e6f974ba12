"""Packs: exported from a real archive, read by other people's tools, and checked after every kind of tampering."""

import hashlib
import io
import json
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from evidence_samples import FILE, LIST, NEIGHBOUR, PAGE, START, Sample, flipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from storage.errors import NotFound, StorageError
from storage.evidence import forms
from storage.evidence.chain import seal_finished_days
from storage.evidence.containers import NotAPack
from storage.evidence.packs import export
from storage.evidence.verifying import verify
from storage.new_files import CannotWrite

NOW = START + timedelta(days=3)
SHARED = [HealthCheck.function_scoped_fixture]


@pytest.fixture
def pack(sample: Sample, tmp_path: Path) -> Path:
    return export(sample.db, sample.notice, tmp_path / "pack.zip", NOW).path


@pytest.fixture
def folder(pack: Path, tmp_path: Path) -> Path:
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(pack) as read:
        read.extractall(unpacked)
    return unpacked


def named(path: Path) -> set[str]:
    return {finding.file for finding in verify(path).findings}


def said(path: Path) -> str:
    return "\n".join(str(finding) for finding in verify(path).findings)


def rewritten(folder: Path, member: str, change: Callable[[Any], None]) -> None:
    """Alter a JSON member and make every hash list fit again, as a careful forger would."""
    plain = json.loads((folder / member).read_bytes())
    change(plain)
    (folder / member).write_bytes(forms.manifest_bytes(plain) if member == forms.MANIFEST else forms.json_bytes(plain))
    relisted(folder)


def relisted(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    plain = json.loads((folder / forms.MANIFEST).read_bytes())
    plain["files"] = {
        name: {"sha256": digests[name], "bytes": (folder / name).stat().st_size}
        for name in names
        if name not in (forms.MANIFEST, forms.SUMS)
    }
    (folder / forms.MANIFEST).write_bytes(forms.manifest_bytes(plain))
    digests[forms.MANIFEST] = hashlib.sha256((folder / forms.MANIFEST).read_bytes()).hexdigest()
    del digests[forms.SUMS]
    (folder / forms.SUMS).write_bytes(forms.sums_bytes(digests))


def test_a_pack_holds_and_tells_every_capture_of_the_notice(sample: Sample, pack: Path, folder: Path) -> None:
    verdict = verify(pack)
    assert verdict.holds and (verdict.notice, verdict.captures) == (sample.notice, 5)
    assert verify(folder).holds
    manifest = json.loads((folder / forms.MANIFEST).read_bytes())
    assert [(one["role"], one["url"]) for one in manifest["captures"]] == [
        ("list", LIST),
        ("attachment", FILE),
        ("page", PAGE),
        ("attachment", FILE),
        ("page", PAGE),
    ]
    assert NEIGHBOUR not in {one["url"] for one in manifest["captures"]}
    for one in manifest["captures"]:
        content = (folder / one["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"] and len(content) == one["bytes"]
    assert [version["version"] for version in manifest["versions"]] == [1, 2]
    page = (folder / forms.DIFF).read_text(encoding="utf-8")
    assert "<ins>" in page and "&lt;b&gt;" in page and "<b>" not in page and "<script" not in page


def test_the_same_archive_gives_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    once = export(sample.db, sample.notice, tmp_path / "1.zip", NOW)
    again = export(sample.db, PAGE, tmp_path / "2.zip", NOW)
    assert once.sha256 == again.sha256 == hashlib.sha256((tmp_path / "2.zip").read_bytes()).hexdigest()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not on this machine")
def test_sha256sum_alone_checks_it_and_finds_one_flipped_byte(folder: Path) -> None:
    command = ["sha256sum", "-c", "--quiet", forms.SUMS]
    assert subprocess.run(command, cwd=folder, check=False).returncode == 0
    raw = next((folder / "raw").iterdir())
    raw.write_bytes(flipped(raw.read_bytes(), 3))
    ended = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    assert ended.returncode == 1 and raw.name in ended.stdout


def test_a_warc_reader_alone_reads_the_same_bytes(folder: Path) -> None:
    manifest = json.loads((folder / forms.MANIFEST).read_bytes())
    with (folder / forms.WARC).open("rb") as file:
        read = [
            (
                record.rec_headers.get_header("WARC-Date"),
                record.http_headers.get_statuscode(),
                record.content_stream().read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]
    assert [content for _, _, content in read] == [(folder / one["file"]).read_bytes() for one in manifest["captures"]]
    assert read[0][:2] == ("2026-04-27T01:00:00Z", "200")


def test_the_readme_s_own_recipe_makes_the_link_again(folder: Path) -> None:
    manifest = json.loads((folder / forms.MANIFEST).read_bytes())
    places = {one["capture"]: one for one in json.loads((folder / forms.CHAIN).read_bytes())["captures"]}
    for one in manifest["captures"]:
        lines = [one["previous_link"], one["sha256"], one["url"], one["fetched_at"], one["status"]]
        lines.append(places[one["id"]]["headers_sha256"])
        printed = subprocess.run(
            ["sh", "-c", "printf '%s\\n%s\\n%s\\n%s\\n%s\\n%s' \"$@\"", "-", *map(str, lines)],
            capture_output=True,
            check=True,
        ).stdout
        assert hashlib.sha256(printed).hexdigest() == one["link"]
    assert "regwatch evidence verify" in (folder / forms.README).read_text(encoding="utf-8")


def test_one_flipped_byte_anywhere_in_the_zip_is_found(pack: Path, tmp_path: Path) -> None:
    """Three hundred places by chance, and every byte of the zip's own structure at its ends."""
    content = pack.read_bytes()
    chance = random.Random(20260427)
    places = [chance.randrange(len(content)) for _ in range(300)]
    places += [*range(0, 40), *range(len(content) - 60, len(content))]
    altered = tmp_path / "altered.zip"
    for place in places:
        altered.write_bytes(flipped(content, place, chance.randrange(8)))
        assert not verify(altered).holds, f"byte {place} of {len(content)}"


@settings(max_examples=120, suppress_health_check=SHARED, deadline=None)
@given(data=st.data())
def test_one_flipped_byte_in_a_member_is_found_and_the_member_named(pack: Path, data: st.DataObject) -> None:
    """The zip is made anew around the altered member, so that only the contents tell."""
    with zipfile.ZipFile(pack) as read:
        contents = {name: read.read(name) for name in read.namelist()}
    name = data.draw(st.sampled_from(sorted(contents)))
    place = data.draw(st.integers(0, len(contents[name]) - 1))
    contents[name] = flipped(contents[name], place, data.draw(st.integers(0, 7)))
    altered = pack.with_name("altered.zip")
    with zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as write:
        for member, content in contents.items():
            write.writestr(member, content)
    assert name in named(altered)


@pytest.mark.parametrize("name", [forms.README, forms.CHAIN, forms.DIFF, forms.WARC, forms.MANIFEST, forms.SUMS, "raw"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    gone = next((folder / "raw").iterdir()) if name == "raw" else folder / name
    gone.unlink()
    assert gone.relative_to(folder).as_posix() in named(folder)


def test_an_extra_file_is_named(folder: Path) -> None:
    (folder / "raw" / "999-extra.bin").write_bytes(b"planted")
    assert named(folder) == {"raw/999-extra.bin"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "https://www.miit.gov.cn/other.html"),
        ("fetched_at", "2026-04-26T09:00:00+08:00"),
        ("status", 404),
        ("headers", [["date", "Sun, 26 Apr 2026 01:00:00 GMT"]]),
        ("requested_url", "https://www.miit.gov.cn/other.html"),
        ("tls", "unverified"),
        ("link", "00" * 32),
        ("sha256", "00" * 32),
    ],
)
def test_a_forged_field_of_a_capture_is_named_though_every_hash_was_made_to_fit(
    folder: Path, field: str, value: object
) -> None:
    rewritten(folder, forms.MANIFEST, lambda plain: plain["captures"][2].update({field: value}))
    assert f"capture 3, {field}" in said(folder)


def test_forged_bytes_are_found_though_every_hash_list_was_made_to_fit(folder: Path) -> None:
    manifest = json.loads((folder / forms.MANIFEST).read_bytes())
    (folder / manifest["captures"][2]["file"]).write_bytes(b"<html>forged")
    relisted(folder)
    assert "capture 3: does not hold the bytes" in said(folder)


def test_a_capture_left_out_of_everything_but_the_versions_is_missed(folder: Path) -> None:
    rewritten(folder, forms.MANIFEST, lambda plain: plain["captures"].pop(2))
    text = said(folder)
    assert "version 1: capture 3 is not in the pack" in text
    assert "chain.json: capture 3: is not in the manifest" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda plain: plain["captures"][0]["proof"].reverse() or plain["captures"][0].update(leaf=1),
            "capture 1, proof",
        ),
        (lambda plain: plain["roots"][0].update(root="00" * 32), "capture 1, proof"),
        (lambda plain: plain["captures"][0]["next"].update(status=500), "capture 1, next"),
        (lambda plain: plain["captures"][0].update(day="2026-04-26"), "capture 1, day"),
        (lambda plain: plain["captures"].pop(0), "capture 1: has no place in the chain"),
        (lambda plain: plain["roots"][0].update(timestamp=True), "timestamps/2026-04-27.tsr"),
        (lambda plain: plain.update(roots="none"), "roots is not as a pack has it"),
    ],
)
def test_a_forged_place_in_the_chain_is_named(folder: Path, change: Callable[[Any], None], told: str) -> None:
    rewritten(folder, forms.CHAIN, change)
    assert told in said(folder)


def test_sealed_roots_are_in_the_pack(sample: Sample, tmp_path: Path) -> None:
    (first, second) = seal_finished_days(sample.db, NOW)
    verdict = verify(export(sample.db, sample.notice, tmp_path / "sealed.zip", NOW).path)
    assert verdict.holds
    assert [(root["root"], root["sealed_at"]) for root in verdict.roots] == [
        (first.root, first.made_at),
        (second.root, second.made_at),
    ]


def test_an_archive_that_was_altered_gives_no_evidence(sample: Sample, tmp_path: Path) -> None:
    sample.db.conn.execute("UPDATE captures SET status = 404 WHERE id = 3")
    with pytest.raises(StorageError, match="capture 3 does not follow"):
        export(sample.db, sample.notice, tmp_path / "pack.zip", NOW)
    assert not (tmp_path / "pack.zip").exists()


def test_an_export_says_what_stands_in_its_way(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "there.zip").write_bytes(b"mine")
    with pytest.raises(CannotWrite, match="already exists and is not overwritten"):
        export(sample.db, sample.notice, tmp_path / "there.zip", NOW)
    assert (tmp_path / "there.zip").read_bytes() == b"mine"
    with pytest.raises(CannotWrite, match="is no folder"):
        export(sample.db, sample.notice, tmp_path / "no" / "x.zip", NOW)
    with pytest.raises(NotFound):
        export(sample.db, "no-such-notice", tmp_path / "x.zip", NOW)
    assert export(sample.db, sample.notice, tmp_path, NOW).path == tmp_path / f"{sample.notice}.zip"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("content", [b"", b"just text", b"PK\x03\x04 not really"])
def test_what_is_no_pack_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    with pytest.raises(NotAPack, match="is no evidence pack"):
        verify(other)
    with pytest.raises(NotAPack, match="cannot be read"):
        verify(tmp_path / "nowhere")
    with pytest.raises(NotAPack, match="is no evidence pack"):
        verify(tmp_path)


def test_somebody_else_s_zip_is_no_pack(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as write:
        write.writestr("letter.txt", "hello")
    with pytest.raises(NotAPack, match="holds neither"):
        verify(tmp_path / "other.zip")


def test_a_truncated_pack_does_not_hold(pack: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-2000])
    assert "directory is damaged" in said(pack)


def hostile(pack: Path, add: Callable[[zipfile.ZipFile], None]) -> Path:
    out = io.BytesIO(pack.read_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as write:
        add(write)
    made = pack.with_name("hostile.zip")
    made.write_bytes(out.getvalue())
    return made


def test_names_that_lead_out_of_the_pack_are_named_and_never_opened(pack: Path) -> None:
    for name in ("../evil.bin", "/etc/passwd", "raw/../../x", "C:\\x", "a\x1b[2J.txt"):
        text = said(hostile(pack, lambda zip_, name=name: zip_.writestr(name, "x")))  # type: ignore[misc]
        assert "no name that a pack uses" in text and "\x1b" not in text


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_named(pack: Path) -> None:
    assert "README.txt: stands twice in the zip" in said(hostile(pack, lambda zip_: zip_.writestr("README.txt", "x")))


def test_a_bomb_is_refused_before_it_is_unpacked(pack: Path) -> None:
    bomb = hostile(pack, lambda zip_: zip_.writestr("raw/bomb.bin", b"\x00" * (64 << 20)))
    assert "more than a pack may" in said(bomb)


def test_a_link_in_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "raw" / "link.bin").symlink_to(tmp_path / "secret")
    assert "raw/link.bin: not a plain file" in said(folder)


def test_deep_json_does_not_end_the_check(folder: Path) -> None:
    (folder / forms.CHAIN).write_bytes(b"[" * 200_000)
    relisted(folder)
    assert "chain.json" in said(folder)


def test_a_web_archive_that_is_a_bomb_stops(folder: Path) -> None:
    import gzip

    (folder / forms.WARC).write_bytes(gzip.compress(b"\x00" * (64 << 20)))
    relisted(folder)
    assert "captures.warc.gz: altered" in said(folder)
