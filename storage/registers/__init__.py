"""Registers: official lists of enterprises as folds over the rows of notices."""

from storage.registers.fold import RegisterEntry, RegisterState, events_between, events_seen, fold, fold_all
from storage.registers.known import REGISTERS, Register, register_for, register_named, register_of
from storage.registers.rows import VOID, ClaimRow, ListingRow, voids

__all__ = [
    "REGISTERS",
    "VOID",
    "ClaimRow",
    "ListingRow",
    "Register",
    "RegisterEntry",
    "RegisterState",
    "events_between",
    "events_seen",
    "fold",
    "fold_all",
    "register_for",
    "register_named",
    "register_of",
    "voids",
]
