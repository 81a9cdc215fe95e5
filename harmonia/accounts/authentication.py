"""Who is at the door. An unknown address costs the same work as a wrong password: keys are fetched, a hash is made."""

import uuid
from functools import lru_cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from harmonia import policy
from harmonia.accounts import queries
from harmonia.accounts.models import Person
from harmonia.vault import operations as vault
from harmonia.vault import reading


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return make_password(uuid.uuid4().hex)


@sensitive_variables("password")
def password_is_right(person: Person | None, password: str) -> bool:
    """Compare under the purpose of signing in. `person` None: compare with nobody's hash, at the same cost."""
    vault.preload([person.pk if person else uuid.uuid4()])
    if person is None:
        check_password(password, _nobodys_hash())
        return False
    with reading.reading(policy.SIGN_IN, actor=None):
        encoded = person.password
    return check_password(password, encoded)


class BlindIndexBackend(BaseBackend):
    """Finds a person by the blind index of the address: the address itself stands nowhere in clear."""

    @sensitive_variables("password")
    def authenticate(
        self, request: HttpRequest | None, email: str | None = None, password: str | None = None, **other: Any
    ) -> Person | None:
        if email is None or password is None:
            return None
        person = queries.by_email(email)
        right = password_is_right(person, password)
        return person if right and person is not None and person.is_active else None

    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()
