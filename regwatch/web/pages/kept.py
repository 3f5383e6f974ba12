"""What is kept of a notice, to take away: its captures and files byte for byte, and the pack that proves them."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from regwatch.web import downloads
from regwatch.web.api.answers import FAULTS, described, records_answer
from regwatch.web.api.schemas import KEPT, many
from regwatch.web.site import TookTooLong, site_of
from storage.evidence.packs import export
from storage.queries import notices
from storage.queries.kept import kept_file, kept_files

router = APIRouter(responses=FAULTS)
_COLUMNS = ("role", "name", "observed_at", "status", "media_type", "bytes", "sha256", "url")
_BINARY = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_ZIP = {"application/zip": {"schema": {"type": "string", "format": "binary"}}}
_CHUNK = 1 << 16
# A pack may be large: two are made at a time, whoever asks.
_MAKING = threading.BoundedSemaphore(2)


@router.get(
    "/api/notices/{notice}/files",
    summary="What is kept of a notice: its pages as captured and its files, each content once",
    openapi_extra=described("format", answer=many(KEPT)),
)
def listing(request: Request, notice: str) -> Response:
    with site_of(request).reading() as db:
        found = kept_files(db, notices.resolve(db, notice))
    return records_answer(request, found, _COLUMNS, name="files")


@router.get(
    "/api/notices/{notice}/files/{sha256}",
    summary="One of them, byte for byte, always as a file to save",
    response_class=Response,
    responses={200: {"content": _BINARY}},
)
def file(request: Request, notice: str, sha256: str) -> Response:
    with site_of(request).reading() as db:
        found, content = kept_file(db, notices.resolve(db, notice), sha256)
    named = found["name"] if found["role"] == "attachment" else f"{notice}-{found['observed_at'][:10]}.html"
    name = downloads.file_name(named, f"file-{found['sha256'][:12]}")
    return Response(content, media_type="application/octet-stream", headers=downloads.headers(name, found["sha256"]))


@router.get(
    "/api/notices/{notice}/evidence.zip",
    summary="The evidence pack of a notice, which anyone can check offline with `regwatch evidence verify`",
    response_class=Response,
    responses={200: {"content": _ZIP}},
)
def pack(request: Request, notice: str) -> Response:
    site = site_of(request)
    if not _MAKING.acquire(timeout=site.settings.serve.query_s):
        raise TookTooLong
    folder = tempfile.TemporaryDirectory(prefix="regwatch-pack-")
    try:
        with site.reading() as db:
            made = export(db, notice, Path(folder.name), site.clock())
    except BaseException:
        folder.cleanup()
        raise
    finally:
        _MAKING.release()
    answer = StreamingResponse(_read(made.path, folder), media_type="application/zip")
    answer.headers.update(downloads.headers(made.path.name, made.sha256))
    answer.headers["content-length"] = str(made.bytes)
    answer.headers["cache-control"] = "no-store"
    return answer


def _read(path: Path, folder: "tempfile.TemporaryDirectory[str]") -> Iterator[bytes]:
    with folder, path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


__all__ = ["router"]
