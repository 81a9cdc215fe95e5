"""Archives of information, and what two people released for them. The file itself is sealed in the storage."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.privacy.states import ArchiveState, ReleaseGround, ReleaseState

UNFINISHED = (ArchiveState.ASKED, ArchiveState.MAKING)


class Archive(models.Model):
    """One archive of one person. Its id is also that of its file, which is there while it is READY and no longer.

    `done` of `total` parts are made; `trouble` says why it waits, while it does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    request_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=ArchiveState.choices, default=ArchiveState.ASKED)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=16, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArchiveState.values), name="archive_state_known"),
            models.CheckConstraint(
                condition=~Q(state=ArchiveState.READY) | Q(ready_at__isnull=False, expires_at__gt=F("ready_at")),
                name="a_ready_archive_knows_its_end",
            ),
            models.CheckConstraint(
                condition=Q(state=ArchiveState.TAKEN, taken_at__isnull=False)
                | (~Q(state=ArchiveState.TAKEN) & Q(taken_at=None)),
                name="archive_taken_once",
            ),
            models.UniqueConstraint(fields=["person"], condition=Q(state__in=UNFINISHED), name="one_archive_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="archives_of"),
            models.Index(fields=["expires_at"], condition=Q(state=ArchiveState.READY), name="archives_by_end"),
        ]

    def waits(self, at: datetime) -> bool:
        """It can be taken."""
        return self.state == ArchiveState.READY and self.expires_at is not None and at < self.expires_at


class Release(models.Model):
    """That one column of one row, withheld by default, may go into a person's archive. No content stands here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=60)
    row = models.CharField(max_length=80)
    column = models.CharField(max_length=60)
    ground = models.CharField(max_length=16, choices=ReleaseGround.choices)
    state = models.CharField(max_length=8, choices=ReleaseState.choices, default=ReleaseState.PROPOSED)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReleaseState.values), name="release_state_known"),
            models.CheckConstraint(condition=Q(ground__in=ReleaseGround.values), name="release_ground_known"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="release_takes_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state=ReleaseState.PROPOSED, decided_by=None)
                | (~Q(state=ReleaseState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="release_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["person", "table", "row", "column"],
                condition=~Q(state=ReleaseState.DECLINED),
                name="one_release_a_place",
            ),
        ]
