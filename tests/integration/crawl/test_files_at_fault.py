"""Files of a notice that are out of reach, cut off, or somewhere they must not be asked for."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answers import change_answers, honest_again
from world import Make, World

from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START
from regwatch.demo.replica.wire import Reply, Request
from regwatch.demo.story import Story
from regwatch.demo.story.model import Annex, Edition

HOUR = timedelta(hours=1)


def _docx(words: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        )
        packed.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>",
        )
    return out.getvalue()


def _story(source: str) -> Story:
    """One notice with one file that is replaced under its address after two days."""
    (notice,) = generated(1, polls=0, shares={source: 1.0}, kilobytes=(1, 2)).notices
    first, second = (
        Annex("名单.docx", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", lambda words=words: _docx(words))  # type: ignore[misc]
        for words in ("甲公司 梯次利用", "甲公司 再生利用")
    )
    content = notice.editions[0].content
    editions = (
        Edition(notice.posted, replace(content, annexes=(first,))),
        Edition(START + timedelta(days=2), replace(content, annexes=(second,)), "the file"),
    )
    return Story(start=START, notices=(replace(notice, editions=editions),))


def _file(world: World) -> dict[str, Any]:
    row = world.ask(
        """SELECT f.name, f.fault, f.readable, b.size FROM notices n
           JOIN versions v ON v.notice = n.id AND v.number = n.version
           JOIN version_attachments f ON f.version = v.id LEFT JOIN blobs b ON b.id = f.blob"""
    )
    return dict(zip(("name", "fault", "readable", "size"), row[0], strict=True))


def _kinds(world: World) -> list[str]:
    return [kind for kind, _ in world.changes()]


FILES = {"miit": "/cms_files/", "mee": "/W0"}


def _mar(world: World, change: Any) -> None:
    mark = FILES[world.source]
    change_answers(world, lambda request, reply: change(request, reply) if mark in request.path else reply)


def _cut(_: Request, reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) // 2], modified=None)


def _lies(_: Request, reply: Reply) -> Reply:
    return replace(reply, manner="lying_length", modified=None)


def _refuses(_: Request, reply: Reply) -> Reply:
    return Reply(503, b"busy")


def _resets(_: Request, reply: Reply) -> Reply:
    return replace(reply, manner="reset", modified=None)


def _error_page(_: Request, reply: Reply) -> Reply:
    return Reply(200, "<!DOCTYPE html><html><title>系统提示</title><body>系统繁忙</body></html>".encode())


@pytest.mark.parametrize("source", ["miit", "mee"])
def test_a_file_cut_off_is_no_edit_and_a_first_copy_is_kept_as_it_came(make_world: Make, source: str) -> None:
    world = make_world(source, _story(source))
    world.crawl(START, full=False)
    whole = _file(world)
    assert whole["readable"] == 1
    held = world.counts()
    _mar(world, _cut)
    report = world.crawl(START + timedelta(days=2, hours=1))
    assert sum(channel["unread"] for channel in report.values()) == 1
    assert world.counts() == held and _kinds(world) == ["published"]
    assert _file(world)["size"] == whole["size"]


def test_half_a_file_on_the_first_look_is_kept_and_said_to_be_unreadable(make_world: Make) -> None:
    world = make_world("miit", _story("miit"))
    _mar(world, _cut)
    world.crawl(START, full=False)
    assert _kinds(world) == ["published"]
    assert _file(world)["size"] and _file(world)["readable"] == 0 and _file(world)["fault"]


@pytest.mark.parametrize("source", ["miit", "mee"])
@pytest.mark.parametrize("change", [_lies, _refuses, _resets, _error_page])
def test_a_file_at_fault_is_completed_later_and_never_an_edit(make_world: Make, source: str, change: Any) -> None:
    world = make_world(source, _story(source))
    _mar(world, change)
    report = world.crawl(START, full=False)
    assert _kinds(world) == ["published"]
    assert sum(channel["unread"] for channel in report.values()) == 1
    assert _file(world)["size"] is None and _file(world)["fault"]
    found = [finding for row in world.states(START).values() for finding in row["findings"]]
    assert "attachments_unread" in {finding["kind"] for finding in found}

    honest_again(world)
    world.crawl(START + HOUR, full=False)
    assert _kinds(world) == ["published"]
    assert _file(world)["readable"] == 1 and not _file(world)["fault"]
    found = [finding for row in world.states(START + HOUR).values() for finding in row["findings"]]
    assert "attachments_unread" not in {finding["kind"] for finding in found}
    held = world.counts()

    _mar(world, change)
    report = world.crawl(START + timedelta(days=2, hours=1))
    assert sum(channel["unread"] for channel in report.values()) == 1
    assert world.counts() == held and _kinds(world) == ["published"]
    assert _file(world)["readable"] == 1

    honest_again(world)
    world.crawl(START + timedelta(days=2, hours=2), full=False)
    assert _kinds(world) == ["edited", "published"]
    (edits,) = world.ask("SELECT edits FROM changes WHERE kind = 'edited'")[0]
    assert {edit["where"] for edit in json.loads(edits)} <= {"attachment:名单.docx", "attachment:附件1：名单.docx"}


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/x.docx",
        "http://169.254.169.254/x.docx",
        "http://127.0.0.1:22/x.docx",
        "https://download.mee.gov.cn/x.docx",
        "http://[::1]/x.docx",
        "http://user:pass@www.mee.gov.cn/x.docx",
    ],
)
def test_a_file_on_a_foreign_host_is_not_asked_for_and_the_reason_is_kept(make_world: Make, address: str) -> None:
    world = make_world("mee", _story("mee"))

    def elsewhere(_: Request, reply: Reply) -> Reply:
        page = reply.body.decode("utf-8", "ignore")
        if "名单.docx" not in page:
            return reply
        start = page.index('href="', page.rindex("<a", 0, page.index("名单.docx"))) + 6
        return replace(reply, body=(page[:start] + address + page[page.index('"', start) :]).encode(), modified=None)

    change_answers(world, elsewhere)
    world.crawl(START, full=False)
    assert _kinds(world) == ["published"]
    rows = world.ask("SELECT url, fault, blob FROM version_attachments")
    assert all(blob is None and fault for _, fault, blob in rows), rows
    assert not [logged for logged in world.replica.log if "x.docx" in logged.path]
    assert world.ask(
        "SELECT count(*) FROM captures c JOIN addresses a ON a.id = c.address WHERE a.kind = 'attachment'"
    )[0] == (0,)
