"""The same key gives the same stored answer; the same key with another body is refused."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from harmonia.core.models import StoredAnswer


class KeyReused(Exception):
    """The key came before with another request."""


def digest(request: Any) -> bytes:
    return hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).digest()


def once(*, person_id: UUID, key: str, request: Any, answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run `answer` at most once for (person, key), in one transaction with storing what it returned.

    A second caller with the same key waits for the first one's commit on the unique index, then reads its answer.
    """
    body = digest(request)
    try:
        with transaction.atomic():
            stored = StoredAnswer.objects.create(person_id=person_id, key=key, request_sha256=body)
            stored.answer = answer()
            stored.save(update_fields=["answer"])
            return stored.answer
    except IntegrityError:
        earlier = StoredAnswer.objects.filter(person_id=person_id, key=key).first()
        if earlier is None:
            raise  # the refusal came from the answer's own constraints, not from the key
        if bytes(earlier.request_sha256) != body:
            raise KeyReused(key) from None
        assert earlier.answer is not None  # noqa: S101  a committed row always has its answer
        return dict(earlier.answer)
