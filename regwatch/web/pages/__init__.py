"""The pages, one file per kind of question."""
