"""Staff and clients. One password for all of them, printed by the demonstration on purpose."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from harmonia.accounts import operations, permissions, queries
from harmonia.accounts.models import Person
from harmonia.accounts.states import CLIENT, EDITOR, OWNER, PRIVACY_OFFICER, RESEARCHER, SUPPORT, VERIFIER
from harmonia.consent import operations as consent

PASSWORD = "harmonia-demo-2026"  # noqa: S105  the demonstration's, printed on purpose
ALMATY = "Asia/Almaty"
STAFF_SINCE = timedelta(days=200)
CLIENTS_SINCE = timedelta(days=90)

STAFF: dict[str, dict[str, Any]] = {
    "olga": {"role": SUPPORT, "name": "Ольга Сергеева", "phone": "+77010000001", "language": "ru"},
    "pavel": {"role": PRIVACY_OFFICER, "name": "Павел Нурпеисов", "phone": "+77010000002", "language": "ru"},
    "dana": {"role": VERIFIER, "name": "Дана Әбенова", "phone": "+77010000003", "language": "kk"},
    "editor": {"role": EDITOR, "name": "Елена Ким", "phone": "+77010000009", "language": "ru"},
    "researcher": {"role": RESEARCHER, "name": "Нұрлан Сейітов", "phone": "+77010000010", "language": "kk"},
    "owner": {"role": OWNER, "name": "Әмір Тасболатов", "phone": "+77010000004", "language": "ru"},
}
CLIENTS: dict[str, dict[str, Any]] = {
    "aigerim": {
        "name": "Айгерим",
        "phone": "+77010000011",
        "language": "ru",
        "time_zone": ALMATY,
        "age": 29,
        "topics": ("anxiety", "burnout"),
    },
    "timur": {
        "name": "Тимур",
        "phone": "+77010000012",
        "language": "kk",
        "time_zone": ALMATY,
        "age": 34,
        "topics": ("self_esteem", "crisis_of_life"),
    },
    "dina": {
        "name": "Dina K.",
        "phone": "+77010000013",
        "language": "en",
        "time_zone": "Europe/Berlin",
        "age": 26,
        "topics": ("moving_abroad", "loneliness"),
    },
}


def plant_staff(at: datetime) -> dict[str, Person]:
    since = at - STAFF_SINCE
    return {key: person(f"{key}@example.kz", at=since, time_zone=ALMATY, **told) for key, told in STAFF.items()}


def plant_clients(at: datetime) -> dict[str, Person]:
    since = at - CLIENTS_SINCE
    clients = {}
    for key, told in CLIENTS.items():
        known = queries.by_email(f"{key}@example.kz")
        clients[key] = known or person(f"{key}@example.kz", role=CLIENT, at=since, **told)
        if known is None and key == "aigerim":
            _change_of_mind(clients[key], since)
    return clients


def person(email: str, *, at: datetime, **told: Any) -> Person:
    """Whoever must have a second step has an app, whose code the demonstration shows where it is asked for."""
    known = queries.by_email(email)
    if known is not None:
        return known
    made = operations.create_person(email=email, password=PASSWORD, at=at, **told)
    if permissions.is_obliged(made.roles):
        secret = bytes.fromhex(settings.DEMO_APP_SECRET)
        operations.enter_app(person_id=made.pk, secret=secret, label="Harmonia demo", at=at)
        made.refresh_from_db(fields=["second_step_at"])
    return made


def _change_of_mind(aigerim: Person, since: datetime) -> None:
    """News by e-mail: first a yes, ten days later a no; and a no to research. Her page shows all three."""
    answers = (
        (consent.grant, "marketing_email", timedelta(minutes=3)),
        (consent.refuse, "research", timedelta(minutes=4)),
        (consent.withdraw, "marketing_email", timedelta(days=10)),
    )
    for answer, agreement, later in answers:
        answer(person_id=aigerim.pk, agreement=agreement, language="ru", method="cabinet", at=since + later)
