"""The figures of trust, as the tests' own harnesses count them: what every fault made us tell, whom we asked, which
outages were shown, and 200 killed crawls.

The harnesses are tests (`tests/integration/crawl`): they fail by themselves when a figure is wrong; here they run with
their full counts and say what they counted.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

from bench.measuring import ROOT, ChildFailed, Figure

KILLS = 200
PATIENCE_S = 3600
FAULTS = "tests/integration/crawl/test_every_fault.py"
KILLED = "tests/integration/crawl/test_killed_crawls.py"
_FAULTS = re.compile(
    r"faults: (\d+) crawls, (\d+) true changes, (\d+) told, (\d+) false, (\d+) missed; (\d+) of (\d+) outages .*; "
    r"(\d+) fetches outside"
)
_KILLED = re.compile(r"killed crawls: (\d+) kills in (\d+) archives")


def measured() -> Iterator[Figure]:
    crawls, true, told, false, missed, shown, outages, outside = _counted(FAULTS, _FAULTS, {})
    yield Figure("crawls of sites that misbehave", crawls)
    yield Figure("true changes told", told, true, most=False)
    yield Figure("false changes", false, 0)
    yield Figure("missed changes", missed, 0)
    yield Figure("fetches outside the allowed hosts", outside, 0)
    yield Figure("outages in sources and in the week's digest, in 100", 100 * shown / outages, 100, most=False)
    kills, archives = _counted(KILLED, _KILLED, {"KILLS": str(KILLS), "KILL_PATIENCE_S": str(PATIENCE_S)})
    yield Figure("archives of killed crawls that ended as if nothing had been", archives)
    yield Figure("crawl processes killed, all recovered to identical content", kills, KILLS, most=False)


def _counted(tests: str, line: re.Pattern[str], environment: dict[str, str]) -> tuple[int, ...]:
    """The numbers of the harness's own line. Raises ChildFailed when a test failed or nothing was counted."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests],
        cwd=ROOT,
        env=os.environ | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found = line.search(done.stdout)
    if done.returncode != 0 or found is None:
        raise ChildFailed(f"{tests} failed\n{done.stdout[-2000:]}")
    print(found.group(0), flush=True)
    return tuple(int(number) for number in found.groups())
