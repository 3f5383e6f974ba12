"""A report as a file: HTML as it is, or PDF made of it without asking anything of the network."""

from pathlib import Path

from regwatch.errors import UsageFault

FORMATS = (".html", ".pdf")


class PdfUnavailable(UsageFault):
    """The parts that make PDF are not installed."""


def pdf_of(html: str) -> bytes:
    """Raises PdfUnavailable in one sentence when WeasyPrint or its libraries are missing."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(
            f"PDF needs the extra `report` and the library Pango ({str(error).splitlines()[0][:120]}); install them "
            "with `uv sync --extra report` and `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`, "
            "or write .html"
        ) from None
    made: bytes = weasyprint.HTML(string=html, url_fetcher=weasyprint.urls.URLFetcher(allowed_protocols=())).write_pdf()
    return made


def write_report(html: str, path: Path) -> None:
    """Write by the ending of the name. Raises UsageFault for another ending or an unwritable place."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise UsageFault(f"{path} ends in neither .html nor .pdf; name the report one or the other")
    data = html.encode() if ending == ".html" else pdf_of(html)
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageFault(f"{path} cannot be written ({error.strerror or error}); name a writable place") from None
