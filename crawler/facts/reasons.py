"""Why an answer was given: which rule decided, and on which words. `explain` prints these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """`answer` names what was decided (`stage: consultation`), `rule` the rule in plain English, `words` the words of
    the title, issuer or text that it read (empty for a rule that holds because nothing else did); `profile` is the
    key of the subject that was asked for."""

    answer: str
    rule: str
    words: str = ""
    profile: str = ""
