"""Is this the page, or something put in its place? Told by status and bytes, before anything is read.

Observed: 加速乐 (Knownsec) answers 521 with a script that sets `__jsl_clearance` (MIIT, 2021-2022); 瑞数 (Ruishu)
answers 412 or 202 with `$_ts` (Hubei, Gansu, 2025); block, login and error pages also come with status 200.
"""

import re
from dataclasses import dataclass
from typing import Literal

Fault = Literal["challenged", "error_page"]


@dataclass(frozen=True, slots=True)
class Block:
    """`fault` is challenged (somebody does not want us) or error_page (the site is broken); `what` says it in words."""

    fault: Fault
    what: str


_SCRIPT_COOKIE = re.compile(rb"<script[^>]{0,200}>[^<]{0,4000}document\.cookie\s{0,4}=", re.IGNORECASE)
_TITLE = re.compile(rb"<title[^>]{0,100}>([^<]{0,200})</title", re.IGNORECASE)
_SMALL = 30_000
_BLOCK_WORDS = (
    "您的访问请求被拦截",
    "您的请求可能存在威胁",
    "访问被拒绝",
    "访问被阻断",
    "访问被拦截",
    "访问过于频繁",
    "请求过于频繁",
    "人机验证",
    "安全验证",
    "请完成验证",
    "拖动滑块",
    "网站防火墙",
    "web应用防火墙",
    "访问行为异常",
    "异常访问",
    "access denied",
    "captcha",
    "request blocked",
    "security check",
)
_LOGIN_WORDS = ("用户登录", "统一身份认证", "请先登录", "登录失效")
_FEW_WORDS = 300
_MISSING_WORDS = (
    "文章不存在",
    "内容不存在",
    "信息不存在",
    "文件不存在",
    "已被删除",
    "已删除",
    "已下线",
    "无法找到",
    "找不到页面",
)
_ERROR_WORDS = (
    "页面不存在",
    "您访问的页面不存在",
    "找不到该页面",
    "404 not found",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "504 gateway",
    "系统繁忙",
    "系统维护",
    "服务器错误",
    "网站维护",
    "请求的资源不存在",
    "系统提示",
    "服务器内部错误",
)


def by_status(status: int, body: bytes) -> Block | None:
    """A block that the status alone, or the status with an unmistakable body, tells."""
    if status == 521:
        return Block("challenged", "HTTP 521, a script challenge (加速乐) in place of the page")
    if status in (412, 202) and b"$_ts" in body[:_SMALL]:
        return Block("challenged", f"HTTP {status}, a script challenge (瑞数) in place of the page")
    if status == 412:
        return Block("challenged", "HTTP 412, the request was refused by a challenge")
    if status in (401, 403, 405, 407, 418, 429, 451):
        return Block("challenged", f"HTTP {status}, the site refuses us")
    return None


def by_words(title: str, text: str) -> str | None:
    """A message of the site in a notice's own template (`页面不存在`), told by how little else it says; or None."""
    if len(text) > _FEW_WORDS:
        return None
    said = f"{title}\n{text}".lower()
    for word in (*_MISSING_WORDS, *_ERROR_WORDS, *_BLOCK_WORDS):
        if word in said and len(text) < 3 * len(word) + 60:
            return f"the page says little but '{word}'; taken for a message of the site"
    return None


def by_content(body: bytes) -> Block | None:
    """A block or error page that came as a success. Only for bodies in which no notice or list was found."""
    head = body[:_SMALL]
    if len(body) < _SMALL and (_SCRIPT_COOKIE.search(head) or b"$_ts" in head):
        return Block("challenged", "a script challenge came with status 200")
    text = head.decode("utf-8", "ignore").lower() + head.decode("gb18030", "ignore").lower()
    found = _TITLE.search(head)
    title = found.group(1).decode("utf-8", "ignore").strip().lower() if found else ""
    for word in _BLOCK_WORDS:
        if word in text:
            return Block("challenged", f"a block page came with status 200 (it says '{word}')")
    for word in _LOGIN_WORDS:
        if word in text and b"password" in head.lower():
            return Block("challenged", f"a login page came with status 200 (it says '{word}')")
    for word in _ERROR_WORDS:
        if word in title or (len(body) < 6000 and word in text):
            return Block("error_page", f"an error page came with status 200 (it says '{word}')")
    return None
