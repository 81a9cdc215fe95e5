"""Which answers count for what, and what a receipt says. Pure: the register and a record's own words in."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from harmonia import policy
from harmonia.consent.states import FIRST, MOVES, Event


class NotAnswerable(Exception):
    """This answer cannot follow the one in force: nothing to withdraw, or already refused by withdrawing."""


class NotWithdrawable(Exception):
    """The offer and the duties of confidentiality end with the account, not by themselves."""


def serving(purpose: str) -> tuple[str, ...]:
    """The agreements, any one of which opens the purpose. Empty: the law or anonymity opens it, nobody is asked.

    A person who may be asked in several roles or by several channels has an agreement for each: a client agrees to the
    service, a specialist to the practice. A voluntary one never stands in for a required one.
    """
    main = policy.PURPOSES[purpose].agreement
    if main is None:
        return ()
    required = policy.AGREEMENTS[main].required
    return tuple(key for key in policy.agreements_serving(purpose) if policy.AGREEMENTS[key].required == required)


def withdrawable(agreement: str) -> bool:
    """Every consent is; of the acceptances those to psychological help (332-VIII art. 11: stop at any stage) and to a
    third person in the session."""
    chosen = policy.AGREEMENTS[agreement]
    return chosen.kind == "consent" or chosen.key in ("informed_consent", "third_person")


def check_may_follow(event: Event, previous: str | None) -> None:
    if event not in (FIRST if previous is None else MOVES[previous]):
        raise NotAnswerable(f"{previous} -> {event}")


def in_force(event: str, at: datetime, *, now: datetime, term_days: int | None) -> bool:
    """A given one counts until its term is over (94-V art. 8(5))."""
    return event == Event.GIVEN and (term_days is None or now < at + timedelta(days=term_days))


def term_days(agreement: str) -> int | None:
    """Some consents end by themselves, as their own text says."""
    return policy.AGREEMENTS[agreement].term_days


@dataclass(frozen=True)
class Beyond:
    """What the register wants today and an earlier answer did not speak of: asked again (94-V art. 7(8), 14)."""

    purposes: frozenset[str] = field(default=frozenset())
    recipients: frozenset[str] = field(default=frozenset())
    categories: frozenset[str] = field(default=frozenset())

    def __bool__(self) -> bool:
        return bool(self.purposes or self.recipients or self.categories)


def beyond(
    today: Mapping[str, Collection[str]],
    *,
    purposes: Collection[str],
    recipients: Collection[str],
    categories: Collection[str],
) -> Beyond:
    """`today`: the agreement as the edition in force has it."""
    return Beyond(
        frozenset(today["purposes"]) - set(purposes),
        frozenset(today["recipients"]) - set(recipients),
        frozenset(today["categories"]) - set(categories),
    )


RECEIPT_TYPE, RECEIPT_VERSION = "consent_receipt", 1
NAMED = ("purposes", "categories", "recipients")
COPIED = ("third_parties", "abroad", "published", "term", "way_to_withdraw", "number")


def pseudonym(identity: UUID) -> str:
    """Stands for a person in receipts: the same in all of his, and no way back to his number in the database."""
    return hashlib.sha256(b"consent receipt " + identity.bytes).hexdigest()[:32]


def receipt(record: Any, register: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a consent.Record, from its own columns and the register of its edition: ISO/IEC TS 27560:2023.

    What it says of a record must never change, since its hash stands in the journal: another wording is another
    version, beside this one.
    """
    titles = {table: _titles(register.get(table, {}), record.language) for table in NAMED}
    return {
        "type": RECEIPT_TYPE,
        "version": RECEIPT_VERSION,
        "id": str(record.pk),
        "schema": record.schema_version,
        "jurisdiction": "KZ",
        "event": str(record.event),
        "at": record.at.astimezone(UTC).isoformat(),
        "method": str(record.method),
        "subject": pseudonym(record.subject_id),
        "about": pseudonym(record.about_id) if record.about_id else None,
        "controller": {"name": record.controller_name, "bin": record.controller_bin},
        "notice": {
            "agreement": record.agreement,
            "edition": record.edition_id,
            "language": record.language,
            "sha256": record.notice_sha256,
        },
        **{
            table: [{"key": key, "title": titles[table].get(key, key)} for key in getattr(record, table)]
            for table in NAMED
        },
        **{name: getattr(record, name) for name in COPIED},
    }


def _titles(entries: Mapping[str, Any], language: str) -> dict[str, str]:
    return {key: entry["title"][language] for key, entry in entries.items()}
