"""One spider per source: its name and its declaration."""
