"""`archive.db` in Datasette (the `[explore]` extra), read-only, with ready-made questions in `archive.json`."""
