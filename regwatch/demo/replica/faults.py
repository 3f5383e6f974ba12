"""How a site misbehaves. A fault turns the reply a site would have given into another; some decide how it is sent.

The block pages follow what was met on these sites between 2021 and 2026: 加速乐 (521), 瑞数 (412), and interception
pages that answer 200.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace

from regwatch.demo.replica import furniture
from regwatch.demo.replica.jpaas import SOFT_FAILURE, UNIT
from regwatch.demo.replica.miit_search import SEARCH
from regwatch.demo.replica.wire import Reply, Request, as_json, html

HUGE = 20_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    path_prefix: str = ""

    def meets(self, path: str) -> bool:
        robots = self.kind.startswith("robots_")
        return path == "/robots.txt" if robots else path.startswith(self.path_prefix)


def _challenge_521(_: Request, __: Reply) -> Reply:
    script = (
        "<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('c')+('l')+('e')+('a')+('r')+('a')+('n')+('c')+('e')+"
        "('_')+('s')+('=')+((+true)+'')+('6')+'.'+('7')+';max-age=3600;path=/';location.href=location.pathname+"
        "location.search</script>"
    )
    cookie = ("Set-Cookie", "__jsluid_s=5f1d3b7a9c2e4f6081a3c5e7092b4d6f; max-age=31536000; path=/; HttpOnly")
    return html(script, status=521, headers=[cookie])


def _challenge_412(_: Request, __: Reply) -> Reply:
    cookie = ("Set-Cookie", "4hP44ZykCTt5O=60Jq3; Path=/; HttpOnly")
    return html(furniture.plain("challenge_412.html"), status=412, headers=[cookie])


def _block_page(_: Request, __: Reply) -> Reply:
    return html(furniture.plain("block_page.html"))


def _error_500(_: Request, __: Reply) -> Reply:
    return html(furniture.plain("error.html", heading="500 Internal Server Error", text="服务器内部错误"), status=500)


def _error_200(_: Request, __: Reply) -> Reply:
    return html(furniture.plain("error.html", heading="系统提示", text="系统繁忙，请稍后再试！"))


def _sent(manner: str) -> Callable[[Request, Reply], Reply]:
    return lambda _, reply: replace(reply, manner=manner)


def _broken_gzip(_: Request, reply: Reply) -> Reply:
    packed = gzip.compress(reply.body, mtime=0)
    return replace(
        reply,
        body=packed[: len(packed) // 2] + b"\x00\x13",
        headers=[*reply.headers, ("Content-Encoding", "gzip")],
        modified=None,
    )


def _redirect_loop(request: Request, _: Reply) -> Reply:
    turn = "b" if request.raw_query.endswith("turn=a") else "a"
    return Reply(302, headers=[("Location", f"{request.path}?turn={turn}")])


def _redirect_private(_: Request, __: Reply) -> Reply:
    return Reply(302, headers=[("Location", "http://169.254.169.254/latest/meta-data/")])


def _huge(_: Request, reply: Reply) -> Reply:
    filling = "<p>为贯彻落实有关工作部署，现将有关事项公告如下。</p>\n".encode()
    return Reply(200, reply.body + filling * (HUGE // len(filling) + 1), reply.media_type, reply.headers)


def _soft_failure(request: Request, reply: Reply) -> Reply:
    return as_json(SOFT_FAILURE) if request.path in (UNIT, SEARCH) else reply


def _gbk(_: Request, reply: Reply) -> Reply:
    """GBK bytes under a header and a meta that say UTF-8."""
    return replace(reply, body=reply.body.decode("utf-8", "replace").encode("gb18030"), modified=None)


def _null_bytes(_: Request, reply: Reply) -> Reply:
    third = len(reply.body) // 3
    return replace(reply, body=reply.body[:third] + b"\x00" * 400 + reply.body[third:], modified=None)


def _truncated(_: Request, reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) // 2], modified=None)


_NAMES = (
    "page-content", "clist_con", "Three_", "nav04Left02", "con_con", "con_title", "neiright_", "content_body",
    "content_top_box", "mobile_list", "dataResults", '"div"', "右侧内容", "当前栏目_list", "xxgk-box",
)  # fmt: skip


def _layout(_: Request, reply: Reply) -> Reply:
    """A relaunch: the classes and ids that lists and pages are read by have other names."""
    body = reply.body
    for n, name in enumerate(_NAMES):
        quoted = name.startswith('"')
        body = body.replace(name.encode(), (f'"v2-{n}"' if quoted else f"v2-{n}-").encode())
    return replace(reply, body=body, modified=None)


def _robots(status: int) -> Callable[[Request, Reply], Reply]:
    return lambda _, __: html(f"<html><body><h1>{status}</h1></body></html>", status=status)


def _robots_disallow(_: Request, __: Reply) -> Reply:
    return Reply(200, b"User-agent: *\nDisallow: /\n", "text/plain")


def _same(_: Request, reply: Reply) -> Reply:
    return reply


Turn = Callable[[Request, Reply], Reply]
FAULTS: dict[str, Turn] = {
    "challenge_521": _challenge_521,
    "challenge_412": _challenge_412,
    "block_page": _block_page,
    "error_500": _error_500,
    "error_200": _error_200,
    "reset": _sent("reset"),
    "drip": _sent("drip"),
    "hang": _sent("hang"),
    "lying_length": _sent("lying_length"),
    "broken_gzip": _broken_gzip,
    "redirect_loop": _redirect_loop,
    "redirect_private": _redirect_private,
    "huge": _huge,
    "soft_failure": _soft_failure,
    "empty_list": _same,  # the site itself is asked with its lists emptied
    "layout": _layout,
    "robots_503": _robots(503),
    "robots_403": _robots(403),
    "robots_404": _robots(404),
    "robots_disallow": _robots_disallow,
    "gbk_declared_utf8": _gbk,
    "null_bytes": _null_bytes,
    "truncated": _truncated,
}
