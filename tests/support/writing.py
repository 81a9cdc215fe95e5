"""Letters as people, forgers and machines write them; real signatures with keys made for the run."""

from base64 import b64encode
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from uuid import uuid4

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.factories import NOW

HELP = "help@harmonia.kz"
OUR_SERVER = "mx.harmonia.kz"
GOOD_IP, BAD_IP = "198.51.100.7", "203.0.113.66"
SIGNED = (b"from", b"to", b"subject", b"date", b"message-id")


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def private(name: str) -> bytes:
    return key(name).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def published(name: str) -> str:
    public = (
        key(name).public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


def records() -> dict[tuple[str, str], list[str]]:
    """The names that the tests' letters come from. evil.kz is the forger's own, and all there is in order."""
    return {
        ("s1._domainkey.example.kz", "TXT"): [published("example.kz")],
        ("s1._domainkey.mail.example.kz", "TXT"): [published("example.kz")],
        ("example.kz", "TXT"): [f"v=spf1 ip4:{GOOD_IP} -all"],
        ("_dmarc.example.kz", "TXT"): ["v=DMARC1; p=reject; adkim=r; aspf=r"],
        ("bounce.example.kz", "TXT"): [f"v=spf1 ip4:{GOOD_IP} -all"],
        ("s1._domainkey.strict.kz", "TXT"): [published("strict.kz")],
        ("s1._domainkey.mail.strict.kz", "TXT"): [published("strict.kz")],
        ("_dmarc.strict.kz", "TXT"): ["v=DMARC1; p=reject; adkim=s; aspf=s"],
        ("s1._domainkey.evil.kz", "TXT"): [published("evil.kz")],
        ("evil.kz", "TXT"): [f"v=spf1 ip4:{BAD_IP} -all"],
        ("_dmarc.evil.kz", "TXT"): ["v=DMARC1; p=none"],
        ("open.kz", "TXT"): ["v=spf1 +all"],
        ("_dmarc.open.kz", "TXT"): ["v=DMARC1; p=none"],
        ("s1._domainkey.plain.kz", "TXT"): [published("plain.kz")],
        ("s1._domainkey.mail.plain.kz", "TXT"): [published("plain.kz")],
    }


def compose(
    text: str,
    *,
    sender: str = "aigerim@example.kz",
    subject: str = "",
    to: str = HELP,
    at: datetime = NOW,
    html: bool = False,
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """A letter as an honest program writes it, unsigned. `headers`: List_Id="…" becomes List-Id."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{uuid4()}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if html else "plain", charset="utf-8")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def signed(
    raw: bytes, *, domain: str = "example.kz", by: str = "", fields: tuple[bytes, ...] = SIGNED, **options: object
) -> bytes:
    """With a DKIM signature of `domain`, made with the key called `by`."""
    line = dkim.sign(
        raw, b"s1", domain.encode(), private(by or domain), include_headers=list(fields),
        canonicalize=(b"relaxed", b"relaxed"), **options,
    )  # fmt: skip
    return bytes(line) + raw


def delivered(raw: bytes, *, ip: str = GOOD_IP, mail_from: str = "aigerim@example.kz", by: str = OUR_SERVER) -> bytes:
    """With what a mail server writes on top when it takes the letter from `ip`."""
    top = (
        f"Return-Path: <{mail_from}>\r\n"
        f"Received: from client.example ([{ip}]) by {by} with ESMTPS id 1;\r\n"
        f" {format_datetime(NOW + timedelta(seconds=1))}\r\n"
    )
    return top.encode() + raw
