"""What the pages of a list say about it: what its check counts, and whether reading on could bring nothing new."""

from collections.abc import Iterator, Mapping

from crawler.lists import ListReader
from crawler.platforms.rows import ListPage, Row, said_fields
from crawler.sources import Channel, Source
from storage.archive.runs import Check

SURE_AFTER_PAGES = 2


def account(
    source: Source, channel: Channel, check: Check, page: ListPage, before: Check | None, number: int, *, ever: bool
) -> None:
    """Count a page of the list into its check.

    `ever`: the channel held rows before. A frame that never held any is empty, not broken; the check says so.
    """
    check.skipped += page.skipped
    check.listed += len(page.rows)
    if number == 1:
        check.fields = said_fields(page.rows, source.hosts)
    if page.total is not None:
        check.total = page.total
    faults = [] if page.empty and (channel.row_band[0] == 0 or not ever) else list(page.faults)
    if page.empty and page.faults and not faults and not check.error:
        check.error = "the list is empty and has never held a row since it is watched"
    if number == 1 and not page.rows and not faults and before is not None and before.listed > 0:
        faults = [f"the list is empty where it held {before.listed} rows"]
    if faults:
        check.outcome = "drifted"
        check.error = f"{check.error}\n{'; '.join(faults[:3])}".strip()


def certain(reader: ListReader, check: Check, before: Check, quiet_pages: int, fresh: int) -> bool:
    """Whether known ground is reached. `quiet_pages`: pages read one after the other without a new row; `fresh`: rows
    found so far that are new or changed. The site's own count, where it gives one, has to agree."""
    if quiet_pages == 0:
        return False
    if check.total is not None and before.total is not None and reader.strictly_ordered:
        return check.total - before.total <= fresh or quiet_pages >= SURE_AFTER_PAGES
    return quiet_pages >= (1 if reader.strictly_ordered else SURE_AFTER_PAGES)


def gone(stood: Mapping[int, str | None], seen: Mapping[int, Row], *, whole: bool) -> Iterator[int]:
    """Addresses that stood on the pages that were read and are gone, though they were not merely pushed down: the whole
    list was read, or their day lies after the oldest that was seen. `stood`: days as YYYY-MM-DD by address."""
    oldest = min((row.published.isoformat() for row in seen.values() if row.published), default="")
    for address, listed_on in stood.items():
        if address not in seen and (whole or (listed_on is not None and oldest and listed_on > oldest)):
            yield address
