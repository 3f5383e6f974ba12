"""A title as the topic rules see it: its words, and what was told of it before."""

import re
from dataclasses import dataclass

from crawler.facts import topic_words as words
from storage.vocabulary.bodies import central_body

_PROVINCIAL_GOVERNMENT = re.compile(r"(?:省|自治区|^(?:北京|天津|上海|重庆)市)人民政府(?:办公厅)?$")
_WATCHED = frozenset(("MIIT", "SAMR", "MEE", "MEP", "SEPA", "NDRC", "MOFCOM", "SC", "NPC", "NPCSC"))


@dataclass(frozen=True, slots=True)
class Title:
    """A title with what was told of it before: its issuers (canonical), province and stage, and whether it is press.
    `text` has no spaces beside Chinese characters, `printed` has."""

    text: str
    core: str
    issuers: tuple[str, ...]
    province: str
    stage: str
    press: bool
    printed: str

    @property
    def is_central(self) -> bool:
        return any(central_body(name) for name in self.issuers)

    @property
    def is_state_council(self) -> bool:
        return any(name in ("国务院", "国务院办公厅") for name in self.issuers)

    @property
    def is_of_a_court(self) -> bool:
        return any(name in ("最高人民法院", "最高人民检察院") for name in self.issuers)

    @property
    def sets_standards(self) -> bool:
        return self.issuers == ("国家标准化管理委员会",)

    @property
    def is_provincial_government(self) -> bool:
        """The government itself rules for all its departments, while a department only carries out."""
        return any(_PROVINCIAL_GOVERNMENT.search(name) for name in self.issuers)

    @property
    def is_watched(self) -> bool:
        return any((body := central_body(name)) and body.code in _WATCHED for name in self.issuers)

    @property
    def is_rule_of_its_own(self) -> bool:
        """A rule whatever its field: a watched ministry's 办法, another's that stands by its bare name as orders of
        ministries do, or a statute (条例) or the draft of one."""
        rule = words.RULE.search(self.core)
        if self.is_watched and rule:
            return True
        named = self.text.strip("《》").startswith(self.core[:24])
        if named and self.is_central and rule:
            return True
        bare = named or self.stage == "consultation"
        return bare and (self.core.startswith("中华人民共和国") or self.core.endswith("条例"))
