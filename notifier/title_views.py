"""A notice's title as a reader gets it: English as far as the glossary knows it, the original beside it. Pure."""

from notifier.labels import Say
from notifier.names import stage_line
from notifier.texts import plain, shorten
from notifier.views import TitleView
from storage.shapes import NoticeSummary
from storage.vocabulary.titles import gloss_title

LONGEST_TITLE = 200
LONGEST_GLOSS = 320


def title_view(notice: NoticeSummary, say: Say, *, longest: int = LONGEST_TITLE, machine: str = "") -> TitleView:
    """The gloss leads where there is one and is marked as one, then what a machine made of the title, marked too, else
    what the notice's facts say it is; a Chinese reader gets the title alone. The original always stands there."""
    original = shorten(plain(notice["title"]), longest) or "—"
    about = stage_line(notice["stage"], notice["issuers"], notice["topics"], say)
    gloss = gloss_title(plain(notice["title"])) if say.language != "zh" else None
    if gloss is not None:
        return TitleView(original, shorten(gloss.english, LONGEST_GLOSS), say("glossary"), about)
    if machine and say.language != "zh":
        return TitleView(original, shorten(plain(machine), LONGEST_GLOSS), say("machine"), about)
    return TitleView(original, "", "", about)
