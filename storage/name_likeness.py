"""How two names that are not one may still belong together: a reason in words and a score. Never an identity."""

from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from storage.companies import core, legal_form, stem
from storage.company_words import LEGAL_FORMS, PLACES, TRADES

_GENERIC = frozenset((*TRADES, *LEGAL_FORMS, "有限", "股份", "股份有限", "责任")) | PLACES
LEAST_RATIO = 80.0


@lru_cache(maxsize=300_000)
def parts(key: str) -> tuple[str, str, str]:
    """(core, stem, legal form) of a normalised name."""
    return core(key), stem(key), legal_form(key)


def likeness(query: str, name: str) -> tuple[float, str] | None:
    """(score below 100, why the two may be one or kin) for two normalised names, or None."""
    asked, asked_stem, asked_form = parts(query)
    listed, listed_stem, listed_form = parts(name)
    if not asked or not listed:
        return None
    if asked == listed:
        if asked_form == listed_form:
            return 99.0, "the same name but for its brackets"
        return 98.0, f"the same name in another legal form ({asked_form or 'none'} / {listed_form or 'none'})"
    if listed_form and query.startswith(name):
        return 92.0, "a branch or part of the listed enterprise, by its name"
    if asked_form and name.startswith(query):
        return 92.0, "the listed name is that of a branch or part of it"
    edits = OSA.distance(query, name, score_cutoff=2)
    if edits == 1:
        return 96.0, "one character differs, is missing or is swapped"
    if asked in listed and asked not in _GENERIC and len(asked) >= 2:
        return 80.0 + 15.0 * len(asked) / len(listed), "a short form of the listed name"
    if listed in asked and listed not in _GENERIC and len(listed) >= 3:
        return 80.0 + 10.0 * len(listed) / len(asked), "the listed name stands within it"
    alike = ratio(asked, listed)
    kin = bool(asked_stem and asked_stem == listed_stem)
    if kin and asked_stem not in _GENERIC and query[:2] != name[:2]:
        return max(70.0, min(alike, 90.0)), f"the same distinguishing word {asked_stem}, elsewhere: perhaps a sister"
    shared = not asked_stem or not listed_stem or bool(set(asked_stem) & set(listed_stem))
    if shared and (edits == 2 or alike >= LEAST_RATIO):
        return min(alike, 95.0), "a name that is nearly the same"
    if len(asked) >= 4 and len(asked) >= 0.4 * len(listed) and _within(asked, listed):
        return 75.0 + 10.0 * len(asked) / len(listed), "an abbreviation of the listed name"
    if kin and asked_stem not in _GENERIC:
        return max(70.0, min(alike, 90.0)), f"the same distinguishing word {asked_stem}: perhaps a sister"
    if listed_stem and len(listed_stem) >= 3 and listed_stem in asked:
        return 65.0, f"holds the distinguishing word {listed_stem}"
    return None


def _within(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
