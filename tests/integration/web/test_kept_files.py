"""What is kept leaves as a file to save: the very bytes, under a harmless name, never shown inside the pages."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from asgi_client import Client
from web_archive import HOSTILE, Made

from storage.archive import open_archive
from storage.evidence.verifying import verify


def listed(ask: Client, notice: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = ask.get(f"/api/notices/{notice}/files").json()
    return found


def test_every_kept_content_comes_back_byte_for_byte(ask: Client, made: Made) -> None:
    found = listed(ask, made.ids["list"])
    assert [one["role"] for one in found] == ["page", "page", "attachment"]
    for one in found:
        answer = ask.get(f"/api/notices/{made.ids['list']}/files/{one['sha256']}")
        assert answer.status_code == 200
        assert hashlib.sha256(answer.content).hexdigest() == one["sha256"] and len(answer.content) == one["bytes"]
        digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert ask.get(f"/api/notices/{made.ids['list']}/files/{found[2]['sha256']}").content == b"%PDF-1.4 list"


def test_a_page_or_script_is_never_shown(ask: Client, made: Made) -> None:
    notice = made.ids["hostile"]
    found = listed(ask, notice)
    assert {one["role"] for one in found} == {"page", "attachment"}
    for one in found:
        headers = ask.get(f"/api/notices/{notice}/files/{one['sha256']}").headers
        assert headers["content-type"] == "application/octet-stream"
        assert headers["x-content-type-options"] == "nosniff"
        assert (
            "sandbox" in headers["content-security-policy"] and "script-src" not in headers["content-security-policy"]
        )
        disposition = headers["content-disposition"]
        assert disposition.startswith('attachment; filename="') and disposition.endswith(".html.txt")
        assert (
            not set(disposition) & set("<>\r\n\\") and "script" not in disposition.split("filename*")[0].split("=")[0]
        )


def test_only_what_belongs_to_the_notice_is_given(ask: Client, made: Made) -> None:
    other = listed(ask, made.ids["hostile"])[0]["sha256"]
    for wrong in (other, "0" * 64, "x", "%00", "..%2F..%2Fetc"):
        told = ask.get(f"/api/notices/{made.ids['list']}/files/{wrong}")
        assert told.status_code == 404 and "error" in told.json(), wrong
    assert ask.get("/api/notices/none-such/evidence.zip").status_code == 404


def test_the_pack_verifies_offline(ask: Client, made: Made, tmp_path: Path) -> None:
    answer = ask.get(f"/api/notices/{made.ids['rules']}/evidence.zip")
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    assert f'filename="{made.ids["rules"]}.zip"' in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    pack = tmp_path / "pack.zip"
    pack.write_bytes(answer.content)
    assert verify(pack, None).holds
    assert ask.request("HEAD", f"/api/notices/{made.ids['rules']}/evidence.zip").content == b""


def test_the_notice_page_leads_to_both(ask: Client, made: Made) -> None:
    text = ask.get(f"/notices/{made.ids['list']}").text
    assert f'href="/api/notices/{made.ids["list"]}/evidence.zip" download' in text
    for one in listed(ask, made.ids["list"]):
        assert f'href="/api/notices/{made.ids["list"]}/files/{one["sha256"]}" download' in text
    early = ask.get(f"/notices/{made.ids['list']}?as_of=2026-05-12").text
    assert early.count("/files/") == 2, "the page that came later is not offered for an earlier day"


def test_what_no_longer_holds_is_told(client_of: Callable[..., Client], tmp_path: Path) -> None:
    made = Made(tmp_path)
    ask = client_of()
    ask.site.settings = ask.site.settings.model_copy(update={"data": tmp_path})
    sha256 = listed(ask, made.ids["list"])[2]["sha256"]
    db = open_archive(tmp_path)
    with db.conn:
        db.conn.execute("UPDATE blobs SET encoding = 'stored', place = NULL WHERE sha256 = ?", [sha256])
        db.conn.execute(
            "INSERT OR REPLACE INTO loose(blob, data) SELECT id, ? FROM blobs WHERE sha256 = ?",
            [b"%PDF-1.4 LIST", sha256],
        )
    db.close()
    answer = ask.get(f"/api/notices/{made.ids['list']}/files/{sha256}")
    assert answer.status_code == 503 and "backup" in answer.json()["error"]


@pytest.mark.parametrize(
    "name", [HOSTILE, "../../etc/passwd", "a.exe", "con<>.js", "附件1.PDF", ".htaccess", "", "x" * 300 + ".pdf"]
)
def test_names_are_harmless(name: str) -> None:
    from regwatch.web.downloads import file_name, headers

    made = file_name(name, "file-1")
    assert 0 < len(made) <= 140 and not set(made) & set('/\\<>:"|?*\x00\u202e')
    assert not made.startswith(".") and made.rsplit(".", 1)[-1].casefold() in ("pdf", "bin", "txt")
    assert "\n" not in headers(made)["content-disposition"]
