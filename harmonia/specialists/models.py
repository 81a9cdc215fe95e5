"""Specialists and what they publish of themselves. Everything here is public by their consent and by law (332-VIII
art. 19), so it stands in clear; how to reach them, their birth dates and documents are not here.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from harmonia.policy import LANGUAGES, Spoken
from harmonia.specialists.states import CITIES, EducationKind, Sex, Unlisted

# Who is erased, or left longer ago than the register's term, leaves a row behind that clients' past sessions name: it
# is nobody's, and says nothing.
NOBODYS = Q(person=None)


class Specialist(models.Model):
    """One who gives sessions. He stands in the directory from `listed_at` until `unlisted_at`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="specialist"
    )
    slug = models.SlugField(unique=True, max_length=80)
    display_name = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex.choices)
    city = models.CharField(max_length=20)
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    languages = ArrayField(models.CharField(max_length=2))
    methods = ArrayField(models.CharField(max_length=20))
    topics = ArrayField(models.CharField(max_length=24))
    price_kzt = models.PositiveIntegerField()
    session_minutes = models.PositiveSmallIntegerField(default=50)
    practice_since_on = models.DateField()
    register_number = models.CharField(max_length=32, default="", blank=True)
    register_checked_on = models.DateField(null=True)
    verified_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)
    unlisted_at = models.DateTimeField(null=True)
    unlisted_because = models.CharField(max_length=24, choices=Unlisted.choices, default="", blank=True)
    photo = models.CharField(max_length=120, default="", blank=True)
    headline_kk = models.CharField(max_length=160)
    headline_ru = models.CharField(max_length=160)
    headline_en = models.CharField(max_length=160)
    about_kk = models.TextField()
    about_ru = models.TextField()
    about_en = models.TextField()
    approach_kk = models.TextField()
    approach_ru = models.TextField()
    approach_en = models.TextField()
    headline = Spoken()
    about = Spoken()
    approach = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values) | NOBODYS, name="specialist_sex_known"),
            models.CheckConstraint(condition=Q(city__in=list(CITIES)) | NOBODYS, name="specialist_city_known"),
            models.CheckConstraint(
                condition=Q(languages__contained_by=list(LANGUAGES), languages__len__gte=1) | NOBODYS,
                name="specialist_speaks_a_language",
            ),
            models.CheckConstraint(condition=Q(methods__len__range=(1, 6)) | NOBODYS, name="specialist_has_a_method"),
            models.CheckConstraint(condition=Q(topics__len__range=(1, 14)) | NOBODYS, name="specialist_has_a_topic"),
            models.CheckConstraint(
                condition=Q(price_kzt__range=(1_000, 200_000)) | NOBODYS, name="specialist_price_sensible"
            ),
            models.CheckConstraint(
                condition=Q(session_minutes__range=(15, 240)), name="specialist_session_has_sensible_length"
            ),
            models.CheckConstraint(
                condition=(Q(register_number="") & Q(register_checked_on=None))
                | (~Q(register_number="") & Q(register_checked_on__isnull=False)),
                name="register_entry_has_its_date",
            ),
            models.CheckConstraint(
                condition=Q(listed_at=None)
                | Q(verified_at__isnull=False, register_checked_on__isnull=False, person__isnull=False),
                name="listed_only_when_verified",
            ),
            models.CheckConstraint(
                condition=Q(unlisted_at=None, unlisted_because="")
                | (Q(unlisted_at__gte=F("listed_at")) & Q(unlisted_because__in=Unlisted.values)),
                name="unlisting_has_its_reason",
            ),
            models.UniqueConstraint(
                fields=["register_number"], condition=~Q(register_number=""), name="one_specialist_a_register_entry"
            ),
        ]
        indexes = [
            GinIndex(fields=["topics"], name="specialist_topics"),
            GinIndex(fields=["methods"], name="specialist_methods"),
            models.Index(
                fields=["price_kzt", "id"],
                condition=Q(listed_at__isnull=False, unlisted_at=None),
                name="listed_by_price",
            ),
            models.Index(
                fields=["practice_since_on", "id"],
                condition=Q(listed_at__isnull=False, unlisted_at=None),
                name="listed_by_practice",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Education(models.Model):
    """A degree or a course, published by law (332-VIII art. 19(1)). `year_to` is empty while it goes on."""

    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="education")
    kind = models.CharField(max_length=16, choices=EducationKind.choices)
    institution_kk = models.CharField(max_length=160)
    institution_ru = models.CharField(max_length=160)
    institution_en = models.CharField(max_length=160)
    title_kk = models.CharField(max_length=160)
    title_ru = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField(null=True)
    institution = Spoken()
    title = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EducationKind.values), name="education_kind_known"),
            models.CheckConstraint(
                condition=Q(year_from__range=(1950, 2100))
                & (Q(year_to=None) | Q(year_to__gte=F("year_from"), year_to__lte=2100)),
                name="education_years_possible",
            ),
        ]
