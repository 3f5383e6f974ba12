"""The `[run]` table of regwatch.toml: what `regwatch run` does beside crawling and serving."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class RunSettings(BaseModel):
    """Everything is optional; an unknown key is an error.

    `crawl` and `mail` switch those jobs off. Daily and weekly digests leave at `digest_hour`, the backup is made at
    `backup_hour` (both UTC+8) into the folder `backup_dir` (empty: none), of which the newest `backup_keep` stay.
    `job_timeout_s` ends any job that takes longer.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    crawl: bool = True
    mail: bool = True
    digest_hour: Annotated[int, Field(ge=0, le=23)] = 7
    backup_dir: str = ""
    backup_hour: Annotated[int, Field(ge=0, le=23)] = 3
    backup_keep: Annotated[int, Field(ge=1, le=1000)] = 14
    job_timeout_s: Annotated[float, Field(gt=0)] = 5 * 3600.0
