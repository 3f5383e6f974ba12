"""A second subject in the settings: a crawl tells notices for both, `changes` shows one alone, and `reread` tells what
was kept before anew, as news to nobody."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner
from world import Make, World

from crawler.facts.subjects import DEFAULT
from crawler.facts.watched import watching
from regwatch.cli import app
from regwatch.demo.replica import generated
from regwatch.demo.replica.generated import START, poll_moment
from regwatch.errors import UsageFault


def _declare(folder: Path, phrase: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(f'key = "mine"\nenglish = "Mine"\nchinese = "我的"\nphrases = ["{phrase}"]\n', encoding="utf-8")
    (folder / "regwatch.toml").write_text('[subjects]\nfiles = ["mine.toml"]\n', encoding="utf-8")
    return file


def _asked(world: World, config: Path, *arguments: str) -> Any:
    with watching((DEFAULT,)):  # a command is a process of its own; here it shares one with the tests
        options = ["--config", str(config), "--data", str(world.folder), "--format", "json"]
        done = CliRunner().invoke(app, [*options, *arguments])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_subject_added_later_is_told_by_crawl_and_by_reread(make_world: Make, tmp_path: Path) -> None:
    world = make_world("mee", generated(6, polls=1, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START)
    notice, title = world.ask("SELECT id, title FROM notices ORDER BY id LIMIT 1")[0]
    file = _declare(tmp_path, title)
    config = tmp_path / "regwatch.toml"
    told = _asked(world, config, "changes", "--any-subject")
    assert "mine" not in _asked(world, config, "show", notice)["subjects"]
    assert _asked(world, config, "reread", "mee")["upgraded"] >= 1
    assert _asked(world, config, "changes", "--any-subject") == told  # what was told stays as it was told
    shown = _asked(world, config, "show", notice)
    assert "mine" in shown["subjects"] and shown["on_subject"] is True
    file.write_text(file.read_text(encoding="utf-8").replace(title, "的"), encoding="utf-8")
    subjects = world.settings.subjects.model_copy(update={"files": (file,)})
    world.settings = world.settings.model_copy(update={"subjects": subjects})
    world.crawl(poll_moment(1))
    mine = _asked(world, config, "changes", "--subject", "mine")
    assert mine
    assert all("mine" in change["notice"]["subjects"] and change["notice"]["on_subject"] for change in mine)
    main = _asked(world, config, "changes", "--subject", "used-power-batteries")
    assert {change["id"] for change in main} == {
        change["id"]
        for change in _asked(world, config, "changes")
        if "used-power-batteries" in change["notice"]["subjects"]
    }


def test_a_subject_that_is_not_watched_is_refused_with_those_that_are(make_world: Make, tmp_path: Path) -> None:
    world = make_world("mee", generated(2, polls=0, shares={"mee": 1.0}, kilobytes=(1, 2)))
    world.crawl(START)
    _declare(tmp_path, "电池")
    config = str(tmp_path / "regwatch.toml")
    with watching((DEFAULT,)):
        done = CliRunner().invoke(app, ["--config", config, "--data", str(world.folder), "changes", "--subject", "x"])
    assert isinstance(done.exception, UsageFault)
    assert str(done.exception) == "the subject 'x' is not watched; the settings watch used-power-batteries, mine"
