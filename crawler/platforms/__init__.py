"""How a family of sites lists its notices: one file per family, pure: bytes or text in, rows out."""
