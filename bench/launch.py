"""Runs a command as a child and prints what it cost as JSON: `python -SE bench/launch.py COMMAND…`.

A process of its own, because Linux counts the memory of the forking parent into a child's ru_maxrss, and the parent
here holds the whole replica. CPU and memory of the children that the child waited for are included.
"""

import json
import os
import sys


def launch(command: list[str]) -> int:
    child = os.fork()
    if child == 0:
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    print(json.dumps({"cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss * 1024 / 1e6}))
    return int(os.waitstatus_to_exitcode(status) != 0)


if __name__ == "__main__":
    sys.exit(launch(sys.argv[1:]))
