"""Delivery reports and complaints as mail servers and mailbox providers write them."""

from email.message import EmailMessage
from email.policy import SMTP


def dsn(
    to: str,
    status: str = "5.1.1",
    action: str = "failed",
    said: str = "smtp; 550 5.1.1 <buyer@example.com>: Recipient address rejected: User unknown",
    ident: str = "1",
) -> bytes:
    """RFC 3464, in the shape Postfix gives it."""
    return (
        f"From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\r\nTo: {to}\r\nSubject: Undelivered Mail\r\n"
        f"Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nMessage-Id: <{ident}@mx.example.net>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=_b"\r\n\r\n'
        "--=_b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n\r\n"
        "--=_b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Final-Recipient: rfc822; buyer@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: {said}\r\n\r\n"
        "--=_b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: Regwatch\r\n\r\n--=_b--\r\n"
    ).encode()


def complaint(original_from: str, form: str = "abuse") -> bytes:
    """RFC 5965, sent to the address that the provider knows; the envelope sender stands inside."""
    return (
        "From: feedback@provider.example\r\nTo: abuse@example.org\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        f"Message-ID: <arf-{form}@provider.example>\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="=_c"\r\n\r\n'
        "--=_c\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n\r\n"
        "--=_c\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {form}\r\nUser-Agent: Provider/1.0\r\nVersion: 1\r\n"
        f"Original-Mail-From: <{original_from}>\r\n\r\n"
        "--=_c\r\nContent-Type: message/rfc822\r\n\r\n"
        "From: digest@example.org\r\nSubject: Regwatch\r\n\r\nx\r\n--=_c--\r\n"
    ).encode()


def away(to: str) -> bytes:
    """An absence note, which also goes to the envelope sender."""
    note = EmailMessage(policy=SMTP)
    note["From"], note["To"], note["Subject"] = "buyer@example.com", to, "Out of office: 550 5.1.1 user unknown"
    note["Auto-Submitted"] = "auto-replied"
    note.set_content("I am away. 550 5.1.1 <you@example.org>: user unknown")
    return note.as_bytes()
