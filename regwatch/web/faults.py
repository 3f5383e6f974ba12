"""Every fault as one sentence: JSON for programs, a page for people; what the asker did wrong is never a 5xx."""

import logging
from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from notifier.errors import NotifierError
from regwatch.errors import UsageFault
from regwatch.web.language import language_of
from regwatch.web.rendering import render
from regwatch.web.site import TookTooLong
from regwatch.web.words import speaker
from storage.aliases import AliasFileError
from storage.clock import NotAMoment
from storage.errors import NotFound, StorageError
from storage.new_files import CannotWrite
from storage.supplier_files import SupplierFileError

_LOG = logging.getLogger("regwatch.web")
_PROGRAMS = ("/api/", "/feeds/", "/reports/", "/calendar.ics", "/metrics", "/healthz")
_STATUS: dict[type[Exception], int] = {
    UsageFault: 400,
    NotAMoment: 400,
    SupplierFileError: 400,
    NotifierError: 400,
    NotFound: 404,
    StorageError: 503,
    AliasFileError: 503,
    CannotWrite: 503,
}


def add_fault_handlers(app: FastAPI) -> None:
    for kind, status in _STATUS.items():
        app.add_exception_handler(kind, _handler(status))
    app.add_exception_handler(TookTooLong, _too_long)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _ours)


def answer(request: Request, status: int, sentence: str) -> Response:
    sentence = " ".join(sentence.split())[:600]
    if request.url.path.startswith(_PROGRAMS):
        return JSONResponse({"error": sentence}, status_code=status, headers={"cache-control": "no-store"})
    return render(request, "error.html", status=status, sentence=sentence)


def _handler(status: int) -> Callable[[Request, Exception], Response]:
    def handle(request: Request, fault: Exception) -> Response:
        if status >= 500:
            _LOG.error("%s: %s", request.url.path, fault)
        return answer(request, status, str(fault))

    return handle


def _too_long(request: Request, fault: Exception) -> Response:
    return answer(request, 503, "this question takes longer than is allowed here; narrow it and ask again")


def _http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    if fault.status_code == 404:
        return answer(request, 404, speaker(language_of(request))("unknown_page"))
    if fault.status_code == 405:
        made = answer(request, 405, f"{request.method} is not known for this address; ask with GET")
        made.headers.update(fault.headers or {})
        return made
    return answer(request, fault.status_code, str(fault.detail))


def _invalid(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    first = fault.errors()[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "the request"
    return answer(request, 400, f"{where} cannot be read ({first['msg']}); correct it")


def _ours(request: Request, fault: Exception) -> Response:
    _LOG.exception("a fault of Regwatch at %s", request.url.path, exc_info=fault)
    return answer(request, 500, "a fault of Regwatch; its log has the details")
