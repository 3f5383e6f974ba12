"""Could mail leave? The server is greeted and logged in to; nothing is sent unless a test mail is asked for."""

import os
import smtplib
import ssl
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from pathlib import Path

from notifier.addresses import clean_address
from notifier.canary import canary_faults
from notifier.config import DEFAULT_SENDER, MailSettings
from notifier.errors import BadAddress, NotifierError
from notifier.ledger_answers import counts
from notifier.routes import MaildirRoute, SmtpRoute, parse_transport
from notifier.transports import transport_for
from regwatch.doctor.results import Result, fail, ok, warn
from storage.clock import now
from storage.database import connect, sqlite3
from storage.errors import StorageError

TIMEOUT_S = 10.0
DEAD_FOR = timedelta(days=7)


def transport(settings: MailSettings, timeout_s: float = TIMEOUT_S) -> Result:
    if not settings.transport:
        return warn(
            "mail",
            "mail.transport is not set, so digests can be shown and written to files but not sent",
            "write [mail] transport = 'smtp://user:pass@host:587?tls=starttls' or 'maildir:FOLDER'",
        )
    route = parse_transport(settings.transport)
    if isinstance(route, MaildirRoute):
        return _maildir(route.folder)
    result = _smtp(route, timeout_s)
    if result.state == "ok" and settings.sender == DEFAULT_SENDER:
        return warn(
            "mail", f"{result.detail}; mails would come from {DEFAULT_SENDER}", "set mail.sender to an own address"
        )
    return result


def operator(settings: MailSettings) -> list[Result]:
    """Does anybody hear when the watch goes blind? Asked only where mail can leave at all."""
    if not settings.transport:
        return []
    if settings.operator:
        return [
            ok(
                "operator",
                f"{settings.operator} hears of findings when they open, once a day while they last, and at their end",
            )
        ]
    return [
        warn(
            "operator",
            "mail.operator is not set, so nobody is told when a channel goes blind or a job fails",
            "write [mail] operator = 'ops@example.org' with an address that somebody reads",
        )
    ]


def _maildir(folder: Path) -> Result:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return ok("mail", f"mails are put into the folder {folder}")
    return fail("mail", f"mails cannot be put into {folder}: {there} is not a writable folder", "mend mail.transport")


def _smtp(route: SmtpRoute, timeout_s: float) -> Result:
    where = f"{route.host}:{route.port}"
    try:
        context = ssl.create_default_context()
        peer: smtplib.SMTP
        if route.tls == "tls":
            peer = smtplib.SMTP_SSL(route.host, route.port, timeout=timeout_s, context=context)
        else:
            peer = smtplib.SMTP(route.host, route.port, timeout=timeout_s)
        with peer:
            peer.ehlo_or_helo_if_needed()
            if route.tls == "starttls":
                peer.starttls(context=context)
                peer.ehlo_or_helo_if_needed()
            if route.user:
                peer.login(route.user, route.password)
    except smtplib.SMTPAuthenticationError as error:
        return fail("mail", f"{where} refuses the user name or password ({error.smtp_code})", "mend mail.transport")
    except smtplib.SMTPNotSupportedError:
        return fail("mail", f"{where} does not offer the encryption or login that is set", "mend mail.transport")
    except (OSError, smtplib.SMTPException) as error:
        why = " ".join(str(error).split())[:160] or type(error).__name__
        remedy = "check host, port and tls in mail.transport, and that a firewall lets this machine out to it"
        return fail("mail", f"{where} cannot be used ({why})", remedy)
    login = ", login accepted" if route.user else ""
    secure = {"starttls": "STARTTLS", "tls": "TLS", "none": "no encryption"}[route.tls]
    return ok("mail", f"{where} answers ({secure}{login})")


def send_test_mail(settings: MailSettings, recipient: str) -> Result:
    """Send one short mail by the configured way."""
    try:
        address = str(clean_address(recipient))
        peer = transport_for(settings)
        try:
            peer.send(str(settings.sender_address), address, _test_message(settings, address))
        finally:
            peer.close()
    except BadAddress as fault:
        return fail("test mail", str(fault), "write --send-test with one bare address")
    except NotifierError as fault:
        return fail("test mail", str(fault), "mend that, then send the test again")
    return ok("test mail", f"a test mail was handed over for {address}; see that it arrives")


def _test_message(settings: MailSettings, address: str) -> bytes:
    message = EmailMessage()
    message["From"] = formataddr((settings.sender_name, str(settings.sender_address)))
    message["To"] = address
    message["Subject"] = "Regwatch test mail"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=settings.sender_address.domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("This mail was sent by `regwatch doctor --send-test`. Mail leaves this installation.\n")
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def ledger(settings: MailSettings, path: Path, now: datetime) -> list[Result]:
    """What the operator must know of mails that went out, or did not. Reads only."""
    if not path.exists():
        return []
    try:
        db = connect(path, readonly=True)
        try:
            by_state = counts(db, now - DEAD_FOR)
            faults = canary_faults(db, settings, now)
        finally:
            db.close()
    except (StorageError, sqlite3.DatabaseError):
        return []  # told by the check of the database itself
    waiting = sum(by_state.get(state, 0) for state in ("rendered", "deferred", "failed", "sending", "pending"))
    said = f"{by_state.get('sent', 0)} mails sent in {DEAD_FOR.days} days, {waiting} wait"
    results = [ok("mail ledger", said)]
    if by_state.get("dead"):
        many = f"{by_state['dead']} mails of the last {DEAD_FOR.days} days will not be tried again"
        remedy = "see `regwatch deliveries --state dead`, mend the cause, then `regwatch deliveries --retry all`"
        results = [warn("mail ledger", f"{said}; {many}", remedy)]
    if settings.canary:
        results += [fail("canary", one, "follow what it says, then run `regwatch doctor` again") for one in faults]
        if not faults:
            results.append(ok("canary", f"mail arrives at {settings.canary}"))
    return results
