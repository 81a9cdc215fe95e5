"""Providers of mail that django-anymail speaks with, and what each must be told before it may carry our letters.

All names stand in the environment with `ANYMAIL_` before them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

PREFIX = "ANYMAIL_"
PASSWORD = "WEBHOOK_SECRET"  # noqa: S105  the name of a setting
SHORTEST_PASSWORD = 24


@dataclass(frozen=True)
class Provider:
    """`needs`: without these nothing goes out. `signs`: the setting by which its events are checked; events of one
    without it bring a password (WEBHOOK_SECRET, "user:password"). `watches`: it would count who opens and clicks,
    and is told not to. `own`: the domain of its own servers, which stand abroad.
    """

    needs: tuple[str, ...]
    signs: str = ""
    watches: bool = False
    own: str = ""


PROVIDERS: Mapping[str, Provider] = {
    "brevo": Provider(("BREVO_API_KEY",), own="brevo.com"),
    "mailersend": Provider(("MAILERSEND_API_TOKEN",), "MAILERSEND_SIGNING_SECRET", True, "mailersend.com"),
    "mailgun": Provider(("MAILGUN_API_KEY",), "MAILGUN_WEBHOOK_SIGNING_KEY", True, "mailgun.net"),
    "mailjet": Provider(("MAILJET_API_KEY", "MAILJET_SECRET_KEY"), "", True, "mailjet.com"),
    "mandrill": Provider(("MANDRILL_API_KEY",), "MANDRILL_WEBHOOK_KEY", True, "mandrillapp.com"),
    "postal": Provider(("POSTAL_API_KEY", "POSTAL_API_URL"), "POSTAL_WEBHOOK_KEY"),
    "postmark": Provider(("POSTMARK_SERVER_TOKEN",), "", True, "postmarkapp.com"),
    "resend": Provider(("RESEND_API_KEY",), own="resend.com"),
    "sendgrid": Provider(("SENDGRID_API_KEY",), "SENDGRID_TRACKING_WEBHOOK_VERIFICATION_KEY", True, "sendgrid.com"),
    "sparkpost": Provider(("SPARKPOST_API_KEY",), "", True, "sparkpost.com"),
    "unisender_go": Provider(
        ("UNISENDER_GO_API_KEY", "UNISENDER_GO_API_URL"), "UNISENDER_GO_API_KEY", True, "unisender.ru"
    ),
}


def wrong(name: str, given: Mapping[str, str]) -> list[tuple[str, str]]:
    """(setting, what is wrong with it) of a provider by this name. `given`: what is set, without the prefix."""
    if name not in PROVIDERS:
        return [("MAIL_PROVIDER", f"is {name or 'not set'}; known are {', '.join(PROVIDERS)}")]
    provider, address = PROVIDERS[name], given.get(f"{name.upper()}_API_URL", "")
    found = [(PREFIX + need, "is not set") for need in provider.needs if not given.get(need)]
    if provider.signs and not given.get(provider.signs):
        found.append((PREFIX + provider.signs, "is not set: anybody could say that letters came back"))
    if not provider.signs and not _is_password(given.get(PASSWORD, "")):
        found.append(
            (PREFIX + PASSWORD, f"is no user:password of {SHORTEST_PASSWORD} characters, and its events are not signed")
        )
    if address and not address.startswith("https://"):
        found.append((f"{PREFIX}{name.upper()}_API_URL", "is not https"))
    if provider.own and (not address or _within(address, provider.own)):
        found.append(("MAIL_PROVIDER", f"is {name}, whose own servers stand abroad; its API_URL must name one at home"))
    return list(dict.fromkeys(found))


def _is_password(said: str) -> bool:
    return ":" in said and len(said) >= SHORTEST_PASSWORD


def _within(address: str, domain: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host == domain or host.endswith(f".{domain}")
