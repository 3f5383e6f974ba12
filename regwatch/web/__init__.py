"""The pages and the HTTP API: what the archive knows, for people and for programs. Reading never writes."""
