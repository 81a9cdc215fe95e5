"""Where and when a person may be disturbed: the browsers that take a signal, and the hours that are quiet."""

import uuid

from django.conf import settings
from django.db import models

from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField


class Device(models.Model):
    """A browser that may be sent a signal: the address and keys that it gave us, under the person's key.

    `ends_with_sign_in`: it is told nothing any more once the sign-in by which it was added is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    address = EncryptedTextField(category="push_devices", subject="person_id")
    keys = EncryptedJSONField(category="push_devices", subject="person_id")
    name = EncryptedTextField(category="push_devices", subject="person_id")
    address_sha256 = models.BinaryField(max_length=32, unique=True)
    sign_in_id = models.UUIDField()
    ends_with_sign_in = models.BooleanField()
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "added_at"], name="push_devices_of")]


class QuietHours(models.Model):
    """What the person said of his nights; without a row the register's hours hold. Times are of his own zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kept = models.BooleanField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], name="one_night_a_person"),
            models.CheckConstraint(condition=~models.Q(starts_at=models.F("ends_at")), name="a_night_has_a_morning"),
        ]
