"""What kinds of document a title announces: several topics may hold, `other` where none does.

Kind and subject are two questions: the list of another trade is still a list. One exception is `policy_measure` and
`provincial_rollout`, which ask that the rule lies in the field of the departments watched (industry, environment,
product markets), because every government calls its household matters 办法 and 方案 too.
"""

import re

from crawler.facts import topic_words as words
from crawler.facts.reasons import Reason
from crawler.facts.seen_title import Title
from crawler.facts.title_core import flat, joined, title_core


def topics_of(
    title: str, issuers: tuple[str, ...] = (), province: str = "", stage: str = "", *, press: bool = False
) -> tuple[tuple[str, ...], tuple[Reason, ...]]:
    """Topic keys in a fixed order and the rule behind each. `stage` is the answer of `stage_of`."""
    line = flat(title)
    seen = Title(joined(line), title_core(line), issuers, province, stage, press, line)
    found: dict[str, Reason] = {}
    administrative = None if _rules_its_field(seen) else words.ADMINISTRATION.search(line)
    for topic, rule in _RULES:
        if administrative and topic in _NOT_ADMINISTRATION:
            continue
        reason = rule(seen, found)
        if reason is not None:
            found[topic] = Reason(f"topic: {topic}", *reason)
    if not found:
        why = ("household or personnel matters", administrative.group()) if administrative else ("no kind shows", "")
        return ("other",), (Reason("topic: other", *why),)
    return tuple(found), tuple(found.values())


def _rules_its_field(title: Title) -> bool:
    """农用地土壤环境管理办法 of a ministry and 土地管理条例 are rules, though land is otherwise a household matter."""
    if title.is_rule_of_its_own:
        return True
    return title.is_central and bool(words.INSTRUMENT.search(title.core) and words.FIELD.search(title.core))


Answer = tuple[str, str] | None
Found = dict[str, Reason]


def _benchmark(title: Title, found: Found) -> Answer:
    match = words.BENCHMARK.search(title.text)
    if not match or words.BENCHMARK_PAPERWORK.search(title.text):
        return None
    if title.press and (words.ESSAY.search(title.text) or words.QUESTION.search(title.text) or "解读" in title.text):
        return None
    return "how the penalty is weighed, or when there is none", match.group()


def _interpretation(title: Title, found: Found) -> Answer:
    match = words.EXPLAINING.search(title.text)
    if match:
        return "explains or applies another document", match.group()
    if title.is_of_a_court and (match := words.COURT_RULING.search(title.text)):
        return "a court says how the law is applied", match.group()
    if title.press:
        match = words.ESSAY.search(title.text)
        drafted = title.stage == "consultation"
        if not match and not drafted and not words.CAMPAIGN.search(title.text):
            match = words.CENTRAL_REPORTED.search(title.text)
        if match:
            return "a report of what a document or ministry means", match.group()
        if "penalty_benchmark" in found:
            return "a report on a benchmark", ""
        english = None if drafted or title.province else words.FOREIGN_REPORT.search(title.text)
        return ("a foreign account of a measure", english.group()) if english else None
    match = words.SLOGAN.search(title.printed)
    return ("two clauses of purpose, the form of a ministry's explanation", match.group()) if match else None


def _list(title: Title, found: Found) -> Answer:
    if "penalty_benchmark" in found or "interpretation" in found:
        return None
    match = words.LISTED.search(title.text)
    if match:
        return "a list, catalogue or its proposal", match.group()
    match = None if title.press else words.LIST_ROUND.search(title.text)
    return ("a round of an official list of enterprises", match.group()) if match else None


def _campaign(title: Title, found: Found) -> Answer:
    match = words.CAMPAIGN.search(title.text)
    if not match or words.CAMPAIGN_NEWS.search(title.text) or title.stage == "interpretation":
        return None
    return "an enforcement campaign or joint inspection", match.group()


def _standard(title: Title, found: Found) -> Answer:
    if title.press and (title.stage != "consultation" or words.CRITERIA_REPORTED.search(title.text)):
        return None
    if title.stage == "interpretation" or "penalty_benchmark" in found:
        return None
    if "转发" in title.text and not title.is_central:
        return None
    if words.PROLONGS.search(title.text):
        return None
    match = words.STANDARD.search(title.text)
    if not match and words.FIELD.search(title.core):
        match = words.GUIDE.search(title.printed)
    if title.sets_standards and not match:
        return "a document of the body that sets the national standards", title.issuers[0]
    if not match or words.NOT_A_STANDARD.search(title.text) or "list_publication" in found:
        return None
    if re.search(r"(?:办法|条例|规定)$", title.core):
        return None
    return "a standard, technical guide or criterion", match.group()


def _rollout(title: Title, found: Found) -> Answer:
    if not title.province or title.is_central or title.stage == "interpretation":
        return None
    if found.keys() & {"penalty_benchmark", "interpretation"}:
        return None
    about = words.ROLLOUT_FIELD.search(title.text)
    form = (words.PRESS_ROLLOUT if title.press else words.ROLLED_OUT).search(title.text)
    if not about or not form or words.LOCAL_NEWS.search(title.text) or words.STATUTE.search(title.core):
        return None
    if words.NATIONAL_LIST.search(title.text):
        return None
    if "enforcement_campaign" in found and not re.search(rf"省|自治区|通知|方案|{title.province}", title.text):
        return None
    return f"{title.province} carries out what the centre rules", f"{about.group()} + {form.group()}"


def _policy(title: Title, found: Found) -> Answer:
    if words.PROLONGS.search(title.text):
        return None
    if found.keys() & {"penalty_benchmark", "enforcement_campaign", "interpretation", "list_publication"}:
        return None
    if "provincial_rollout" in found and not title.is_provincial_government:
        return None
    if "standard" in found and (title.sets_standards or not words.CRITERIA_OF_A_TRADE.search(title.core)):
        return None
    if words.CASE_PAPERWORK.search(title.core) and not title.is_watched:
        return None
    if (title.press and title.stage != "consultation") or (
        re.search(r"抽查", title.core) and not title.is_rule_of_its_own
    ):
        return None
    measure = title.text if title.press else title.core
    match = words.INSTRUMENT.search(measure)
    if title.press and not match:
        match = words.DRAFT_REPORTED.search(measure) or words.FOREIGN_REPORT.search(measure)
    if match and (title.is_state_council or title.is_rule_of_its_own or words.FIELD.search(measure)):
        return "a measure in the field of the departments watched", match.group()
    match = words.RULING.search(title.text) if title.is_central and not match else None
    return ("a ministry's notice that rules on conduct", match.group()) if match else None


def _application(title: Title, found: Found) -> Answer:
    match = words.APPLYING.search(title.text)
    return ("how to apply or register", match.group()) if match and not title.press else None


def _inspection(title: Title, found: Found) -> Answer:
    match = words.INSPECTING.search(title.text)
    return ("how inspections are done", match.group()) if match and not title.press else None


def _transition(title: Title, found: Found) -> Answer:
    match = words.TRANSITION.search(title.text)
    return ("how old cases pass under the new rule", match.group()) if match else None


def _criteria(title: Title, found: Found) -> Answer:
    match = words.CRITERIA.search(title.text)
    if not match or title.press or "list_publication" in found:
        return None
    return "technical or admission criteria", match.group()


_RULES = (
    ("penalty_benchmark", _benchmark),
    ("interpretation", _interpretation),
    ("list_publication", _list),
    ("enforcement_campaign", _campaign),
    ("standard", _standard),
    ("provincial_rollout", _rollout),
    ("policy_measure", _policy),
    ("inspection_protocol", _inspection),
    ("application_procedure", _application),
    ("transition_provision", _transition),
    ("technical_criteria", _criteria),
)
_NOT_ADMINISTRATION = {"standard", "policy_measure", "inspection_protocol", "application_procedure"}
