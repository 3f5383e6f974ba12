"""A name that leads to a private address is not connected to, unless it is the mirror's."""

from typing import Any

import pytest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

from crawler.guards.resolver import GuardedResolver


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> GuardedResolver:
    answers = {"www.miit.gov.cn": "203.119.1.1", "rebound.gov.cn": "169.254.169.254", "mirror.local": "10.0.0.7"}

    def answer(_: Any, name: str, timeout: Any = ()) -> "Deferred[str]":
        return succeed(answers[name])

    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", answer)
    made = GuardedResolver.__new__(GuardedResolver)
    made.trusted = frozenset({"mirror.local"})
    return made


def _outcome(answer: "Deferred[str]") -> Any:
    got: list[Any] = []
    answer.addBoth(got.append)
    return getattr(got[0], "value", got[0])


def test_public_addresses_pass(resolver: GuardedResolver) -> None:
    assert _outcome(resolver.getHostByName("www.miit.gov.cn")) == "203.119.1.1"


def test_a_rebound_name_is_refused_after_the_look_up(resolver: GuardedResolver) -> None:
    refusal = _outcome(resolver.getHostByName("rebound.gov.cn"))
    assert isinstance(refusal, DNSLookupError)
    assert "rebound.gov.cn resolves to 169.254.169.254" in str(refusal)


def test_the_configured_mirror_may_be_private(resolver: GuardedResolver) -> None:
    assert _outcome(resolver.getHostByName("mirror.local")) == "10.0.0.7"
