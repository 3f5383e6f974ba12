"""The fingerprint moves whenever the reading moves, and rests when only the frame does."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.pages import NotANotice, read_page
from crawler.pages.fingerprint import fingerprint

PAGES = Path(__file__).parents[2] / "fixtures" / "pages"
INDEX = json.loads((PAGES / "index.json").read_text("utf-8"))
HTML = {entry["file"]: (PAGES / entry["file"]).read_text("utf-8") for entry in INDEX}
URLS = {entry["file"]: entry["url"] for entry in INDEX}
FILES = sorted(HTML)


def content(html, url):
    """What a reading says, without spaces; None where there is none."""
    try:
        page = read_page(html, url)
    except NotANotice:
        return None
    said = (page.title, page.text, page.tables, page.links, sorted(page.fields.items()), page.published)
    return re.sub(r"[ 　]", "", repr(said))


@pytest.mark.parametrize("name", FILES)
def test_every_page_has_a_steady_fingerprint(name):
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(HTML[name]) or "")
    assert fingerprint(HTML[name]) == fingerprint(HTML[name])


def test_pages_differ():
    assert len({fingerprint(html) for html in HTML.values()}) == len(HTML)


NOISE = [
    ("<body>", '<body><div class="clock">2026-11-22 10:00:00</div>'),
    ("</body>", '<div class="side"><ul><li><a href="/x/art_1.html">另一条新闻</a></li></ul></div></body>'),
    ("</body>", "<script>var served = 1763800000;</script></body>"),
    ("</head>", '<meta name="MakeTime" content="2027-01-01 00:00:00"></head>'),
    ("<p>", "\n\n   <p>"),
    ("</p>", "<!-- 编辑注 --></p>"),
]


@pytest.mark.parametrize(("before", "after"), NOISE)
@pytest.mark.parametrize("name", FILES)
def test_noise_leaves_it_as_it_was(name, before, after):
    assert fingerprint(HTML[name].replace(before, after)) == fingerprint(HTML[name])


def test_counters_and_browser_classes_leave_it_as_it_was():
    html = HTML["made_miit_announcement.html"]
    assert fingerprint(html.replace(">1024<", ">99999<")) == fingerprint(html)
    assert fingerprint(html.replace('class="ctitle"', 'class="ctitle text-tag"')) == fingerprint(html)
    tagged = re.sub(r'class="(xxgk[^"]*|fl|cinfo[^"]*)"', r'class="\1 text-tag"', html)
    assert tagged != html and fingerprint(tagged) == fingerprint(html)


def test_what_is_said_moves_it():
    html = HTML["made_miit_announcement.html"]
    for before, after in [
        ("99号", "98号"),
        ("2026-09-28 19:19", "2026-09-27 19:19"),
        ("00002222.doc", "00002223.doc"),
        ("</tr>\n      <tr><td>2</td>", "</tr><tr><td>9</td>"),
        ('<td rowspan="2">甲省</td>', "<td>甲省</td>"),
        ("二、企业应当", "</div><div>二、企业应当"),
        ("来源：节能与综合利用司", "来源：科技司"),
        ('content="2026-09-29 14:46"', 'content="2026-09-30 14:46"'),
    ]:
        assert before in html
        assert fingerprint(html.replace(before, after)) != fingerprint(html), before


def test_an_unbalanced_end_tag_inside_a_table_does_not_hide_what_follows():
    html = HTML["made_miit_announcement.html"].replace("<td>3</td>", "<td>3</div></td>")
    assert fingerprint(html.replace("2026年9月26日", "2026年9月25日")) != fingerprint(html)


def test_a_page_of_no_known_template_has_none():
    assert fingerprint("<html><body><p>正文</p></body></html>") is None
    assert fingerprint("") is None


@pytest.mark.parametrize(
    "html",
    [
        "<div id=con_con>" * 3000,
        "<div id=con_con><table>" + "</div>" * 50_000,
        "<!--" * 50_000 + "con_con",
        "<script" * 50_000,
        "<meta name='ArticleTitle' content='" + '"' * 100_000 + "<div id='con_con'>x</div>",
        "<div " + "con_con " * 20_000,
    ],
)
def test_hostile_source_ends_soon(html):
    started = time.process_time()
    fingerprint(html)
    assert time.process_time() - started < 5


BODY = {"miit": "con_con", "samr": "Three_xilan_07", "mee_c": "neiright_JPZ_GK_CP", "mee_x": "content_body_box"}
BODY_OF = {name: mark for name in FILES for key, mark in BODY.items() if key in name}
PIECES = ["", "甲", "9", "<br>", "<p>", "</p>", "</div>", "<td>", "</span>", "2026年1月1日", "<b>x</b>", '"', "<table>"]
BEFORE = {name: content(HTML[name], URLS[name]) for name in BODY_OF}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(BODY_OF)), st.data())
def test_it_moves_whenever_the_reading_moves(name, data):
    """Any cut or insertion in the metas or from the body on: if the reading differs, so does the fingerprint."""
    html = HTML[name]
    head = (html.index("<meta"), html.index("</head>"))
    body = (html.index(BODY_OF[name]), html.rindex("</div>"))
    place = data.draw(st.one_of(st.integers(*head), st.integers(*body)))
    length = data.draw(st.integers(0, 12))
    changed = html[:place] + data.draw(st.sampled_from(PIECES)) + html[place + length :]
    after = content(changed, URLS[name])
    if after is not None and after != BEFORE[name]:
        assert fingerprint(changed) != fingerprint(html)
