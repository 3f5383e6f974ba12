"""The documents a notice names and what it does with them: it rests on them (依据), revises (修订), repeals (废止) or
forwards (转发) them.

A repeal counts only where it is stated as done: `修改或者废止`, `拟废止`, `已废止`, a condition (`被废止的`), or a
clean-up list (`清理…目录`) repeals nothing. Where only parts of a document go (`《X》中有关…的规定同时废止`) it is
revised.
"""

import re
from dataclasses import dataclass

from crawler.facts.document_numbers import DocNumber, find_numbers
from crawler.facts.issuers import from_name
from crawler.facts.title_core import title_core
from storage.model import Reference

# a longer run without a full stop is no sentence; the bound keeps the work linear
_SENTENCE = re.compile(r"[^。；\n]{1,2000}[。；]?")
_MOST = 400
_NEAR = 160

_BASIS = re.compile(r"(?:为|为了)?(?:深入|全面|认真|切实)?(?:贯彻落实|贯彻执行|贯彻|落实)|根据|依据|按照|依照|遵照")
_MAKES = re.compile(r"制定|印发|修订|修改|起草|编制|组织|公布|发布|废止|形成|转发|研究|要求|规定")
_REVISE_BEFORE = re.compile(r"(?:修订|修改|修正)(?:了|形成|完善)?(?:原|现行)?(?:的)?\Z")
_VERB_BEFORE = re.compile(r"\A(?:更正|勘误|废止|修订|修改|转发|印发|发布|撤销|执行|落实)")
_CORRECT_BEFORE = re.compile(r"(?:更正|勘误)(?:了|原|对)?\Z")
_REVISE_AFTER = re.compile(
    r"(?:[^，。；《》]{0,12}?)(?:进行|予以|作|做|作出|作如下|组织)了?(?:全面|部分|如下|相应)?(?:的)?(?:修订|修改|修正)"
)
_REVISE_DECISION = re.compile(r"(?:作如下|已|部分条款)?(?:修改|修订)如下|修改为|作如下修改")
_PARTLY = re.compile(r"\A(?:中|内|里|第[一二三四五六七八九十百零〇\d]+[章条款项]|附件|附录|有关|关于|涉及|的部分|部分)")
_REPEAL = re.compile(r"(?:废止|停止执行|不再执行|停止使用|宣布失效|即行失效|同时失效)")
_REPEAL_BEFORE = re.compile(r"(?:废止|宣布失效|停止执行)(?:了)?(?:以下|下列)?(?:文件|规定|规范性文件)?[:：]?\Z")
_NO_REPEAL = re.compile(
    r"或者?废止|、废止|废止或|废止、|废改|改废|拟(?:予以?)?废止|建议废止|已[^，。]{0,16}废止|被废止|废止的|未废止|不予废止|"
    r"是否废止|应当废止|可以废止|自动废止|届满|期满|如需|如果|需要废止|废止后|废止前|废止情况|废止程序|废止失效"
)
_CLEAN_UP = re.compile(r"清理[^。；]{0,40}目录")
_FORWARD_BEFORE = re.compile(r"转发(?:了)?(?:[^，。；《》]{0,60}?(?:关于)?(?:印发|发布|公布)?)?\Z")
_FORWARD_AFTER = re.compile(r"[^，。；《》]{0,8}?转发")
_FORWARD_BARE = re.compile(r"转发(?P<title>[^，。；《》\n]{6,120}?的?(?:通知|公告|意见|函|决定|办法))的?通知")
_NUMBER_LEAD = re.compile(r"[（(\s]{0,4}[\u4e00-\u9fff]{0,24}\Z")
_PARENTHESES = re.compile(r"\s{0,3}[（(](?:[^（）()]|[（(][^（）()]{0,40}[）)]){0,120}[）)]")
_LINK = re.compile(r"[、，和及与或以\s]{0,4}")
_BROKEN_TITLE = re.compile(r"《[^《》]{1,160}》")
_LISTED = re.compile(r"\s{0,6}(?:[（(]?[\d一二三四五六七八九十]{1,3}[）).．、]?)?\s{0,6}《")


@dataclass(frozen=True, slots=True)
class _Book:
    """One 《title》, or a number that stands without one: its place in the sentence, and where the document number
    behind it ends. `body` is what is printed before the number."""

    start: int
    end: int
    title: str
    doc_number: str
    body: str = ""


def references_of(text: str) -> tuple[Reference, ...]:
    """References in the order of the text, each relation to a document once. `doc_number` is the number printed beside
    the title, normalised, or empty."""
    found: dict[tuple[str, str, str], Reference] = {}
    listing = ""
    whole = _BROKEN_TITLE.sub(lambda title: title.group().replace("\n", ""), text)
    for match in _SENTENCE.finditer(whole):
        sentence = match.group().strip()
        books = _with_bare_numbers(sentence, _books(sentence))
        if listing and books and _LISTED.match(sentence):
            for book in books:
                _keep(found, listing, book, sentence)
            continue
        listing = "repeals" if sentence.endswith(("：", ":")) and _repeals(sentence) and not books else ""
        plain = _masked(sentence, books)
        if _CLEAN_UP.search(sentence):
            plain = plain.replace("废止", "□□")
        may_repeal = not _NO_REPEAL.search(plain)
        for first, last in _chains(plain, books):
            start, end = books[first].start, books[last].end
            before, after = plain[max(0, start - _NEAR) : start], plain[end : end + _NEAR].partition("□")[0]
            for book in books[first : last + 1]:
                relation = _relation(before, after, plain[book.end : book.end + 8], may_repeal)
                if relation:
                    _keep(found, relation, book, sentence)
        bare = _FORWARD_BARE.search(sentence)
        if bare:
            _keep(found, "forwards", _Book(0, 0, bare["title"], ""), sentence)
    numbered = {(one.relation, one.title) for one in found.values() if one.doc_number}
    return tuple(one for one in found.values() if one.doc_number or (one.relation, one.title) not in numbered)


def _keep(found: dict[tuple[str, str, str], Reference], relation: str, book: _Book, sentence: str) -> None:
    key = (relation, book.title, book.doc_number)
    if key not in found:
        bodies = from_name(book.body) if book.body else ()
        core = title_core(book.title) if book.title else ""
        found[key] = Reference(
            relation, book.title, book.doc_number, sentence[:_MOST], bodies[0] if bodies else "",
            core if core != book.title else "",
        )  # fmt: skip


def _books(sentence: str) -> list[_Book]:
    """The outermost 《…》 of a sentence; a bracket that is never closed names nothing."""
    books: list[_Book] = []
    depth = start = 0
    for place, char in enumerate(sentence):
        if char == "《":
            start = start if depth else place
            depth += 1
        elif char == "》" and depth:
            depth -= 1
            title = "".join(sentence[start + 1 : place].split())
            if not depth and title:
                number, end, body = _number_beside(sentence, place + 1)
                books.append(_Book(start, end, title, number, body))
    return books


def _with_bare_numbers(sentence: str, books: list[_Book]) -> list[_Book]:
    """The titles, and between them the numbers that name a document without its title (根据工信部联节〔2018〕43号).

    A number that follows on a title as its own, or opens the sentence as the notice's own heading, names no other.
    """
    found = list(books)
    for number in find_numbers(sentence):
        start = number.start - _body_length(sentence, number)
        alone = len(sentence.strip("。； ")) - (number.end - start) <= 2
        if not alone and not any(book.start < number.end and number.start < book.end for book in books):
            body = _printed_body(number) or _body_of_chain(sentence, start, found)
            found.append(_Book(start, number.end, "", number.text, body))
    return sorted(found, key=lambda book: book.start)


def _body_of_chain(sentence: str, start: int, books: list[_Book]) -> str:
    """`工业和信息化部公告2018年第35号、公告2019年第46号`: the body stands once."""
    before = max((book for book in books if book.end <= start), key=lambda book: book.end, default=None)
    return before.body if before and _LINK.fullmatch(sentence[before.end : start]) else ""


def _printed_body(number: DocNumber) -> str:
    body = number.prefix if number.kind in ("announcement", "bulletin", "order") else ""
    return _VERB_BEFORE.sub("", body)


def _body_length(sentence: str, number: DocNumber) -> int:
    body = _printed_body(number)
    return len(body) if body and sentence[: number.start].endswith(body) else 0


def _number_beside(sentence: str, place: int) -> tuple[str, int, str]:
    """The document number right behind a title, where what belongs to the title ends, and the body printed with it."""
    window = sentence[place : place + 70].partition("《")[0]
    bracket = _PARENTHESES.match(window)
    end = place + (bracket.end() if bracket else 0)
    for number in find_numbers(window):
        lead = window[: number.start]
        if _NUMBER_LEAD.match(lead) and (bracket is None or number.start < bracket.end()):
            return number.text, max(end, place + number.end), _printed_body(number)
    return "", end, ""


def _masked(sentence: str, books: list[_Book]) -> str:
    """The sentence with titles and what stands in brackets behind them blotted out, places kept."""
    parts: list[str] = []
    cursor = 0
    for book in books:
        parts += [sentence[cursor : book.start], "□" * (book.end - max(cursor, book.start))]
        cursor = max(cursor, book.end)
    return "".join(parts) + sentence[cursor:]


def _repeals(plain: str) -> bool:
    return bool(_REPEAL.search(plain)) and not _NO_REPEAL.search(plain)


def _chains(plain: str, books: list[_Book]) -> list[tuple[int, int]]:
    """First and last of the titles that stand together, 《A》《B》和《C》: they share the words around them."""
    chains: list[tuple[int, int]] = []
    for number, book in enumerate(books):
        if chains and _LINK.fullmatch(plain[books[number - 1].end : book.start]):
            chains[-1] = (chains[-1][0], number)
        else:
            chains.append((number, number))
    return chains


def _relation(before: str, after: str, behind: str, may_repeal: bool) -> str:
    """`before` and `after` stand around a chain of titles, up to the next; `behind` directly behind this one."""
    if may_repeal and _REPEAL_BEFORE.search(before[-24:]):
        return "revises" if _PARTLY.match(behind) or _PARTLY.match(after) else "repeals"
    if may_repeal and _REPEAL.search(after) and not _starts_basis(before):
        return "revises" if _PARTLY.match(behind) or _PARTLY.match(after) else "repeals"
    corrects = _CORRECT_BEFORE.search(before[-10:])
    if corrects or _REVISE_BEFORE.search(before[-10:]) or _REVISE_AFTER.match(after) or _REVISE_DECISION.match(after):
        return "revises"
    if _FORWARD_BEFORE.search(before[-80:]) or ("将" in before[-6:] and _FORWARD_AFTER.match(after)):
        return "forwards"
    return "basis" if _starts_basis(before) else ""


def _starts_basis(before: str) -> bool:
    """Whether the clause that leads up to a title rests on it and does nothing else with it."""
    clause = re.split(r"[，。；]", before)[-1]
    triggers = list(_BASIS.finditer(clause))
    return bool(triggers) and not _MAKES.search(clause[triggers[-1].end() :])
