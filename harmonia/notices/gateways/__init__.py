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
    "send_letter",
    "send_sms",
]
