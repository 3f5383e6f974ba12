"""The examples of the documentation and of deploy/ are settings that load, and the documented defaults are the real
ones; the addresses of the documentation exist."""

import re
import tomllib
from pathlib import Path

from regwatch.settings import Settings
from regwatch.web.app import create_app
from regwatch.web.site import Site

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")


def test_the_example_settings_load() -> None:
    settings = Settings.model_validate(tomllib.loads((ROOT / "deploy" / "regwatch.toml").read_text(encoding="utf-8")))
    assert settings.serve.token and settings.run.backup_keep == 14


def test_the_documented_defaults_are_the_real_ones() -> None:
    told = tomllib.loads("\n".join(re.findall(r"```toml\n(.*?)```", DOCUMENT, re.DOTALL)))
    real = Settings().model_dump(mode="json")
    assert set(told) == {"serve", "run"}
    assert told["run"] == real["run"]
    assert {**told["serve"], "token": ""} == real["serve"]


def test_the_documented_addresses_exist(tmp_path: Path) -> None:
    app = create_app(Site(Settings(data=tmp_path)))
    described = {re.sub(r"\{\w+\}", "X", path) for path in app.openapi()["paths"]}
    for path in re.findall(r"`(?:GET |POST )?(/api/[^`?]+)", DOCUMENT):
        plain = re.sub(r"\b(ID|KEY)\b", "X", path.strip())
        assert plain in described or plain == "/api/openapi.json", path


def test_units_name_commands_that_exist() -> None:
    for name, command in (("regwatch.service", "run"), ("regwatch-serve.service", "serve")):
        unit = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        assert re.search(rf"^ExecStart=\S+/regwatch --config \S+ {command} ", unit, re.MULTILINE)
