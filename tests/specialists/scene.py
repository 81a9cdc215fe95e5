"""Profiles as small as they can be, listed by the product's own operations."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from harmonia.accounts.models import Person
from harmonia.policy import Text
from harmonia.specialists import operations
from harmonia.specialists.models import Specialist
from harmonia.specialists.operations import Profile, Study, Words
from tests.factories import NOW

TODAY = date(2026, 11, 23)
SOME = Text(kk="Сабырлы әңгіме", ru="Спокойный разговор", en="A calm talk")
WORDS = Words(headline=SOME, about=SOME, approach=SOME)


def study(kind: str = "degree", year_to: int | None = 2008) -> Study:
    return Study(kind=kind, institution=SOME, title=SOME, year_from=2003, year_to=year_to)


STUDIES = (study(), study("further_training", 2024))


def profile(**changes: Any) -> Profile:
    said: dict[str, Any] = {
        "slug": f"specialist-{uuid4().hex[:8]}",
        "display_name": "Борис Ахметов",
        "sex": "m",
        "city": "almaty",
        "time_zone": "Asia/Almaty",
        "languages": ["ru", "kk"],
        "methods": ["cbt"],
        "topics": ["anxiety", "sleep"],
        "price_kzt": 12_000,
        "practice_since_on": date(2012, 5, 1),
        "words": WORDS,
    }
    return Profile(**{**said, **changes})


def entered(person: Person, *, studies: tuple[Study, ...] = STUDIES, **changes: Any) -> Specialist:
    return operations.enter(person_id=person.pk, profile=profile(**changes), education=studies, at=NOW)


def verified(person: Person, by: Person, *, checked_on: date = TODAY - timedelta(days=3), **changes: Any) -> Specialist:
    specialist = entered(person, **changes)
    return operations.verify(
        specialist_id=specialist.pk,
        register_number=f"P-{person.pk.hex[:8]}",
        checked_on=checked_on,
        by=by.pk,
        at=NOW,
    )


def listed(person: Person, by: Person, **changes: Any) -> Specialist:
    return operations.enlist(specialist_id=verified(person, by, **changes).pk, by=by.pk, at=NOW)
