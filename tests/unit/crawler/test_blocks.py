"""Pages put in the place of pages."""

import pytest

from crawler.guards.blocks import by_content, by_status, by_words


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"", False), (404, b"", False), (500, b"", False), (202, b"accepted", False),
        (521, b"", True), (412, b"", True), (202, b"$_ts=window['$_ts']", True), (403, b"", True), (429, b"", True),
        (401, b"", True), (405, b"", True),
    ],
)  # fmt: skip
def test_by_status(status: int, body: bytes, told: bool) -> None:
    assert (by_status(status, body) is not None) is told


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<html><title>提示</title>您的访问请求被拦截，事件编号 1</html>", "challenged"),
        ("<html><h1>您的访问被阻断</h1></html>", "challenged"),
        ("<html><title>安全验证</title>请完成验证后继续访问</html>", "challenged"),
        ("<html><title>系统提示</title>系统繁忙，请稍后再试！</html>", "error_page"),
        ("<html><title>404</title>您访问的页面不存在</html>", "error_page"),
        ("<html><title>通知</title>关于开展专项整治的通知</html>", None),
    ],
)
def test_by_content(html: str, fault: str | None, encoding: str) -> None:
    found = by_content(html.encode(encoding))
    assert (found.fault if found else None) == fault


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("页面不存在", "您访问的页面不存在或已被删除！", True),
        ("提示", "文章不存在", True),
        ("提示", "系统繁忙，请稍后再试", True),
        ("关于对已删除企业名单的公告", "现将有关事项公告如下。" * 30, False),
        ("关于开展专项整治的通知", "请认真贯彻执行。", False),
        ("图解", "", False),
    ],
)
def test_messages_of_the_site_in_a_notices_own_template(title: str, text: str, told: bool) -> None:
    assert (by_words(title, text) is not None) is told
