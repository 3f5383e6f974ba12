"""Where a channel's messages go: `webhook:https://…`, `feishu:TOKEN`, read into an address and a name to show. Pure.

The token in such an address is a password: who knows it can write into the room. It is never shown whole.
"""

import hashlib
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from notifier.errors import BadAddress
from notifier.posting import NotAllowed, Rules, checked_url

# A bare token stands for the service's own address (their documentation, as known in November 2026).
_PLACES = {
    "wecom": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={}",
    "dingtalk": "https://oapi.dingtalk.com/robot/send?access_token={}",
    "feishu": "https://open.feishu.cn/open-apis/bot/v2/hook/{}",
    "lark": "https://open.larksuite.com/open-apis/bot/v2/hook/{}",
}
KINDS = ("webhook", *_PLACES, "slack", "teams")
SIGNED = ("webhook", "dingtalk", "feishu", "lark")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}\Z")
MAX_SECRET = 300


@dataclass(frozen=True, slots=True)
class ChannelAddress:
    """`url` and `secret` are for calling alone; everything that is shown or logged takes `label`."""

    kind: str
    url: str = field(repr=False)
    secret: str = field(default="", repr=False)

    def __str__(self) -> str:
        return self.label

    @property
    def key(self) -> str:
        """What makes two spellings one reader: kind and address, as a hash, so that it holds no token."""
        return f"{self.kind}:{hashlib.sha256(self.url.encode()).hexdigest()}"

    @property
    def label(self) -> str:
        """`feishu:open.feishu.cn#3fa9c1`: the host, and enough of a hash to tell two rooms apart."""
        host = urlsplit(self.url).hostname or ""
        return f"{self.kind}:{host}#{hashlib.sha256(self.url.encode()).hexdigest()[:6]}"


def channel_address(text: str, secret: str = "", *, private: bool = False) -> ChannelAddress:
    """Read `KIND:ADDRESS`. Raises BadAddress in a sentence that shows no token."""
    kind, colon, where = text.strip().partition(":")
    kind = kind.casefold()
    if not colon or kind not in KINDS:
        raise BadAddress(f"the channel does not begin with its kind; write one of {', '.join(KINDS)}, then : and where")
    where = where.strip()
    if kind in _PLACES and _TOKEN.match(where):
        where = _PLACES[kind].format(quote(where, safe=""))
    try:
        parts = checked_url(where, Rules(private=private))
    except NotAllowed as fault:
        raise BadAddress(f"the address of the {kind} channel {fault}") from None
    secret = secret.strip()
    if len(secret) > MAX_SECRET or any(not 0x21 <= ord(char) <= 0x7E for char in secret):
        raise BadAddress(f"the secret of the {kind} channel is too long or holds spaces; copy it again")
    if secret and kind not in SIGNED:
        raise BadAddress(f"{kind} messages are not signed; leave the secret out")
    # The signature is added when a message is sent; one that was copied along would be old.
    if kind == "dingtalk" and parts.query:
        given = parse_qs(parts.query)
        query = {name: values[-1] for name, values in given.items() if name not in ("timestamp", "sign")}
        where = urlunsplit(parts._replace(query=urlencode(query)))
    return ChannelAddress(kind, where, secret)
