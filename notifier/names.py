"""Names of bodies, places, topics and stages in a reader's language. Pure.

English readers get the English and the Chinese beside it, Chinese readers the Chinese alone.
"""

from notifier.labels import Say
from notifier.texts import plain
from storage.registers.known import REGISTERS
from storage.vocabulary import (
    central_body,
    chinese_stage,
    chinese_topic,
    english_body,
    english_entry_type,
    english_province,
    english_stage,
    english_topic,
)

LONGEST_WHO = 60
_REGISTERS = {register.key: (register.name_en, register.name) for register in REGISTERS}


def topic_label(topic: str, say: Say) -> str:
    """`Penalty benchmark 裁量基准`."""
    return say.named(english_topic(topic), chinese_topic(topic)) or plain(topic)


def province_label(province: str, say: Say) -> str:
    """`Guangdong 广东`."""
    return say.named(english_province(province), plain(province))


def issuer_label(name: str, say: Say) -> str:
    return say.named(english_body(name), plain(name))


def capacity_label(entry_type: str, say: Say) -> str:
    """`cascade use 梯次利用`."""
    return say.named(english_entry_type(entry_type), plain(entry_type))


def register_name(key: str, say: Say) -> str:
    """The name of a register that is known, or the key of one that is not."""
    english, chinese = _REGISTERS.get(key, ("", ""))
    return say.named(english, chinese) or plain(key)


def source_label(source: str, say: Say) -> str:
    """`miit` → `MIIT 工业和信息化部`; the key of a source that is no central body."""
    body = central_body(source.upper())
    return say.named(body.code, body.name) if body is not None else plain(source)


def short_body(name: str, say: Say) -> str:
    """`MIIT`, `Guangdong Department of …`; the Chinese name to Chinese readers and where there is no English."""
    if say.language == "zh":
        return plain(name)
    body = central_body(name)
    return body.code if body is not None and body.code.isupper() else english_body(name) or plain(name)


def stage_line(stage: str, issuers: list[str], topics: list[str], say: Say) -> str:
    """What a notice is, put together from its facts: `Draft for comment by MIIT, SAMR: list of enterprises`."""
    if say.language == "zh":
        kinds = [chinese_topic(topic) for topic in topics if topic != "other"]
        return "：".join(word for word in (chinese_stage(stage) or "公文", "、".join(filter(None, kinds))) if word)
    who = list(dict.fromkeys(short_body(issuer, say) for issuer in issuers))
    shown = [name for place, name in enumerate(who) if place == 0 or len(", ".join(who[: place + 1])) <= LONGEST_WHO]
    named = ", ".join(shown) + (f" and {len(who) - len(shown)} more" if len(who) > len(shown) else "")
    kind = english_stage(stage) or "Notice"
    words = [word.lower() for topic in topics if topic != "other" and (word := english_topic(topic))]
    words = [word for word in words if word != kind.lower()]
    return (f"{kind} by {named}" if named else kind) + (f": {', '.join(words)}" if words else "")
