"""Where letters, SMS and signals to devices leave the house. The demonstration writes letters and SMS to files."""

from harmonia.notices.gateways.carrying import TryLater, Undeliverable, Unknown
from harmonia.notices.gateways.letters import AnymailLetters, Letter, LocalLetters, SmtpLetters, send_letter
from harmonia.notices.gateways.push import Gone, Signal, check_keys, is_possible, public_key, send_signal
from harmonia.notices.gateways.sms import LocalSms, MobizonKz, Sms, SmscKz, send_sms

__all__ = [
    "AnymailLetters",
    "Gone",
    "Letter",
    "LocalLetters",
    "LocalSms",
    "MobizonKz",
    "Signal",
    "Sms",
    "SmscKz",
    "SmtpLetters",
    "TryLater",
    "Undeliverable",
    "Unknown",
    "check_keys",
    "is_possible",
    "public_key",
    "send",
    "send_letter",
    "send_signal",
    "send_sms",
]


def send(message: Letter | Sms) -> str:
    """The carrier's own number of the message, if it has one. Raises TryLater, Undeliverable."""
    if isinstance(message, Letter):
        return send_letter(message)
    send_sms(message)
    return ""
