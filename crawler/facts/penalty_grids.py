"""How a penalty table is laid out: which of its columns hold the offence, the factors, the tier and the fine.

Layouts met: fixed tiers (江门 2020: 序号|违法行为|法律依据|类别|裁量情节|裁量标准|备注), decision grids whose factor
columns carry names of their own (广东 2022), score tables (裁量因素|因子|裁量百分值: a weight), three grades
beside the statutory text (枣庄 2020), rows that point to another table (金华), lists of offences that are not fined.
"""

import re
from dataclasses import dataclass

from crawler.facts.columns import columns, header_rows, header_texts, plain_header
from storage.model import Table

_GENERIC_FACTOR = re.compile(
    r"(?:违法行为)?(?:裁量)?(?:因素|因子|情节|情形|条件|表现形式|适用情形|适用条件|违法情形|违法事实|具体情形)[0-9一二三四五]?\Z"
)
_GENERIC_PREFIX = re.compile(r"\A(?:裁量)?(?:因素|因子|情节|要素)(?=..)")
_ABOUT_FINES = re.compile(r"罚|裁量|基准|违法")
_OWN_BENCHMARK = re.compile(r"裁量|基准|细化|具体|执行")
_STATUTORY = re.compile(r"处罚(?:标准|幅度|种类|内容|金额|规定)|罚款幅度|罚款标准")
_ORDINAL = re.compile(
    r"(?:第?[0-9一二三四五六七八九十]{1,3}[档级类阶]?|[A-Fa-fⅠ-Ⅹ][档级类]?|(?:情节|违法|后果|危害)?(?:特别|极其|极|较为|较|很)?"
    r"(?:轻微|轻|一般|中等|普通|重|严重|恶劣)(?:违法(?:行为)?)?|从轻|减轻|从重|不予处罚|免罚|基础|初次|再次)\Z"
)
_KEPT_APART = frozenset({"seq", "item_code", "offence", "basis", "statutory_range", "tier", "category", "fine"}) | {
    "measures",
    "weight",
    "note",
    "source",
    "authority",
    "validity",
}
_COMPANY_NAME = re.compile(r"名|当事人|被处罚|全称|\A(?:企业|公司|单位)\Z")
_PERSONAL = re.compile(r"个人|责任人|主管人员|自然人")


@dataclass(frozen=True, slots=True)
class Factor:
    """A column that says when a row applies; `name` is empty where the header says no more than that."""

    column: int
    name: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by role. `fines` pairs a column with the party its header names (empty: read it from the cell) and the
    unit its header states; `depth` counts the header rows; `headed` is what the headers say, `names` what
    the cells made of it."""

    depth: int
    headed: tuple[str, ...]
    names: tuple[str, ...]
    factors: tuple[Factor, ...]
    tiers: tuple[int, ...]
    fines: tuple[tuple[int, str, str], ...]
    weights: tuple[int, ...]

    def cells(self, row: tuple[str, ...], name: str) -> list[str]:
        """The cells of a role that are not empty, repeats by merged cells left out."""
        found = [row[place] for place, each in enumerate(self.names) if each == name and row[place].strip()]
        return list(dict.fromkeys(found))


def layout(table: Table) -> Layout | None:
    """The layout of a penalty table, or None when the table is something else."""
    depth = header_rows(table)
    names = tuple(columns(table)) if depth else ()
    headers = [plain_header(text) for text in header_texts(table)]
    if not names or "uscc" in names or _names_companies(names, headers):
        return None
    sums = [place for place, name in enumerate(names) if name == "fine"]
    weights = tuple(place for place, name in enumerate(names) if name == "weight")
    told = [place for place in sums if _ABOUT_FINES.search(headers[place])]
    if "offence" in names:
        if not sums and not weights and not {"circumstance", "tier", "measures"} & set(names):
            return None
    elif len(names) < 2 or not (told or (weights and "circumstance" in names)):
        return None
    sums = _without_statutory(sums, headers)
    body = table.rows[depth:]
    headed, names = names, _by_content(names, body)
    tiers = tuple(place for place, name in enumerate(names) if name == "tier") or _tiers_among_categories(names, body)
    return Layout(
        depth=depth,
        headed=headed,
        names=names,
        factors=_factors(names, headers, sums or list(weights), tiers, weights if sums else ()),
        tiers=tiers,
        fines=tuple((place, _party(headers[place]), _unit(headers[place])) for place in sums),
        weights=weights,
    )


def _by_content(names: tuple[str, ...], body: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    """违法情节 and 裁量情节 head grades (一般, 严重) in one office and descriptions in the next: the cells decide."""
    found = list(names)
    for place, name in enumerate(names):
        values = [row[place].strip() for row in body if row[place].strip()]
        grades = sum(_ORDINAL.match(value) is not None for value in values)
        if name == "circumstance" and values and grades == len(values) and "tier" not in names:
            found[place] = "tier"
        elif name == "tier" and values and not grades and max(map(len, values)) > 8:
            found[place] = "circumstance"
    return tuple(found)


def _names_companies(names: tuple[str, ...], headers: list[str]) -> bool:
    """A list of companies that were fined is no benchmark; a factor such as 适用企业 beside tiers is none of that."""
    named = [headers[place] for place, name in enumerate(names) if name == "company"]
    return any(_COMPANY_NAME.search(header) for header in named) or (bool(named) and "offence" not in names)


def _without_statutory(sums: list[int], headers: list[str]) -> list[int]:
    """Where one column is the benchmark by name (裁量…), a bare 处罚标准 beside it is the statute's own range."""
    own = [place for place in sums if _OWN_BENCHMARK.search(headers[place])]
    if not own:
        return sums
    return [place for place in sums if place in own or not _STATUTORY.search(headers[place])]


def _tiers_among_categories(names: tuple[str, ...], body: tuple[tuple[str, ...], ...]) -> tuple[int, ...]:
    """A 类别 whose cells are 1, 2, 3 or 一般, 严重 is the tier."""
    found = []
    for place, name in enumerate(names):
        values = [row[place].strip() for row in body if row[place].strip()]
        if name == "category" and values and all(_ORDINAL.match(value) for value in values):
            found.append(place)
    return tuple(found)


def _factors(
    names: tuple[str, ...], headers: list[str], sums: list[int], tiers: tuple[int, ...], scores: tuple[int, ...]
) -> tuple[Factor, ...]:
    """Circumstance columns, every column of a grid between the offence and the fine that is nothing else, and the
    score for which a sum stands."""
    first = names.index("offence") + 1 if "offence" in names else 0
    last = max(sums, default=0)
    found = []
    for place, name in enumerate(names):
        between = first <= place < last and name not in _KEPT_APART
        if place in scores or (place not in tiers and (name == "circumstance" or (between and headers[place]))):
            name = _GENERIC_PREFIX.sub("", headers[place])
            found.append(Factor(place, "" if _GENERIC_FACTOR.match(name) else name))
    return tuple(Factor(each.column, each.name if len(found) > 1 else "") for each in found)


def _party(header: str) -> str:
    if _PERSONAL.search(header):
        return "individual"
    return "unit" if "单位" in re.sub(r"\(?单位[::].*", "", header) else ""


def _unit(header: str) -> str:
    if "万元" in header:
        return "万元"
    return "元" if "元" in header else ""
