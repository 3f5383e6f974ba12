"""A channel's part of a digest: composed as any reader's, told in the channel's own form. Nothing here is stored."""

from notifier.audience import Reader
from notifier.channels.payloads import payload
from notifier.channels.targets import kind_of
from notifier.composing import compose
from notifier.config import MailSettings
from notifier.digest_mail import Mail, Material


def compose_message(reader: Reader, material: Material, settings: MailSettings, message_key: str) -> Mail | None:
    """None when nothing is due. `eml` holds the JSON body as it will be posted, but for its signature."""
    view = compose(
        reader,
        material.found,
        material.coverage,
        frequency=material.frequency,
        window=material.window,
        sender="",
        base_url=settings.base_url,
        soon=material.soon,
        rollouts=material.rollouts,
    )
    if view is None:
        return None
    window = material.window.shape()
    body = payload(kind_of(reader.email), view, material.found, message_key, window)
    return Mail(view.subject, body.decode(), body, sorted(view.changes), view.near)
