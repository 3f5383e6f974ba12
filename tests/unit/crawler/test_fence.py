"""Which addresses may be asked for. Everything that comes out of a page is hostile until it passed."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guards.addresses import Fence, Forbidden
from storage.internet import is_ip, is_public

SITE = Fence(hosts=frozenset({"www.miit.gov.cn", "miit.gov.cn"}))
MIRROR = Fence(hosts=frozenset({"www.miit.gov.cn"}), mirror="http://127.0.0.1:8801")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.miit.gov.cn/zwgk/a.html",
        "http://www.miit.gov.cn:80/a",
        "https://www.miit.gov.cn:443/a",
        "https://WWW.MIIT.GOV.CN/a",
    ],
)
def test_the_sites_own_pages_pass(url: str) -> None:
    SITE.check(url)


HOSTILE = [
    "file:///etc/passwd",
    "ftp://www.miit.gov.cn/a",
    "data:text/html,x",
    "s3://www.miit.gov.cn/a",
    "javascript:alert(1)",
    "gopher://www.miit.gov.cn/",
    "//www.miit.gov.cn/a",
    "www.miit.gov.cn/a",
    "",
    "https://user@www.miit.gov.cn/a",
    "https://user:pass@www.miit.gov.cn/a",
    "https://www.miit.gov.cn@evil.example/a",
    "https://@www.miit.gov.cn/a",
    "https://www.miit.gov.cn:8080/a",
    "http://www.miit.gov.cn:443/a",
    "https://www.miit.gov.cn:99999/a",
    "https://www.miit.gov.cn:x/a",
    "https://www.miit.gov.cn.evil.example/a",
    "https://evil-miit.gov.cn/a",
    "https://www.miit.gov.cn./a",
    "https://localhost/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://0x7f.0.0.1/a",
    "https://0177.0.0.1/a",
    "https://[::1]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://[fe80::1%25eth0]/a",
    "https://[::1/a",
    "https://169.254.169.254/latest/meta-data/",
    "https://8.8.8.8/a",
    "https://ｗｗｗ.ｍｉｉｔ.gov.cn/a",
    "https://www.mііt.gov.cn/a",
    "https://xn--www-mt-8wfb.gov.cn/a",
    "https://www。miit。gov。cn/a",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_everything_else_is_refused_as_a_page(url: str) -> None:
    with pytest.raises(Forbidden) as refusal:
        SITE.check(url)
    assert str(refusal.value)


@pytest.mark.parametrize("url", [url for url in HOSTILE if ".gov.cn" not in url or "evil.example" in url])
def test_everything_else_is_refused_as_an_attachment(url: str) -> None:
    with pytest.raises(Forbidden):
        SITE.check(url, attachment=True)


def test_attachments_may_lie_on_other_government_hosts_and_pages_may_not() -> None:
    SITE.check("https://download.mee.gov.cn/a.pdf", attachment=True)
    for url in ("https://download.mee.gov.cn/a.pdf", "https://gov.cn.example/a.pdf"):
        with pytest.raises(Forbidden):
            SITE.check(url)
    for url in ("https://xgov.cn/a.pdf", "https://www.gov.cn.example/a.pdf", "https://evil.example/.gov.cn"):
        with pytest.raises(Forbidden):
            SITE.check(url, attachment=True)


@pytest.mark.parametrize("attachment", [False, True])
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8802/a",
        "http://127.0.0.1/a",
        "https://127.0.0.1:8801/a",
        "http://localhost:8801/a",
        "http://127.0.0.1:8801@evil.example/a",
        "http://user@127.0.0.1:8801/a",
        "https://www.miit.gov.cn/a",
        "https://download.mee.gov.cn/a.pdf",
        "file:///127.0.0.1:8801/a",
    ],
)
def test_with_a_mirror_nothing_but_the_mirror_is_asked(url: str, attachment: bool) -> None:
    MIRROR.check("http://127.0.0.1:8801/a", attachment=attachment)
    with pytest.raises(Forbidden):
        MIRROR.check(url, attachment=attachment)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255",
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1",
        "fc00::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2002:a00:1::", "fe80::1%eth0", "not an address", "",
        "::127.0.0.1", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_every_wrapping(ip: ipaddress.IPv4Address) -> None:
    number = int(ip)
    assert is_ip(str(ip)) and is_ip(str(number)) and is_ip(hex(number))
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) | number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) | number)
    assert is_public(str(ip)) == is_public(str(mapped)) == is_public(str(nat64))
    if ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast:
        assert not is_public(str(ip))
    for form in (str(ip), str(number), hex(number)):
        with pytest.raises(Forbidden):
            SITE.check(f"https://{form}/a", attachment=True)


@given(st.text(max_size=60))
def test_no_text_gets_through_or_breaks_the_fence(text: str) -> None:
    for url in (text, f"https://{text}/", f"https://{text}@www.evil.example/", f"{text}://www.miit.gov.cn/"):
        try:
            SITE.check(url)
        except Forbidden:
            continue
        assert url.lower().startswith(("https://www.miit.gov.cn", "https://miit.gov.cn", "http://www.miit.gov.cn"))
