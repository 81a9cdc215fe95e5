"""The register of what stands in public about a person (94-V art. 6, 22(1)(5)); it follows the directory by itself."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from harmonia.consent import queries as consents
from harmonia.privacy.models import Publication
from harmonia.specialists import queries as specialists


@transaction.atomic
def note_publication(*, specialist_id: UUID, at: datetime) -> None:
    """Hold the register against the profile as it stands: begin an entry, or end it. Again changes nothing."""
    specialist = specialists.locked(specialist_id)
    if specialist.person_id is None:
        return  # his erasure ended the entry
    place = f"/specialists/{specialist.slug}/"
    standing = Publication.objects.filter(person_id=specialist.person_id, place=place, ended_at=None)
    if specialist.listed_at is None or specialist.unlisted_at is not None:
        standing.update(ended_at=specialist.unlisted_at or at)
    elif not standing.exists():
        record = consents.latest(specialist.person_id, "publication")
        Publication.objects.create(
            person_id=specialist.person_id,
            place=place,
            consent_record_id=record.pk if record else None,
            published_at=specialist.listed_at,
        )
