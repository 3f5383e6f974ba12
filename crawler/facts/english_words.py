"""The words of English titles by which each kind of document is told: patterns that `topic_words` joins to its own.

English titles are the trade press's, or a ministry's own name for an act in translation.
"""

_RULES = r"(?:measures|rules|regulations?|provisions)"
_CONDITIONS = r"\b(?:standard|specification|normative|access) conditions\b"

BENCHMARK = (
    r"(?i:penalty (?:benchmark|discretion)|\bdiscretion(?:ary)? (?:benchmark|standard|power)"
    r"|\bbenchmarks? (?:for|of) .{0,40}penalt|penalt.{0,40}\bdiscretion)"
)
EXPLAINING = r"(?i:\binterpretation of\b|\bq&a\b)"
REPORT = (
    r"(?i)\b(?:interim |administrative )?measures for\b"
    r"|\b(?:issue|release|unveil|introduce|publish|adopt|announce|roll|tighten|approve)(?:s|es|d|ed|ing)?\b.{0,60}"
    rf"\b(?:{_RULES}|action plan)\b"
    rf"|\b{_RULES}\b.{{0,40}}\b(?:explained|explainer|at a glance|takes? effect"
    r"|(?:come|came|enter)s? into (?:force|effect))\b"
    rf"|\b{_RULES} ?[:：]|^understanding\b|\bneeds? to know\b"
    r"|^what .{4,60}\bmeans? for\b"
)
DRAFT = rf"(?i:\b{_RULES}\b)"
LISTED = (
    r"(?i:\bwhite ?list\b|\bdelist(?:s|ed|ing)?\b|\bfrom .{0,40}\blist\b"
    r"|(?:list|batch) of .{0,40}\b(?:enterprises|companies|firms|recyclers|manufacturers)\b)"
)
CAMPAIGN = (
    r"(?i:enforcement (?:campaign|action|drive|operation)|law enforcement|joint enforcement"
    r"|(?:joint|special) inspection|rectification campaign|special rectification"
    r"|crack(?:s|ed|ing)? ?down|special (?:action|campaign|operation))"
)
STANDARD = (
    r"(?i:\b(?:national|recycling|battery|safety) standards?\b|\btechnical specification"
    rf"|^(?:technical )?guidelines? (?:for|on)\b|{_CONDITIONS})"
)
CRITERIA_OF_A_TRADE = rf"(?i:{_CONDITIONS})"
ROLLOUT_FIELD = r"(?i:batter(?:y|ies).{0,20}recycl|power batter|recycl.{0,20}batter)"
PRESS_ROLLOUT = r"(?i:implementation (?:plan|rules|measures)|action plan)"
INSTRUMENT = (
    r"(?i:^(?:(?:notice|announcement) (?:of|on) (?:the )?(?:issuing|issuance of|promulgating|release of) (?:the )?)?"
    rf"(?:(?:interim|provisional|administrative|trial) )*{_RULES}\b|^[a-z ]{{0,60}}\b{_RULES} (?:for|on|of)\b"
    r"|^notice on (?:strengthening|regulating|carrying out) .{0,80}\b(?:management|pilot|recycling|supervision)\b"
    rf"|\blaw of the people|^(?:action|implementation) plan for\b|^[a-z ]{{0,40}}{_CONDITIONS})"
)
FIELD = r"(?i:batter|recycl|waste|vehicle|pollut|environment|emission|hazardous)"
