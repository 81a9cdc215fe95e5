"""What pages with a passkey have in common: the question is kept by the session, and used up by the answer."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from harmonia.accounts.rules import passkeys

CHALLENGE = "passkey_challenge"


def are_possible() -> bool:
    """Browsers make passkeys only for an address with a name."""
    return passkeys.place(settings.PUBLIC_ADDRESS) is not None


def keep(request: HttpRequest, options: dict[str, Any]) -> dict[str, Any]:
    request.session[CHALLENGE] = options["challenge"]
    return options


def kept(request: HttpRequest) -> str:
    """The question that was asked here last; a second answer finds none."""
    challenge: str = request.session.pop(CHALLENGE, "")
    return challenge
