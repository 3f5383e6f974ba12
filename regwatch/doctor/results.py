"""What one check found: how it stands, in one sentence, and what to do about it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Result:
    """`remedy` is empty when there is nothing to do. warn: it works, and somebody should know; fail: it does not."""

    check: str
    state: State
    detail: str
    remedy: str = ""

    def shape(self) -> dict[str, Any]:
        return asdict(self)


def ok(check: str, detail: str) -> Result:
    return Result(check, "ok", detail)


def warn(check: str, detail: str, remedy: str) -> Result:
    return Result(check, "warn", detail, remedy)


def fail(check: str, detail: str, remedy: str) -> Result:
    return Result(check, "fail", detail, remedy)
