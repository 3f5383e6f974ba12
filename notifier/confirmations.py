"""The mail that asks an address whether it really wants this. Composed when the outbox is worked off."""

from datetime import datetime

from sqlite_utils import Database

from notifier import ledger
from notifier.addresses import clean_address
from notifier.asked_views import wish_words
from notifier.config import MailSettings
from notifier.labels import speaker
from notifier.ledger import Delivery
from notifier.link_tokens import token_for
from notifier.links import confirm_link
from notifier.messages import Letter, build
from notifier.rendering import checked_templates, render_confirmation
from notifier.wishes import restored


def render_pending(db: Database, delivery: Delivery, settings: MailSettings, now: datetime) -> None:
    """Turn one pending confirmation into stored bytes."""
    row = db.conn.execute("SELECT wish FROM subscriptions WHERE id = ?", [delivery.subscription]).fetchone()
    wish = restored(row[0])
    say = speaker(wish.language)
    token = token_for(db, "confirm", delivery.reader, delivery.subscription, now)
    parts = render_confirmation(
        language=wish.language,
        asked=f"{say(wish.frequency)}: {wish_words(wish, say)}",
        url=confirm_link(settings.base_url, token) if settings.base_url else "",
        token=token,
        templates=checked_templates(settings.templates),
    )
    subject = say("confirm_subject")
    letter = Letter(
        sender_name=settings.sender_name,
        sender=settings.sender_address,
        recipient=clean_address(delivery.email),
        subject=subject,
        text=parts.text,
        html=parts.html,
        message_key=delivery.message_key,
        sent_at=now,
        is_list=False,
    )
    ledger.mark_rendered(
        db,
        delivery.id,
        eml=build(letter),
        subject=subject,
        sender=str(settings.sender_address),
        changes=[],
        now=now,
    )
