"""The HTTP API: every question of the command line, with the same JSON."""
