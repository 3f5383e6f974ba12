"""What verification has to say: what does not hold, by file and place, and what was left unchecked."""

from dataclasses import dataclass, field
from typing import Any

MAX_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """`file` is a member of the pack, or empty for the container; `where` a capture and field in it, or empty."""

    file: str
    where: str
    fault: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.where, self.fault) if part)


@dataclass(slots=True)
class Verdict:
    """The answer of `evidence verify`. `notes` say what could not be checked here; they are no faults."""

    pack: str
    notice: str = ""
    title: str = ""
    captures: int = 0
    files: int = 0
    roots: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings

    def find(self, file: str, where: str, fault: str) -> None:
        found = Finding(file, where, fault)
        if found not in self.findings and len(self.findings) < MAX_FINDINGS:
            self.findings.append(found)

    def shape(self) -> dict[str, Any]:
        findings = [{"file": one.file, "where": one.where, "fault": one.fault} for one in self.findings]
        return {
            "pack": self.pack,
            "holds": self.holds,
            "notice": self.notice,
            "title": self.title,
            "captures": self.captures,
            "files": self.files,
            "roots": self.roots,
            "findings": findings,
            "notes": self.notes,
        }
