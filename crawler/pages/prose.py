"""The words of a body by paragraphs: one line each, inline elements joined without a space."""

from collections.abc import Callable, Iterator

from bs4.element import CData, NavigableString, PreformattedString, Tag

from crawler.pages.furniture import is_furniture, is_furniture_line
from crawler.platforms.text import one_line

_BLOCKS = frozenset(
    {
        "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
        "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "blockquote", "center", "pre", "hr", "form",
        "fieldset", "header", "footer", "main", "figure", "figcaption", "address", "body", "html",
    }
)  # fmt: skip
_BREAK = object()


def no_element(_element: Tag) -> bool:
    return False


def paragraphs(root: Tag, leave_out: Callable[[Tag], bool] = no_element) -> Iterator[str]:
    """Non-empty lines of `root` in order; elements for which `leave_out` holds end a paragraph and add nothing.

    Walks without recursion: pages nest thousands of elements deep when they mean harm.
    """
    words: list[str] = []
    stack: list[object] = [_BREAK, *reversed(root.contents)]
    while stack:
        item = stack.pop()
        if item is _BREAK:
            line = one_line("".join(words))
            words.clear()
            if line and not is_furniture_line(line):
                yield line
        elif isinstance(item, Tag):
            if item.name == "br" or item.name in _BLOCKS:
                stack.append(_BREAK)
            if item.name == "br" or is_furniture(item):
                continue
            if leave_out(item):
                stack.append(_BREAK)
                continue
            if item.name in _BLOCKS:
                stack.extend((_Open(item), _BREAK))
            else:
                stack.extend(reversed(item.contents))
        elif isinstance(item, _Open):
            stack.extend(reversed(item.element.contents))
        elif isinstance(item, NavigableString) and (
            not isinstance(item, PreformattedString) or isinstance(item, CData)
        ):
            words.append(str(item))


class _Open:
    """A block whose children follow once the words before it have been given out."""

    __slots__ = ("element",)

    def __init__(self, element: Tag) -> None:
        self.element = element
