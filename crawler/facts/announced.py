"""What an announcement announces, where its own title says only who speaks: 工业和信息化部公告2026年第20号.

MIIT publishes lists, conditions and repeals under such titles (公告 2018年第40号, 2024年第42号); what they are about
stands in the opening sentence.
"""

import re

from crawler.facts.document_numbers import find_numbers
from crawler.facts.issuers import from_name
from crawler.facts.title_core import flat

_OPENING = 1_500
_LONGEST = 300
_SENTENCE = re.compile(r"[^。；\n]{1,800}")
_ANNOUNCES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:现将|现就|现对|兹将|决定将|决定对).{2,200}",
        r"《[^《》]{2,120}》.{0,60}(?:公布|发布|施行|印发)",
        r".{0,200}(?:现予以?|予以?)(?:公告|公布|公示|发布|批准)|.{0,200}(?:公告|公示|通告)如下|现批准.{2,200}",
    )
)
_BASIS = re.compile(r"(?:根据|依据|按照|为(?:了)?(?:贯彻落实|落实|规范|加强))[^，,]{1,200}[，,]")
_MARKS = re.compile(r"[《》（）〔〕\s]|中华人民共和国|公告|通告|令|公示|关于|的|联合|办公厅")


def is_bare(title: str) -> bool:
    """A title that is nothing but a body, its kind and its number."""
    line = flat(title)
    for number in reversed(find_numbers(line)):
        line = line[: number.start] + line[number.end :]
    rest = _MARKS.sub("", line)
    return len(title) <= 80 and (len(rest) <= 2 or bool(from_name(rest)))


def announced_in(text: str) -> tuple[str, str]:
    """The words of the opening that say what is announced, without the basis they rest on, and their whole sentence;
    both empty where none does."""
    for sentence in _SENTENCE.finditer(text[:_OPENING]):
        whole = sentence.group().strip()
        plain = _BASIS.sub("", whole)
        found = next((match for pattern in _ANNOUNCES if (match := pattern.search(plain))), None)
        if found:
            return flat(found.group())[:_LONGEST], flat(whole)[:_LONGEST]
    return "", ""
