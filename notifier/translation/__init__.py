"""Machine translation of titles: off by default, marked, never in place of the original, never a reason to wait."""
