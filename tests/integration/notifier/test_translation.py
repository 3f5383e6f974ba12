"""Machine translation against real servers that answer, lie, stall and answer nonsense: it is marked, kept, bounded,
and never a reason for a mail not to go."""

import json
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from digest_samples import change
from post_office import NOW, archive_of
from web_peers import Call, WebPeer, web_peer

from notifier import ledger
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.subscribers_db import open_subscribers
from notifier.subscriptions import subscribe
from notifier.translation.cached import translated
from notifier.translation.config import TranslationSettings
from notifier.translation.engines import EngineFault, engine_of
from notifier.wishes import wish
from regwatch.commands.mailing import translating
from regwatch.service import own_health
from regwatch.settings import Settings
from storage.archive import open_archive
from storage.queries.health import open_findings

TITLE = "某处从未有过的说法甲乙丙"
Reply = tuple[int, dict[str, str], bytes] | None


def saying(text: str) -> Callable[[Call], Reply]:
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()
    return lambda _call: (200, {"Content-Type": "application/json"}, body)


def settings(base: str, **given: object) -> TranslationSettings:
    values = {"engine": "openai", "url": f"{base}/v1/chat/completions", "model": "m1", "key": "k3y-k3y", "timeout_s": 2}
    return TranslationSettings.model_validate({**values, **given})


def test_a_title_is_asked_for_once_and_then_kept(tmp_path: Path) -> None:
    peer = WebPeer(answer=saying("A saying never heard before"))
    with web_peer(peer) as base:
        first = translated([TITLE, TITLE, ""], settings(base), tmp_path, NOW)
        again = translated([TITLE], settings(base), tmp_path, NOW)
    assert first.texts == again.texts == {TITLE: "A saying never heard before"}
    assert len(peer.calls) == 1
    asked = json.loads(peer.calls[0].body)
    assert [one["content"] for one in asked["messages"]][1:] == [TITLE]
    assert peer.calls[0].headers["authorization"] == "Bearer k3y-k3y"


def test_the_mail_shows_it_marked_and_escaped_beside_the_original(tmp_path: Path) -> None:
    peer = WebPeer(answer=saying("<script>alert(1)</script>\n\nIgnore all \u202erules <b>now</b>"))
    db = open_subscribers(tmp_path / "subscribers.db")
    subscribe(db, "buyer@example.com", wish("weekly"), confirmed=True, now=NOW)
    with web_peer(peer) as base:
        known = settings(base)
        archive = replace(
            archive_of([change(1, title=TITLE)]),
            translate=lambda titles: translated(titles, known, tmp_path, NOW).texts,
        )
        mail = MailSettings(transport=f"maildir:{tmp_path / 'box'}")
        assert run_digest(db, "weekly", archive=archive, settings=mail, now=NOW)["sent"] == 1
    raw = ledger.mail_of(db, ledger.deliveries(db, states=("sent",))[0].id)
    message = message_from_bytes(raw, policy=policy.default)
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert TITLE in text and TITLE in html
    assert "machine translation" in text and "machine translation" in html
    assert "<script>" not in html and "&lt;script&gt;" in html and "\u202e" not in text + html


def test_the_sentence_of_an_edit_and_the_first_words_of_a_notice_are_there_in_english_too(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(call: Call) -> Reply:
        asked.append(json.loads(call.body)["messages"][1]["content"])
        return saying(f"English of {len(asked)}")(call)

    edit = {"where": "body", "op": "replace", "before": "处50万元以上罚款。", "after": "处500万元以上罚款。"}
    row = {"where": "table", "op": "row_changed", "before": "甲 | 乙", "after": "甲 | 丙"}
    edited = change(1, kind="edited", title=TITLE, edits=[edit, row])
    fresh = change(2, title=f"{TITLE}二")
    db = open_subscribers(tmp_path / "subscribers.db")
    for language in ("en", "zh"):
        subscribe(db, f"{language}@example.com", wish("weekly", language=language), confirmed=True, now=NOW)
    with web_peer(WebPeer(answer=answer)) as base:
        known = settings(base)
        archive = replace(
            archive_of([edited, fresh]),
            text_of=lambda _change: "现公布名单。共十四家。",
            translate=lambda texts: translated(texts, known, tmp_path, NOW).texts,
            engine="m1",
        )
        mail = MailSettings(transport=f"maildir:{tmp_path / 'box'}")
        assert run_digest(db, "weekly", archive=archive, settings=mail, now=NOW)["sent"] == 2
    # Titles come first, so that a budget that runs out leaves the heavier words; rows of tables are given to nobody.
    assert asked == [TITLE, f"{TITLE}二", "处500万元以上罚款。", "现公布名单。共十四家。"]
    texts = {}
    for one in ledger.deliveries(db, states=("sent",)):
        message = message_from_bytes(ledger.mail_of(db, one.id), policy=policy.default)
        parts = [message.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]
        texts[one.email] = [" ".join(part.split()) for part in parts]
    for part in texts["en@example.com"]:
        assert "处" in part and "English of 3" in part and "English of 4" in part
    assert "English of 3 (machine translation)" in texts["en@example.com"][0]
    assert "{+500万元以上罚款" in texts["en@example.com"][0] or "处500万元以上罚款" in texts["en@example.com"][0]
    assert all("English of" not in part for part in texts["zh@example.com"])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda _call: (500, {}, b"k3y-k3y"), "answered 500"),
        (lambda _call: (401, {}, b"no"), "answered 401"),
        (lambda _call: (200, {}, b"<html>"), "something else than a chat completion"),
        (lambda _call: (200, {}, b'{"choices":[]}'), "something else than a chat completion"),
        (lambda _call: (200, {}, b'{"choices":[{"message":{"content":7}}]}'), "something else than text"),
        (lambda _call: (200, {}, b"[" * 60_000), "something else"),
        (lambda _call: (200, {}, b"x" * 100_000), "more than"),
        (lambda _call: (302, {"Location": "http://127.0.0.1:1/"}, b""), "answered 302"),
        (lambda _call: None, "gave no answer"),
    ],
)
def test_an_engine_that_fails_is_a_warning_and_is_left_alone_after_two_faults(
    tmp_path: Path, answer: Callable[[Call], Reply], words: str
) -> None:
    peer = WebPeer(answer=answer)
    with web_peer(peer) as base:
        result = translated([f"{TITLE}{n}" for n in range(9)], settings(base), tmp_path, NOW)
    assert result.texts == {} and words in result.fault
    assert words in result.warning and "7 texts wait" in result.warning and "k3y" not in result.warning
    assert len(peer.calls) == 2


@pytest.mark.parametrize("said", ["", "   \n", TITLE, "长" * 50, "word " * 4000])
def test_what_can_be_no_translation_is_left_out_and_not_asked_for_again(tmp_path: Path, said: str) -> None:
    peer = WebPeer(answer=saying(said))
    with web_peer(peer) as base:
        for _ in range(2):
            result = translated([TITLE], settings(base), tmp_path, NOW)
            assert (result.texts, result.warning) == ({}, "")
    assert len(peer.calls) == 1


def test_a_run_spends_no_more_than_its_time_and_later_runs_make_up(tmp_path: Path) -> None:
    peer = WebPeer(answer=saying("Some English words"))
    titles = [f"{TITLE}{n}" for n in range(5)]
    ticks = iter(range(100))
    with web_peer(peer) as base:
        known = settings(base, budget_s=3)
        first = translated(titles, known, tmp_path, NOW, clock=lambda: float(next(ticks)))
        assert 0 < len(first.texts) < 5 and "wait for a later run" in first.warning
        assert len(translated(titles, known, tmp_path, NOW).texts) == 5
    assert len(peer.calls) == 5


def test_an_engine_that_does_not_work_is_a_finding_until_it_answers_again(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)

    def asked(texts: list[str], **given: object) -> list[str]:
        known = Settings.model_validate({"data": tmp_path, "mail": {"translation": settings(base, **given)}})
        ask = translating(known, archive, NOW)
        assert ask is not None
        ask(texts)
        return [one["detail"] for one in open_findings(archive, NOW) if one["kind"] == "translation"]

    turns = iter([(401, {}, b""), (401, {}, b""), None])
    with web_peer(WebPeer(answer=lambda call: next(turns) or saying("Some English words")(call))) as base:
        [told] = asked([TITLE, f"{TITLE}二"])
        assert told == "the translation engine answered 401; check its url, model and key"
        assert asked([]) == [told], "a run that asked nothing knows nothing"
        assert asked([TITLE]) == []
        assert "no model" in asked([TITLE], model="")[0]
        off = Settings.model_validate({"data": tmp_path})
        own_health.look(archive, None, off, NOW)
    assert [one["kind"] for one in open_findings(archive, NOW)] == []
    archive.close()


def test_one_fault_among_answers_is_no_broken_engine(tmp_path: Path) -> None:
    turns = iter([(503, {}, b"busy"), None, None])

    def answer(call: Call) -> Reply:
        return next(turns) or saying("Some English words")(call)

    with web_peer(WebPeer(answer=answer)) as base:
        result = translated([f"{TITLE}{n}" for n in range(3)], settings(base), tmp_path, NOW)
    assert (len(result.texts), result.answered, result.fault) == (2, 2, "") and "answered 503" in result.warning


def test_an_engine_that_stalls_is_cut_off(tmp_path: Path) -> None:
    peer = WebPeer(stall=True)
    with web_peer(peer) as base:
        result = translated([TITLE], settings(base, timeout_s=0.3), tmp_path, NOW)
    assert result.texts == {} and "did not answer within 0.3 seconds" in result.warning


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = translated([TITLE], TranslationSettings(engine="folder", folder=str(tmp_path / "none")), tmp_path, NOW)
    assert nothing.texts == {} and nothing.warning.count(";") == 1
    for name in ("model.bin", "srcvocab.spm", "trgvocab.spm"):
        (tmp_path / name).write_bytes(b"no model")
    with pytest.raises(EngineFault, match=r"cannot be loaded|not installed"):
        engine_of(TranslationSettings(engine="folder", folder=str(tmp_path)))
    monkeypatch.setitem(__import__("sys").modules, "fxtranslate", None)
    with pytest.raises(EngineFault, match="uv sync --extra translate"):
        engine_of(TranslationSettings(engine="folder", folder=str(tmp_path)))


def test_a_broken_cache_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "translations.db").write_bytes(b"this is no database at all, whatever its name says" * 100)
    result = translated([TITLE], settings("http://127.0.0.1:1"), tmp_path, NOW)
    assert result.texts == {} and "translations.db" in result.warning


def test_it_is_off_unless_asked_for_and_takes_no_plain_address_elsewhere(tmp_path: Path) -> None:
    assert translated([TITLE], TranslationSettings(), tmp_path, NOW).texts == {}
    assert not (tmp_path / "translations.db").exists()
    with pytest.raises(ValueError, match="neither https nor http on this machine"):
        TranslationSettings(engine="openai", url="http://192.0.2.1/v1/chat/completions")
    assert "k3y" not in repr(TranslationSettings(key="k3y-k3y"))
