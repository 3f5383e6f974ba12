"""Addresses out of pages: hostile until made canonical, told apart by the publisher's own ids.

Sources: RFC 3986 (resolution, percent-encoding); the address forms recorded of the three ministries (2026-09-20).
"""

import re
from urllib.parse import parse_qs, quote, unquote, urljoin, urlsplit, urlunsplit

from crawler.platforms.text import one_line, unspaced

# Hosts that serve one site under several names. MIIT's own page script strips the internal name jyhwzhq from bodies.
_WWW = {
    "miit.gov.cn": "www.miit.gov.cn",
    "wap.miit.gov.cn": "www.miit.gov.cn",
    "jyhwzhq.miit.gov.cn": "www.miit.gov.cn",
    "samr.gov.cn": "www.samr.gov.cn",
    "mee.gov.cn": "www.mee.gov.cn",
}
_ALWAYS_HTTPS = frozenset({*_WWW.values(), "www.gov.cn"})
_PORTS = {"http": 80, "https": 443}
_SAFE_PATH = "/:@!$&'()*+,;=~%-._"
_SAFE_QUERY = _SAFE_PATH + "?"
_TRACKING = re.compile(r"(?:utm_[a-z]+|spm|from_source)=", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,252}[a-z0-9])?\Z|\[[0-9a-f:.]{2,45}\]\Z")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LONGEST = 2000

_JPAAS_ID = re.compile(r"/art_([0-9a-f]{32})\.s?html?\Z")
_TRS_ID = re.compile(r"/(t\d{8}_\d+)\.s?html?\Z")
_OTHER_IDS = (
    re.compile(r"/(content_\d+)\.s?html?\Z"),
    re.compile(r"/art/\d{4}/\d{1,2}/\d{1,2}/(art_\d+_\d+)\.s?html?\Z"),
    re.compile(r"/(c\d+)/content\.s?html?\Z"),
    re.compile(r"/\d{8}/([0-9a-f]{32})\.s?html?\Z"),
)
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{2,5})\Z")
_OFFICE = frozenset(
    {"pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "ppt", "pptx", "dps", "csv", "txt", "rtf"}
)
_FILE_KINDS = _OFFICE | {"zip", "rar", "7z", "tif", "tiff"}
_HINTS = frozenset({"附件", "下载", "点击下载", "下载附件", "附件下载", "点击查看", "查看", "pdf", "word", "下载文件"})
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\]")


def canonical(url: str, base: str) -> str | None:
    """The absolute address that `url` on the page `base` means, or None where it is none that can be fetched.

    Own hosts become https and www; fragments, default ports, session ids and tracking parameters go; raw Chinese is
    percent-encoded as UTF-8; an embedded viewer is replaced by the file it shows.
    """
    url = _unbroken(url)
    if not url or url.startswith("#") or len(url) > _LONGEST:
        return None
    if (scheme := _SCHEME.match(url)) and scheme[0].lower() not in ("http:", "https:"):
        return None
    try:
        resolved = _canonical(urljoin(base, _from_the_root(url, base)))
        return resolved and (_shown_file(resolved) or resolved)
    except ValueError:
        return None


def _unbroken(url: str) -> str:
    """Line breaks and tabs inside an address are an editor's accident (WHATWG URL strips them too)."""
    return re.sub(r"[\r\n\t]+\s*", "", url.strip().strip("\u3000\ufeff\u200b")).strip()


def _from_the_root(url: str, base: str) -> str:
    """`zw/zjwj/art/…` on a page under /zw/ is meant from the root: no site nests a copy of its own first folder.

    Recorded 2026-09-20 in copies of MIIT's, SAMR's and MEE's lists; `xxgk2018/` is MEE's folder of public information.
    """
    if url[0] in "/.?" or _SCHEME.match(url) or "/" not in url:
        return url
    first = url.split("/", 1)[0]
    return "/" + url if first == "xxgk2018" or urlsplit(base).path.startswith(f"/{first}/") else url


def _canonical(url: str) -> str | None:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    host = (parts.hostname or "").rstrip(".").lower()
    if scheme not in _PORTS or not host or parts.username is not None:
        return None
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    if not _HOST.match(host):
        return None
    host = _WWW.get(host, host)
    port = parts.port
    if host in _ALWAYS_HTTPS and (port is None or port in _PORTS.values()):
        scheme, port = "https", None
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair))
    path = _encoded(_without_dots(_SESSION.sub("", parts.path).rstrip(";")) or "/", _SAFE_PATH)
    return urlunsplit((scheme, host, path, _encoded(query, _SAFE_QUERY), ""))


def _without_dots(path: str) -> str:
    """Dot segments that go above the root are dropped (RFC 3986, 5.2.4)."""
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _encoded(text: str, safe: str) -> str:
    return quote(_LOOSE_PERCENT.sub("%25", text), safe=safe)


def _shown_file(url: str) -> str | None:
    parts = urlsplit(url)
    if not parts.path.lower().endswith("/viewer.html"):
        return None
    inner = parse_qs(parts.query).get("file", [""])[0].split("#", 1)[0]
    if not inner or ((scheme := _SCHEME.match(inner)) and scheme[0].lower() not in ("http:", "https:")):
        return None
    return _canonical(urljoin(url, inner))


def external_id(url: str) -> str:
    """The publisher's id that an article's address holds, or an empty text."""
    path = urlsplit(url).path
    for form in (_JPAAS_ID, _TRS_ID, *_OTHER_IDS):
        if found := form.search(path):
            return found[1]
    return ""


def file_kind(url: str) -> str:
    """`pdf`, `docx`, `wps` … for an address of a file that notices attach, or an empty text."""
    parts = urlsplit(url)
    names = [parts.path, *parse_qs(parts.query).get("fileName", [])]
    for name in names:
        found = _EXTENSION.search(name.strip())
        if found and found[1].lower() in _FILE_KINDS:
            return found[1].lower()
    return ""


def same_file(url: str) -> str:
    """What two addresses of one file have in common: the name that SAMR appends as `fileName` is no part of it."""
    parts = urlsplit(url)
    query = "&".join(pair for pair in parts.query.split("&") if not pair.lower().startswith("filename="))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def attachment_name(url: str, text: str, title: str) -> str:
    """The name a reader sees: from `fileName`, else the title, else the link's text, else the path. Safe to show and
    without path separators; never longer than 200 characters."""
    parts = urlsplit(url)
    declared = parse_qs(parts.query).get("fileName", [""])[0]
    for candidate in (declared, title, text):
        name = _UNFIT.sub("_", one_line(candidate)).strip(" .:：")
        if name and unspaced(name).strip("【】[]()（）：:").lower() not in _HINTS:
            return _shortened(name)
    last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1])
    return _shortened(_UNFIT.sub("_", one_line(last)) or "file")


def _shortened(name: str) -> str:
    if len(name) <= 200:
        return name
    ending = _EXTENSION.search(name)
    return name[:190] + (ending[0] if ending else "")
