"""The crawler's own part of `regwatch.toml`: the `[sources.*]` and `[crawl]` tables, and where the archive lies."""

import ipaddress
import os
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from crawler.guards.tls import Rule
from crawler.subject_files import SubjectSettings
from storage.clock import now

DEFAULT_CONTACT = "https://github.com/regwatch"
JOB_VARIABLE = "REGWATCH_JOB"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Table):
    """One `[sources.KEY]` table. `origin` is crawled in place of the real site; stored addresses stay real. `every_h`:
    how often its lists are looked at, where that is not what is declared for each channel. `tls` names hosts whose TLS
    is not checked as strictly as that of all others (`crawler.guards.tls`)."""

    enabled: bool = True
    origin: str = ""
    every_h: Annotated[float, Field(ge=0.25, le=31 * 24)] | None = None
    tls: dict[str, Rule] = Field(default_factory=dict)

    @field_validator("tls")
    @classmethod
    def _lower_hosts(cls, value: dict[str, Rule]) -> dict[str, Rule]:
        for host in value:
            if not host or any(char in host for char in "/:@* ") or not host.isascii():
                raise ValueError(f'names \'{host[:80]}\', which is no host; write "www.example.gov.cn" = "old"')
        return {host.lower(): rule for host, rule in value.items()}

    @field_validator("origin")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value.rstrip("/"))
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.username:
            raise ValueError("must be scheme and host alone, like http://127.0.0.1:8801")
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def origin_is_private(self) -> bool:
        host = urlsplit(self.origin).hostname or ""
        try:
            return not ipaddress.ip_address(host).is_global
        except ValueError:
            return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


class CrawlSettings(_Table):
    """The `[crawl]` table. Seconds and bytes; `first_run_pages` is how deep a first run reads a list; `reading_bytes`
    of memory and `reading_s` are what reading one file may take."""

    contact: str = DEFAULT_CONTACT
    delay_s: Annotated[float, Field(ge=0, le=3600)] = 3.0
    allow_private_hosts: bool = False
    first_run_pages: Annotated[int, Field(ge=1, le=10_000)] = 2
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 400
    recheck_budget: Annotated[int, Field(ge=0, le=1_000_000)] = 400
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 60.0
    max_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = 64 << 20
    max_page_bytes: Annotated[int, Field(ge=1024, le=1 << 30)] = 16 << 20
    max_run_bytes: Annotated[int, Field(ge=1 << 20)] = 2 << 30
    max_run_requests: Annotated[int, Field(ge=1)] = 50_000
    job_timeout_s: Annotated[float, Field(gt=0)] = 4 * 3600.0
    reading_bytes: Annotated[int, Field(ge=1 << 20, le=1 << 40)] = 1_500 << 20
    reading_s: Annotated[float, Field(gt=0, le=86_400)] = 180.0

    @field_validator("contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.strip() or any(ord(c) < 32 or ord(c) > 126 for c in value):
            raise ValueError("must be one line of plain ASCII, like ops@example.org")
        return value.strip()


class CrawlConfig(_Table):
    data: Path = Path("data")
    subjects: SubjectSettings = SubjectSettings()
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    crawl: CrawlSettings = CrawlSettings()

    def source(self, key: str) -> SourceSettings:
        return self.sources.get(key, SourceSettings())


class Job(_Table):
    """What one crawl process is to do. `run` is None when `scrapy crawl` was called by hand: it opens its own run.

    `forced` asks a site even when it refused us an hour ago: somebody named it, or history is replayed.
    """

    config: CrawlConfig = CrawlConfig()
    run: int | None = None
    observed_at: datetime = Field(default_factory=now)
    full: bool = False
    forced: bool = True

    def environment(self) -> dict[str, str]:
        return {JOB_VARIABLE: self.model_dump_json()}


def current_job() -> Job:
    """The job handed over by the parent process, or one made from `regwatch.toml` for a `scrapy crawl` by hand."""
    handed = os.environ.get(JOB_VARIABLE)
    if handed:
        return Job.model_validate_json(handed)
    path = Path(os.environ.get("REGWATCH_CONFIG") or "regwatch.toml")
    tables: dict[str, Any] = {}
    if path.exists():
        whole = tomllib.loads(path.read_text(encoding="utf-8"))
        tables = {key: whole[key] for key in ("data", "sources", "crawl", "subjects") if key in whole}
    config = CrawlConfig.model_validate(tables)
    return Job(config=config.model_copy(update={"subjects": config.subjects.beside(path.parent)}))


__all__ = ["CrawlConfig", "CrawlSettings", "Job", "SourceSettings", "current_job"]
