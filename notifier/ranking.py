"""What weighs most for a reader: watched companies, registers, penalties, rollouts, the rest, and old notices. Pure."""

from collections.abc import Collection, Sequence
from typing import Literal

from notifier.filters import Findable

Rank = Literal["watched", "registers", "penalties", "rollouts", "rest", "old"]
RANKS: tuple[Rank, ...] = ("watched", "registers", "penalties", "rollouts", "rest", "old")


def rank_of(one: Findable, named: Sequence[str]) -> Rank:
    """`named`: the watched companies that the change names. Old notices come last but for those."""
    if named:
        return "watched"
    if one.old:
        return "old"
    if one.change["register_events"]:
        return "registers"
    if one.change.get("penalty_changes") or "penalty_benchmark" in one.change["notice"]["topics"]:
        return "penalties"
    if one.change["notice"]["province"]:
        return "rollouts"
    return "rest"


def ranked(mine: Sequence[Findable], named: dict[int, list[str]], struck: Collection[int]) -> list[Findable]:
    """The weightiest first; within a rank the newest. `struck`: changes that cost a watched company its place."""
    newest = sorted(mine, key=lambda one: one.change["observed_at"], reverse=True)
    return sorted(
        newest,
        key=lambda one: (one.change["id"] not in struck, RANKS.index(rank_of(one, named[one.change["id"]]))),
    )
