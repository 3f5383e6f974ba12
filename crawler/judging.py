"""Whether what was fetched is a notice, and what it is when it is none. Pure."""

from crawler.fetching import Answer, Challenged, FetchFault, Unreachable
from crawler.guards import blocks
from crawler.guards.whole import mangled
from crawler.pages.decoding import decode
from crawler.pages.errors import NotANotice, WrongCharset
from storage.archive.captures import Fetched
from storage.model import Page
from storage.normal import compare_key

SHRUNK_TO_NOTHING = 0.1
LONG_TEXT = 200


class BadCapture(NotANotice):
    """The page fits its template and is not whole, or is a message of the site."""


class Misfit(FetchFault):
    """The page fits no template that is known."""

    outcome = "drifted"


def page_text(answer: Answer) -> str:
    """Raises WrongCharset when the bytes are no text in any known encoding."""
    return decode(answer.fetched.body, answer.content_type)[0]


def check_words(page: Page, body: bytes) -> None:
    """Damaged words, or those of an error message, are no notice's. Raises BadCapture."""
    fault = mangled(page, body) or blocks.by_words(page.title, page.text)
    if fault is not None:
        raise BadCapture(fault)


def check_shrinking(before: str, page: Page) -> None:
    """A body that was long and is now next to nothing is a bad capture, not an edit. Raises BadCapture."""
    old, new = len(compare_key(before)), len(compare_key(page.text))
    if old >= LONG_TEXT and new < old * SHRUNK_TO_NOTHING and not page.tables and not page.links:
        raise BadCapture(f"the body shrank from {old} to {new} characters; taken for a broken page")


def what_it_is(fetched: Fetched, fault: NotANotice | WrongCharset) -> FetchFault:
    """A capture that is no notice: a block page, an error page, a damaged one, or a layout that is no longer known."""
    block = blocks.by_content(fetched.body)
    if block is not None:
        kind = Challenged if block.fault == "challenged" else Unreachable
        return kind(f"{fetched.url}: {block.what}")
    if isinstance(fault, NotANotice) and not isinstance(fault, BadCapture):
        return Misfit(f"{fetched.url}: {fault}")
    return Unreachable(f"{fetched.url}: {fault}")
