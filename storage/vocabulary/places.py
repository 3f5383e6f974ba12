"""Provinces (GB/T 2260 codes), prefectures and counties: which province a place belongs to, and its English name."""

from dataclasses import dataclass
from functools import lru_cache

from storage.vocabulary.counties import COUNTIES
from storage.vocabulary.prefectures import PREFECTURES


@dataclass(frozen=True, slots=True)
class Province:
    """`short` is the form used as the province's key everywhere (广东); `name` the full one (广东省)."""

    code: str
    short: str
    name: str
    english: str


@dataclass(frozen=True, slots=True)
class Place:
    """`level` is province, prefecture or county; `name` the full name as printed in notices."""

    name: str
    short: str
    level: str
    province: Province
    english: str


_PROVINCES = """
11 北京 北京市 Beijing
12 天津 天津市 Tianjin
13 河北 河北省 Hebei
14 山西 山西省 Shanxi
15 内蒙古 内蒙古自治区 Inner Mongolia
21 辽宁 辽宁省 Liaoning
22 吉林 吉林省 Jilin
23 黑龙江 黑龙江省 Heilongjiang
31 上海 上海市 Shanghai
32 江苏 江苏省 Jiangsu
33 浙江 浙江省 Zhejiang
34 安徽 安徽省 Anhui
35 福建 福建省 Fujian
36 江西 江西省 Jiangxi
37 山东 山东省 Shandong
41 河南 河南省 Henan
42 湖北 湖北省 Hubei
43 湖南 湖南省 Hunan
44 广东 广东省 Guangdong
45 广西 广西壮族自治区 Guangxi
46 海南 海南省 Hainan
50 重庆 重庆市 Chongqing
51 四川 四川省 Sichuan
52 贵州 贵州省 Guizhou
53 云南 云南省 Yunnan
54 西藏 西藏自治区 Tibet
61 陕西 陕西省 Shaanxi
62 甘肃 甘肃省 Gansu
63 青海 青海省 Qinghai
64 宁夏 宁夏回族自治区 Ningxia
65 新疆 新疆维吾尔自治区 Xinjiang
66 新疆兵团 新疆生产建设兵团 Xinjiang Production and Construction Corps
"""
_PEOPLES = """
哈萨克 柯尔克孜 土家族苗族 布依族苗族 苗族侗族 壮族苗族 哈尼族彝族 傣族景颇族 蒙古族藏族 藏族羌族
蒙古 朝鲜族 藏族 回族 彝族 傣族 白族 傈僳族
"""


def _provinces() -> tuple[Province, ...]:
    rows = (line.split(" ", 3) for line in _PROVINCES.strip().splitlines())
    return tuple(Province(*row) for row in rows)


ALL_UNITS = _provinces()
PROVINCES = ALL_UNITS[:31]
_BY_CODE = {province.code: province for province in ALL_UNITS}


def _short_prefecture(name: str) -> str:
    if name.endswith("自治州"):
        bare = name.removesuffix("自治州")
        return next((bare.removesuffix(people) for people in _PEOPLES.split() if bare.endswith(people)), bare)
    return name.removesuffix("新区").removesuffix("市").removesuffix("地区").removesuffix("盟")


def _places() -> dict[str, Place]:
    """By full name; the larger unit wins where two share one."""
    places: dict[str, Place] = {}
    for province in ALL_UNITS:
        places[province.name] = Place(province.name, province.short, "province", province, province.english)
    places["广西自治区"], places["宁夏自治区"], places["新疆自治区"] = (
        places[name] for name in ("广西壮族自治区", "宁夏回族自治区", "新疆维吾尔自治区")
    )
    for code, listed in PREFECTURES.items():
        for pair in listed.split():
            name, english = pair.split("=")
            place = Place(name, _short_prefecture(name), "prefecture", _BY_CODE[code], english.replace("_", " "))
            places.setdefault(name, place)
            if name.endswith("自治州"):
                places.setdefault(f"{place.short}州", place)
    for code, counties in COUNTIES.items():
        for name in counties.split():
            places.setdefault(name, Place(name, name, "county", _BY_CODE[code], ""))
    return places


PLACES = _places()
SHORT_PLACES = {place.short: place for place in reversed(list(PLACES.values())) if place.level != "county"}


_SIGNS = """
京北京 津天津 冀河北 晋山西 蒙内蒙古 辽辽宁 吉吉林 黑黑龙江 沪上海 苏江苏 浙浙江 皖安徽 闽福建 赣江西 鲁山东 豫河南
鄂湖北 湘湖南 粤广东 桂广西 琼海南 渝重庆 川四川 贵贵州 黔贵州 云云南 滇云南 藏西藏 陕陕西 甘甘肃 青青海 宁宁夏 新新疆
"""
_NUMBER_SIGNS = {pair[0]: pair[1:] for pair in _SIGNS.split()}


def province_of_number(number: str) -> Province | None:
    """The province whose sign opens the letters of a document number: 鄂经信办函〔2025〕25号 → 湖北."""
    short = _NUMBER_SIGNS.get(number[:1]) if "〔" in number else None
    return province_named(short) if short else None


@lru_cache(maxsize=256)
def province_named(name: str) -> Province | None:
    """The province that a short name, a full name or a two-digit code means."""
    name = name.strip()
    if name in _BY_CODE:
        return _BY_CODE[name]
    return next((unit for unit in ALL_UNITS if name in (unit.short, unit.name)), None)


def english_province(name: str) -> str:
    """`广东` or `广东省` or `44` → `Guangdong`; "" where the name is no province's."""
    province = province_named(name)
    return province.english if province else ""


def province_code(name: str) -> str:
    """The GB/T 2260 code of a province (`广东` → `44`), or ""."""
    province = province_named(name)
    return province.code if province else ""


def place_at(text: str, start: int = 0, *, short: bool = False) -> tuple[Place, int] | None:
    """The longest place name that begins at `start`, and where it ends. Short names (广东, 深圳) count on request."""
    for length in range(min(12, len(text) - start), 1, -1):
        word = text[start : start + length]
        place = PLACES.get(word) or (SHORT_PLACES.get(word) if short else None)
        end = start + length
        if place is not None and not (word.endswith("区") and text[end : end + 1] == "域"):
            return place, end
    return None
