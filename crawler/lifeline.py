"""A process that is of no use without the one that started it ends with it, even when that one is killed.

Linux: PR_SET_PDEATHSIG (prctl(2)), which the system keeps over `execve`. Elsewhere the parent is looked for every
second. Who the parent is stands in the environment, so that one which died before this was read is noticed too.
"""

import ctypes
import os
import signal
import sys
import threading
import time

PARENT_VARIABLE = "REGWATCH_PARENT"
_PR_SET_PDEATHSIG = 1
_LOOK_S = 1.0


def tied_to_us() -> dict[str, str]:
    """What the environment of a child holds that is to end with this process."""
    return {PARENT_VARIABLE: str(os.getpid())}


def end_with_parent() -> None:
    """End with the process that started this one, when it asked for that; ends at once when it is gone already.

    The wish is taken out of the environment: a child of this process is tied to this one or to none.
    """
    told = os.environ.pop(PARENT_VARIABLE, "")
    if not told.isdigit():
        return
    parent = int(told)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=[parent], daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os.kill(os.getpid(), signal.SIGKILL)
