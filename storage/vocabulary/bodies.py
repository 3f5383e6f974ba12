"""Central issuing bodies: canonical Chinese name, code, English name, and the short and former names that mean them.

English names are those the bodies use on their own sites.
"""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Body:
    name: str
    code: str
    english: str
    aliases: tuple[str, ...] = ()


_ROWS = """
工业和信息化部|MIIT|Ministry of Industry and Information Technology|工信部
国家市场监督管理总局|SAMR|State Administration for Market Regulation|市场监管总局 国家市场监管总局 市场监督管理总局
生态环境部|MEE|Ministry of Ecology and Environment|
国家发展和改革委员会|NDRC|National Development and Reform Commission|国家发展改革委 国家发改委 发展改革委 发改委
商务部|MOFCOM|Ministry of Commerce|
科学技术部|MOST|Ministry of Science and Technology|科技部
财政部|MOF|Ministry of Finance|
交通运输部|MOT|Ministry of Transport|
公安部|MPS|Ministry of Public Security|
司法部|MOJ|Ministry of Justice|
海关总署|GAC|General Administration of Customs|中华人民共和国海关总署 GACC
国家能源局|NEA|National Energy Administration|
国家税务总局|STA|State Taxation Administration|税务总局 SAT
应急管理部|MEM|Ministry of Emergency Management|
住房和城乡建设部|MOHURD|Ministry of Housing and Urban-Rural Development|住房城乡建设部 住建部
自然资源部|MNR|Ministry of Natural Resources|
农业农村部|MARA|Ministry of Agriculture and Rural Affairs|
水利部|MWR|Ministry of Water Resources|
文化和旅游部|MCT|Ministry of Culture and Tourism|文旅部
人力资源和社会保障部|MOHRSS|Ministry of Human Resources and Social Security|人力资源社会保障部 人社部
教育部|MOE|Ministry of Education|
民政部|MCA|Ministry of Civil Affairs|
外交部|MFA|Ministry of Foreign Affairs|
审计署|NAO|National Audit Office|
中国人民银行|PBC|People's Bank of China|人民银行 央行
国家卫生健康委员会|NHC|National Health Commission|国家卫生健康委 国家卫健委
国务院国有资产监督管理委员会|SASAC|State-owned Assets Supervision and Administration Commission|国资委 国务院国资委
国务院|SC|State Council|
国务院办公厅|GOSC|General Office of the State Council|国办
全国人民代表大会常务委员会|NPCSC|Standing Committee of the National People's Congress|全国人大常委会
全国人民代表大会|NPC|National People's Congress|全国人大
最高人民法院|SPC|Supreme People's Court|最高法
最高人民检察院|SPP|Supreme People's Procuratorate|最高检
国家标准化管理委员会|SAC|Standardization Administration of China|国家标准委
国家认证认可监督管理委员会|CNCA|Certification and Accreditation Administration|国家认监委
国家药品监督管理局|NMPA|National Medical Products Administration|国家药监局
国家邮政局|SPB|State Post Bureau|
国家铁路局|NRA|National Railway Administration|
中国民用航空局|CAAC|Civil Aviation Administration of China|中国民航局 民航局
国家消防救援局|NFRA|National Fire and Rescue Administration|
国家矿山安全监察局|NMSA|National Mine Safety Administration|国家矿山安监局
国家数据局|NDA|National Data Administration|
国家知识产权局|CNIPA|China National Intellectual Property Administration|
国家统计局|NBS|National Bureau of Statistics|
国家中医药管理局|NATCM|National Administration of Traditional Chinese Medicine|
国家金融监督管理总局|NFRA-F|National Financial Regulatory Administration|金融监管总局
中国银行保险监督管理委员会|CBIRC|China Banking and Insurance Regulatory Commission|中国银保监会 银保监会
中国证券监督管理委员会|CSRC|China Securities Regulatory Commission|中国证监会 证监会
国家外汇管理局|SAFE|State Administration of Foreign Exchange|国家外汇局 外汇局
国家互联网信息办公室|CAC|Cyberspace Administration of China|国家网信办 网信办
国家机关事务管理局|NGOA|National Government Offices Administration|国管局
中华全国供销合作总社|ACFSMC|All China Federation of Supply and Marketing Cooperatives|供销合作总社
国家林业和草原局|NFGA|National Forestry and Grassland Administration|国家林草局
国家国防科技工业局|SASTIND|State Administration of Science, Technology and Industry for National Defence|
国家工商行政管理总局|SAIC|State Administration for Industry and Commerce (to 2018)|国家工商总局 工商总局
国家质量监督检验检疫总局|AQSIQ|Administration of Quality Supervision, Inspection and Quarantine (to 2018)|质检总局
环境保护部|MEP|Ministry of Environmental Protection (to 2018)|环保部
国家环境保护总局|SEPA|State Environmental Protection Administration (to 2008)|环保总局
食品药品监督管理总局|CFDA|Food and Drug Administration (to 2018)|国家食品药品监督管理总局 国家食药监总局
中机车辆技术服务中心|CVTSC|China Machinery Vehicle Technology Service Centre|中机中心
"""


def _bodies() -> tuple[Body, ...]:
    rows = (line.split("|") for line in _ROWS.strip().splitlines())
    return tuple(Body(name, code, english, tuple(aliases.split())) for name, code, english, aliases in rows)


CENTRAL_BODIES = _bodies()
_BY_NAME = {name: body for body in CENTRAL_BODIES for name in (body.name, body.code, *body.aliases)}
CENTRAL_NAMES = tuple(sorted((name for name in _BY_NAME if not name.isascii()), key=len, reverse=True))


@lru_cache(maxsize=1024)
def central_body(name: str) -> Body | None:
    """The central body that a canonical name, a short or former name, or a code (MIIT) means; None for any other.

    A general office (办公厅, 综合司) is the same body speaking: 工业和信息化部办公厅 is 工业和信息化部.
    """
    name = name.strip().removeprefix("中华人民共和国")
    found = _BY_NAME.get(name)
    if found is None:
        for office in ("办公厅", "办公室", "综合司"):
            if name.endswith(office):
                return _BY_NAME.get(name.removesuffix(office))
    return found
