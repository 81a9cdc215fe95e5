"""Sessions in the database, each a row of the person's own list of sign-ins.

Guarantees: the cookie's value is not in the database (only its SHA-256); a session dies of idleness, of age, when it is
ended from another device, and with the password (`credential_epoch`); an ended one holds nothing but its times, and
for a week whose forms they were, if nobody put it out.
"""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction
from django.utils import timezone

from harmonia.accounts.models import SignIn
from harmonia.accounts.rules import limits


def digest(session_key: str) -> bytes:
    """The key has 165 bits of chance, so a plain hash is enough."""
    return hashlib.sha256(session_key.encode()).digest()


class SessionStore(SessionBase):
    def load(self) -> dict[str, Any]:
        now = timezone.now()
        row = (
            SignIn.objects.filter(key_sha256=self._digest(), ended_at=None, idle_until__gt=now, expires_at__gt=now)
            .values("id", "session", "last_seen_at", "idle_minutes")
            .first()
        )
        if row is None:
            self._session_key = None
            return {}
        if now - row["last_seen_at"] > limits.SEEN_EVERY:
            idle_until = now + timedelta(minutes=row["idle_minutes"])
            SignIn.objects.filter(pk=row["id"], ended_at=None).update(last_seen_at=now, idle_until=idle_until)
        return dict(self.decode(row["session"]))

    def exists(self, session_key: str) -> bool:
        return SignIn.objects.filter(key_sha256=digest(session_key)).exists()

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # not in the stubs
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # not in the stubs
        if must_create:
            return self._insert(data)
        written = SignIn.objects.filter(key_sha256=self._digest(), ended_at=None).update(
            session=self.encode(data), person_id=_person_id(data)
        )
        if not written:
            raise UpdateError
        return None

    def _insert(self, data: dict[str, Any]) -> None:
        now, lives = timezone.now(), limits.VISITOR
        try:
            with transaction.atomic():
                SignIn.objects.create(
                    key_sha256=self._digest(),
                    person_id=_person_id(data),
                    session=self.encode(data),
                    started_at=now,
                    last_seen_at=now,
                    idle_minutes=lives.idle_minutes,
                    idle_until=now + lives.idle,
                    expires_at=now + lives.absolute,
                )
        except IntegrityError:
            raise CreateError from None

    def cycle_key(self) -> None:
        """A new key for the same sign-in: the cookie of before opens nothing any more."""
        data = self._get_session()  # type: ignore[attr-defined]  # not in the stubs
        key = self._get_new_session_key()  # type: ignore[attr-defined]  # not in the stubs
        living = SignIn.objects.filter(key_sha256=self._digest(), ended_at=None)
        if self.session_key is not None and living.update(key_sha256=digest(key)):
            self._session_key = key
        else:
            self.create()
        self._session_cache = data
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        rows = SignIn.objects.filter(key_sha256=digest(key))
        rows.filter(person=None).delete()
        rows.filter(ended_at=None).update(ended_at=timezone.now(), session="", forms_sha256=None)

    @classmethod
    def clear_expired(cls) -> None:
        """Visitors' rows go at once, people's after the term of the register (see operations.forget_sign_ins)."""
        SignIn.objects.filter(person=None, expires_at__lt=timezone.now()).delete()

    def _digest(self) -> bytes:
        return digest(self.session_key or "")


def _person_id(data: dict[str, Any]) -> UUID | None:
    return UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
