"""The child process of the sandbox: `python -m crawler.attachments.child`.

stdin: one line of JSON `{"name", "size", "memory_bytes", "cpu_s", "file_bytes", "open_files"}`, then `size` bytes of
the file. stdout: the Document as JSON. It limits itself before it reads the file, dies with its parent, and leaves
stdout to the answer alone, whatever a library prints.
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
    _limit(resource.RLIMIT_CPU, head["cpu_s"])
    _limit(resource.RLIMIT_FSIZE, head["file_bytes"])
    _limit(resource.RLIMIT_NOFILE, head["open_files"])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, head["memory_bytes"])
    data = sys.stdin.buffer.read(head["size"])
    try:
        answer = _answer(data, head["name"])
    except MemoryError:
        return 3
    with os.fdopen(answer_to, "wb") as out:
        out.write(answer)
    return 0


def _answer(data: bytes, name: str) -> bytes:
    from crawler.attachments.reading import read
    from crawler.attachments.wire import to_json

    return json.dumps(to_json(read(data, name)), ensure_ascii=False).encode("utf-8", "replace")


def _limit(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
