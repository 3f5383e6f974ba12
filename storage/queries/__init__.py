"""The read side: every answer the front door and the digests give. Nothing here writes."""
