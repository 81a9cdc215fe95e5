"""Nobody can quietly change the past: what happened is appended here, and only here."""

import json
import secrets
import uuid
from datetime import datetime
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings

from harmonia.journal import rules
from harmonia.journal.models import Entry

SALT_BYTES = 32


def record(event: str, *, subject: UUID | None, actor: UUID | None, at: datetime, **facts: Any) -> Entry:
    """Append one event in the caller's transaction. Facts are ids, keys of the register and numbers, never content."""
    uid, salt = uuid.uuid4(), secrets.token_bytes(SALT_BYTES)
    said = {"subject": _text(subject), "actor": _text(actor), "facts": json.loads(json.dumps(facts, default=str))}
    plain = json.dumps({"salt": salt.hex(), **said}, sort_keys=True).encode()
    keeper = import_module(settings.JOURNAL_KEEPER)
    return Entry.objects.create(
        uid=uid,
        at=at,
        event=event,
        tag=keeper.tag(subject) if subject else None,
        record=keeper.seal(subject, plain, rules.bound(uid)) if subject else plain,
        leaf=rules.leaf(uid=uid, at=at, event=event, committed=rules.commitment(salt, said)),
    )


def _text(identity: UUID | None) -> str | None:
    return str(identity) if identity else None
