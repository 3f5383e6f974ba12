"""The written forms inside a pack: names, JSON, SHA256SUMS. One value has one form, so any other byte is a fault."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

FORMAT = "regwatch-evidence/1"
README, SUMS, MANIFEST, CHAIN = "README.txt", "SHA256SUMS", "manifest.json", "chain.json"
WARC, DIFF, RAW, TIMESTAMPS = "captures.warc.gz", "diff.html", "raw/", "timestamps/"

_SUM_LINE = re.compile(r"([0-9a-f]{64})  ([\x21-\x7e]{1,200})\Z")


def json_bytes(value: Any) -> bytes:
    """Keys sorted, indented by one, UTF-8; a lone surrogate is written as its escape."""
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "backslashreplace")


def manifest_bytes(content: Mapping[str, Any]) -> bytes:
    """The manifest with its own digest: the SHA-256 of its form without the member `digest`."""
    return json_bytes({**content, "digest": manifest_digest(content)})


def manifest_digest(content: Mapping[str, Any]) -> str:
    bare = {key: value for key, value in content.items() if key != "digest"}
    return hashlib.sha256(json_bytes(bare)).hexdigest()


def sums_bytes(digests: Mapping[str, str]) -> bytes:
    """As `sha256sum` writes and checks it, sorted by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def read_sums(text: str) -> tuple[dict[str, str], list[str]]:
    """Digests by name, and one sentence for each line that is no such line."""
    digests: dict[str, str] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        found = _SUM_LINE.match(line)
        if not found or found.group(2) in digests:
            faults.append(f"line {number} is not a hash and a name, or names a file twice")
            continue
        digests[found.group(2)] = found.group(1)
    return digests, faults


def raw_name(number: int, sha256: str) -> str:
    return f"{RAW}{number:03d}-{sha256}.bin"
