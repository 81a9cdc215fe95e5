"""Articles to read without an account. An editor approves each before it can be seen (FEATURES 44)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from harmonia.policy import Spoken


class Article(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=80)
    topic = models.CharField(max_length=24)
    title_kk = models.CharField(max_length=160)
    title_ru = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    summary_kk = models.CharField(max_length=300)
    summary_ru = models.CharField(max_length=300)
    summary_en = models.CharField(max_length=300)
    body_kk = models.TextField()
    body_ru = models.TextField()
    body_en = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True)
    title = Spoken()
    summary = Spoken()
    body = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(body_kk="") & ~Q(body_ru="") & ~Q(body_en=""), name="article_speaks_every_language"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "id"], condition=Q(published_at__isnull=False), name="article_newest")
        ]

    def __str__(self) -> str:
        return self.slug
