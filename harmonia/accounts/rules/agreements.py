"""What is asked of whom, each agreement by itself: a yes to one says nothing about another."""

from collections.abc import Collection

from harmonia import policy
from harmonia.accounts.states import CLIENT, SPECIALIST

REQUIRED_OF_CLIENTS = ("offer", "service", "confidentiality")
OFFERED_TO_CLIENTS = ("marketing_email", "marketing_sms", "research")
OFFERED_TO_EVERYBODY = ("push",)
AT_REGISTRATION = REQUIRED_OF_CLIENTS + OFFERED_TO_CLIENTS
# What a person who is entered by staff or planted has signed with them.
OF_ROLE: dict[str, tuple[str, ...]] = {
    CLIENT: REQUIRED_OF_CLIENTS,
    SPECIALIST: ("practice", "publication", "confidentiality"),
}
OF_STAFF = ("staff_warning", "confidentiality")


class AgreementRefused(Exception):
    """A required agreement was not given, so there is no account. `missing`: its keys, in the order of asking."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def check_required(given: Collection[str]) -> None:
    missing = tuple(key for key in REQUIRED_OF_CLIENTS if key not in given)
    if missing:
        raise AgreementRefused(missing)


def in_cabinet(roles: Collection[str]) -> tuple[str, ...]:
    """The agreements that a person of these roles sees among his own, in the register's order."""
    shown: set[str] = set(OFFERED_TO_EVERYBODY)
    for role in roles:
        shown |= set(OF_ROLE.get(role, OF_STAFF))
    if CLIENT in roles:
        shown |= set(OFFERED_TO_CLIENTS)
    return tuple(key for key in policy.AGREEMENTS if key in shown)
