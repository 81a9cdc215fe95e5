"""The cast of the tests, entered through the product's own operations: Aigerim and Zoe are clients, Boris and Vera
specialists, Olga is support, Pavel the privacy officer, Dana the verifier. `register` is the road that clients take.
"""

from datetime import UTC, datetime
from typing import Any

from harmonia.accounts import operations, states
from harmonia.accounts.models import Person

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # Monday, 11:00 in Almaty
PASSWORD = "seven quiet poplars"
REQUIRED = ("offer", "service", "confidentiality")


def entered(name: str, role: str, *, number: int, at: datetime = NOW, **changes: Any) -> Person:
    """A person whose addresses are proved and who signed what his role signs."""
    return operations.create_person(
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
