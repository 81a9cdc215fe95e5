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
