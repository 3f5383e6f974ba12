"""Trade names that are not the legal name in another script: a table that its users edit.

Each line says `alias,company,says`: `same` means that the alias is that one legal person, `group` that it stands for
several firms, so that it can only point.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

_CORPORATE = frozenset(
    ["co", "ltd", "limited", "company", "corp", "corporation", "inc", "group", "llc", "plc", "holding", "holdings"]
)


class AliasFileError(ValueError):
    """What is wrong with an alias file and how to mend it, in one sentence."""


@dataclass(frozen=True, slots=True)
class Alias:
    alias: str
    company: str
    same: bool


def alias_key(text: str) -> str:
    """How aliases are compared: letters and digits, without accents, case, blanks and `Co., Ltd.`."""
    return "".join(latin_words(text)) if text.isascii() or not _has_han(text) else "".join(text.split()).casefold()


def latin_words(text: str) -> list[str]:
    """The words of a Latin name without accents and corporate words; all of them where nothing else would be left."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[:400]) if not unicodedata.combining(c))
    words = re.findall(r"[a-z0-9]+", bare.replace("'", "").replace("’", "").casefold())
    return [word for word in words if word not in _CORPORATE] or words


def load_aliases(path: Path | None = None) -> tuple[Alias, ...]:
    """The aliases of a UTF-8 CSV file, or those that come with the product. Raises AliasFileError."""
    if path is None:
        text = resources.files("storage").joinpath("aliases.csv").read_text(encoding="utf-8-sig")
        return read_aliases(text, "storage/aliases.csv")
    try:
        return read_aliases(path.read_text(encoding="utf-8-sig"), str(path))
    except OSError as error:
        raise AliasFileError(f"{path} could not be read ({error.strerror}); name an alias file that exists") from error
    except UnicodeDecodeError as error:
        raise AliasFileError(f"{path} is not UTF-8 text; save it as CSV in UTF-8") from error


def read_aliases(text: str, name: str) -> tuple[Alias, ...]:
    """The aliases of a CSV text. Raises AliasFileError naming the line."""
    rows = csv.DictReader(io.StringIO(text))
    if not rows.fieldnames or not {"alias", "company"} <= set(rows.fieldnames):
        raise AliasFileError(f"{name} lacks the columns alias and company; begin it with alias,company,says")
    found = []
    for number, row in enumerate(rows, start=2):
        alias, company = (row.get("alias") or "").strip(), (row.get("company") or "").strip()
        says = (row.get("says") or "same").strip()
        if not alias and not company:
            continue
        if not alias or not company or says not in ("same", "group"):
            raise AliasFileError(f"{name}, line {number}: write an alias, a company, and same or group")
        found.append(Alias(alias, company, says == "same"))
    return tuple(found)


def _has_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
