"""The archive in Datasette: each ready-made question answers, nothing can be written, nothing else can be reached."""

import asyncio
import json
from importlib.resources import files
from typing import Any

import pytest
from web_archive import LISTED, Made

from regwatch.cli import app as command
from regwatch.errors import UsageFault
from storage.archive import ARCHIVE_NAME

datasette = pytest.importorskip("datasette.app", reason="the [explore] extra is not installed")

QUESTIONS: dict[str, Any] = json.loads((files("regwatch.explore") / "archive.json").read_text(encoding="utf-8"))
NAMES = list(QUESTIONS["databases"]["archive"]["queries"])


def asked(made: Made, path: str) -> Any:
    shown = datasette.Datasette([str(made.folder / ARCHIVE_NAME)], metadata=QUESTIONS)

    async def answer() -> Any:
        return await shown.client.get(path)

    return asyncio.run(answer())


@pytest.mark.parametrize("name", NAMES)
def test_each_ready_made_question_answers(made: Made, name: str) -> None:
    values = f"notice={made.ids['list']}&word=名单&name={LISTED[:4]}"
    answer = asked(made, f"/archive/{name}.json?_shape=array&{values}")
    assert answer.status_code == 200, answer.text[:500]
    assert answer.json() or name == "provincial_notices"


def test_nothing_is_written_and_no_other_file_is_reached(made: Made) -> None:
    databases = [one["name"] for one in asked(made, "/-/databases.json").json()]
    assert databases == ["archive"]
    for statement in (
        "delete from notices",
        "attach 'subscribers.db' as people",
        f"attach '{made.folder}/subscribers.db' as people",
        "select load_extension('x')",
    ):
        answer = asked(made, f"/archive.json?sql={statement}")
        assert answer.status_code == 400, statement


def test_the_command_says_how_to_get_datasette(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageFault, match="--extra explore"):
        command(["--data", str(made.folder), "explore"], standalone_mode=False)
