"""English beside the Chinese."""

import pytest

from storage import vocabulary


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("工信部", "Ministry of Industry and Information Technology"),
        ("MEE", "Ministry of Ecology and Environment"),
        ("工业和信息化部办公厅", "General Office of the Ministry of Industry and Information Technology"),
        ("国务院办公厅", "General Office of the State Council"),
        ("广东省工业和信息化厅", "Guangdong Department of Industry and Information Technology"),
        ("北京市经信局", "Beijing Bureau of Economy and Information Technology"),
        ("福州市市场监管局", "Fuzhou Administration for Market Regulation"),
        ("内蒙古自治区生态环境厅", "Inner Mongolia Department of Ecology and Environment"),
        ("延边州生态环境局", "Yanbian Bureau of Ecology and Environment"),
        ("广东省人民政府办公厅", "General Office of the Guangdong People's Government"),
        ("某某公司", ""),
        ("", ""),
    ],
)
def test_bodies(name: str, english: str) -> None:
    assert vocabulary.english_body(name) == english


def test_thirty_one_provinces_with_their_codes() -> None:
    assert len(vocabulary.PROVINCES) == 31 == len({province.code for province in vocabulary.PROVINCES})
    assert vocabulary.english_province("陕西") == "Shaanxi" != vocabulary.english_province("山西省")
    assert vocabulary.province_code("广西壮族自治区") == "45"
    assert vocabulary.english_province("香港") == ""
    assert vocabulary.english_province("新疆兵团") == "Xinjiang Production and Construction Corps"


def test_every_topic_and_stage_has_both_names() -> None:
    assert all(vocabulary.english_topic(key) and vocabulary.chinese_topic(key) for key in vocabulary.TOPICS)
    assert set(vocabulary.STAGES) == {"consultation", "proposal", "issued", "revised", "repealed", "interpretation"}
    assert vocabulary.english_entry_type("梯次利用、再生利用") == "cascade use, recycling"


def test_a_place_is_found_at_its_longest() -> None:
    place, end = vocabulary.place_at("海南藏族自治州生态环境局") or (None, 0)
    assert place is not None and place.province.short == "青海" and end == 7
    assert vocabulary.place_at("河北区域协同发展") is None
    assert len({place.name for place in vocabulary.PLACES.values() if place.level == "prefecture"}) >= 330
