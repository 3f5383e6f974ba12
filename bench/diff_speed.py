"""How long a diff of a Chinese document takes, beside fast-diff-match-patch: `python -m bench.diff_speed`.

Documents of 5,000, 50,000 and 500,000 characters. `paragraphs`: 1 % of the paragraphs have one number changed;
`characters`: 1 % of all characters are replaced, evenly strewn, so that nearly every paragraph changed. Milliseconds of
processor time, the best of several runs taken in turns. Without fast-diff-match-patch the yardstick is difflib on
paragraphs, and nothing is judged.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from importlib import import_module

from bench.measuring import Figure
from storage.diffs.text import diff_text

SIZES = (5_000, 50_000, 500_000)
PHRASES = (
    "从事废旧动力电池回收和综合利用的企业应当",
    "按照国家有关规定落实主体责任",
    "建立健全溯源管理制度",
    "依法取得排污许可证",
    "不得擅自改变用途",
    "由县级以上地方人民政府有关部门责令改正",
    "情节严重的责令停产停业",
    "电动自行车不得使用梯次产品",
    "在三十日内报送出入库信息",
    "涉嫌犯罪的移送司法机关",
    "省级工业和信息化主管部门负责初审",
    "现场核查每年不少于一次",
)


def document(size: int, chance: random.Random) -> list[str]:
    paragraphs: list[str] = []
    length = 0
    while length < size:
        sentences = []
        for _ in range(chance.randint(2, 5)):
            words = "，".join(chance.sample(PHRASES, chance.randint(2, 4)))
            sentences.append(f"{words}，处{chance.randint(1, 900)}万元罚款。")
        paragraphs.append(f"第{len(paragraphs) + 1}条　" + "".join(sentences))
        length += len(paragraphs[-1]) + 1
    return paragraphs


def edited_paragraphs(paragraphs: list[str], chance: random.Random) -> list[str]:
    after = list(paragraphs)
    for number in chance.sample(range(len(after)), max(1, len(after) // 100)):
        after[number] = after[number].replace("万元", "0万元", 1)
    return after


def edited_characters(paragraphs: list[str], chance: random.Random) -> list[str]:
    letters = list("\n".join(paragraphs))
    for place in chance.sample(range(len(letters)), len(letters) // 100):
        if letters[place] != "\n":
            letters[place] = chance.choice("的了和在有不为这个上")
    return "".join(letters).split("\n")


def milliseconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def yardstick() -> tuple[str, Callable[[str, str], object]]:
    try:
        module = import_module("fast_diff_match_patch")
    except ImportError:
        return "difflib on paragraphs", lambda before, after: SequenceMatcher(
            None, before.split("\n"), after.split("\n"), autojunk=False
        ).get_opcodes()
    return "fast-diff-match-patch", lambda before, after: module.diff(before, after, timelimit=0)


def measured() -> Iterator[Figure]:
    """The bar holds beside fast-diff-match-patch (no wheel of it is made for Python 3.13 and later)."""
    name, other = yardstick()
    for size in SIZES:
        for label, edit in (("paragraphs", edited_paragraphs), ("characters", edited_characters)):
            chance = random.Random(size)
            paragraphs = document(size, chance)
            before, after = "\n".join(paragraphs), "\n".join(edit(paragraphs, chance))
            ours, theirs = [], []
            for _ in range(15 if size < 500_000 else 5):
                ours.append(milliseconds(partial(diff_text, before, after)))
                theirs.append(milliseconds(partial(other, before, after)))
            said = f"{size:,} characters, 1 % of {label} edited ({min(ours):.1f} ms), times {name}"
            judged = size > 5_000 and name == "fast-diff-match-patch"
            yield Figure(said, min(ours) / min(theirs), 3 if judged else None)
            found = diff_text(before, after)
            cut = sum(halved(edit["before"], edit["after"], edit.get("tokens", [])) for edit in found)
            yield Figure(f"{size:,} characters, {label}: numbers of {len(found)} edits marked by half", cut, 0)


def halved(before: str, after: str, tokens: Sequence[tuple[str, str]]) -> int:
    """How many marks of a redline begin or end within a number."""
    wrong = 0
    for side, whole in (("-", before), ("+", after)):
        place = 0
        for op, text in tokens:
            if op not in ("=", side):
                continue
            ends = (place, place + len(text))
            place = ends[1]
            if op == side:
                wrong += sum(0 < at < len(whole) and whole[at - 1].isdigit() and whole[at].isdigit() for at in ends)
    return wrong


def main() -> None:
    for figure in measured():
        bar = "" if figure.bar is None else f" (bar {figure.bar:g}: {'met' if figure.met else 'MISSED'})"
        print(f"{figure.name}: {figure.value:.2f}{bar}", flush=True)


if __name__ == "__main__":
    main()
