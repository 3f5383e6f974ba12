"""What every request and answer passes: the fence, redirects and retries too, and unpacking that forgives nothing."""

import gzip
import io
import zlib

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.guards.addresses import Fence, Forbidden
from crawler.waiting import wanted_s
from storage.clock import now


class Fenced(IgnoreRequest):
    """The fence let this address not pass."""


class FenceMiddleware:
    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "FenceMiddleware":
        return cls(crawler)

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        fence: Fence = getattr(self.crawler.spider, "fence")  # noqa: B009 (a spider of another project has none)
        try:
            fence.check(request.url, attachment=bool(request.meta.get("attachment")))
        except Forbidden as refusal:
            raise Fenced(str(refusal)) from None


class PatientRetry(RetryMiddleware):
    """Scrapy asks a busy site again at once (seen in 2.19); one that says when it may be asked is left to our waits."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        if wanted_s(response, now()) is not None:
            return response
        answer: Request | Response = super().process_response(request, response)
        return answer


class DamagedBody(Exception):
    """A compressed body that ends too early, is no such body, or unpacks to more than is taken."""


class StrictCompression(HttpCompressionMiddleware):
    """Scrapy's middleware hands on what could be unpacked of a broken gzip body as a whole page (seen in 2.19)."""

    def process_request(self, request: Request, spider: Spider | None = None) -> None:
        request.headers.setdefault("Accept-Encoding", b"gzip, deflate")

    @staticmethod
    def _decode(body: bytes, encoding: bytes, max_size: int) -> bytes:
        if encoding in (b"gzip", b"x-gzip"):
            return gunzip(body, max_size) if body.startswith(b"\x1f\x8b") else body
        if encoding == b"deflate":
            return inflate(body, max_size)
        raise DamagedBody(f"the body came packed as {encoding.decode('latin-1')[:20]}, which was not asked for")


def gunzip(body: bytes, max_size: int) -> bytes:
    """All members whole with their checksums. Raises DamagedBody."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            plain = packed.read(max_size + 1 if max_size else -1)
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedBody(f"the gzip body is damaged ({error})") from None
    return _bounded(plain, max_size)


def inflate(body: bytes, max_size: int) -> bytes:
    """zlib-wrapped as RFC 9110 says, or bare as some servers send it. Raises DamagedBody."""
    for form in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        unpacker = zlib.decompressobj(form)
        try:
            plain = unpacker.decompress(body, max_size + 1 if max_size else 0)
        except zlib.error:
            continue
        if unpacker.eof or (max_size and len(plain) > max_size):
            return _bounded(plain, max_size)
    raise DamagedBody("the deflate body is damaged or ends too early")


def _bounded(plain: bytes, max_size: int) -> bytes:
    if max_size and len(plain) > max_size:
        raise DamagedBody(f"the body unpacks to more than {max_size} bytes")
    return plain
