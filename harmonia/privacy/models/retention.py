"""Runs that let data go when its term is over, and holds that keep it. Ids and keys of the register, never content."""

import uuid

from django.db import models
from django.db.models import F, Q

from harmonia.privacy.states import HoldGround, RunState


class Run(models.Model):
    """What is due until a moment, worked out beforehand: `document` is the difference, journalled and signed.

    Nothing goes before its own day: an approved run is carried on each night for the rows that are due by then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.DRAFT)
    worked_out_at = models.DateTimeField()
    until = models.DateTimeField()
    document = models.JSONField()
    entry_id = models.BigIntegerField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RunState.values), name="run_state_known"),
            models.CheckConstraint(condition=Q(until__gt=F("worked_out_at")), name="a_run_looks_ahead"),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | Q(decided_by=None) | ~Q(proposed_by=F("decided_by")),
                name="two_people_let_data_go",
            ),
        ]
        indexes = [
            models.Index(
                fields=["worked_out_at"],
                condition=Q(state__in=(RunState.DRAFT, RunState.PROPOSED, RunState.APPROVED)),
                name="runs_not_over",
            )
        ]


class Item(models.Model):
    """One row that a run may let go, and from when. It goes with the row."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="items")
    rule = models.CharField(max_length=20)
    table = models.CharField(max_length=60)
    row = models.CharField(max_length=80)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "table", "row"], name="one_item_a_row")]
        indexes = [models.Index(fields=["run", "due_at", "id"], name="items_by_day")]


class Hold(models.Model):
    """Somebody's data, or one row of it, must stay until a day: with a reason, an owner, and an end.

    `reference`: the number of the case that it is for, in the words of whoever keeps the case; no name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField(null=True, db_index=True)
    table = models.CharField(max_length=60, blank=True)
    row = models.CharField(max_length=80, blank=True)
    ground = models.CharField(max_length=16, choices=HoldGround.choices)
    reference = models.CharField(max_length=40)
    owner_id = models.UUIDField()
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ground__in=HoldGround.values), name="hold_ground_known"),
            models.CheckConstraint(condition=~Q(reference=""), name="a_hold_names_its_case"),
            models.CheckConstraint(
                condition=Q(person_id__isnull=False, table="", row="")
                | (Q(person_id=None) & ~Q(table="") & ~Q(row="")),
                name="a_hold_is_of_a_person_or_a_row",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("placed_at")), name="a_hold_ends_after_it_begins"),
        ]
