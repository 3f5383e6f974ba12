"""Made notices of the trade: titles, texts, facts and lists, the same for one number every time."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

from storage.model import Attachment, Entry, Facts, Reading, Reference, Table
from storage.vocabulary import PROVINCES, TOPICS

FIRST_DAY, DAYS = date(2016, 1, 1), 3650
VERSIONS = 10
REGISTER, OTHER_REGISTER = "nev-battery-recycling", "secondary-lead"
BATCHES = 20
SOURCES = (("miit", "wjfb"), ("miit", "gzdt"), ("samr", "tzgg"), ("mee", "wjgg"))
PHRASES = (
    "从事废旧动力电池回收和综合利用的企业应当落实主体责任", "建立健全溯源管理制度并按时报送出入库信息",
    "依法取得排污许可证，不得擅自改变用途", "由县级以上地方人民政府有关部门责令改正", "情节严重的责令停产停业",
    "电动自行车不得使用梯次产品", "省级工业和信息化主管部门负责初审和现场核查", "涉嫌犯罪的移送司法机关处理",
    "列入符合规范条件企业名单的应当接受监督检查", "按照行政处罚裁量基准确定罚款数额",
    "公示期间有异议的请以书面形式反映", "本通知自印发之日起施行",
)  # fmt: skip
SUBJECTS = (
    "废旧动力电池综合利用",
    "再生铜铝",
    "车用动力电池回收利用试点",
    "磷酸铁锂梯次利用",
    "稀有金属",
    "儿童玩具召回",
)
TITLES = (
    "关于公布{}企业名单的公告",
    "关于印发{}管理办法的通知",
    "{}行政处罚裁量基准",
    "关于{}的公示",
    "{}专项检查通知",
)
LETTERS = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 6000, 2))
_SHORT = [province.short for province in PROVINCES]
_TOPICS = list(TOPICS)


@dataclass(frozen=True, slots=True)
class Made:
    """Notice `number` of `total`: `reading` is its newest state; the earlier ones differ from it and from each other in
    one amount, which stands in place of the braces of `text` and of `sentence`."""

    number: int
    source: str
    channel: str
    url: str
    external_id: str
    reading: Reading
    text: str
    amounts: tuple[int, ...]
    sentence: str

    def state(self, version: int) -> Reading:
        return replace(self.reading, text=self.text.format(self.amounts[version]))


def notice(number: int, total: int) -> Made:
    chance = random.Random(number)
    day = FIRST_DAY + timedelta(days=number * DAYS // total)
    source, channel = SOURCES[number % len(SOURCES)]
    title = chance.choice(TITLES).format(chance.choice(SUBJECTS)) + f"（第{number}号）"
    listed = number % max(1, total // BATCHES) == 0
    sentence = f"{_name(chance)}有限公司{chance.choice(PHRASES)}，处{{}}万元罚款。"
    lines = [sentence, *(_line(chance) for _ in range(7))]
    chance.shuffle(lines)
    if chance.random() < 0.01:
        lines.append("稀土开采、冶炼分离 GreenMetal Recycling Co., Ltd. 另行规定。")
    rows, entries = _list(number, total, chance) if listed else ((), _few(chance, number))
    facts = Facts(
        doc_number=f"工信厅节函〔{day.year}〕{number}号",
        issuers=("工业和信息化部",),
        stage="issued",
        topics=("list_publication",) if listed else (chance.choice(_TOPICS),),
        on_subject=listed or chance.random() < 0.4,
        province=chance.choice(_SHORT) if chance.random() < 0.3 else "",
        title_core=title.removeprefix("关于"),
        published_on=day,
        effective_on=day + timedelta(days=30),
        entries=entries,
        references=_references(number, day, chance),
    )
    amounts = tuple(chance.sample(range(1, 900), VERSIONS))
    text = "\n".join(lines)
    reading = Reading(
        title=title,
        text=text.format(amounts[-1]),
        reader="bench",
        facts=facts,
        tables=(Table(rows, 1),) if rows else (),
        attachments=(_attachment(number, chance),) if chance.random() < 0.2 else (),
    )
    name = "art_" + sha256(str(number).encode()).hexdigest()[:32]
    url = f"https://www.{source}.gov.cn/zwgk/art/{day.year}/{name}.html"
    return Made(number, source, channel, url, name, reading, text, amounts, sentence)


def _name(chance: random.Random) -> str:
    return "".join(chance.choices(LETTERS, k=chance.randint(2, 4)))


def _line(chance: random.Random) -> str:
    said = "，".join(chance.sample(PHRASES, chance.randint(1, 3)))
    return f"{_name(chance)}有限公司{said}，处{chance.randint(1, 900)}万元罚款。"


def _list(number: int, total: int, chance: random.Random) -> tuple[tuple[tuple[str, ...], ...], tuple[Entry, ...]]:
    """One batch of the register: half a thousand enterprises at full size."""
    rows: list[tuple[str, ...]] = [("序号", "企业名称", "省份", "类型")]
    entries = []
    batch = f"第{number // max(1, total // BATCHES) + 1}批"
    for place in range(1, max(2, total // 200) + 1):
        name = f"{_name(chance)}{number}{place}电池科技有限公司"
        kind, province = chance.choice(("梯次利用", "再生利用")), chance.choice(_SHORT)
        rows.append((str(place), name, province, kind))
        entries.append(Entry(REGISTER, "listed", name, province=province, entry_type=kind, batch=batch, row=str(place)))
    return tuple(rows), tuple(entries)


def _few(chance: random.Random, number: int) -> tuple[Entry, ...]:
    if chance.random() >= 0.03:
        return ()
    return tuple(
        Entry(OTHER_REGISTER, "listed", f"{_name(chance)}{number}{place}铅业有限公司", province=chance.choice(_SHORT))
        for place in range(3)
    )


def _references(number: int, day: date, chance: random.Random) -> tuple[Reference, ...]:
    if number == 0 or chance.random() >= 0.5:
        return ()
    named = chance.randrange(number)
    year = (FIRST_DAY + (day - FIRST_DAY) * (named / number)).year
    by_number = Reference("basis", "", f"工信厅节函〔{year}〕{named}号", "依据有关规定")
    by_title = Reference("basis", f"磷酸铁锂梯次利用管理办法的通知（第{named}号）", "", "依据有关办法")
    return (by_number, by_title)


def _attachment(number: int, chance: random.Random) -> Attachment:
    text = "\n".join(_line(chance) for _ in range(3))
    return Attachment(
        f"附件{number}.pdf", f"https://www.miit.gov.cn/files/{number}.pdf", f"{number:064x}", "application/pdf",
        90_000, True, text=text,
    )  # fmt: skip
