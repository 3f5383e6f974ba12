"""Is this supplier on the register? A firm verdict only on identity; everything else is a possibility with its reason.

Firm: the same name (width, brackets, blanks and traditional characters aside), a name the enterprise bore before or
after a stated rename, a valid credit code that the register states, an alias declared to be that one legal person.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from storage.aliases import Alias, alias_key
from storage.companies import clean_uscc, find_uscc, normalise, plain_name, same_name, uscc_valid
from storage.name_likeness import likeness
from storage.registers.fold import RegisterEntry, RegisterState
from storage.registers.known import REGISTERS
from storage.supplier_possibilities import Enterprise, Possibilities

MAIN = REGISTERS[0].key
RANK = {"listed": 0, "proposed_removal": 1, "proposed": 2, "removed": 3}
MOST_MATCHES = 10
LONGEST_QUERY = 300
SAME = "the same name"

Firm = dict[Enterprise, str]
_PENDING = {
    ("proposed", "left_out"): "it was proposed, but the announcement {entry.left_out_of} does not list it",
    ("proposed", "capacity_dropped"): "it was proposed, and {entry.dropped_by} dropped the capacity before any "
    "announcement that lists it was seen",
    ("proposed", "unanswered"): "it was proposed on {entry.since}, and no announcement that answers it was seen yet",
    ("proposed_removal", "left_out"): "its removal was proposed, but the announcement {entry.left_out_of} does not "
    "strike it off",
}


class SupplierIndex:
    """Checks names against the entries of one or more register states of one day.

    With several registers the verdict is that of the register of used power batteries where the enterprise stands on
    it, else the best status on any other: to be listed for steel does not mend a removal there. Every match names its
    register.
    """

    def __init__(self, states: Iterable[RegisterState], aliases: Sequence[Alias] = ()) -> None:
        states = list(states)
        self.as_of = max((state.as_of.isoformat() for state in states), default="")
        self._entries: dict[Enterprise, list[RegisterEntry]] = defaultdict(list)
        self._bearers: dict[str, dict[Enterprise, tuple[str, str]]] = defaultdict(dict)
        self._codes: dict[str, set[Enterprise]] = defaultdict(set)
        self._printed: dict[str, Enterprise | None] = {}
        for state in states:
            for entry in state.entries:
                self._add(entry)
        self._aliases: dict[str, list[Alias]] = defaultdict(list)
        for alias in aliases:
            self._aliases[alias_key(alias.alias)].append(alias)
        self._possibilities: Possibilities | None = None

    def check(self, query: str, uscc: str = "") -> dict[str, Any]:
        """`{"query","verdict","matches":[…],"as_of"}` for one name or code; `uscc` is a code known beside the name."""
        enterprise = None if uscc else self._printed.get(query)
        if enterprise is not None:
            return self._answer(query, {enterprise: SAME})
        text = query.strip()[:LONGEST_QUERY]
        by_code = self._by_code(clean_uscc(uscc) if uscc else find_uscc(text), text)
        if by_code and not self._named_alike(by_code, text):
            other = "the credit code is this enterprise's, the name given beside it is not"
            return self._answer(query, dict.fromkeys(by_code, other), firm=False)
        firm = by_code or self._by_name(text)
        if not firm:
            return self._possible(query, text)
        if len({self._legal_person(one) for one in firm}) > 1:
            shared = "several enterprises bear this name; compare the credit code"
            return self._answer(query, dict.fromkeys(firm, shared), firm=False)
        return self._answer(query, firm)

    def check_all(self, queries: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        """`check` for (name, code) pairs, in their order."""
        return [self.check(name, code) for name, code in queries]

    def _add(self, entry: RegisterEntry) -> None:
        enterprise = (entry.register, entry.enterprise)
        self._entries[enterprise].append(entry)
        if entry.uscc:
            self._codes[entry.uscc].add(enterprise)
        bearers = self._bearers
        for name in entry.former_names:
            bearers[normalise(name)].setdefault(enterprise, (name, f"a former name of {entry.company}"))
        for name in entry.later_names:
            bearers[normalise(name)].setdefault(enterprise, (name, f"the later name of {entry.company}"))
        bearers[normalise(entry.company)][enterprise] = (entry.company, SAME)
        known = self._printed.setdefault(entry.company, enterprise)
        if known != enterprise:
            self._printed[entry.company] = None

    def _by_code(self, code: str, text: str) -> Firm:
        if not uscc_valid(code):
            return {}
        return dict.fromkeys(sorted(self._codes.get(code, ())), f"the same credit code {code}")

    def _named_alike(self, firm: Firm, text: str) -> bool:
        """Whether the name beside a code, if any, is one the enterprise has, had or might be called by."""
        name = plain_name(text)
        for code in {self._entries[enterprise][0].uscc for enterprise in firm}:
            name = name.replace(code.casefold(), "")
        if len(name) < 4 or name.isascii():
            return True
        entries = [entry for enterprise in firm for entry in self._entries[enterprise]]
        names = {known for e in entries for known in (e.company, *e.former_names, *e.later_names)}
        return any(same_name(name, known) or likeness(normalise(name), normalise(known)) for known in names)

    def _by_name(self, text: str) -> Firm:
        firm = self._bearing(text)
        if firm:
            return firm
        for alias in self._aliases.get(alias_key(text), ()) if text else ():
            found = self._bearing(alias.company) if alias.same else None
            if found:
                return dict.fromkeys(found, f"{alias.alias} is declared an alias of {alias.company}")
        return {}

    def _bearing(self, text: str) -> Firm:
        """The enterprises that bear the name now; where there is none, those that bore it or will bear it."""
        named = self._bearers.get(normalise(text), {})
        found = {enterprise: (name, why) for enterprise, (name, why) in named.items() if same_name(text, name)}
        now = {enterprise: told for enterprise, told in found.items() if told[1] == SAME}
        return {
            enterprise: _how_same(text, printed) if why == SAME else why
            for enterprise, (printed, why) in (now or found).items()
        }

    def _legal_person(self, enterprise: Enterprise) -> str:
        """What tells one enterprise from another across registers: its code, else its name and province."""
        entry = self._entries[enterprise][0]
        return entry.uscc or f"{normalise(entry.company)}|{entry.province[:2]}"

    def _possible(self, query: str, text: str) -> dict[str, Any]:
        if self._possibilities is None:
            self._possibilities = Possibilities(self._bearers, self._codes, self._aliases)
        found = self._possibilities.of(text)[:MOST_MATCHES] if text else []
        matches = [match for enterprise, score, why in found for match in self._matches(enterprise, score, why)]
        return {
            "query": query,
            "verdict": "possible_match" if matches else "not_found",
            "matches": matches,
            "as_of": self.as_of,
        }

    def _answer(self, query: str, found: Firm, firm: bool = True) -> dict[str, Any]:
        matches = [m for e, why in found.items() for m in self._matches(e, 100.0 if firm else 95.0, why)]
        matches.sort(key=lambda match: (match["register"] != MAIN, RANK[match["status"]], match["entry_type"]))
        verdict = matches[0]["status"] if firm else "possible_match"
        return {"query": query, "verdict": verdict, "matches": matches, "as_of": self.as_of}

    def _matches(self, enterprise: Enterprise, score: float, why: str) -> list[dict[str, Any]]:
        entries = sorted(self._entries[enterprise], key=lambda e: (RANK[e.status], e.entry_type))
        return [_match(entry, score, why) for entry in entries]


def _match(entry: RegisterEntry, score: float, why: str) -> dict[str, Any]:
    pending = entry.pending
    if pending:
        why = f"{why}; {_PENDING[entry.status, pending].format(entry=entry)}"
    if entry.suspended:
        why = f"{why}; its listing is suspended since {entry.suspended}"
    return {
        "company": entry.company,
        "entry_type": entry.entry_type,
        "status": entry.status,
        "since": entry.since.isoformat(),
        "score": round(score, 1),
        "why": why,
        "notice": entry.notice,
        "sha256": entry.sha256,
        "register": entry.register,
        "uscc": entry.uscc,
        "province": entry.province,
        "batch": entry.batch,
        "attachment": entry.where.removeprefix("attachment:") if entry.where != "body" else "",
        "row": entry.row,
    }


def _how_same(query: str, printed: str) -> str:
    if "".join(query.split()) == "".join(printed.split()):
        return SAME
    if plain_name(query) == plain_name(printed):
        return "the same name but for brackets, width or blanks"
    return "the same name in traditional characters"
