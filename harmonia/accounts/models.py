"""People, their roles, their codes and their sign-ins. What identifies a person stands here only as ciphertext.

The keys are those of the person's id: once they are destroyed, every stored copy of these fields is unreadable.
Secrets are not stored at all: a code and a session cookie stand as hashes, the password as an Argon2id hash, encrypted.
"""

import uuid
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from harmonia.accounts.states import LIVING_LOSSES, CodeKind, FactorKind, Guess, LossState, RoleName
from harmonia.vault.fields import BlindIndexField, EncryptedJSONField, EncryptedTextField


class Person(AbstractBaseUser):
    """Anyone who can sign in. `new_email` and `new_phone` wait for the code that proves them; `former_email` stands
    only until it has been told that another address took its place.

    `credential_epoch` stands for the password in session cookies: renewing it kills every older cookie.
    `second_step_at`: since when the password alone no longer lets in; None while he has no confirmed factor.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = EncryptedTextField(category="client_name")
    email = EncryptedTextField(category="client_email")
    phone = EncryptedTextField(category="client_phone")
    new_email = EncryptedTextField(category="client_email", null=True)
    new_phone = EncryptedTextField(category="client_phone", null=True)
    former_email = EncryptedTextField(category="client_email", null=True)
    age = EncryptedJSONField(category="client_age", null=True)
    topics = EncryptedJSONField(category="client_topics", null=True)
    password = EncryptedTextField(category="credentials")
    last_login = None
    email_index = BlindIndexField(of="email", category="client_email", unique=True, null=True)
    phone_index = BlindIndexField(of="phone", category="client_phone", null=True)
    credential_epoch = models.UUIDField(default=uuid.uuid4)
    language = models.CharField(max_length=2, default="ru")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    email_verified_at = models.DateTimeField(null=True)
    phone_verified_at = models.DateTimeField(null=True)
    second_step_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "id"

    class Meta:
        constraints = [
            # A number belongs to whoever proved it last; an unproved one keeps nobody else from it.
            models.UniqueConstraint(
                fields=["phone_index"],
                condition=models.Q(phone_verified_at__isnull=False),
                name="one_person_a_proved_phone",
            ),
            models.CheckConstraint(condition=models.Q(language__in=("kk", "ru", "en")), name="person_language_known"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.role_grants.values_list("role", flat=True))

    def has_role(self, role: str) -> bool:
        return role in self.roles

    def get_session_auth_hash(self) -> str:
        """What Django compares on every request: it must not need the person's key."""
        return self.credential_epoch.hex


class Role(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=RoleName.choices)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "role"], name="one_grant_a_person_and_role"),
            models.CheckConstraint(condition=models.Q(role__in=RoleName.values), name="role_known"),
        ]


class Code(models.Model):
    """A one-time secret. It is drawn when it is sent (`digest` is empty until then) and kept only as an HMAC.

    Without a person it is never drawn: asking for an unknown address leaves such a row, so that it costs the same.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="codes")
    kind = models.CharField(max_length=8, choices=CodeKind.choices)
    digest = models.BinaryField(max_length=32, null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=CodeKind.values), name="code_kind_known"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=models.Q(ended_at=None), name="one_living_code_a_person_and_kind"
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="code_by_digest")]


class SignIn(models.Model):
    """A session: of a visitor (no person) or of a person's device. The cookie's value stands as SHA-256 only.

    `forms_sha256`: of the secret that the device's forms bear since this sign-in. A form that comes back too late tells
    by it whose words it brings; a sign-in that was put out, and did not end by itself, tells no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_sha256 = models.BinaryField(max_length=32, unique=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="sign_ins")
    device = EncryptedTextField(category="sign_ins", subject="person_id", null=True)
    network = models.BinaryField(max_length=32, null=True)
    forms_sha256 = models.BinaryField(max_length=32, null=True, unique=True)
    session = models.TextField()
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    idle_minutes = models.PositiveIntegerField()
    idle_until = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(session=""), name="an_ended_sign_in_holds_nothing"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None)
                | models.Q(ended_at__gte=models.F("expires_at"))
                | models.Q(forms_sha256=None),
                name="who_was_put_out_has_no_forms",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-last_seen_at"], name="sign_ins_of"),
            models.Index(fields=["expires_at"], name="sign_in_expiry"),
        ]


class Attempts(models.Model):
    """How often something was tried against one account, from one network, or both, since a moment."""

    kind = models.CharField(max_length=12, choices=Guess.choices)
    bucket = models.BinaryField(max_length=32)
    since = models.DateTimeField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "bucket"], name="one_count_a_bucket")]
        indexes = [models.Index(fields=["since"], name="attempts_since")]


class Factor(models.Model):
    """What shows a second time who one is. What it is checked with stands under the person's key, as the label does.

    `material`: of an app {"secret": hex}; of a passkey {"id", "public_key"}, both base64url.
    `confirmed_at` is None until it has once been used: such a one opens nothing. `used_step`: the last half minute
    whose code an app has given; a code of it, or of one before, is worth nothing. `passkey_index`: finds a passkey by
    its id, without naming it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=FactorKind.choices)
    label = EncryptedTextField(category="credentials", subject="person_id")
    material = EncryptedJSONField(category="credentials", subject="person_id")
    passkey_index = models.BinaryField(max_length=32, null=True, unique=True)
    used_step = models.BigIntegerField(null=True)
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=FactorKind.values), name="factor_kind_known"),
            models.CheckConstraint(
                condition=models.Q(kind=FactorKind.PASSKEY, passkey_index__isnull=False)
                | models.Q(kind=FactorKind.APP, passkey_index=None),
                name="a_passkey_is_found_by_its_id",
            ),
        ]


class RecoveryCode(models.Model):
    """For the day when every factor is lost. Shown once, kept as an HMAC, works once."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="one_recovery_code")]


class Loss(models.Model):
    """Somebody who knows the password says that he lost every factor and every recovery code.

    `spoken`: four digits that he was shown and says when staff call the number of his account. Two different people
    of the staff vouch; `opens_at` is the end of the waiting time, in which his letters tell him and he may stop it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="losses")
    state = models.CharField(max_length=8, choices=LossState.choices, default=LossState.ASKED)
    spoken = models.CharField(max_length=4)
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    second_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    opens_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=LossState.values), name="loss_state_known"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state__in=LIVING_LOSSES), name="one_living_loss_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(first_by=None)
                | models.Q(second_by=None)
                | ~models.Q(first_by=models.F("second_by")),
                name="two_people_vouch",
            ),
        ]
