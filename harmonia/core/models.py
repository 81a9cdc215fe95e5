import uuid

from django.db import models


class StoredAnswer(models.Model):
    """What was answered to a request that carried an idempotency key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person_id = models.UUIDField()
    key = models.CharField(max_length=64)
    request_sha256 = models.BinaryField(max_length=32)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="one_answer_a_key")]
