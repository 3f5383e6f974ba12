"""Forms: the supplier check and its reports; subscribing, confirming and stopping, by button and by one click."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from asgi_client import Client
from web_archive import LISTED, NOW, Made

from notifier.link_tokens import token_for
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import subscribe, suppress
from notifier.wishes import wish
from regwatch.mails import subscribers


def form_token(text: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', text)
    assert found
    return found.group(1)


def state_of(ask: Client, email: str) -> list[str]:
    people = subscribers(ask.site.settings)
    try:
        return [one["state"] for one in list_subscriptions(people, email=email, ended=True)]
    finally:
        people.close()


def signed_up(ask: Client, email: str, **fields: object) -> object:
    token = form_token(ask.get("/subscribe").text)
    return ask.post("/subscribe", data={"email": email, "frequency": "weekly", "form_token": token, **fields})


@pytest.fixture
def people(client_of: Callable[..., Client], made: Made, tmp_path: Path) -> Client:
    """Pages with a way to send mail (into a folder), over a subscribers.db of their own."""
    (made.folder / "subscribers.db").unlink(missing_ok=True)
    return client_of(mail={"transport": f"maildir:{tmp_path / 'mail'}", "base_url": "http://127.0.0.1"})


def test_check_page_answers_pasted_names(ask: Client) -> None:
    text = ask.post("/check", data={"names": f"{LISTED}\n<b>没有</b>"}).text
    assert '<span class="verdict listed">Listed</span>' in text and "Not found" in text
    assert "&lt;b&gt;没有&lt;/b&gt;" in text and "<b>" not in text
    assert f">{LISTED}\n" in text, "the names stand in the form again"


def test_check_page_takes_a_workbook(ask: Client) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Supplier", "Note"])
    book.active.append([LISTED, "x"])
    kept = io.BytesIO()
    book.save(kept)
    text = ask.post("/check", files={"file": ("suppliers.xlsx", kept.getvalue())}, data={"names": ""}).text
    assert '<span class="verdict listed">' in text and LISTED in text


def test_check_reports_are_for_taking_away(ask: Client) -> None:
    table = ask.post("/check", data={"names": f"{LISTED}\n=1+1", "format": "csv"})
    assert table.headers["content-disposition"].startswith("attachment; ")
    rows = list(csv.reader(io.StringIO(table.content.decode("utf-8-sig"), newline="")))
    assert [row[1] for row in rows[1:]] == ["listed", "not_found"] and rows[2][0] == "'=1+1"
    page = ask.post("/check", data={"names": LISTED, "format": "html"})
    assert page.headers["content-disposition"].endswith('.html"')
    assert "新能源汽车废旧动力电池综合利用企业名单" in page.text and "Not seen:" in page.text
    assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"data": {"names": " \n "}}, "no supplier was given"),
        ({"files": {"file": ("x.xlsx", b"PK\x03\x04rubbish")}}, "broken workbook"),
        ({"files": {"file": ("x.csv", b"a,b\n1,2\n")}}, "no column that is known"),
        ({"data": {"names": "x", "as_of": "someday"}}, "not a date or time"),
        ({"data": {"names": "x", "register": "none"}}, "there is no register"),
    ],
)
def test_check_page_tells_what_is_wrong(ask: Client, sent: dict[str, object], told: str) -> None:
    answer = ask.post("/check", **sent)
    assert answer.status_code == 400 and told in answer.text and 'role="alert"' in answer.text


def test_broken_multipart_is_told(ask: Client) -> None:
    for path in ("/check", "/api/check", "/subscribe", "/confirm/x", "/unsubscribe/x"):
        answer = ask.post(path, content=b"--x\r\nrubbish", headers={"content-type": "multipart/form-data; boundary=x"})
        assert 400 <= answer.status_code < 500, path


def test_subscribing_by_the_form_confirming_and_stopping(people: Client, tmp_path: Path) -> None:
    answer = signed_up(people, "buyer@example.org", topic=["penalty_benchmark"], province=["广东"], watch="甲乙公司")
    assert answer.status_code == 200 and "Look into your mailbox" in answer.text  # type: ignore[attr-defined]
    assert state_of(people, "buyer@example.org") == ["unconfirmed"]
    mails = list((tmp_path / "mail").rglob("*"))
    mail = next(file for file in mails if file.is_file()).read_bytes().decode()
    link = re.search(r"http://127\.0\.0\.1(/confirm/[\w.%-]+)", mail.replace("=\r\n", "").replace("=\n", ""))
    assert link
    page = people.get(link.group(1))
    assert page.status_code == 200 and "Penalty benchmark" in page.text and page.headers["cache-control"] == "no-store"
    assert state_of(people, "buyer@example.org") == ["unconfirmed"], "following the link changes nothing"
    assert people.post(link.group(1), data={"form_token": "none"}).status_code == 403
    assert state_of(people, "buyer@example.org") == ["unconfirmed"]
    done = people.post(link.group(1), data={"form_token": form_token(page.text)})
    assert "is confirmed" in done.text and "b…@example.org" in done.text
    assert state_of(people, "buyer@example.org") == ["active"]


def test_stopping_by_one_click_needs_no_form_and_is_idempotent(people: Client) -> None:
    path, email = stop_link(people), "lab@example.org"
    assert people.get(path).status_code == 200
    assert state_of(people, email) == ["active"], "following the link changes nothing"
    people.forget()
    assert people.post(path, data={"List-Unsubscribe": "No"}).status_code == 403
    assert state_of(people, email) == ["active"]
    for _ in range(2):
        one = people.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"sec-fetch-site": "cross-site"})
        assert one.status_code == 200
        assert state_of(people, email) == ["ended"]
    parts = people.post(path, files={"List-Unsubscribe": (None, "One-Click")})
    assert parts.status_code == 200, "RFC 8058 allows multipart as well"
    assert people.post("/unsubscribe/none.such", data={"List-Unsubscribe": "One-Click"}).status_code == 404


def test_stopping_by_the_button(people: Client) -> None:
    path = stop_link(people)
    page = people.get(path)
    done = people.post(path, data={"form_token": form_token(page.text)})
    assert done.status_code == 200 and state_of(people, "lab@example.org") == ["ended"]
    assert "nothing left" in people.get(path).text


def stop_link(ask: Client) -> str:
    people = subscribers(ask.site.settings)
    try:
        stored = subscribe(people, "lab@example.org", wish("daily"), confirmed=True, now=NOW - timedelta(days=1))
        reader = people.conn.execute("SELECT reader FROM subscriptions WHERE id = ?", [stored["id"]]).fetchone()[0]
        return "/unsubscribe/" + token_for(people, "unsubscribe", reader, stored["id"], NOW)
    finally:
        people.close()


def test_nobody_learns_who_is_subscribed(people: Client) -> None:
    db = subscribers(people.site.settings)
    subscribe(db, "known@example.org", wish("weekly"), confirmed=True, now=NOW)
    subscribe(db, "waiting@example.org", wish("weekly"), confirmed=False, now=NOW)
    suppress(db, "barred@example.org", "complaint", NOW)
    db.close()
    answers = {
        (answer.status_code, re.sub(r"\s+", " ", answer.text))  # type: ignore[attr-defined]
        for name in ("new", "known", "waiting", "barred")
        for answer in [signed_up(people, f"{name}@example.org")]
    }
    assert len(answers) == 1 and next(iter(answers))[0] == 200
    assert state_of(people, "known@example.org") == ["active"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"email": "no address"}, "is not one mail address"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "holds a line break"),
        ({"frequency": "hourly"}, "is not a frequency"),
        ({"topic": ["nonsense"]}, "is not a topic"),
        ({"province": ["Atlantis"]}, "is not a province"),
        ({"source": ["nsa"]}, "is not a source"),
        ({"language": "fr"}, "is not a language"),
        ({"query": "长" * 401}, "longer than 400"),
    ],
)
def test_wrong_wish_is_told(people: Client, fields: dict[str, object], told: str) -> None:
    answer = signed_up(people, **{"email": "x@example.org", **fields})  # type: ignore[arg-type]
    assert answer.status_code == 400 and told in answer.text  # type: ignore[attr-defined]


def test_form_of_another_site_is_refused(people: Client) -> None:
    page = people.get("/subscribe")
    token = form_token(page.text)
    data = {"email": "x@example.org", "frequency": "weekly", "form_token": token}
    assert people.post("/subscribe", data=data, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert people.post("/subscribe", data={**data, "form_token": ""}).status_code == 403
    assert people.post("/subscribe", data={**data, "form_token": "ä"}).status_code == 403
    people.forget()
    assert people.post("/subscribe", data=data).status_code == 403, "the cookie belongs to the form"
    assert state_of(people, "x@example.org") == []


def test_forms_are_bounded_in_pace(people: Client) -> None:
    seen = [signed_up(people, f"n{n}@example.org").status_code for n in range(22)]  # type: ignore[attr-defined]
    assert seen[:20] == [200] * 20 and seen[-1] == 429
