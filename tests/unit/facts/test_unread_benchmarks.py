from crawler.reading import read_notice
from storage.model import Page, Table

TITLE = "某省生态环境行政处罚裁量基准"
UNKNOWN = Table((("甲", "乙"), ("丙", "丁")), 0)
SENTENCE = "the title announces a penalty benchmark, and no rule could be read of its tables (1)"


def warnings(title: str, *tables: Table) -> tuple[str, ...]:
    return read_notice(Page(title=title, text="", template="page", tables=tables), (), "生态环境部").facts.warnings


def test_a_benchmark_of_whose_tables_no_rule_was_read_says_so() -> None:
    assert warnings(TITLE, UNKNOWN) == (SENTENCE,)


def test_a_benchmark_with_rules_an_explanation_and_other_notices_do_not() -> None:
    read = Table((("违法行为", "裁量标准"), ("未建台账", "处1万元罚款")), 1)
    assert warnings(TITLE, read) == ()
    assert warnings(f"《{TITLE}》解读", UNKNOWN) == ()
    assert warnings("关于开展专项检查的通知", UNKNOWN) == ()
    assert warnings(TITLE) == ()
