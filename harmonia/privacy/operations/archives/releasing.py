"""What was withheld because it is about another too may be released: one proposes, another decides.

Neither sees a word of it: they decide about a table, a row and a column. The person then gets a fuller archive.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia.core.moves import move
from harmonia.journal import operations as journal
from harmonia.privacy.models import Release
from harmonia.privacy.operations.archives.asking import expire, prepare
from harmonia.privacy.permissions.two_people import check_second_person
from harmonia.privacy.queries import archives as queries
from harmonia.privacy.rules import archives as rules
from harmonia.privacy.states import RELEASE_MOVES, ReleaseGround, ReleaseState


class NotWithheld(Exception):
    """There is nothing of that person's at this place that could be released."""


class AlreadyProposed(Exception):
    """Somebody has proposed or released it."""


@transaction.atomic
def propose(*, person_id: UUID, place: rules.Place, ground: ReleaseGround, by: UUID, at: datetime) -> Release:
    """Raises NotWithheld, AlreadyProposed."""
    if place not in queries.releasable(person_id):
        raise NotWithheld(place)
    table, row, column = place
    try:
        with transaction.atomic():
            release = Release.objects.create(
                person_id=person_id,
                table=table,
                row=row,
                column=column,
                ground=ground,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError:
        raise AlreadyProposed(place) from None
    journal.record("archive.release_proposed", subject=person_id, actor=by, at=at, release=release.pk, ground=ground)
    return release


def approve(*, release_id: UUID, by: UUID, at: datetime) -> Release:
    """The next archive has it; an untaken one is made anew. Raises SamePerson, WrongState."""
    return _decide(release_id, ReleaseState.APPROVED, by, at)


def decline(*, release_id: UUID, by: UUID, at: datetime) -> Release:
    """Raises SamePerson, WrongState."""
    return _decide(release_id, ReleaseState.DECLINED, by, at)


@transaction.atomic
def _decide(release_id: UUID, to: ReleaseState, by: UUID, at: datetime) -> Release:
    release = queries.locked_release(release_id)
    check_second_person(release.proposed_by, by)
    move(release, to=to, moves=RELEASE_MOVES)
    release.decided_by, release.decided_at = by, at
    release.save(update_fields=["state", "decided_by", "decided_at"])
    journal.record(f"archive.release_{to}", subject=release.person_id, actor=by, at=at, release=release.pk)
    if to == ReleaseState.APPROVED:
        _make_anew(release.person_id, at)
    return release


def _make_anew(person_id: UUID, at: datetime) -> None:
    """One that is being made now may have passed the row already: whoever makes it looks again at the end."""
    waiting = queries.waiting(person_id)
    if waiting is not None:
        expire(archive_id=waiting.pk, at=at)
    prepare(person_id=person_id, request_id=waiting.request_id if waiting else None, at=at)
