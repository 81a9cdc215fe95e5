"""Cases and the private notes in them (5.10; 332-VIII art. 11(2)); hand-overs; who is leaving;
supervision.

A case is one client with one specialist; its number is a vault subject of its own. A note stands under the client's key
and under the case's: it opens with both, so it is gone for every copy when either is destroyed. Whoever wrote it reads
it while the two work together; row security shows its row to him and to the service, and to no member of staff.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from harmonia.practice.states import HANDED, STANDING, WRITTEN, HandOverState, SupervisionState
from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField

PERSON = settings.AUTH_USER_MODEL


class Case(models.Model):
    """That there are notes, and since when, is the client's to see; the notes are not. `ended_at`: since when the two
    no longer work together, from which the register's term runs; empty again when they do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", db_index=False)
    specialist = models.ForeignKey("specialists.Specialist", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    noted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "specialist"], name="one_case_a_pair")]


class Note(models.Model):
    """`said`: {"template": key, "parts": {part: text}}. `edition` counts what was saved, so that one of two open
    pages does not silently undo the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    client = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    said: Any = EncryptedJSONField(category="session_notes", subject="client_id", own_key="case_id")
    edition = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)


class EarlierText(models.Model):
    """What a note said before it was changed: its author's, as the note is, under the same two keys."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="earlier")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    said: Any = EncryptedJSONField(category="session_notes", subject="client_id", own_key="case_id")
    edition = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "edition"], name="one_earlier_text_an_edition")]


class HandOver(models.Model):
    """What a client lets go from one specialist (`giver`) to another. The receiver's row is there for him only once the
    client has said yes; `summary` is emptied when it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey("specialists.Specialist", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("specialists.Specialist", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=HandOverState.choices)
    with_summary = models.BooleanField()
    with_attendance = models.BooleanField()
    summary: Any = EncryptedTextField(category="messages", subject="client_id", null=True)
    asked_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=HandOverState.values), name="hand_over_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING) | Q(receiver__isnull=False), name="what_goes_over_goes_to_somebody"
            ),
            models.CheckConstraint(
                condition=Q(receiver=None) | ~Q(receiver=F("giver")), name="nothing_goes_over_to_oneself"
            ),
            models.CheckConstraint(
                condition=~Q(state=WRITTEN) | Q(summary__isnull=False), name="what_was_written_is_there"
            ),
            models.CheckConstraint(condition=~Q(state=HANDED) | Q(handed_at__isnull=False), name="handed_over_when"),
            models.UniqueConstraint(
                fields=["client", "giver"], condition=Q(state__in=STANDING), name="one_hand_over_a_pair"
            ),
        ]


class Leaving(models.Model):
    """A specialist ends his practice: `last_on` is the last day on which he meets anybody."""

    specialist = models.OneToOneField(
        "specialists.Specialist", on_delete=models.PROTECT, primary_key=True, related_name="+"
    )
    last_on = models.DateField()
    decided_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)


class Supervision(models.Model):
    """A case that leads to nobody, as a specialist brings it to a colleague, and what the colleague says. No column
    tells whose case it is. `said`: {"title", "question", "text", "age_band"}; both stand under the asker's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asker = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    supervisor = models.ForeignKey("specialists.Specialist", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SupervisionState.choices, default=SupervisionState.ASKED)
    said: Any = EncryptedJSONField(category="supervision", subject="asker_id")
    answer: Any = EncryptedTextField(category="supervision", subject="asker_id", null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SupervisionState.values), name="supervision_state_known"),
            models.CheckConstraint(
                condition=~Q(state=SupervisionState.ANSWERED) | Q(answer__isnull=False), name="an_answer_is_there"
            ),
        ]
