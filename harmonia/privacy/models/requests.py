"""What people ask about their data, and how each request went, step by step.

That somebody asked, when, and what came of it stands for as long as we must be able to show it. The words stand apart,
under a key of the request's own, because they may come from somebody without an account; they live shorter, and die
with the account. Evidence of who asked is deleted when the request is closed (12.8). The steps only grow: each carries
the hash of the one before, and the last one is in the proof that the person is given.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from harmonia.privacy.states import (
    REQUEST_ENDS,
    REQUEST_UNDER_WAY,
    AskedBy,
    Proof,
    RequestKind,
    RequestState,
    RequestWay,
    WaitsFor,
)
from harmonia.vault.fields import EncryptedTextField


class RequestCount(models.Model):
    """How many requests came in a year; their numbers are given from here."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()


class Request(models.Model):
    """`received_at` starts the clock; `scope` names what exactly is asked for in keys of the register, empty: all.

    `left` says what was not granted: pairs of a key of the register and the ground of the refusal.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=RequestKind.choices)
    way = models.CharField(max_length=16, choices=RequestWay.choices)
    asked_by = models.CharField(max_length=16, choices=AskedBy.choices)
    proof = models.CharField(max_length=16, choices=Proof.choices)
    state = models.CharField(max_length=16, choices=RequestState.choices, default=RequestState.RECEIVED)
    person_id = models.UUIDField(null=True, db_index=True)
    language = models.CharField(max_length=2, default="ru")
    scope = models.JSONField(default=list)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    prolonged_at = models.DateTimeField(null=True)
    entered_by = models.UUIDField(null=True)
    assigned_to = models.UUIDField(null=True)
    waits_for = models.CharField(max_length=16, choices=WaitsFor.choices, blank=True, default=WaitsFor.NOTHING)
    escalated_at = models.DateTimeField(null=True)
    confirm_sha256 = models.BinaryField(max_length=32, null=True)
    confirm_until = models.DateTimeField(null=True)
    ground = models.CharField(max_length=32, blank=True, default="")
    left = models.JSONField(default=list)
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined")
    closed_at = models.DateTimeField(null=True)
    proof_document = models.JSONField(null=True)
    proof_entry_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "serial"], name="one_request_a_number"),
            models.UniqueConstraint(
                fields=["person_id", "kind", "scope"],
                condition=Q(state__in=sorted(REQUEST_UNDER_WAY), asked_by=AskedBy.SELF),
                name="one_open_request_a_person_and_kind",
            ),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="request_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(condition=Q(proof__in=Proof.values), name="request_proof_known"),
            models.CheckConstraint(
                condition=~Q(state=RequestState.REFUSED) | ~Q(ground=""), name="a_refusal_names_its_ground"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(REQUEST_ENDS), closed_at__isnull=False)
                | (~Q(state__in=sorted(REQUEST_ENDS)) & Q(closed_at=None)),
                name="a_request_is_closed_when_it_ends",
            ),
            models.CheckConstraint(condition=Q(due_at__gt=F("received_at")), name="a_request_has_time"),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=~Q(state__in=sorted(REQUEST_ENDS)), name="open_requests_by_urgency"
            ),
            models.Index(fields=["person_id", "-received_at"], name="requests_of_a_person"),
        ]

    @property
    def number(self) -> str:
        """What people call it: 2026-000017."""
        return f"{self.year}-{self.serial:06d}"

    @property
    def is_open(self) -> bool:
        return self.state not in REQUEST_ENDS


class RequestWords(models.Model):
    """What was written. `contact`: where to answer somebody without an account; `about`: the address of the person
    whom a representative speaks for; `evidence`: what shows who asks, while the request is open."""

    request = models.OneToOneField(Request, primary_key=True, on_delete=models.CASCADE, related_name="words")
    text = EncryptedTextField("request_text", subject="request_id", null=True)
    contact = EncryptedTextField("request_text", subject="request_id", null=True)
    about = EncryptedTextField("request_text", subject="request_id", null=True)
    evidence = EncryptedTextField("request_text", subject="request_id", null=True)
    answer = EncryptedTextField("request_text", subject="request_id", null=True)
    closed_at = models.DateTimeField(null=True)


class Step(models.Model):
    """One change of a request's state. `sha256` is over the step and the hash of the one before."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=16)
    at = models.DateTimeField()
    by_role = models.CharField(max_length=16)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="steps_of_a_request_are_in_order"),
        ]
