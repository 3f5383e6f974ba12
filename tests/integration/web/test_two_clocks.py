"""The publisher's day and the day on which we learnt of it are asked apart, on pages and over HTTP."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from asgi_client import Client
from web_archive import NOW, REGISTER, entry, look, reading

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site
from storage.archive import open_archive
from storage.clock import ZONE
from storage.model import Fine, PenaltyRule

SIGNED = "2026-03-15"
COMPANY, TAKEN_BACK = "深圳市甲乙再生资源有限公司", "江西戊己科技有限公司"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of 1 March that was seen on 10 May, and on 15 May without its second row; a benchmark likewise late."""
    folder = tmp_path_factory.mktemp("late")
    db = open_archive(folder)
    seen = datetime(2026, 5, 10, 9, 0, tzinfo=ZONE)
    for companies, at in (((COMPANY, TAKEN_BACK), seen), ((COMPANY,), seen + timedelta(days=5))):
        entries = tuple(entry(company, row=f"row {number}") for number, company in enumerate(companies, 2))
        made = reading("名单（第六批）", "、".join(companies), published_on=date(2026, 3, 1), entries=entries)
        look(db, "late.html", made, at)
    for most, at in ((50_000, seen), (500_000, seen + timedelta(days=5))):
        fine = Fine("yuan_max", None, most, "yuan")
        rule = PenaltyRule("交由不具备条件的单位处置的", "第一条", "", "1", (fine,), f"处{most // 10_000}万元以下罚款")
        made = reading(
            "行政处罚裁量基准", f"{most}", topics=("penalty_benchmark",), published_on=date(2026, 3, 1),
            effective_on=date(2026, 3, 1), penalties=(rule,),
        )  # fmt: skip
        look(db, "rules.html", made, at)
    db.close()
    return folder


@pytest.fixture
def ask(late: Path) -> Iterator[Client]:
    client = Client(create_app(Site(Settings.model_validate({"data": late}), lambda: NOW)), "127.0.0.1", "127.0.0.1")
    yield client
    client.close()


def companies(ask: Client, query: str) -> list[str]:
    return [one["company"] for one in ask.get(f"/api/registers/{REGISTER}?{query}").json()["entries"]]


def test_a_register_by_both_clocks(ask: Client) -> None:
    assert companies(ask, f"as_of={SIGNED}") == [COMPANY]
    assert sorted(companies(ask, f"as_of={SIGNED}&known_at=2026-05-12")) == sorted([COMPANY, TAKEN_BACK])
    assert companies(ask, f"as_of={SIGNED}&known_at=2026-05-01") == []
    assert companies(ask, "as_of=2026-02-28") == []
    page = ask.get(f"/registers/{REGISTER}?as_of={SIGNED}&known_at=2026-05-12").text
    assert TAKEN_BACK in page and "Told from what Regwatch had seen by 2026-05-12" in page
    assert "known_at=2026-05-12&amp;format=csv" in page, "what is taken away is told by the same clock"
    assert TAKEN_BACK not in ask.get(f"/registers/{REGISTER}?as_of={SIGNED}").text
    events = f"/registers/{REGISTER}?from=2026-01-01&to=2026-04-30"
    assert TAKEN_BACK in ask.get(f"{events}&known_at=2026-05-12").text and TAKEN_BACK not in ask.get(events).text


@pytest.mark.parametrize(
    ("known", "verdict"), [("", "not_found"), ("2026-05-12", "listed"), ("2026-05-01", "not_found")]
)
def test_a_check_by_both_clocks(ask: Client, known: str, verdict: str) -> None:
    asked = {"name": TAKEN_BACK, "as_of": SIGNED, "known_at": known}
    [answer] = ask.get("/api/check", params=asked).json()
    assert answer["verdict"] == verdict
    [answer] = ask.post("/api/check", params={"as_of": SIGNED, "known_at": known}, data={"names": TAKEN_BACK}).json()
    assert answer["verdict"] == verdict
    page = ask.post("/check", data={"names": TAKEN_BACK, "as_of": SIGNED, "known_at": known}).text
    assert f'class="verdict {verdict}"' in page


def test_penalties_by_both_clocks(ask: Client) -> None:
    def most(query: str) -> list[float]:
        return [rule["fine"][0]["max"] for rule in ask.get(f"/api/penalties?{query}").json()]

    assert most("") == [500_000]
    assert most(f"as_of={SIGNED}") == [50_000], "before we saw it, a notice in force says what it first said"
    assert most("known_at=2026-05-12") == [50_000]
    assert most("known_at=2026-05-01") == []
    assert "5万元" in ask.get("/penalties?known_at=2026-05-12&lang=zh").text
    [changed] = ask.get("/api/penalties/changes?from=2026-05-12&to=2026-05-18").json()
    assert changed["op"] == "changed"
    assert ask.get("/api/penalties/changes?from=2026-05-12&to=2026-05-18&known_at=2026-05-12").json() == []


def test_for_a_text_both_clocks_are_one(ask: Client) -> None:
    [hit] = ask.get("/api/search", params={"q": "第六批"}).json()
    for name in ("as_of", "known_at"):
        shown = ask.get(f"/api/notices/{hit['id']}?{name}=2026-05-12").json()
        assert shown["version"] == 1 and TAKEN_BACK in shown["text"]
        assert TAKEN_BACK in ask.get(f"/notices/{hit['id']}?{name}=2026-05-12").text
        assert [one["id"] for one in ask.get(f"/api/search?q={TAKEN_BACK}&{name}=2026-05-12").json()] == [hit["id"]]
        assert ask.get(f"/api/notices/{hit['id']}?{name}=2026-05-01").status_code == 404
    assert ask.get(f"/api/search?q={TAKEN_BACK}").json() == []
    assert ask.get(f"/api/search/facets?q={TAKEN_BACK}&known_at=2026-05-12").json()["total"] == 1
    assert ask.get(f"/api/notices/{hit['id']}?as_of=2026-05-20&known_at=2026-05-12").json()["version"] == 1
