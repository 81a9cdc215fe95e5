"""What was published, and what each person answered to it. Both only grow: the database refuses change and deletion."""

import uuid

from django.db import models

from harmonia.consent.states import OF_A_VISITOR, Event, Method
from harmonia.vault.fields import EncryptedTextField

LANGUAGES = ("kk", "ru", "en")
SCHEMA_VERSION = "ISO/IEC TS 27560:2023"


class Edition(models.Model):
    """One published state of the whole register (12.3): its data, its hash, and since when it is in force."""

    number = models.PositiveIntegerField(primary_key=True)
    register_sha256 = models.CharField(max_length=64)
    register = models.JSONField()
    published_at = models.DateTimeField()
    in_force_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(register_sha256__regex="^[0-9a-f]{64}$"), name="edition_has_hash"
            ),
        ]


class EditionText(models.Model):
    """A document of an edition as a person read it, in one language, with the hash that consent records carry."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="texts")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    title = models.TextField()
    sections = models.JSONField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "key", "language"], name="one_text_an_edition_key_language"),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="text_language_known"),
        ]


class Record(models.Model):
    """One answer of one person to one agreement, with every item that 94-V art. 8(4) and ISO/IEC TS 27560 want.

    A person's answers wait for each other and are numbered 1, 2, 3 …: the latest one counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField()
    schema_version = models.CharField(max_length=40, default=SCHEMA_VERSION)
    subject_id = models.UUIDField()
    subject_name = EncryptedTextField(category="client_name", subject="subject_id")
    controller_name = models.TextField()
    controller_bin = models.CharField(max_length=12)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="records")
    agreement = models.CharField(max_length=40)
    about_id = models.UUIDField(null=True)
    notice_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    purposes = models.JSONField()
    categories = models.JSONField()
    recipients = models.JSONField()
    third_parties = models.BooleanField()
    abroad = models.BooleanField()
    published = models.BooleanField()
    term = models.TextField()
    way_to_withdraw = models.TextField()
    method = models.CharField(max_length=20, choices=Method.choices)
    event = models.CharField(max_length=10, choices=Event.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_id", "number"], name="answers_of_a_person_are_in_order"),
            models.CheckConstraint(condition=models.Q(event__in=Event.values), name="consent_event_known"),
            models.CheckConstraint(condition=models.Q(method__in=Method.values), name="consent_method_known"),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="consent_language_known"),
            models.CheckConstraint(
                condition=models.Q(notice_sha256__regex="^[0-9a-f]{64}$"), name="consent_names_its_text"
            ),
            models.CheckConstraint(condition=~models.Q(term=""), name="consent_has_term"),
            models.CheckConstraint(condition=~models.Q(way_to_withdraw=""), name="consent_can_be_withdrawn"),
        ]
        indexes = [
            models.Index(fields=["subject_id", "agreement", "-number"], name="consent_latest"),
            models.Index(
                fields=["at"], name="consent_to_the_service", condition=models.Q(agreement="service", event=Event.GIVEN)
            ),
        ]


class VisitorAnswer(models.Model):
    """What somebody without a name answered to a counter's cookies: to which text, and when. Not who: his browser
    carries the answer, and nothing leads from it to this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="visitor_answers")
    agreement = models.CharField(max_length=40)
    notice_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    event = models.CharField(max_length=10, choices=Event.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(event__in=OF_A_VISITOR), name="visitor_event_known"),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="visitor_language_known"),
            models.CheckConstraint(
                condition=models.Q(notice_sha256__regex="^[0-9a-f]{64}$"), name="visitor_answer_names_its_text"
            ),
        ]
        indexes = [models.Index(fields=["agreement", "at"], name="visitor_answers_to")]
