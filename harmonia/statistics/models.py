"""Counts that are about nobody: no person, no address, no browser stands in any of them, and none can be worked out."""

from django.db import models


class PageViews(models.Model):
    """How often a page was read on a day (of the operator's zone) in a language. `page`: its name, not its address."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    page = models.CharField(max_length=60)
    language = models.CharField(max_length=2)
    views = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "page", "language"], name="one_count_a_day_page_language"),
            models.CheckConstraint(condition=models.Q(views__gt=0), name="page_was_read"),
        ]


class DaySum(models.Model):
    """What a line of the report comes to on a day that is over, in the operator's zone; a day without it has none."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    line = models.CharField(max_length=24)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "line"], name="one_sum_a_day_and_line"),
            models.CheckConstraint(condition=~models.Q(amount=0), name="day_sum_not_zero"),
        ]
