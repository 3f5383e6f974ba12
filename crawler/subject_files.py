"""The `[subjects]` table of `regwatch.toml`: which subjects are watched, each further one declared in a file."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from crawler.facts.subjects import DEFAULT, NotAProfile, SubjectProfile, profile_from

_LARGEST = 1 << 20


class SubjectSettings(BaseModel):
    """`files` name declarations (docs/operating/subjects.md); `used_power_batteries` is whether the subject that ships
    with Regwatch is watched as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    files: tuple[Path, ...] = ()
    used_power_batteries: bool = True

    def beside(self, folder: Path) -> "SubjectSettings":
        """With the files' names taken from the folder of the settings file."""
        return self.model_copy(update={"files": tuple(folder / file for file in self.files)})

    def profiles(self) -> tuple[SubjectProfile, ...]:
        """Raises NotAProfile in one sentence that names the file."""
        own = (DEFAULT,) if self.used_power_batteries else ()
        return own + tuple(map(_profile_in, self.files))


def _profile_in(path: Path) -> SubjectProfile:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as fault:
        raise NotAProfile(f"{path} cannot be read ({fault.strerror or fault}); correct subjects.files") from None
    if len(data) > _LARGEST:
        raise NotAProfile(f"{path} is larger than 1 MiB, which no list of terms is; correct subjects.files")
    try:
        return profile_from(tomllib.loads(data.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise NotAProfile(f"{path} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as fault:
        raise NotAProfile(f"{path} is not valid TOML ({fault}); mend that line") from None
    except NotAProfile as fault:
        raise NotAProfile(f"{path}: {fault}") from None
