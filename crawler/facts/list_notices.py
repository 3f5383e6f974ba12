"""Whether a notice is about a list of enterprises at all."""

import re
from collections.abc import Mapping, Sequence

from crawler.facts.entry_actions import is_correction, squeezed

_LISTS = re.compile(
    r"名单|规范企业|规范(?:管理)?公告|符合[^。]{0,60}条件》?[^。]{0,12}企业|(?:试点|示范)(?:企业|单位)|动态调整|"
    r"(?:拟|予以|同意)(?:列入|撤销|整改|变更|移出|更名)|(?:企业|公司|单位)(?:名称)?(?:的)?(?:更名|变更)|更名"
)
_ONLY_A_NUMBER = re.compile(r"(?:公告|令|通告)?[(\[〔]?[0-9]{4}年?[)\]〕]?第?[0-9]{1,4}号\Z")
_NO_LISTS = re.compile(
    r"处罚|抽查|抽检|检验检测|不合格|中标|采购|招标|成交|招聘|录用|产品目录|推荐目录|车型|道路机动车|专利|职称|律师|保障房|"
    r"廉租|租赁住房|免罚|裁量|减免责|推荐性标准|起草单位|参编|专家"
)


def is_list(title: str, text: str, names: Sequence[str], annex_titles: Mapping[str, str]) -> bool:
    """Whether the title, an annex or a caption names a list; a title that is only a number is told by the text."""
    plain = squeezed(title)
    if _NO_LISTS.search(plain):
        return False
    heads = squeezed(" ".join((title, *names, *annex_titles.values())))
    refers = _ONLY_A_NUMBER.search(plain) or is_correction(plain)  # the title names a document, the text what it is
    return bool(_LISTS.search(heads) or (refers and _LISTS.search(squeezed(text[:3_000]))))
