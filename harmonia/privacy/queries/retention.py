"""What is due by the register's terms, what is held, and the runs that let it go."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from harmonia.privacy.models import Hold


def standing_holds(at: datetime) -> QuerySet[Hold]:
    return Hold.objects.filter(Q(expires_at__gt=at), released_at=None).order_by("expires_at", "pk")


def held(person_id: UUID, at: datetime) -> bool:
    """Whether all that is his must stay for now."""
    return standing_holds(at).filter(person_id=person_id).exists()
