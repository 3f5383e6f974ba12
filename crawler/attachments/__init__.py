"""pure: one file format each, bytes in, text and tables out."""

from crawler.attachments.reading import read

__all__ = ["read"]
