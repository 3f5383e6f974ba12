"""What this machine could not give (time, memory, a process) is told from what a file is; only that is tried again."""

import io
import zipfile
from dataclasses import replace

import pytest

from crawler.attachments import members, reading, sandbox
from crawler.attachments.limits import Budget
from crawler.attachments.sandbox import Limits, read_safely
from crawler.attachments.wire import from_json, to_json
from storage.model import Document

TEXT = "企业名单\n甲公司\n".encode()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("名单.txt", TEXT)
    return out.getvalue()


def test_too_little_time_is_given_up_and_enough_is_not() -> None:
    short = read_safely(TEXT, "a.txt", Limits(wall_s=0.005))
    assert short.gave_up and not short.readable and "given up" in short.warnings[0]
    assert not read_safely(TEXT, "a.txt").gave_up


def test_no_process_at_all_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> Document:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(sandbox, "_read_in", none)
    assert read_safely(TEXT, "a.txt").gave_up


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0 no office file", b"PK\x03\x04 cut off", b"%PDF-1.7 damaged"])
def test_what_no_other_try_can_mend_is_not(data: bytes) -> None:
    document = read_safely(data, "a")
    assert not document.readable and not document.gave_up


def test_a_member_that_ran_out_of_memory_speaks_for_its_archive(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Document:
        raise MemoryError

    honest = reading.reader_for
    monkeypatch.setattr(reading, "reader_for", lambda kind: exhausted if kind.startswith("text/") else honest(kind))
    document = reading.read_within(_zip(), "名单.zip", Budget())
    assert members.gave_up(document) and not document.gave_up
    assert members.gave_up(from_json(to_json(document))), "and it goes over the pipe"
    assert not members.gave_up(replace(document, members=()))
