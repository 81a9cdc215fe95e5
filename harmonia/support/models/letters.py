"""Letters to the service, the threads that they belong to, and what was answered.

Each letter is a subject of the vault: its bytes, sender, words and answers stand under keys of its own, so that it can
outlive or precede an account, and one letter is destroyed without touching another. What stands in clear says nothing
of a person: states, times, sizes, keyed digests.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from harmonia.accounts.models import Person
from harmonia.policy import Spoken
from harmonia.support.states import (
    FileState,
    Intent,
    LetterState,
    LinkKind,
    Proof,
    ReplyKind,
    ReplyState,
    Standing,
    Way,
)
from harmonia.vault.fields import BlindIndexField, EncryptedBytesField, EncryptedJSONField, EncryptedTextField


class Thread(models.Model):
    """A conversation. `person` once a letter in it is proved to be his; `token` stands in the address to answer to."""

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=24, unique=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    assigned_to = models.UUIDField(null=True)
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-opened_at"], name="threads_of")]

    @property
    def number(self) -> str:
        """What people quote: 'L-2026-000017'. It opens nothing by itself."""
        return f"L-{self.opened_at:%Y}-{self.pk:06}"


class Letter(models.Model):
    """One letter, as it came. `whole` is false where only its headers were kept, because it was too large.

    `person` wrote it, and `proof` says how we know; `claimed` is whose address it bears while nothing proves it.
    `request_id`: the first request that was opened on its ground; `decided_by`: whoever of the staff decided. The
    digests are keyed, and find a copy.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, null=True, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    claimed = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    state = models.CharField(max_length=16, choices=LetterState.choices, default=LetterState.STORED)
    raw = EncryptedBytesField(category="request_text")
    envelope = EncryptedJSONField(category="request_text", null=True)
    sender = EncryptedTextField(category="client_email", null=True)
    sender_index = BlindIndexField(of="sender", category="client_email", null=True)
    subject = EncryptedTextField(category="request_text", null=True)
    text = EncryptedTextField(category="request_text", null=True)
    attachments = EncryptedJSONField(category="request_text", null=True)
    raw_digest = models.BinaryField(max_length=32, unique=True)
    message_digest = models.BinaryField(max_length=32, null=True)
    signature_digest = models.BinaryField(max_length=32, null=True, unique=True)
    whole = models.BooleanField(default=True)
    size_bytes = models.PositiveIntegerField()
    proof = models.CharField(max_length=10, choices=Proof.choices, blank=True)
    standing = models.CharField(max_length=16, choices=Standing.choices, blank=True)
    intents = ArrayField(models.CharField(max_length=20, choices=Intent.choices), default=list)
    reason = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=2, default="ru")
    request_id = models.UUIDField(null=True)
    decided_by = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    sorted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="letter_state_known"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="letter_way_known"),
            models.CheckConstraint(condition=Q(proof__in=Proof.values), name="letter_proof_known"),
            models.CheckConstraint(
                condition=Q(state=LetterState.STORED, sorted_at=None)
                | (~Q(state=LetterState.STORED) & Q(sorted_at__isnull=False)),
                name="letter_sorted_when_not_stored",
            ),
            # Nothing is done in a person's name on the ground of a letter that nothing proves to be his.
            # A letter that nothing proves is nobody's: it is in no cabinet and no export.
            models.CheckConstraint(condition=Q(person=None) | ~Q(proof=Proof.NONE), name="letter_proved_where_his"),
            models.CheckConstraint(
                condition=Q(request_id=None) | ~Q(proof=Proof.NONE) | Q(decided_by__isnull=False),
                name="letter_request_needs_proof_or_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at"], name="letters_waiting"),
            models.Index(fields=["sender_index", "received_at"], name="letters_from"),
            models.Index(fields=["message_digest"], name="letters_same"),
            models.Index(fields=["request_id"], name="letters_of_request"),
            models.Index(fields=["person", "-received_at"], name="letters_of"),
        ]

    @property
    def account(self) -> Person | None:
        """Whose proved address it bears, whoever wrote it."""
        return self.person or self.claimed


class AttachedFile(models.Model):
    """A file that came with a letter. Its bytes are sealed under the letter's documents key, by this row's id; nobody
    opens them before the scanner has answered. `place`: which part of the letter it was; `found`: by the scanner."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files")
    place = models.PositiveSmallIntegerField()
    name = EncryptedTextField(category="request_files", subject="letter_id")
    size_bytes = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=FileState.choices, default=FileState.QUARANTINED)
    found = models.CharField(max_length=200, blank=True)
    taken_out_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "place"], name="one_file_a_place"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="file_state_known"),
            models.CheckConstraint(
                condition=Q(state=FileState.QUARANTINED, scanned_at=None)
                | (~Q(state=FileState.QUARANTINED) & Q(scanned_at__isnull=False)),
                name="file_leaves_quarantine_by_the_scanner",
            ),
            models.CheckConstraint(
                condition=Q(state=FileState.INFECTED) | Q(found=""), name="file_names_what_was_found_where_it_was"
            ),
        ]
        indexes = [models.Index(fields=["state", "taken_out_at"], name="files_waiting")]


class Arrival(models.Model):
    """That a mailbox's or a provider's copy is stored: written with the letter, in one transaction, and kept after it,
    so that a copy which still lies there is never taken in anew. `letter_id` leads nowhere once the letter is gone."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=120)
    place = models.CharField(max_length=120)
    letter_id = models.UUIDField()
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "place"], name="one_arrival_a_place")]


class Reply(models.Model):
    """What goes back. `to_person`: to the proved address of this account; else to the sender of the letter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="replies")
    to_person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16, choices=ReplyKind.choices)
    facts = models.JSONField(default=dict)
    text = EncryptedTextField(category="request_text", subject="letter_id", null=True)
    written_by = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=ReplyState.choices, default=ReplyState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="reply_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ReplyState.values), name="reply_state_known"),
            models.UniqueConstraint(
                fields=["letter", "kind"], condition=~Q(kind=ReplyKind.ANSWER), name="one_reply_of_the_program_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind=ReplyKind.ANSWER, text__isnull=False) | (~Q(kind=ReplyKind.ANSWER) & Q(text=None)),
                name="reply_text_is_a_persons",
            ),
        ]
        indexes = [models.Index(fields=["letter", "written_at"], name="replies_to")]


class ReadyAnswer(models.Model):
    """An answer that staff give often, in three languages. It is about nobody: what is filled in is the thread's number
    and addresses of ours (`rules.ready`)."""

    id = models.BigAutoField(primary_key=True)
    title = models.CharField(max_length=80, unique=True)
    text_kk = models.TextField()
    text_ru = models.TextField()
    text_en = models.TextField()
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    text = Spoken()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(text_kk="") & ~Q(text_ru="") & ~Q(text_en=""), name="ready_answer_speaks_every_language"
            ),
        ]


class Link(models.Model):
    """A random number in a letter of ours, good once and until its day. `undoes`: the consent records to take back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    undoes = ArrayField(models.UUIDField(), default=list)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="link_kind_known"),
            models.UniqueConstraint(fields=["letter", "kind"], name="one_link_a_letter_and_kind"),
        ]
        indexes = [models.Index(fields=["person", "kind", "made_at"], name="links_of")]
