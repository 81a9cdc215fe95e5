"""Why somebody's data are blocked, since when, and how it ended. A person may be blocked for more than one reason."""

import uuid

from django.db import models
from django.db.models import Q

from harmonia.privacy.states import BlockEnd, BlockOrigin, BlockState


class Block(models.Model):
    """One reason for a block, of a person or (with `table` and `row`) of one record.

    `confirmed_at`: that the rules were broken is certain, so it does not end before what was broken is put right.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    table = models.CharField(max_length=63, blank=True, default="")
    row = models.CharField(max_length=100, blank=True, default="")
    request_id = models.UUIDField(null=True)
    origin = models.CharField(max_length=16, choices=BlockOrigin.choices)
    by = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=BlockState.choices, default=BlockState.STANDS)
    since = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_because = models.CharField(max_length=16, choices=BlockEnd.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(origin__in=BlockOrigin.values), name="block_origin_known"),
            models.CheckConstraint(
                condition=Q(state=BlockState.STANDS, ended_at=None, ended_because="")
                | Q(state=BlockState.ENDED, ended_at__isnull=False, ended_because__in=BlockEnd.values),
                name="a_block_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(table="", row="") | ~Q(table="") & ~Q(row=""), name="a_blocked_record_is_named_whole"
            ),
            models.UniqueConstraint(
                fields=["person_id", "table", "row", "request_id", "origin"],
                condition=Q(state=BlockState.STANDS),
                nulls_distinct=False,
                name="one_block_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["person_id", "-since"], name="blocks_of_a_person")]
