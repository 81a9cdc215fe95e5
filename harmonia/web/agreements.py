"""An agreement in the words of the page, as the edition in force has it: the items of 94-V art. 8(4)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import get_language

from harmonia import policy
from harmonia.accounts.rules import agreements
from harmonia.accounts.states import SPECIALIST
from harmonia.consent import queries
from harmonia.specialists import queries as applications


@dataclass(frozen=True)
class InWords:
    key: str
    title: str
    summary: str
    purposes: list[str]
    categories: list[str]
    recipients: list[str]
    third_parties: bool
    abroad: bool
    published: bool
    term: str
    way_to_withdraw: str


def in_words(agreement: policy.Agreement) -> InWords:
    """What is agreed to now; a register whose day has not come is not shown as if it had."""
    spoken, register = get_language() or "ru", queries.register_in_force(at=now())
    said = register["agreements"].get(agreement.key) or policy.as_data()["agreements"][agreement.key]
    operator = policy.Operator(**settings.OPERATOR)
    return InWords(
        key=agreement.key,
        title=said["title"][spoken],
        summary=said["summary"][spoken],
        **{table: titles(register, table, said[table]) for table in ("purposes", "categories", "recipients")},
        third_parties=said["third_parties"],
        abroad=said["abroad"],
        published=said["published"],
        term=said["term"][spoken],
        way_to_withdraw=said["way_to_withdraw"][spoken].format(email=operator.email),
    )


def asked_of(person: Any) -> tuple[str, ...]:
    """The agreements among his own: of his roles, and of a specialist from the moment when he begins to apply."""
    applies = applications.application_of(person.pk) is not None
    return agreements.in_cabinet(person.roles | {SPECIALIST} if applies else person.roles)


def titles(register: dict[str, Any], table: str, keys: Any) -> list[str]:
    spoken = get_language() or "ru"
    return [register[table][key]["title"][spoken] if key in register[table] else key for key in keys]
