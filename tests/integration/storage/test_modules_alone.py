"""Every module of the storage can be the first that is imported: no circle of imports hides behind an order."""

import pkgutil
import subprocess
import sys

import storage

ALONE = """
import importlib, sys
for name in sys.argv[1:]:
    for known in [one for one in sys.modules if one.split(".")[0] == "storage"]:
        del sys.modules[known]
    importlib.import_module(name)
"""


def test_each_can_be_imported_first() -> None:
    names = [module.name for module in pkgutil.walk_packages(storage.__path__, "storage.")]
    assert "storage.search.texts" in names
    done = subprocess.run([sys.executable, "-c", ALONE, *names], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
