"""Which register a list belongs to, and a key for any other list that stays the same from batch to batch."""

import pytest

from storage.registers import REGISTERS, register_for, register_named, register_of


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("符合《新能源汽车废旧动力蓄电池综合利用行业规范条件》企业名单（第五批）", "nev-battery-recycling"),
        ("符合《新能源汽车废旧动力电池综合利用行业规范条件（2024年本）》企业名单", "nev-battery-recycling"),
        ("新能源汽车废旧动力蓄电池 综合利用行业规范公告企业名单", "nev-battery-recycling"),
        ("钢铁行业规范企业动态调整名单公示（拟列入13家、拟撤销7家）", "steel"),
        ("符合《废钢铁加工行业准入条件》企业名单(第七批)", "scrap-steel"),
        ("符合《建筑垃圾综合利用行业规范条件》企业名单(第一批)", "construction-waste"),
        ("首批符合《废铜铝加工利用行业规范条件》企业名单发布", "scrap-copper-aluminium"),
    ],
)
def test_known_lists(title: str, key: str) -> None:
    assert register_for(title).key == key
    found = register_named(key)
    assert found is not None
    assert found.name_en


def test_local_lists_of_the_same_trade_are_lists_of_their_own() -> None:
    first = register_for("广东省新能源汽车动力蓄电池回收利用试点单位名单(第一批)")
    second = register_for("关于公布广东省新能源汽车动力蓄电池回收利用试点单位名单（第二批）的公示")
    assert first.key == second.key != "nev-battery-recycling"
    assert first.key.isascii()
    assert register_of("湖南省推荐申报新能源汽车废旧动力蓄电池综合利用行业规范条件企业名单") is None


def test_keys_are_unique_and_safe_for_a_command_line() -> None:
    keys = [register.key for register in REGISTERS]
    assert len(set(keys)) == len(keys)
    assert all(
        key.replace("-", "").isalnum() for key in [*keys, register_for("！？").key, register_for("某某某名单").key]
    )
