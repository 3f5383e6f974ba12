"""What an engine has said stands beside the original on pages and in JSON; pages never ask it themselves."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from asgi_client import Client
from typer.testing import CliRunner
from web_archive import Made

from notifier.translation.beside import askable, sentence_of
from notifier.translation.cached import FILE_NAME, translation_migrations
from regwatch.cli import app
from storage.archive import open_archive
from storage.database import connect, migrate, writing
from storage.queries.changes import ChangeFilter, changes
from storage.shapes import Change

# Nothing listens there: whoever asked it would wait or fail.
ENGINE = {"engine": "openai", "url": "http://127.0.0.1:9/v1", "model": "m1", "timeout_s": 0.5}


@pytest.fixture
def edited(made: Made) -> Change:
    db = open_archive(made.folder)
    found = changes(db, ChangeFilter(kind="edited", any_subject=True))
    db.close()
    return next(one for one in found if any(map(sentence_of, one["edits"])))


@pytest.fixture
def kept(made: Made, edited: Change) -> dict[str, str]:
    """An engine's answers as an earlier digest left them, hostile ones too."""
    texts = askable(edited)
    english = {text: f"<b>English</b> number {place}" for place, text in enumerate(texts)}
    path = made.folder / FILE_NAME
    path.unlink(missing_ok=True)
    db = connect(path)
    migrate(db, translation_migrations, path)
    with writing(db):
        for text, said in english.items():
            digest = hashlib.sha256(text.encode()).hexdigest()
            db.conn.execute("INSERT INTO translations VALUES (?, 'm1', ?, '')", [digest, said])
    db.close()
    return english


def test_pages_show_it_marked_beside_the_original(
    client_of: Callable[..., Client], edited: Change, kept: dict[str, str]
) -> None:
    ask = client_of(mail={"translation": ENGINE})
    notice, sentence = edited["notice"]["id"], next(filter(None, map(sentence_of, edited["edits"])))
    where = f"from=v{edited['from_version']}&to=v{edited['to_version']}"
    for page in ("/changes?kind=edited&any_subject=1", f"/notices/{notice}/diff?{where}"):
        text = ask.get(page).text
        assert "&lt;b&gt;English&lt;/b&gt; number" in text and "(machine translation)" in text, page
        assert "<b>English" not in text
    assert sentence in ask.get(f"/notices/{notice}/diff?{where}").text
    chinese = ask.get(f"/notices/{notice}/diff?{where}&lang=zh").text
    assert "English&lt;/b&gt;" not in chinese
    assert "English&lt;/b&gt;" not in client_of().get("/changes?kind=edited&any_subject=1").text, "off by default"


def test_json_carries_it_by_the_original(
    client_of: Callable[..., Client], edited: Change, kept: dict[str, str], made: Made, tmp_path: Path
) -> None:
    ask = client_of(mail={"translation": ENGINE})
    answers = [ask.get("/api/changes?kind=edited&any_subject=1").json()]
    config = tmp_path / "regwatch.toml"
    table = "\n".join(f"{key} = {json.dumps(value)}" for key, value in ENGINE.items())
    config.write_text(f'data = "{made.folder}"\n[mail.translation]\n{table}\n')
    told = CliRunner().invoke(
        app, ["--config", str(config), "--format", "json", "changes", "--kind", "edited", "--any-subject"]
    )
    answers.append(json.loads(told.stdout))
    for answer in answers:
        [one] = [change for change in answer if change["id"] == edited["id"]]
        assert one["machine_translation"] == {"engine": "m1", "texts": kept}
        assert one["edits"] == edited["edits"], "the original is untouched"
    shown = ask.get(f"/api/notices/{edited['notice']['id']}").json()
    assert list(shown["machine_translation"]["texts"]) == [edited["notice"]["title"]]
    assert "machine_translation" not in client_of().get("/api/changes?kind=edited&any_subject=1").text
