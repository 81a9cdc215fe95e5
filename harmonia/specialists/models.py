"""Specialists and what they publish of themselves, by their consent and by law (332-VIII art. 19): it stands in clear.
What an applicant says and sends is sealed under his own key, and is unreadable once that is destroyed; the files of his
papers are named by `stored` and go with their rows.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from harmonia.policy import LANGUAGES, Spoken
from harmonia.specialists.states import (
    CITIES,
    IN_QUEUE,
    ApplicationState,
    DocumentKind,
    DocumentState,
    EducationKind,
    Outcome,
    Sex,
    Unlisted,
)
from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField
from harmonia.vault.files import SealedFileField

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
    words_flagged_at = models.DateTimeField(null=True)
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
                condition=Q(listed_at=None) | Q(verified_at__isnull=False, person__isnull=False),
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
                fields=["display_name", "id"],
                condition=Q(listed_at__isnull=False, unlisted_at=None),
                name="listed_by_name",
            ),
            models.Index(
                fields=["practice_since_on", "id"],
                condition=Q(listed_at__isnull=False, unlisted_at=None),
                name="listed_by_practice",
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class Length(models.Model):
    """A session of another length than his ordinary one, at a price of its own; for a first meeting only, or always."""

    specialist = models.ForeignKey(Specialist, on_delete=models.CASCADE, related_name="lengths")
    minutes = models.PositiveSmallIntegerField()
    price_kzt = models.PositiveIntegerField()
    is_first_only = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(15, 240)), name="length_is_sensible"),
            models.CheckConstraint(condition=Q(price_kzt__range=(1_000, 200_000)), name="length_has_sensible_price"),
            models.UniqueConstraint(fields=["specialist", "minutes"], name="one_price_a_length"),
        ]


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


class Application(models.Model):
    """Somebody asks to work here. All that he says is sealed until he is approved; then he publishes what the law and
    he himself want published. `answers` is what was typed so far; `refused_by`: somebody else looks at his answer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="application")
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    birth_date = EncryptedTextField(category="specialist_birth_date", subject="person_id", null=True)
    answers = EncryptedJSONField(category="specialist_other", subject="person_id", default=dict)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    refused_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(state=ApplicationState.TAKEN, taken_by__isnull=False)
                | (~Q(state=ApplicationState.TAKEN) & Q(taken_by=None)),
                name="application_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=IN_QUEUE) | Q(submitted_at__isnull=False, due_at__isnull=False),
                name="application_in_the_queue_has_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(state__in=[ApplicationState.APPROVED, ApplicationState.REFUSED]),
                name="application_closed_by_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="applications_waiting")]


class Document(models.Model):
    """A paper of an applicant or a specialist. Its bytes are sealed under his own key: as they came while it waits for
    the scanner, drawn or written anew (`content`) once that has found nothing. `stored` is where they lie."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=DocumentKind.choices)
    name = EncryptedTextField(category="specialist_documents", subject="person_id")
    size_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=DocumentState.choices, default=DocumentState.QUARANTINED)
    found = models.CharField(max_length=200, blank=True)
    content = SealedFileField("specialist_documents", "person_id", null=True)
    stored = models.CharField(max_length=160)
    valid_until_on = models.DateField(null=True)
    uploaded_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DocumentState.values), name="document_state_known"),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=Q(state=DocumentState.QUARANTINED, scanned_at=None)
                | (~Q(state=DocumentState.QUARANTINED) & Q(scanned_at__isnull=False)),
                name="document_leaves_quarantine_by_the_scanner",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.CLEAN, content__isnull=False)
                | (~Q(state=DocumentState.CLEAN) & Q(content=None)),
                name="only_a_clean_document_opens",
            ),
        ]
        indexes = [models.Index(fields=["state", "uploaded_at"], name="documents_waiting")]


class Remark(models.Model):
    """What was decided, of one criterion or of the whole, and why; or the applicant's answer. Nothing is rewritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="remarks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    criterion = models.CharField(max_length=20)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    words = EncryptedTextField(category="specialist_other", subject="person_id")
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="remark_outcome_known"),
        ]
        indexes = [models.Index(fields=["application", "written_at"], name="remarks_of")]
