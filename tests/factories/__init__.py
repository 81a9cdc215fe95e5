"""The cast of the tests, entered through the product's own operations: Aigerim and Zoe are clients, Boris and Vera
specialists, Olga is support, Pavel the privacy officer, Dana the verifier. `register` is the road that clients take.
"""

from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from harmonia.accounts import operations, permissions, states
from harmonia.accounts.models import Person
from harmonia.accounts.rules import codes
from harmonia.web import confirmation
from tests.clock import NOW as NOW

PASSWORD = "seven quiet poplars"
REQUIRED = ("offer", "service", "confidentiality")


APP_SECRET = b"tests have one phone"


def secured(person: Person, *, at: datetime = NOW) -> Person:
    """Whoever must have a second step has one: an app with the secret of the tests. See `code_now`."""
    if permissions.is_obliged(person.roles):
        operations.enter_app(person_id=person.pk, secret=APP_SECRET, label="Telephone", at=at)
        person.refresh_from_db(fields=["second_step_at"])
    return person


def code_now(*, at: datetime | None = None) -> str:
    """What the app of the tests shows at the moment, by default now. Each code works once."""
    return codes.code_at(APP_SECRET, at or timezone.now())


def sign_in(client: Client, email: str, *, password: str = PASSWORD, follow: bool = False) -> Any:
    """As a person does it: the password, and the code of the app where one is asked for. Returns the last answer."""
    answer = client.post("/sign-in/", {"email": email, "password": password}, follow=follow)
    asked = answer.request["PATH_INFO"] if follow else answer.headers.get("Location")
    if asked == "/sign-in/second/":
        answer = client.post("/sign-in/second/", {"code": code_now()}, follow=follow)
    return answer


def confirmed(client: Client) -> Client:
    """The browser of a person who has just shown that it is he: pages that are `freshly_confirmed` open to it."""
    session = client.session
    session[confirmation.CONFIRMED] = int(timezone.now().timestamp())
    session.save()
    return client


def entered(name: str, role: str, *, number: int, at: datetime | None = None, **changes: Any) -> Person:
    """A person whose addresses are proved, who signed what his role signs, and has the second step that it needs.

    Staff come in today: what they signed counts for a year only.
    """
    at = at or (NOW if role in (states.CLIENT, states.SPECIALIST) else timezone.now())
    made = operations.create_person(
        **{
            "role": role,
            "email": f"{name.lower()}@example.kz",
            "phone": f"+770100000{number:02d}",
            "name": name,
            "password": PASSWORD,
            "language": "ru",
            "time_zone": "Asia/Almaty",
            "at": at,
            **changes,
        }
    )
    return secured(made, at=at)


def aigerim(**changes: Any) -> Person:
    return entered("Aigerim", states.CLIENT, number=1, **{"age": 31, "topics": ["anxiety", "sleep"], **changes})


def zoe(**changes: Any) -> Person:
    """A stranger, and a client too: every page is tried as her."""
    return entered("Zoe", states.CLIENT, number=2, **{"age": 44, "language": "en", **changes})


def boris(**changes: Any) -> Person:
    return entered("Boris", states.SPECIALIST, number=3, **changes)


def vera(**changes: Any) -> Person:
    return entered("Vera", states.SPECIALIST, number=4, **changes)


def olga(**changes: Any) -> Person:
    return entered("Olga", states.SUPPORT, number=5, **changes)


def pavel(**changes: Any) -> Person:
    return entered("Pavel", states.PRIVACY_OFFICER, number=6, **changes)


def dana(**changes: Any) -> Person:
    return entered("Dana", states.VERIFIER, number=7, **changes)


def application(**changes: Any) -> operations.Application:
    """What Aigerim fills in when she registers by herself."""
    said: dict[str, Any] = {
        "name": "Айгерим",
        "age": 31,
        "phone": "8 701 000 00 01",
        "email": "Aigerim@Example.kz",
        "password": PASSWORD,
        "agreements": REQUIRED,
        "topics": ("sleep", "anxiety"),
    }
    return operations.Application(**{**said, **changes})


def register(*, at: datetime = NOW, **changes: Any) -> Person:
    """Aigerim comes in by herself: her addresses are not proved yet."""
    return operations.register(application(**changes), network="203.0.113.0/24", at=at)
