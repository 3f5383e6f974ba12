"""Changes and coverage as the archive answers them, for the tests of the notifier."""

from typing import Any, cast

from storage.shapes import Change, ChannelCoverage, Coverage, Edit, NoticeSummary, RegisterEvent

HASH_OLD = "0f3a" * 16
HASH_NEW = "77be" * 16


def notice(**given: Any) -> NoticeSummary:
    values: dict[str, Any] = {
        "id": "miit-2026-17",
        "source": "miit",
        "channel": "miit/wjfb",
        "url": "https://www.miit.gov.cn/zwgk/zcwj/wjfb/gg/art/2026/art_0001.html",
        "title": "符合《新能源汽车废旧动力电池综合利用行业规范条件》企业名单（第六批）",
        "issuers": ["工业和信息化部"],
        "doc_number": "公告2026年第17号",
        "stage": "issued",
        "topics": ["list_publication"],
        "on_subject": True,
        "province": "",
        "published_on": "2026-04-28",
        "signed_on": "2026-04-27",
        "effective_on": None,
        "expires_on": None,
        "comment_deadline": None,
        "attachments": [],
        "state": "live",
    }
    return cast(NoticeSummary, {**values, **given})


def change(ident: int = 1, *, kind: str = "published", at: str = "2026-04-29T09:00:00+08:00", **given: Any) -> Change:
    """`edits`, `register_events` and `backlog` go into the change, everything else into its notice."""
    edits: list[Edit] = given.pop("edits", [])
    events: list[RegisterEvent] = given.pop("register_events", [])
    given.setdefault("id", f"notice-{ident}")
    backlog: bool = given.pop("backlog", False)
    return cast(
        Change,
        {
            "id": ident,
            "kind": kind,
            "observed_at": at,
            "notice": notice(**given),
            "from_version": None if kind == "published" else 1,
            "to_version": 1 if kind == "published" else 2,
            "edits": edits,
            "register_events": events,
            "backlog": backlog,
        },
    )


def event(kind: str, company: str, **given: Any) -> RegisterEvent:
    state = {"company": company, "province": given.pop("province", ""), "batch": given.pop("batch", "第六批")}
    values: dict[str, Any] = {
        "kind": kind,
        "register": "nev-battery-recycling",
        "company": company,
        "entry_type": "梯次利用",
        "before": state if kind in ("removed", "type_dropped") else None,
        "after": None if kind == "removed" else state,
        "notice": "notice-1",
        "observed_at": "2026-04-29T09:00:00+08:00",
    }
    return cast(RegisterEvent, {**values, **given})


def channel(source: str = "miit", key: str = "wjfb", **given: Any) -> ChannelCoverage:
    values: dict[str, Any] = {
        "source": source,
        "channel": key,
        "name": "文件发布",
        "name_en": "Documents issued",
        "checks": 7,
        "ok": 7,
        "expected": 7,
        "outcomes": {"ok": 7},
        "last_success_at": "2026-05-03T09:00:00+08:00",
        "first_failure_at": None,
        "last_error": "",
        "state": "healthy",
    }
    return cast(ChannelCoverage, {**values, **given})


def blind(source: str = "samr", key: str = "tzgg", **given: Any) -> ChannelCoverage:
    values: dict[str, Any] = {
        "name": "通知公告",
        "name_en": "Notices",
        "ok": 2,
        "outcomes": {"ok": 2, "challenged": 5},
        "last_success_at": "2026-04-28T09:00:00+08:00",
        "first_failure_at": "2026-04-29T09:00:00+08:00",
        "last_error": "the page asks for JavaScript (status 412)",
        "state": "challenged",
    }
    return channel(source, key, **{**values, **given})


def coverage(*channels: ChannelCoverage) -> Coverage:
    return {
        "since": "2026-04-27T00:00:00+08:00",
        "until": "2026-05-04T00:00:00+08:00",
        "channels": list(channels) or [channel()],
    }


def a_full_week() -> list[Change]:
    """A list with a removal, a redlined benchmark, a consultation, a rollout, a withdrawn notice."""
    return [
        change(
            1,
            attachments=[
                {
                    "name": "附件1.企业名单.xlsx",
                    "url": "https://www.miit.gov.cn/cms_files/filemanager/a/b.xlsx",
                    "sha256": HASH_NEW,
                    "media_type": "application/vnd.openxmlformats",
                    "bytes": 20480,
                    "readable": True,
                },
                {
                    "name": "附件2.扫描件.pdf",
                    "url": "https://www.miit.gov.cn/cms_files/filemanager/a/c.pdf",
                    "sha256": HASH_OLD,
                    "media_type": "application/pdf",
                    "bytes": 920480,
                    "readable": False,
                },
            ],
            register_events=[
                event("added", "荆门格林循环电子废弃物处置有限公司", province="湖北"),
                event("added", "广东光华科技股份有限公司", province="广东", entry_type="再生利用"),
                event("removed", "衢州华友钴新材料有限公司", province="浙江"),
                event(
                    "renamed",
                    "赣州市豪鹏科技股份有限公司",
                    province="江西",
                    after={
                        "company": "赣州市豪鹏科技股份有限公司",
                        "former": "赣州市豪鹏科技有限公司",
                        "province": "江西",
                    },
                ),
            ],
        ),
        change(
            2,
            kind="edited",
            at="2026-04-30T10:15:00+08:00",
            source="samr",
            channel="samr/tzgg",
            title="市场监管总局关于印发《动力电池回收利用行政处罚裁量基准》的通知",
            issuers=["国家市场监督管理总局", "生态环境部"],
            doc_number="国市监稽规〔2026〕3号",
            topics=["penalty_benchmark", "enforcement_campaign"],
            published_on="2026-04-20",
            effective_on="2026-05-20",
            url="https://www.samr.gov.cn/zw/art_17.html",
            edits=[
                {
                    "where": "body",
                    "op": "replace",
                    "before": "情节严重的，处50万元以上罚款",
                    "after": "情节严重的，处500万元以上罚款",
                    "tokens": [
                        ("=", "第十二条 未按规定将废旧动力电池交售给综合利用企业的，责令限期改正；情节严重的，处"),
                        ("-", "50万元"),
                        ("+", "500万元"),
                        ("=", "以上罚款，并可以责令停产停业。"),
                    ],
                },
                {
                    "where": "table",
                    "op": "row_changed",
                    "before": "未履行溯源义务 | 一般 | 处1万元以上3万元以下罚款",
                    "after": "未履行溯源义务 | 一般 | 处3万元以上5万元以下罚款",
                },
                {"where": "table", "op": "row_added", "before": "", "after": "非法拆解 | 严重 | 处10万元罚款"},
                {
                    "where": "attachment:裁量表.xls",
                    "op": "replace",
                    "before": f"裁量表.xls sha256:{HASH_OLD}",
                    "after": f"裁量表.xls sha256:{HASH_NEW}",
                },
                {
                    "where": "metadata:发文字号",
                    "op": "replace",
                    "before": "国市监稽规〔2026〕2号",
                    "after": "国市监稽规〔2026〕3号",
                },
            ],
        ),
        change(
            3,
            at="2026-05-01T08:00:00+08:00",
            title="公开征求对《废旧动力电池梯次利用技术要求（征求意见稿）》的意见",
            topics=["technical_criteria"],
            stage="consultation",
            comment_deadline="2026-05-15",
            doc_number="",
            url="https://www.miit.gov.cn/gzcy/yjzj/art_9.html",
        ),
        change(
            4,
            at="2026-05-02T08:00:00+08:00",
            source="gd-gxt",
            channel="gd-gxt/tzgg",
            title="广东省工业和信息化厅等五部门关于开展废旧动力电池回收利用联合执法专项行动的通知",
            topics=["provincial_rollout", "enforcement_campaign"],
            issuers=["广东省工业和信息化厅"],
            province="广东",
            doc_number="粤工信节能〔2026〕21号",
            url="https://gdii.gd.gov.cn/art_1.html",
        ),
        change(
            5,
            kind="withdrawn",
            at="2026-05-02T20:00:00+08:00",
            title="动力电池回收服务网点名单 <script>alert(1)</script>\u202e",
            topics=["other"],
            url="javascript:alert(1)",
            state="withdrawn",
        ),
    ]
