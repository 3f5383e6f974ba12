"""Several subjects at once: each is asked for, told apart, and part of the reader's version."""

from pathlib import Path

import pytest

from crawler.facts.descriptions import describe
from crawler.facts.subjects import DEFAULT, NotAProfile, profile_from
from crawler.facts.watched import watch, watched, watching
from crawler.reader_version import reader_version
from crawler.subject_files import SubjectSettings

EXAMPLE = Path(__file__).parents[3] / "docs" / "operating" / "examples" / "lead-acid.toml"
LEAD = SubjectSettings(files=(EXAMPLE,)).profiles()[1]


@pytest.mark.parametrize(
    ("title", "subjects"),
    [
        ("关于开展废铅蓄电池收集转移专项整治的通知", ("lead-acid-batteries",)),
        ("符合《再生铅行业规范条件》企业名单（第三批）", ("lead-acid-batteries",)),
        ("关于规范废旧动力电池回收利用的通知", ("used-power-batteries",)),
        ("关于加强铅蓄电池和动力电池回收管理的通知", ("used-power-batteries", "lead-acid-batteries")),
        ("某公司铅蓄电池回收项目环评公示", ()),
        ("关于调整成品油价格的通知", ()),
    ],
)
def test_a_title_is_told_for_each_subject(title: str, subjects: tuple[str, ...]) -> None:
    told = describe(title, "生态环境部", profiles=(DEFAULT, LEAD))
    assert told.subjects == subjects and told.on_subject is bool(subjects)
    why = {reason.profile: reason for reason in told.reasons if reason.profile}
    assert set(why) == {"used-power-batteries", "lead-acid-batteries"}
    assert {key for key, reason in why.items() if reason.answer == "on_subject: true"} == set(subjects)
    assert all(why[key].words for key in subjects)


def test_the_process_watches_what_it_was_told_and_its_reader_is_another_then() -> None:
    alone = reader_version()
    assert watched() == (DEFAULT,)
    with watching((DEFAULT, LEAD)):
        assert describe("废铅蓄电池回收管理办法").on_subject
        assert reader_version() != alone
    assert not describe("废铅蓄电池回收管理办法").on_subject
    assert reader_version() == alone


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('key = "a"\nenglish = "A"\nchinese = "甲"\nobject = ["x"]', "'object' is no key of a subject profile"),
        ('key = "a"\nenglish = "A"\nchinese = "甲"\nphrases = "x"', "'phrases' must be a list of words"),
        ('key = "a"\nenglish = "A"\nchinese = "甲"\nphrases = [""]', "'phrases' must be a list of words"),
        ('key = "A b"\nenglish = "A"\nchinese = "甲"\nphrases = ["x"]', "small letters, digits and hyphens"),
        ('english = "A"\nchinese = "甲"\nphrases = ["x"]', "'key' is missing"),
        ('key = "a"\nenglish = "A"\nchinese = "甲"\nobjects = ["x"]', "no title could match"),
        ("key = ", "is not valid TOML"),
    ],
)
def test_a_faulty_declaration_is_one_sentence_that_names_its_file(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotAProfile) as fault:
        SubjectSettings(files=(file,)).profiles()
    assert str(file) in str(fault.value) and said in str(fault.value) and "\n" not in str(fault.value)


def test_a_missing_file_and_one_of_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(NotAProfile, match="cannot be read"):
        SubjectSettings(files=(tmp_path / "none.toml",)).profiles()
    (tmp_path / "gbk.toml").write_bytes('chinese = "电池"'.encode("gb18030"))
    with pytest.raises(NotAProfile, match="not UTF-8"):
        SubjectSettings(files=(tmp_path / "gbk.toml",)).profiles()


def test_two_of_one_key_or_none_at_all_are_refused() -> None:
    with pytest.raises(NotAProfile, match="two profiles have the key"):
        watch((DEFAULT, DEFAULT))
    with pytest.raises(NotAProfile, match="none is watched"):
        watch(())
    assert watched() == (DEFAULT,)


def test_the_document_shows_the_example_as_it_is() -> None:
    page = (EXAMPLE.parents[1] / "subjects.md").read_text(encoding="utf-8")
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    assert "\n".join(lines) in page


def test_a_profile_of_phrases_alone_is_enough() -> None:
    profile = profile_from({"key": "e-bikes", "english": "E-bikes", "chinese": "电动自行车", "phrases": ["电动自行车"]})
    assert describe("电动自行车用锂电池安全规定", profiles=(profile,)).subjects == ("e-bikes",)
