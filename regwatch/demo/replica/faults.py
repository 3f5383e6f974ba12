"""How a site misbehaves. A fault turns the reply a site would have given into another one; some decide how it is sent.

The block pages follow what was met on these sites between 2021 and 2026: 加速乐 (521), 瑞数 (412), and interception pages
that answer 200.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass, replace

from regwatch.demo.replica.furniture import _STYLE
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
    page = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="9DhefwqGPrzGxEp9hPaoag" content="{qr8qrrqkq0q!x7Wp1mYbq" '
        'r="m"><script type="text/javascript" r=\'m\'>$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};$_ts.nsd=68193;$_ts.cd="qcqErAlEqGLm";'
        "if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>"
    )
    return html(page, status=412, headers=[("Set-Cookie", "4hP44ZykCTt5O=60Jq3; Path=/; HttpOnly")])


def _block_page(_: Request, __: Reply) -> Reply:
    page = (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>访问被拦截</title>'
        f'<style>{_STYLE}</style></head><body><div class="center"><h1>很抱歉，由于您访问的请求有可能对网站造成安全威胁，您的访问被阻断。</h1>'
        "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>事件编号：7f3a2c19e0d84b56</p><p>如有疑问请联系网站管理员。</p></div></body></html>"
    )
    return html(page)


def _error_500(_: Request, __: Reply) -> Reply:
    return html("<html><body><h1>500 Internal Server Error</h1><p>服务器内部错误</p></body></html>", status=500)


def _error_200(_: Request, __: Reply) -> Reply:
    return html(
        '<html><head><meta charset="utf-8"><title>系统提示</title></head><body><p>系统繁忙，请稍后再试！</p></body></html>'
    )


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


def _layout(_: Request, reply: Reply) -> Reply:
    """A relaunch: every class and id the lists and pages are read by has another name."""
    body = reply.body
    for old in (b"page-content", b"clist_con", b"Three_", b"nav04Left02", b"con_con", b"con_title", b"neiright_", b"content_body",
                b"mobile_list", b"dataResults", b'"div"', "右侧内容".encode(), "当前栏目_list".encode()):  # fmt: skip
        body = body.replace(old, b"v2-" + bytes(byte if byte < 128 and chr(byte).isalnum() else 45 for byte in old))
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
