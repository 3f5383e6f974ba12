"""Whether a document is on the subject that is watched. What the subject is, is declared in `subjects`."""

import re

from crawler.facts.reasons import Reason
from crawler.facts.subjects import DEFAULT, SubjectProfile
from crawler.facts.title_core import flat, joined

_MADE_BY_A_GOVERNMENT = re.compile(
    r"人民政府|政府|国务院|人大|(?:省|市|区(?!域)|县).{0,12}(?:裁量|处罚|免罚)|厅$|局$|委员会$"
)


def on_subject(
    title: str, issuer: str = "", *, press: bool = False, profile: SubjectProfile = DEFAULT
) -> tuple[bool, Reason]:
    """Whether a document is on the profile's subject. `issuer` is a name or names; `press` marks a report by media."""
    line = joined(flat(title))
    if press:
        return _answer(False, "a report by media is about the subject, not a document on it")
    found = {name: pattern.search(line) for name, pattern in profile.patterns.items()}
    neighbour, phrase, event = found["neighbours"], found["phrases"], found["events"]
    if neighbour and not found["objects"]:
        return _answer(False, "a neighbouring subject", neighbour.group())
    if event:
        return _answer(False, "news, a reply or a procedure about one case", event.group())
    if phrase:
        return _answer(True, "a phrase of the subject", phrase.group())
    thing, activity = found["objects"], found["activities"]
    if thing and activity:
        return _answer(True, "the thing and what is done with it", f"{thing.group()} + {activity.group()}")
    benchmark = found["benchmark_words"]
    if benchmark:
        return _benchmark(line, issuer, benchmark.group(), profile)
    return _answer(False, "no term of the subject")


def _benchmark(line: str, issuer: str, words: str, profile: SubjectProfile) -> tuple[bool, Reason]:
    other = profile.patterns["other_departments"].search(line)
    if other:
        return _answer(False, "a penalty benchmark for another department's field", f"{words} + {other.group()}")
    for text, where in ((line, "in the title"), (issuer, "as issuer")):
        department = profile.patterns["departments"].search(text)
        if department:
            return _answer(
                True, f"a penalty benchmark; enforcing department {where}", f"{words} + {department.group()}"
            )
    foreign = profile.patterns["other_departments"].search(issuer)
    general = _MADE_BY_A_GOVERNMENT.search(issuer) or _MADE_BY_A_GOVERNMENT.search(line)
    if general and not foreign:
        return _answer(True, "a government's penalty benchmark for all its departments", f"{words} + {general.group()}")
    return _answer(False, "a penalty benchmark of no department that enforces on the subject", words)


def _answer(on: bool, rule: str, words: str = "") -> tuple[bool, Reason]:
    return on, Reason(f"on_subject: {str(on).lower()}", rule, words)
