"""How fast words are found, beside a bare FTS5 statement: `python -m bench.search_speed [NOTICES]` (20,000).

The archive is made through the archive's own write path: notices of some 900 characters over ten years, of phrases of
the trade and made company names. The yardstick is a table in which the same engine keeps the same terms together with
the text and the summary, asked by one statement for the same 50 newest notices: with `snippet()` it answers what ours
answers, without it only which notices they are. Ours finds titles first, reads the text of every hit out of its
compressed blob and marks the words. Milliseconds of processor time of the thread (SQLite works in it; the files are in
the page cache), each query ten times, in turns with the yardstick, so that other work on the machine counts little.
"""

import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import process_time, thread_time
from typing import Any

from bench.measuring import Figure
from storage import blobs
from storage.archive import open_archive
from storage.archive.addresses import ensure_address
from storage.archive.versions import Origin, derive
from storage.clock import ZONE
from storage.database import Database, connect, writing
from storage.model import Facts, Reading
from storage.queries.search import facets, search
from storage.search.folding import fold, phrase, terms
from storage.vocabulary import PROVINCES, TOPICS

START = datetime(2016, 1, 1, 9, 0, tzinfo=ZONE)
LIMIT = 50
QUERIES = (
    "撤销",
    "名单",
    "公示",
    "梯次",
    "池",
    "电池回收",
    "企业",
    "2019年第17号",
    "17",
    "裁量基准",
    "greenmetal",
    "稀土开采",
)
PHRASES = (
    "从事废旧动力电池回收和综合利用的企业应当落实主体责任",
    "建立健全溯源管理制度并按时报送出入库信息",
    "依法取得排污许可证，不得擅自改变用途",
    "由县级以上地方人民政府有关部门责令改正",
    "情节严重的撤销其公告资格并责令停产停业",
    "电动自行车不得使用梯次产品",
    "省级工业和信息化主管部门负责初审和现场核查",
    "涉嫌犯罪的移送司法机关处理",
    "列入符合规范条件企业名单的应当接受监督检查",
    "按照行政处罚裁量基准确定罚款数额",
    "公示期间有异议的请以书面形式反映",
    "本通知自印发之日起施行",
)
TITLES = (
    "关于公布{}企业名单的公告",
    "关于印发{}管理办法的通知",
    "{}行政处罚裁量基准",
    "关于{}的公示",
    "{}专项检查通知",
)
SUBJECTS = (
    "废旧动力电池综合利用",
    "再生铜铝",
    "车用动力电池回收利用试点",
    "磷酸铁锂梯次利用",
    "稀有金属",
    "儿童玩具召回",
)
LETTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 6000, 2))


def reading(number: int, total: int, chance: random.Random) -> Reading:
    day = date(2016, 1, 1) + timedelta(days=number * 3650 // total)
    lines = []
    while sum(map(len, lines)) < 900:
        name = "".join(chance.choices(LETTERS, k=chance.randint(2, 4)))
        said = "，".join(chance.sample(PHRASES, chance.randint(1, 3)))
        lines.append(f"{name}有限公司{said}，处{chance.randint(1, 900)}万元罚款。")
    if chance.random() < 0.01:
        lines.append("稀土开采、冶炼分离 GreenMetal Recycling Co., Ltd. 另行规定。")
    facts = Facts(
        doc_number=f"{day.year}年第{number % 90 + 1}号",
        issuers=("工业和信息化部",),
        stage="issued",
        topics=(chance.choice(list(TOPICS)),),
        province=chance.choice(PROVINCES).short if chance.random() < 0.5 else "",
        published_on=day,
    )
    title = chance.choice(TITLES).format(chance.choice(SUBJECTS)) + f"（第{number}号）"
    return Reading(title=title, text="\n".join(lines), reader="bench", facts=facts)


def made(folder: Path, total: int) -> Database:
    db, chance = open_archive(folder), random.Random(f"search {total}")
    for start in range(0, total, 500):
        with writing(db):
            for number in range(start, min(start + 500, total)):
                url = f"https://www.miit.gov.cn/art/{number}.html"
                at = START + timedelta(minutes=number)
                state = ensure_address(db, url, "miit", "page", at)
                derive(db, Origin("miit", "wjfb", url, state.id, "", None), reading(number, total, chance), at)
        if start == 500:
            blobs.train(db, "miit/text")
    return db


def bare(path: Path, db: Database) -> tuple[Database, int]:
    """The same terms in one plain FTS5 table, newest by the highest row; and how many characters were indexed."""
    yard = connect(path)
    yard.conn.execute("CREATE VIRTUAL TABLE bare USING fts5(title, text, summary UNINDEXED, tokenize='ascii')")
    rows = db.conn.execute(
        "SELECT s.id, v.title, v.body, v.facts FROM search_notices s JOIN versions v ON v.id = s.version"
    )
    characters = 0
    with writing(yard):
        for place, title, body, facts in rows.fetchall():
            text = json.loads(blobs.get(db, body))["text"]
            folded = [fold(line) for line in text.split("\n")]
            characters += len(fold(title)) + sum(map(len, folded))
            spaced = " ¶¶ ".join(map(terms, folded))
            yard.conn.execute(
                "INSERT INTO bare(rowid, title, text, summary) VALUES (?,?,?,?)",
                [place, terms(fold(title)), spaced + " ¶¶ " + terms(fold(json.loads(facts)["doc_number"])), facts],
            )
        yard.conn.execute("INSERT INTO bare(bare) VALUES ('optimize')")
    return yard, characters


def bare_answer(yard: Database, query: str, columns: str) -> list[Any]:
    rows = yard.conn.execute(
        f"SELECT rowid, summary{columns} FROM bare WHERE bare MATCH ? ORDER BY rowid DESC LIMIT {LIMIT}",
        [phrase(fold(query))],
    )
    return list(rows.fetchall())


def scanned(db: Database, query: str) -> int:
    """What reading everything finds, by nothing but Python's `in`."""
    word = fold(query)
    found = 0
    for title, body, facts in db.conn.execute("SELECT title, body, facts FROM versions").fetchall():
        said = [title, json.loads(facts)["doc_number"], *json.loads(blobs.get(db, body))["text"].split("\n")]
        found += any(word in fold(piece) for piece in said)
    return found


def milliseconds(work: Callable[[], object]) -> float:
    begun = thread_time()
    work()
    return 1000 * (thread_time() - begun)


def measured(total: int = 20_000) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        begun = process_time()
        db = made(Path(folder), total)
        yield Figure(
            f"CPU of writing and indexing one of {total} notices", 1000 * (process_time() - begun) / total, unit="ms"
        )
        yard, characters = bare(Path(folder) / "bare.db", db)
        size = db.conn.execute("SELECT sum(length(block)) FROM search_text_data").fetchone()[0]
        yield Figure("index, bytes a character", size / characters)
        yield from speed(db, yard)
        wrong = sum(facets(db, query)["total"] != scanned(db, query) for query in ("稀土开采", "17", "撤销"))
        yield Figure("queries of three that a plain reading answers otherwise", wrong, 0)


def speed(db: Database, yard: Database) -> Iterator[Figure]:
    kinds: dict[str, Callable[[str], object]] = {
        "search": lambda query: search(db, query, LIMIT),
        "facets": lambda query: facets(db, query),
        "bare": partial(bare_answer, yard, columns=", snippet(bare, -1, '[', ']', '…', 40)"),
        "bare ids": partial(bare_answer, yard, columns=""),
    }
    times: dict[str, dict[str, list[float]]] = {kind: {query: [] for query in QUERIES} for kind in kinds}
    for _ in range(10):
        for query in QUERIES:
            for kind, ask in kinds.items():
                times[kind][query].append(milliseconds(partial(ask, query)))
    print("median ms      " + " ".join(f"{kind:>9}" for kind in kinds) + "     found")
    for query in QUERIES:
        cells = " ".join(f"{median(times[kind][query]):9.1f}" for kind in kinds)
        print(f"{query:>14} {cells} {facets(db, query)['total']:9d}")
    tails = {}
    for kind, by_query in times.items():
        taken = list(chain.from_iterable(by_query.values()))
        tails[kind] = quantiles(taken, n=20)[-1]
        yield Figure(f"{kind}, p50", median(taken), unit="ms")
        yield Figure(f"{kind}, p95", tails[kind], 100 if kind == "search" else None, unit="ms")
    yield Figure("search at p95, times the bare statement", tails["search"] / tails["bare"], 3)


def main() -> None:
    for figure in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000):
        bar = "" if figure.bar is None else f" (bar {figure.bar:g}: {'met' if figure.met else 'MISSED'})"
        print(f"{figure.name}: {figure.value:.2f} {figure.unit}{bar}", flush=True)


if __name__ == "__main__":
    main()
