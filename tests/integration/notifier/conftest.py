"""The integration tests of the notifier tell of the same changes as its unit tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "notifier"))
