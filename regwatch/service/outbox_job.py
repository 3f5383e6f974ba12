"""One round of mail in a process of its own: what came back, confirmations, and digests that were deferred."""

import sys
from pathlib import Path

from crawler.lifeline import end_with_parent
from notifier.errors import NotifierError
from notifier.rounds import mail_round
from regwatch import settings
from regwatch.errors import ARCHIVE, DONE, IN_PART, USAGE, UsageFault
from regwatch.mails import subscribers
from regwatch.progress import say
from storage.clock import now
from storage.errors import StorageError


def main(arguments: list[str]) -> int:
    """`[CONFIG] [DATA]`, each may be empty."""
    end_with_parent()
    config, data = [*arguments, "", ""][:2]
    try:
        known = settings.load(Path(config) if config else None, Path(data) if data else None)
        tally = mail_round(subscribers(known), known.mail, now())
    except (UsageFault, NotifierError) as fault:
        say(str(fault))
        return USAGE
    except StorageError as fault:
        say(str(fault))
        return ARCHIVE
    for sentence in tally.faults:
        say(sentence)
    return IN_PART if tally.deferred or tally.failed else DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
