from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.journal import operations as journal
from harmonia.notices.models import Interest
from harmonia.notices.states import Channel

AGREEMENTS = tuple(f"marketing_{channel}" for channel in (Channel.EMAIL, Channel.SMS))


class UnknownInterest(Exception):
    """The news have no such section: a topic of care is none."""


@transaction.atomic
def choose_interests(*, person_id: UUID, interests: Collection[str], at: datetime) -> None:
    """What his news shall be about; none: only what goes to all who agreed. Raises UnknownInterest, ConsentMissing."""
    unknown = set(interests) - set(policy.INTERESTS)
    if unknown:
        raise UnknownInterest(*sorted(unknown))
    consents.lock_shared(person_id)
    if not any(consents.accepted(person_id, agreement, at=at) for agreement in AGREEMENTS):
        raise consent.ConsentMissing(AGREEMENTS[0])
    Interest.objects.filter(person=person_id).exclude(interest__in=interests).delete()
    for key in policy.INTERESTS:
        if key in interests:
            Interest.objects.get_or_create(person_id=person_id, interest=key, defaults={"chosen_at": at})
    journal.record("notices.interests_chosen", subject=person_id, actor=person_id, at=at)
