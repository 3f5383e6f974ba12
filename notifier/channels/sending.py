"""One message to one channel: signed, posted, and the answer judged."""

from datetime import datetime

from notifier.channels.addresses import ChannelAddress
from notifier.channels.answers import judge
from notifier.channels.signatures import signed
from notifier.errors import Undelivered
from notifier.hooks import Hook, no_hook
from notifier.posting import NotAllowed, Rules, Unreachable, post_json


def post(address: ChannelAddress, body: bytes, key: str, rules: Rules, now: datetime, hook: Hook = no_hook) -> str:
    """What the service said when it took the message. `now` stamps the signature. Raises Undelivered."""
    url, content, headers = signed(address, body, key, now)
    hook("channel:posting")
    try:
        answer = post_json(url, content, headers, rules)
    except NotAllowed as fault:
        raise Undelivered(f"the address of {address.label} {fault}", permanent=True) from None
    except Unreachable as fault:
        raise Undelivered(f"{address.label}: {fault}; it is tried again") from None
    said = judge(address.kind, address.label, answer, now)
    hook("channel:accepted")
    return said
