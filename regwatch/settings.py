"""`regwatch.toml` whole: each room's own tables put together, everything optional, unknown keys refused by name."""

import os
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.config import CrawlConfig, CrawlSettings, SourceSettings
from crawler.sources import SOURCES
from crawler.subject_files import SubjectSettings
from notifier.config import MailSettings
from regwatch.errors import UsageFault
from regwatch.service.config import RunSettings
from regwatch.web.config import ServeSettings
from storage.evidence.config import EvidenceSettings

CONFIG_VARIABLE = "REGWATCH_CONFIG"
DEFAULT_FILE = "regwatch.toml"


class Settings(BaseModel):
    """What a command runs with. `data` holds archive.db and subscribers.db."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Path("data")
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    crawl: CrawlSettings = CrawlSettings()
    subjects: SubjectSettings = SubjectSettings()
    mail: MailSettings = MailSettings()
    evidence: EvidenceSettings = EvidenceSettings()
    serve: ServeSettings = ServeSettings()
    run: RunSettings = RunSettings()

    @model_validator(mode="after")
    def _known_sources(self) -> "Settings":
        unknown = sorted(set(self.sources) - set(SOURCES))
        if unknown:
            raise ValueError(f"unknown source '{unknown[0]}'; the sources are {', '.join(SOURCES)}")
        for key, source in self.sources.items():
            for host in source.tls:
                if not _may_be_asked(host, key, source):
                    raise ValueError(
                        f"sources.{key}.tls names '{host}', which this source never asks; its hosts are "
                        f"{', '.join(SOURCES[key].hosts)}"
                    )
        return self

    def crawl_config(self) -> CrawlConfig:
        subjects = self.subjects.beside(Path.cwd())
        return CrawlConfig(data=self.data.absolute(), sources=self.sources, crawl=self.crawl, subjects=subjects)


def _may_be_asked(host: str, key: str, source: SourceSettings) -> bool:
    """Attachments may lie on any *.gov.cn host (`crawler.guards.addresses`)."""
    return host in SOURCES[key].hosts or host == urlsplit(source.origin).hostname or host.endswith(".gov.cn")


def load(config: Path | None, data: Path | None) -> Settings:
    """Settings from `--config`, `$REGWATCH_CONFIG` or ./regwatch.toml. Raises UsageFault in one sentence."""
    path = config or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    tables: dict[str, Any] = {}
    if path is None and Path(DEFAULT_FILE).exists():
        path = Path(DEFAULT_FILE)
    if path is not None:
        tables = _parse(path)
    try:
        settings = Settings.model_validate(tables)
    except ValidationError as error:
        raise UsageFault(f"{path}: {_first_fault(error)}") from None
    if path is not None and settings.subjects.files:
        settings = settings.model_copy(update={"subjects": settings.subjects.beside(path.parent)})
    if data is not None:
        settings = settings.model_copy(update={"data": data})
    return settings


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageFault(f"{path} does not exist; name an existing settings file with --config") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"{path} cannot be read ({error}); make it a readable UTF-8 file") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageFault(f"{path} is not valid TOML ({error}); mend that line") from None


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"unknown setting '{where}'; remove it or correct its name"
    message = str(fault["msg"]).removeprefix("Value error, ")
    return f"setting '{where}' {message}; correct it" if where else f"{message}; correct it"
