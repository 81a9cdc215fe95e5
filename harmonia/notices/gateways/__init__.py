"""Where letters and SMS leave the house. Each has a local driver for the demonstration, which writes files instead."""

from harmonia.notices.gateways.carrying import TryLater, Undeliverable
from harmonia.notices.gateways.letters import Letter, LocalLetters, SmtpLetters, send_letter
from harmonia.notices.gateways.sms import LocalSms, Sms, SmscKz, send_sms

__all__ = [
    "Letter",
    "LocalLetters",
    "LocalSms",
    "Sms",
    "SmscKz",
    "SmtpLetters",
    "TryLater",
    "Undeliverable",
    "send_letter",
    "send_sms",
]
