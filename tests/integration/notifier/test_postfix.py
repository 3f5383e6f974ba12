"""Through a real mail server: delivery, queueing while the next server is away, bounces that come back to our reader,
and the canary. Needs root and Debian's Postfix."""

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from digest_samples import change
from mta import WHY_NOT, Mta, free_port, postfix, until
from post_office import NOW, Peer, archive_of

from notifier.bounces import take_maildir, waiting_in
from notifier.canary import canary_faults, keep_canary, see_arrivals
from notifier.config import MailSettings
from notifier.digests import run_digest
from notifier.ledger_answers import answer_deliveries
from notifier.mail_options import BounceSettings
from notifier.subscribers_db import open_subscribers
from notifier.subscription_rows import list_subscriptions
from notifier.subscriptions import subscribe
from notifier.wishes import wish

pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=f"a real mail server: {WHY_NOT}")
ANSWERS = {
    "gone@example.com": "550 5.1.1 <gone@example.com>: Recipient address rejected: User unknown",
    "full@example.com": "552 5.2.2 mailbox full",
}


def settings(mta: Mta) -> MailSettings:
    return MailSettings(
        transport=mta.transport,
        sender="Regwatch <digest@example.org>",
        bounces=BounceSettings(address="bounces@example.org", maildir=str(mta.boxes / "bounces")),
        canary="canary@example.org",
        canary_maildir=str(mta.boxes / "canary"),
    )


@pytest.mark.timeout(300)
def test_a_digest_its_bounces_a_queue_and_the_canary(tmp_path: Path) -> None:
    beyond = free_port()
    peer = Peer(on_rcpt=ANSWERS.get)
    db = open_subscribers(tmp_path / "subscribers.db")
    for name in ("good", "gone", "full"):
        subscribe(db, f"{name}@example.com", wish("daily", language="both"), confirmed=True, now=NOW)
    with postfix(beyond) as mta:
        mail = settings(mta)
        keep_canary(db, mail, NOW)
        archive = archive_of([change(1, at="2026-05-03T09:00:00+08:00", title="拟撤销企业名单的公示")])
        # The next server is away: ours takes the mails, queues them and tries again.
        assert run_digest(db, "daily", archive=archive, settings=mail, now=NOW)["sent"] == 4
        said = [one["said"] for one in answer_deliveries(db)]
        assert all(one.startswith("250 2.0.0 Ok: queued as ") for one in said)
        controller = Controller(peer, hostname="127.0.0.1", port=beyond, decode_data=False)
        controller.start()
        try:
            until(lambda: [to for to, _ in peer.taken] == ["good@example.com"])
            until(lambda: len(list((mta.boxes / "bounces" / "new").glob("*"))) == 2)
            until(lambda: waiting_in(mail.canary_maildir))
        finally:
            controller.stop()
        reports = [file.read_bytes() for file in (mta.boxes / "bounces" / "new").iterdir()]
        assert all(message_from_bytes(raw)["X-Original-To"].startswith("bounces+b") for raw in reports)
        done = take_maildir(db, mail, Path(mail.bounces.maildir), NOW + timedelta(minutes=1))
        assert (done["read"], done["hard"], done["soft"], done["foreign"]) == (2, 1, 1, 0)
        assert see_arrivals(db, mail, NOW + timedelta(minutes=1)) == 1
        assert canary_faults(db, mail, NOW + timedelta(days=1)) == []
    states = {one["email"]: one["state"] for one in list_subscriptions(db, ended=True)}
    assert states == {
        "good@example.com": "active",
        "gone@example.com": "ended",
        "full@example.com": "active",
        "canary@example.org": "active",
    }
    back = answer_deliveries(db, email="full@example.com")[0]["came_back"]
    assert [(one["kind"], one["status"]) for one in back] == [("soft", "5.2.2")]
    message = message_from_bytes(peer.taken[0][1], policy=policy.default)
    assert not message.defects and "每日摘要" in str(message["Subject"])
    assert "拟撤销企业名单的公示" in message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
