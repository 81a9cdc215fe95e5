"""Who is at the door. An unknown address costs the same work as a wrong password: keys are fetched, it is asked who is
blocked, a hash is made; and the journal gets a row (see operations.sign_in).
"""

import uuid
from functools import lru_cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.views.decorators.debug import sensitive_variables

from harmonia import policy
from harmonia.accounts import queries
from harmonia.accounts.models import Person
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocking
from harmonia.vault import reading


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return make_password(uuid.uuid4().hex)


@sensitive_variables("password")
def password_is_right(person: Person | None, password: str) -> bool:
    """Compare under the purpose of signing in. `person` None: compare with nobody's hash, at the same cost."""
    vault.preload([person.pk if person else uuid.uuid4()])
    if person is None:
        blocking.blocks_among([uuid.uuid4()])
        check_password(password, _nobodys_hash())
        return False
    with reading.reading(policy.SIGN_IN, actor=None):
        encoded = person.password
    return check_password(password, encoded)


class BlindIndexBackend(BaseBackend):
    """Finds the person of an open session; who comes in is decided by operations.sign_in alone."""

    def get_user(self, user_id: Any) -> Person | None:
        return queries.who_comes(user_id)
