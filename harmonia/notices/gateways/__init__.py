"""Where letters and SMS leave the house. Each has a local driver for the demonstration, which writes files instead."""

from harmonia.notices.gateways.carrying import TryLater, Undeliverable
from harmonia.notices.gateways.letters import AnymailLetters, Letter, LocalLetters, SmtpLetters, send_letter
from harmonia.notices.gateways.sms import LocalSms, MobizonKz, Sms, SmscKz, send_sms

__all__ = [
    "AnymailLetters",
    "Letter",
    "LocalLetters",
    "LocalSms",
    "MobizonKz",
    "Sms",
    "SmscKz",
    "SmtpLetters",
    "TryLater",
    "Undeliverable",
    "send",
    "send_letter",
    "send_sms",
]


def send(message: Letter | Sms) -> str:
    """The carrier's own number of the message, if it has one. Raises TryLater, Undeliverable."""
    if isinstance(message, Letter):
        return send_letter(message)
    send_sms(message)
    return ""
