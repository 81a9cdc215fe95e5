"""What a person's archive is made of, and what became of each archive."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from harmonia.privacy.models import Archive, Release
from harmonia.privacy.queries.archives.collecting import collected, counts, withheld
from harmonia.privacy.queries.archives.journalled import Look, looks
from harmonia.privacy.rules import archives as rules
from harmonia.privacy.states import ArchiveState, ReleaseState

__all__ = [
    "Look",
    "archives_of",
    "awaiting_a_second",
    "collected",
    "counts",
    "current",
    "is_release",
    "locked",
    "locked_release",
    "looks",
    "newest",
    "over",
    "releasable",
    "released",
    "releases",
    "stuck",
    "waiting",
    "withheld",
]
UNFINISHED = (ArchiveState.ASKED, ArchiveState.MAKING)


def archives_of(person_id: UUID) -> QuerySet[Archive]:
    return Archive.objects.filter(person_id=person_id).order_by("-asked_at", "pk")


def current(person_id: UUID) -> Archive | None:
    """The one that is being made or waits for the person."""
    return archives_of(person_id).filter(state__in=(*UNFINISHED, ArchiveState.READY)).first()


def waiting(person_id: UUID) -> Archive | None:
    return archives_of(person_id).filter(state=ArchiveState.READY).first()


def locked(archive_id: UUID) -> Archive:
    return Archive.objects.select_for_update(of=("self",)).get(pk=archive_id)


def over(at: datetime) -> list[UUID]:
    """Those that nobody came for in time."""
    found = Archive.objects.filter(state=ArchiveState.READY, expires_at__lte=at).order_by("expires_at", "pk")
    return list(found.values_list("pk", flat=True))


def stuck(asked_before: datetime) -> list[UUID]:
    """Those that should have been made long ago: their job gave up or died."""
    found = Archive.objects.filter(state__in=UNFINISHED, asked_at__lt=asked_before).order_by("asked_at", "pk")
    return list(found.values_list("pk", flat=True))


def released(person_id: UUID) -> frozenset[rules.Place]:
    approved = Release.objects.filter(person_id=person_id, state=ReleaseState.APPROVED)
    return frozenset(approved.values_list("table", "row", "column"))


def releasable(person_id: UUID) -> set[rules.Place]:
    """The places that two people could open for him."""
    return {(one.table, row, one.column) for one in withheld(person_id) if one.may_be_released for row in one.rows}


def releases(person_id: UUID) -> QuerySet[Release]:
    return Release.objects.filter(person_id=person_id).order_by("-proposed_at", "pk")


def newest() -> QuerySet[Archive]:
    return Archive.objects.order_by("-asked_at", "pk")


def awaiting_a_second() -> QuerySet[Release]:
    """Proposals, the oldest first."""
    return Release.objects.filter(state=ReleaseState.PROPOSED).order_by("proposed_at", "pk")


def is_release(release_id: UUID) -> bool:
    return Release.objects.filter(pk=release_id).exists()


def locked_release(release_id: UUID) -> Release:
    return Release.objects.select_for_update(of=("self",)).get(pk=release_id)
