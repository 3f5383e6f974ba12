"""What stands around every page: heads, menus, side boxes and feet, about 12 KB of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from regwatch.demo.replica.noise import slot


@dataclass(frozen=True, slots=True)
class Site:
    source: str
    name: str
    host: str
    code: str
    address: str
    menu: tuple[tuple[str, str, tuple[str, ...]], ...]


MIIT = Site(
    "miit", "中华人民共和国工业和信息化部", "www.miit.gov.cn", "bm07000001", "中国北京西长安街13号 邮编：100804",
    (
        ("组织机构", "zzjg", ("部领导", "机关司局", "部属单位", "部属高校", "驻部机构", "各地通信管理局", "主要职责", "联系方式")),
        ("新闻发布", "xwfb", ("时政要闻", "部领导活动", "工信动态", "司局动态", "地方动态", "部属动态", "最新政策", "新闻发布会", "媒体聚焦")),
        ("政务公开", "zwgk", ("政策文件", "文件发布", "文件公示", "政策解读", "法律法规", "规划财政", "人事信息", "重点工作", "建议提案答复")),
        ("政务服务", "zwfw", ("行政许可", "办事指南", "许可公示", "行业数据", "在线查询", "资料下载", "信用信息", "服务监督")),
        ("公众参与", "gzcy", ("意见征集", "部长信箱", "在线访谈", "网上调查", "信访举报", "咨询答复", "工信知识", "无障碍")),
        ("工信数据", "gxsj", ("统计分析", "原材料工业", "装备工业", "消费品工业", "通信业", "电子信息制造业", "软件业", "中小企业")),
        ("专题专栏", "ztzl", ("新型工业化", "绿色低碳发展", "数字化转型", "专精特新", "安全生产", "网络安全", "扫黑除恶", "乡村振兴")),
    ),
)  # fmt: skip
SAMR = Site(
    "samr", "国家市场监督管理总局", "www.samr.gov.cn", "bm30000012", "北京市海淀区马甸东路9号 邮编：100088",
    (
        ("机构", "jg", ("总局领导", "机构设置", "主要职责", "直属单位", "派出机构", "社会团体", "地方局", "联系我们")),
        ("新闻", "xw", ("总局", "司局", "地方", "媒体聚焦", "新闻发布会", "图片新闻", "视频", "时政要闻")),
        ("政务", "zw", ("总局文件", "公示公告", "通报通告", "政策解读", "法律法规", "规划计划", "人事信息", "统计数据", "召回")),
        ("服务", "fw", ("行政许可", "企业登记", "认证认可", "计量", "标准", "特种设备", "食品抽检", "广告监管")),
        ("互动", "hd", ("征集调查", "局长信箱", "在线访谈", "投诉举报", "咨询留言", "建议提案", "常见问题", "知识库")),
        ("专题", "zt", ("质量强国", "守护消费铁拳行动", "公平竞争", "民生计量", "电动自行车安全", "食品安全宣传周", "个体工商户服务月")),
    ),
)  # fmt: skip
MEE = Site(
    "mee", "中华人民共和国生态环境部", "www.mee.gov.cn", "bm17000009", "北京市东城区东长安街12号 邮编：100006",
    (
        ("组织机构", "zjhb", ("部领导", "机关司局", "派出机构", "直属单位", "社会组织", "主要职责", "历任领导", "联系方式")),
        ("要闻动态", "ywdt", ("时政要闻", "环境要闻", "地方动态", "新闻发布", "公示公告", "视频新闻", "行政处罚", "通报")),
        ("政策文件", "zcwj", ("中央有关文件", "国务院有关文件", "部令", "公告", "文件", "函", "办公厅文件", "办公厅函", "政策解读")),
        ("环境质量", "hjzl", ("大气环境", "水环境", "海洋环境", "土壤环境", "声环境", "自然生态", "辐射环境", "生态环境状况公报")),
        ("业务工作", "ywgz", ("法规标准", "生态环境执法", "环境影响评价", "排污许可", "固体废物与化学品", "督察", "应对气候变化", "核与辐射安全")),
        ("互动交流", "hdjl", ("意见征集", "部长信箱", "在线访谈", "信访举报", "建议提案", "调查问卷", "公众留言", "常见问答")),
        ("政务服务", "zwfw", ("行政审批", "办事指南", "结果公示", "数据查询", "资质查询", "下载中心", "在线办理")),
    ),
)  # fmt: skip
_STYLE = "\n".join(
    f".{name} {{ width: {980 + n}px; margin: 0 auto; padding: {n % 9}px 0; line-height: {22 + n % 8}px; "
    f"font-size: {12 + n % 6}px; color: #{(n * 7919) % 4096:03x}; float: none; overflow: hidden; }}"
    for n, name in enumerate(
        "w980 center cmain header logo topbar nav navlist subnav crumbs mnav clist page-content sidebar hotlist related "
        "share ewm foot footlinks copyright gobeian pagination article_fd xxgk-box ctitle cinfo ccontent ddbox".split()
    )
)  # fmt: skip
_PROVINCES = (
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 "
    "宁夏 新疆"
).split()


def head(site: Site, title: str, metas: Sequence[tuple[str, str]], *, suffix: bool = False) -> str:
    lines = "\n".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in metas)
    full = f"{escape(title)}_{site.name}" if suffix else escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="X-UA-Compatible" '
        'content="IE=edge">\n<meta name="viewport" content="width=device-width, initial-scale=1.0">\n'
        f"<title>{full}</title>\n"
        f'<meta name="SiteName" content="{site.name}">\n<meta name="SiteDomain" content="{site.host}">\n'
        f'<meta name="SiteIDCode" content="{site.code}">\n{lines}\n<style type="text/css">\n{_STYLE}\n</style>\n</head>\n'
    )


@cache
def header(site: Site) -> str:
    menu = "".join(
        f'<li class="navitem"><a href="/{path}/index.html">{name}</a><ul class="subnav">'
        + "".join(
            f'<li><a href="/{path}/c{n:02d}/index.html" title="{item}">{item}</a></li>' for n, item in enumerate(items)
        )
        + "</ul></li>"
        for name, path, items in site.menu
    )
    return (
        f'<div class="header"><div class="topbar w980 center"><span>今天是 {slot("now")}</span> '
        '<a href="/yw/index.html">English</a> <a href="/wza/index.html">无障碍</a> <a href="/yjb/index.html">移动版</a></div>'
        f'<div class="logo"><a href="/index.html"><img src="/images/{site.source}_logo.png" alt="{site.name}"></a>'
        f'<form action="/search/index.html" method="get"><input type="hidden" name="_csrf" value="{slot("token")}">'
        '<input type="text" name="q" placeholder="请输入关键字"><button type="submit">搜索</button></form></div>'
        f'<div class="nav"><ul class="navlist">{menu}</ul></div></div>\n'
    )


def sidebar(related: bool = True) -> str:
    more = f'<div class="related"><h3>相关链接</h3><ul>{slot("related")}</ul></div>' if related else ""
    return f'<div class="sidebar"><div class="hotlist"><h3>热点专题</h3><ul>{slot("sidebar")}</ul></div>{more}</div>\n'


@cache
def footer(site: Site) -> str:
    local = "".join(
        f'<option value="https://{site.source}.p{n:02d}.gov.cn/">{name}</option>' for n, name in enumerate(_PROVINCES)
    )
    links = "".join(
        f'<a href="http://www.{domain}.gov.cn/" target="_blank">{name}</a> '
        for name, domain in (
            ("中国政府网", "www"), ("国家发展改革委", "ndrc"), ("科学技术部", "most"), ("财政部", "mof"), ("商务部", "mofcom"), ("交通运输部", "mot"),
            ("应急管理部", "mem"), ("自然资源部", "mnr"), ("住房城乡建设部", "mohurd"), ("水利部", "mwr"), ("农业农村部", "moa"), ("海关总署", "customs"),
            ("税务总局", "chinatax"), ("国家统计局", "stats"), ("国家能源局", "nea"), ("国家标准委", "sac"),
        )
    )  # fmt: skip
    return (
        f'<div class="foot"><div class="footlinks"><select><option>地方主管部门</option>{local}</select> {links}</div>'
        f'<div class="copyright"><p>主办：{site.name} 地址：{site.address}</p>'
        f'<p>网站标识码：{site.code} <span class="gobeian">京公网安备11010202008463号</span></p>'
        f'<p>您是第 <span id="visitcount">{slot("views")}</span> 位访问者 页面生成时间 {slot("now")}</p></div></div>\n'
        f'<script type="text/javascript">var pageToken = "{slot("token")}"; var serverTime = "{slot("now")}";\n'
        "(function () { var s = document.createElement('script'); s.src = '/cms_files/default/script/visit.js?t=' + pageToken; "
        "document.body.appendChild(s); })();</script>\n</body>\n</html>\n"
    )
