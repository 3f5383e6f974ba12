"""The child process of the sandbox: `python -m crawler.attachments.child`.

stdin: one line of JSON `{"name", "size", "memory_bytes", "cpu_s", "file_bytes", "open_files",
"recognising_memory_bytes", "recognising_cpu_s"}`, then `size` bytes of the file. stdout: the Document as JSON. It
limits itself before it reads the file, widens memory and computing when a picture is to be recognised, dies with its
parent, and leaves stdout to the answer alone, whatever a library prints.
"""

import ctypes
import json
import os
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> int:
    answer_to = os.dup(1)
    os.dup2(2, 1)
    head = json.loads(sys.stdin.buffer.readline())
    _die_with_parent()
    _limit(resource.RLIMIT_CPU, head["cpu_s"], head["recognising_cpu_s"])
    _limit(resource.RLIMIT_FSIZE, head["file_bytes"])
    _limit(resource.RLIMIT_NOFILE, head["open_files"])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, head["memory_bytes"], head["recognising_memory_bytes"])
    data = sys.stdin.buffer.read(head["size"])
    try:
        answer = _answer(data, head["name"])
    except MemoryError:
        return 3
    with os.fdopen(answer_to, "wb") as out:
        out.write(answer)
    return 0


def _answer(data: bytes, name: str) -> bytes:
    from crawler.attachments import ocr
    from crawler.attachments.reading import read
    from crawler.attachments.wire import to_json

    ocr.before_loading(_widen)
    return json.dumps(to_json(read(data, name)), ensure_ascii=False).encode("utf-8", "replace")


def _limit(kind: int, value: int, most: int | None = None) -> None:
    """`most` is what `_widen` may widen it to."""
    _, hard = resource.getrlimit(kind)
    allowed, ceiling = (
        wanted if hard == resource.RLIM_INFINITY else min(wanted, hard) for wanted in (value, max(value, most or value))
    )
    resource.setrlimit(kind, (allowed, ceiling))


def _widen() -> None:
    for kind in (resource.RLIMIT_CPU, resource.RLIMIT_AS):
        _, ceiling = resource.getrlimit(kind)
        resource.setrlimit(kind, (ceiling, ceiling))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
