"""Who gets in, how fast and how much; which headers every answer carries; what is out of reach."""

import base64
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgi_client import Client
from web_archive import NOW, REGISTER, Made

from notifier.subscriptions import subscribe
from notifier.wishes import wish
from regwatch.errors import UsageFault
from regwatch.mails import subscribers
from regwatch.settings import Settings
from regwatch.web.app import ROUTERS
from regwatch.web.running import address_of, listen
from storage.archive import open_archive
from storage.clock import now
from storage.health import observe_service

TOKEN = "a-token-of-the-readers"


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"any:{password}".encode()).decode()}


@pytest.mark.parametrize("path", ["/", "/api/changes", "/nowhere", "/api/nowhere", "/static/none.css", "/healthz"])
def test_every_answer_carries_the_headers(ask: Client, path: str) -> None:
    headers = ask.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"


def test_pages_hold_no_script_and_no_inline_style(ask: Client, made: Made) -> None:
    for path in ("/", "/coverage", "/penalties", "/rollouts", f"/notices/{made.ids['list']}/diff", "/subscribe"):
        text = ask.get(path).text
        assert "<script" not in text and " style=" not in text and "<style" not in text, path


def test_beyond_this_machine_the_token_is_asked_for(client_of: Callable[..., Client]) -> None:
    ask = client_of(client="203.0.113.5", host="rw.example.org", serve={"token": TOKEN}, token_needed=True)
    for path in ("/", "/api/changes", "/feeds/changes.atom", "/subscribe", "/api/openapi.json"):
        refused = ask.get(path)
        assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Basic "), path
        assert "error" in refused.json()
        assert ask.get(path, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200, path
        assert ask.get(path, headers=basic(TOKEN)).status_code == 200, path
    assert ask.get("/", headers=basic("wrong")).status_code == 401
    assert ask.get("/", headers={"authorization": b"Basic \xe4"}).status_code == 401
    assert ask.get("/", headers={"authorization": "Bearer " + TOKEN + "x"}).status_code == 401
    for path in ("/healthz", "/robots.txt"):
        assert ask.get(path).status_code == 200
    assert ask.get("/confirm/xx").status_code == 404


OPERATORS = ("/operator", "/api/operator/findings", "/api/operator/deliveries", "/metrics")


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_operators_have_a_token_of_their_own(client_of: Callable[..., Client]) -> None:
    tokens = {"token": TOKEN, "operator_token": "a-token-of-the-operators"}
    ask = client_of(client="203.0.113.8", host="rw.example.org", serve=tokens, token_needed=True)
    for path in OPERATORS:
        assert ask.get(path).status_code == 401 and "operators' token" in ask.get(path).json()["error"], path
        refused = ask.get(path, headers=bearer(TOKEN))
        assert refused.status_code == 403 and "operator_token" in refused.json()["error"], path
        assert ask.get(path, headers=bearer(tokens["operator_token"])).status_code == 200, path
        assert ask.get(path, headers=basic(tokens["operator_token"])).status_code == 200, path
    assert ask.get("/", headers=bearer(tokens["operator_token"])).status_code == 200, "operators read as well"
    assert ask.get("/%6detrics", headers=bearer(TOKEN)).status_code == 403


def test_without_an_operators_token_readers_do_not_become_operators(client_of: Callable[..., Client]) -> None:
    ask = client_of(client="203.0.113.9", host="rw.example.org", serve={"token": TOKEN}, token_needed=True)
    for path in OPERATORS:
        assert ask.get(path, headers=bearer(TOKEN)).status_code == 403, path


def test_on_this_machine_operators_are_asked_only_where_their_token_is_set(client_of: Callable[..., Client]) -> None:
    assert {client_of().get(path).status_code for path in OPERATORS} == {200}
    ask = client_of(serve={"operator_token": "a-token-of-the-operators"})
    assert ask.get("/").status_code == 200 and ask.get("/changes").status_code == 200
    assert {ask.get(path).status_code for path in OPERATORS} == {401}
    assert ask.get("/metrics", headers=bearer("a-token-of-the-operators")).status_code == 200
    assert ask.get("/metrics", headers={"host": "evil.example"}).status_code == 421


def test_two_equal_tokens_are_refused() -> None:
    with pytest.raises(ValueError, match="another than token"):
        Settings.model_validate({"serve": {"token": TOKEN, "operator_token": TOKEN}})


def test_operators_see_what_became_of_mails_and_no_address(tmp_path: Path, client_of: Callable[..., Client]) -> None:
    for name in ("archive.db", "search.db"):
        shutil.copy(client_of().site.settings.data / name, tmp_path)
    ask = client_of(data=tmp_path)
    assert ask.get("/api/operator/deliveries").json() == []
    assert not (tmp_path / "subscribers.db").exists(), "looking makes no file"
    people = subscribers(ask.site.settings)
    subscribe(people, "seen.person@example.org", wish("weekly"), confirmed=False, now=now())
    people.conn.execute(
        "UPDATE deliveries SET state = 'failed', last_error = '550 5.1.1 <seen.person@example.org>: no such user'"
    )
    people.conn.commit()
    people.close()
    [told] = ask.get("/api/operator/deliveries").json()
    assert told["state"] == "failed" and told["said"] == "550 5.1.1 <…>: no such user"
    for path in OPERATORS:
        assert "seen.person" not in ask.get(path).text, path
    archive = open_archive(tmp_path)
    observe_service(archive, "backup", "the backup failed: no space left", NOW)
    archive.close()
    page = ask.get("/operator?lang=en").text
    assert "no such user" in page and "no space left" in page
    assert [one["kind"] for one in ask.get("/api/operator/findings").json()] == ["backup"]


def test_tokens_cannot_be_tried_for_long(client_of: Callable[..., Client]) -> None:
    ask = client_of(client="203.0.113.6", host="rw.example.org", serve={"token": TOKEN}, token_needed=True)
    seen = [ask.get("/", headers=basic(f"guess{n}")).status_code for n in range(25)]
    assert seen[:20] == [401] * 20 and seen[-1] == 429


def test_no_token_set_means_nobody_gets_in(client_of: Callable[..., Client]) -> None:
    ask = client_of(client="203.0.113.5", token_needed=True)
    assert ask.get("/", headers={"authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", ""])
def test_foreign_names_are_refused_without_a_token(client_of: Callable[..., Client], host: str) -> None:
    """A page of another site must not read this one by pointing its own name here (DNS rebinding)."""
    assert client_of().get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8765", "[::1]:80", "127.0.0.1", "rw.example.org", "other.example"])
def test_known_names_are_served(client_of: Callable[..., Client], host: str) -> None:
    ask = client_of(mail={"base_url": "https://rw.example.org"}, serve={"hosts": ["other.example"]})
    assert ask.get("/", headers={"host": host}).status_code == 200


def test_pace_is_held_for_others_and_not_for_this_machine(client_of: Callable[..., Client]) -> None:
    far = client_of(client="203.0.113.7", serve={"per_minute": 10})
    seen = [far.get("/robots.txt").status_code for _ in range(70)]
    assert 429 in seen[-5:] and seen[:50] == [200] * 50
    assert int(far.get("/robots.txt").headers["retry-after"]) >= 1
    near = client_of(serve={"per_minute": 10})
    assert {near.get("/robots.txt").status_code for _ in range(70)} == {200}


def test_too_much_is_refused(client_of: Callable[..., Client]) -> None:
    ask = client_of(serve={"upload_mb": 1})
    big = b"x" * ((1 << 20) + (80 << 10))
    for path in ("/check", "/api/check"):
        answer = ask.post(path, files={"file": ("s.csv", big)})
        assert answer.status_code == 413 and "split it" in answer.json()["error"]
    assert ask.post("/confirm/x", content=b"y" * (70 << 10)).status_code == 413

    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(40):
            yield b"z" * (64 << 10)

    assert ask.post("/api/check", content=chunks(), headers={"content-type": "text/csv"}).status_code == 413
    assert ask.post("/check", headers={"content-length": "9" * 30}).status_code in (400, 413)


def test_subscribers_are_out_of_reach_of_every_read_page(made: Made, client_of: Callable[..., Client]) -> None:
    ask = client_of()
    people = subscribers(ask.site.settings)
    subscribe(people, "hidden.person@example.org", wish("weekly", query="secretwish"), confirmed=True, now=now())
    people.close()
    paths = (
        "/", "/changes", "/coverage", "/search?q=hidden", "/metrics", "/api/search?q=hidden.person@example.org",
        "/api/changes?query=secretwish", "/api/sources", "/subscribe", "/subscriptions", "/api/subscriptions",
    )  # fmt: skip
    for path in paths:
        text = ask.get(path).text.replace("q=hidden.person@example.org", "")
        assert "hidden.person" not in text and "secretwish" not in text.replace("query=secretwish", ""), path


def test_the_archive_is_only_read(ask: Client, made: Made) -> None:
    with ask.site.reading() as db, pytest.raises(Exception, match="readonly"):
        db.conn.execute("DELETE FROM changes")


def test_a_long_question_is_cut(client_of: Callable[..., Client]) -> None:
    ask = client_of(serve={"query_s": 0.000001})
    answer = ask.get("/api/changes?any_subject=1")
    assert answer.status_code in (200, 503)
    with pytest.raises(Exception) as caught, ask.site.reading() as db:
        db.conn.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 5000000) SELECT count(*) FROM n"
        ).fetchone()
    assert type(caught.value).__name__ == "TookTooLong"


def test_a_missing_archive_is_told(tmp_path: Path, client_of: Callable[..., Client]) -> None:
    ask = client_of()
    ask.site.settings = ask.site.settings.model_copy(update={"data": tmp_path / "none"})
    answer = ask.get("/api/changes")
    assert answer.status_code == 503 and "regwatch crawl" in answer.json()["error"]
    assert ask.get("/").status_code == 503 and ask.get("/healthz").status_code == 503


def test_listening_tells_what_is_wrong() -> None:
    first = listen(Settings(), "127.0.0.1", 0)
    port = first.getsockname()[1]
    assert address_of(first) == f"http://127.0.0.1:{port}/"
    with pytest.raises(UsageFault, match=f"port {port} of 127.0.0.1 is in use"):
        listen(Settings(), "127.0.0.1", port)
    first.close()
    with pytest.raises(UsageFault, match="needs a readers' token"):
        listen(Settings(), "0.0.0.0", 0)
    with pytest.raises(UsageFault, match="no address of this machine"):
        listen(Settings.model_validate({"serve": {"token": TOKEN}}), "no such host", 0)
    open_to_all = listen(Settings.model_validate({"serve": {"token": TOKEN}}), "0.0.0.0", 0)
    open_to_all.close()


def test_a_short_token_is_refused() -> None:
    with pytest.raises(ValueError, match="16 or more"):
        Settings.model_validate({"serve": {"token": "short"}})


def test_no_address_that_answers_a_get_tells_of_a_reader(made: Made, client_of: Callable[..., Client]) -> None:
    """Each route that the application has, those of pages and of the API, asked for the reader in every parameter."""
    ask = client_of()
    people = subscribers(ask.site.settings)
    subscribe(people, "another.person@example.org", wish("daily", query="otherwish"), confirmed=True, now=now())
    people.close()
    known = {"notice": made.ids["list"], "key": REGISTER}
    asked = 0
    for path, routes in _paths([*ask.app.routes, *(route for router in ROUTERS for route in router.routes)]).items():
        names = re.findall(r"\{(\w+)(?::\w+)?\}", path)
        for value in ("another.person", "otherwish", "1"):
            real = path
            for name in names:
                real = re.sub(rf"\{{{name}(?::\w+)?\}}", known.get(name, value), real)
            for query in ({}, dict.fromkeys(("q", "query", "name", "names", "url", "with", "as_of", "email"), value)):
                text = ask.get(real, params=query).text
                for secret in {"another.person", "otherwish"} - {value}:
                    assert secret not in text, (real, query, routes)
                assert "another.person@example.org" not in text, (real, query)
                asked += 1
    assert asked > 150


def _paths(routes: Any) -> dict[str, Any]:
    return {route.path: route for route in routes if "GET" in (getattr(route, "methods", None) or ())}
