"""The mails that are kept as fixtures, made from the samples. `PYTHONPATH=. python tests/unit/notifier/golden_mails.py`
writes them anew after a change of templates or words; look at the difference before it is kept."""

from pathlib import Path

from digest_samples import a_full_week, blind, channel, coverage
from test_digest_strip import matrix

from notifier.addresses import clean_address
from notifier.audience import Asked, Reader, StopLinks
from notifier.composing import compose
from notifier.csv_rows import rows_csv
from notifier.filters import Findable
from notifier.messages import Letter, build
from notifier.rendering import render_confirmation, render_digest
from notifier.windows import Window
from notifier.wishes import wish
from storage.clock import moment

FOLDER = Path(__file__).parents[2] / "fixtures" / "mails"
BASE = "https://regwatch.example.org"
WEEK = Window(moment("2026-04-27"), moment("2026-05-04"))


def digest(language: str) -> Letter:
    """A full week with a watched company that goes, a channel that could not be read and the strip of provinces."""
    wishes = (
        wish("weekly", language=language),
        wish("weekly", watch=["衢州华友钴新材料有限公司"], watch_file="suppliers.csv", language=language),
    )
    stops = StopLinks(f"{BASE}/unsubscribe/all", ((1, f"{BASE}/unsubscribe/1"), (2, f"{BASE}/unsubscribe/2")))
    found = [Findable(change) for change in a_full_week()]
    view = compose(
        Reader(1, "buyer@example.com", "buyer@example.com", tuple(Asked(n, one) for n, one in enumerate(wishes, 1))),
        found,
        coverage(channel(), blind()),
        frequency="weekly",
        window=WEEK,
        sender="digest@example.org",
        base_url=BASE,
        stops=stops,
        rollouts=matrix(guangdong="issued", hubei="consultation"),
    )
    assert view is not None
    parts = render_digest(view)
    rows = rows_csv(one.change for one in found)
    return _letter(view.subject, parts.text, parts.html, "weekly", rows=rows)


def confirmation() -> Letter:
    parts = render_confirmation(language="both", asked="Weekly digest", url=f"{BASE}/confirm/abc.def", token="abc.def")
    return _letter("Please confirm your Regwatch subscription / 请确认您的 Regwatch 订阅", parts.text, parts.html, "")


def _letter(subject: str, text: str, html: str, list_name: str, rows: str = "") -> Letter:
    return Letter(
        sender_name="Regwatch 监测",
        sender=clean_address("digest@example.org"),
        recipient=clean_address("buyer@example.com"),
        subject=subject,
        text=text,
        html=html,
        message_key="0123456789abcdef0123456789abcdef",
        sent_at=moment("2026-05-04T06:00:00"),
        list_name=list_name,
        unsubscribe_url=f"{BASE}/unsubscribe/all" if list_name else "",
        is_list=bool(list_name),
        rows=rows,
    )


def letters() -> dict[str, Letter]:
    return {
        "digest-en": digest("en"),
        "digest-zh": digest("zh"),
        "digest-both": digest("both"),
        "confirm": confirmation(),
    }


if __name__ == "__main__":
    for name, letter in letters().items():
        (FOLDER / f"{name}.eml").write_bytes(build(letter))
        print(FOLDER / f"{name}.eml")
