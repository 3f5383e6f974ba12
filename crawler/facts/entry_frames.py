"""What stands around a list: the annex, the caption, the heading it is under."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """What the surroundings of a table say of all its rows, until a section row says otherwise. `correction`: they put
    misprints right; `suspended`: what they ask to be put right is suspended meanwhile."""

    register: str
    action: str
    stage: str
    where: str
    types: tuple[str, ...] = ()
    batch: str = ""
    province: str = ""
    correction: bool = False
    suspended: bool = False
