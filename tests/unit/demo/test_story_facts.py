"""The story as data: what is stated in public sources stands in it as stated, and what is made says so."""

import io
import zipfile
from datetime import date

import docx
import pytest
from python_calamine import CalamineWorkbook

from regwatch.demo.story import load, loading
from regwatch.demo.story.loading import MADE_LINE
from regwatch.demo.story.places import address, annex_path, paths

STORY = load()


def content(key: str, at: int = -1):
    return STORY.by_key[key].editions[at].content


def test_fifteen_mondays_from_27_april_2026():
    assert STORY.weeks[0].start == date(2026, 4, 27)
    assert len(STORY.weeks) == 15
    assert all(week.start.weekday() == 0 and week.what_happens for week in STORY.weeks)
    assert all((b.start - a.start).days == 7 for a, b in zip(STORY.weeks, STORY.weeks[1:], strict=False))


def test_each_source_has_a_back_catalogue():
    for source in STORY.sources:
        before = [n for n in STORY.notices if n.source == source and n.posted < STORY.start]
        assert 30 <= len(before) <= 60, source


@pytest.mark.parametrize(
    ("key", "number", "signed", "posted"),
    [
        ("miit-2018-43", "工信部联节〔2018〕43号", date(2018, 1, 26), date(2018, 2, 26)),
        ("miit-2018-35", "工业和信息化部公告2018年第35号", None, date(2018, 7, 3)),
        ("miit-2018-40", "工业和信息化部公告2018年第40号", date(2018, 9, 3), date(2018, 9, 5)),
        ("miit-2021-114", "工信部联节〔2021〕114号", date(2021, 8, 19), None),
        ("miit-2024-42", "工业和信息化部公告2024年第42号", None, date(2024, 12, 23)),
        ("miit-73", "工业和信息化部令第73号", date(2025, 12, 31), date(2026, 1, 16)),
        ("miit-2026-406", "工业和信息化部公告2026年第10号", None, date(2026, 5, 9)),
        ("miit-2026-407", "工业和信息化部公告2026年第14号", None, date(2026, 6, 12)),
        ("miit-2026-20", "工业和信息化部公告2026年第20号", None, date(2026, 7, 30)),
        ("samr-2022-2", "国市监法规〔2022〕2号", None, date(2022, 10, 8)),
        ("jiangmen-2020", "江环〔2020〕10号", None, date(2020, 3, 1)),
    ],
)
def test_stated_numbers_and_dates_are_used_as_stated(key, number, signed, posted):
    assert content(key).number == number
    assert content(key).signed == signed
    assert posted is None or STORY.by_key[key].posted.date() == posted


def test_the_campaign_has_its_stated_window_and_focus_and_two_addresses_with_one_id():
    body = content("campaign").body
    assert "2026年4月至6月底" in body
    assert all(word in body for word in ("违规交售", "非法拆解", "溯源", "运输", "电动自行车"))
    assert len(paths(STORY.by_key["campaign"])) == 2
    assert {path.rsplit("art_", 1)[1] for path in paths(STORY.by_key["campaign"])} == {
        f"{STORY.by_key['campaign'].ident}.html"
    }
    assert STORY.by_key["campaign-mee-pointer"].pointer == address(STORY.by_key["campaign"])


def test_what_is_made_says_so_in_its_last_line_and_the_rest_does_not():
    for notice in STORY.notices:
        for edition in notice.editions:
            assert notice.pointer or notice.made == edition.content.body.endswith(MADE_LINE), notice.key
    assert all(notice.made for notice in STORY.notices if notice.made_facts)


def test_no_two_pages_or_attachments_share_an_address():
    pages = [(n.source, path) for n in STORY.notices if not n.pointer for path in paths(n)]
    assert len(pages) == len(set(pages))
    files = {(n.source, annex_path(n, a)) for n in STORY.notices for e in n.editions for a in e.content.annexes}
    assert len(files) == len({(n.key, a.token) for n in STORY.notices for e in n.editions for a in e.content.annexes})


def test_one_proposed_name_is_missing_from_the_announcement_and_brackets_differ_only():
    proposed = {row[1].replace("(", "（").replace(")", "）") for row in loading.table("batch6_proposed")[1:]}
    listed = {row[1] for row in loading.table("batch6_listed")[1:]}
    assert proposed - listed == {"演示远航梯次能源有限公司"}
    assert not listed - proposed


def test_bad_news_happens_to_invented_companies_only():
    for name in ("adjustment_proposed", "adjustment_removed", "adjustment_renamed"):
        assert all(row[1].startswith("演示") for row in loading.table(name)[1:])


def test_a_figure_is_changed_in_silence_and_nothing_else():
    before, after = (edition.content.body for edition in STORY.by_key["samr-benchmark"].editions)
    assert before.replace("10万元以上50万元以下", "10万元以上500万元以下") == after != before


def test_an_attachment_changes_under_its_address_while_the_page_stays():
    notice = STORY.by_key["inspection-draft"]
    before, after = (edition.content for edition in notice.editions)
    assert before.body == after.body
    assert annex_path(notice, before.annexes[0]) == annex_path(notice, after.annexes[0])
    assert before.annexes[0].make() != after.annexes[0].make()


def test_the_attachments_are_real_files_of_their_kind():
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content("jiangmen-2020").annexes[0].make()))
    assert len(workbook.get_sheet_by_name("固废污染防治法").to_python()) > 120
    xls = CalamineWorkbook.from_filelike(io.BytesIO(content("batch6-listed").annexes[0].make()))
    rows = [[str(cell).removesuffix(".0") for cell in row] for row in xls.get_sheet_by_index(0).to_python()[1:]]
    assert rows == [list(row) for row in loading.table("batch6_listed")]
    xlsx = CalamineWorkbook.from_filelike(io.BytesIO(content("batch6-proposed").annexes[0].make()))
    sheet = xlsx.get_sheet_by_index(0).to_python()
    assert "第六批" in sheet[0][0]
    assert [row[1] for row in sheet[1:]] == [row[1] for row in loading.table("batch6_proposed")]
    document = docx.Document(io.BytesIO(content("miit-2018-40").annexes[0].make()))
    assert [row.cells[1].text for row in document.tables[0].rows][1] == "衢州华友钴新材料有限公司"
    assert content("inspection").annexes[0].make().startswith(b"%PDF-")


def test_a_zip_holds_its_names_in_gb18030():
    data = next(annex for annex in content("samr-benchmark-draft").annexes if annex.extension == "zip").make()
    with zipfile.ZipFile(io.BytesIO(data), metadata_encoding="gb18030") as archive:
        assert archive.namelist() == ["参考资料：裁量基准对照表.xlsx"]
        assert archive.infolist()[0].flag_bits & 0x800 == 0
        assert archive.testzip() is None


def test_a_wrong_story_is_refused_with_the_notice_s_name():
    with pytest.raises(loading.BadStory, match="no-columns"):
        loading.notice({"key": "no-columns", "source": "miit", "at": date(2026, 5, 1), "title": "题"})
    edit = {"at": date(2026, 5, 2), "swap": [["不在文中", "x"]]}
    raw = {"key": "k", "source": "miit", "columns": ["yjzj"], "at": date(2026, 5, 1), "title": "题", "edit": [edit]}
    with pytest.raises(loading.BadStory, match="不在文中"):
        loading.notice(raw)
