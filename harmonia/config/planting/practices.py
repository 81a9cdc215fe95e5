"""Forty specialists: profiles from roster.toml, words from voices.toml, studies, working hours and portraits."""

import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from harmonia.accounts.models import Person
from harmonia.accounts.states import SPECIALIST
from harmonia.booking import operations as booking
from harmonia.booking.rules.slots import Hours
from harmonia.config.planting import people, portraits, studies
from harmonia.policy import LANGUAGES, Language, Text
from harmonia.specialists import operations
from harmonia.specialists.models import Specialist
from harmonia.specialists.operations import Profile, Words
from harmonia.specialists.rules.lengths import SessionLength

HERE = Path(__file__).parent
SINCE = timedelta(days=120)
BORIS = "boris-akhmetov"
ON_LEAVE = "inna-guseva"
GENDERED = re.compile(r"\{([^|}]*)\|([^|}]*)\}")
# Working weeks, in hours of the wall clock by weekday (0 = Monday).
Week = dict[int, tuple[tuple[int, int], ...]]
WEEKS: tuple[Week, ...] = (
    {0: ((9, 13),), 1: ((9, 13),), 2: ((9, 13),), 3: ((9, 13),), 4: ((9, 13),)},
    {0: ((10, 14), (16, 20)), 2: ((10, 14), (16, 20)), 4: ((10, 14), (16, 20))},
    {1: ((12, 20),), 3: ((12, 20),), 5: ((10, 15),)},
    {0: ((17, 22),), 1: ((17, 22),), 2: ((17, 22),), 3: ((17, 22),)},
    {0: ((8, 12),), 1: ((8, 12),), 2: ((8, 12),), 6: ((11, 17),)},
    {2: ((11, 18),), 3: ((11, 18),), 4: ((11, 18),), 5: ((11, 18),)},
)
# Who offers other lengths than the ordinary session.
LENGTHS = {
    BORIS: (
        SessionLength(minutes=20, price_kzt=5_000, is_first_only=True),
        SessionLength(minutes=80, price_kzt=22_000),
    ),
    "assel-zhumabaeva": (SessionLength(minutes=90, price_kzt=24_000),),
}
STEPS_MINUTES = (60, 60, 30)


def roster() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = tomllib.loads((HERE / "roster.toml").read_text())["specialist"]
    return entries


def voices() -> dict[str, dict[str, Any]]:
    return tomllib.loads((HERE / "voices.toml").read_text())


def plant(at: datetime, *, verifier: Person) -> None:
    pieces = voices()
    for number, entry in enumerate(roster()):
        specialist = _specialist(number, entry, pieces, at=at, verifier=verifier)
        _portrait(specialist, entry)


def _specialist(
    number: int, entry: dict[str, Any], pieces: dict[str, dict[str, Any]], *, at: datetime, verifier: Person
) -> Specialist:
    since = at - SINCE + timedelta(hours=number)
    person = _person(number, entry, since)
    known = Specialist.objects.filter(person=person).first()
    if known is not None:
        return known
    profile = _profile(entry, words(number, entry, pieces))
    education = studies.of(number, entry)
    specialist = operations.enter(person_id=person.pk, profile=profile, education=education, at=since)
    verified_at = since + timedelta(days=2)
    operations.verify(
        specialist_id=specialist.pk,
        register_number=f"DEMO-{number + 1:04}",
        checked_on=timezone.localdate(verified_at),
        by=verifier.pk,
        at=verified_at,
    )
    operations.enlist(specialist_id=specialist.pk, by=verifier.pk, at=verified_at)
    operations.recheck_register(
        specialist_id=specialist.pk, found=True, by=verifier.pk, at=at - timedelta(days=number % 20)
    )
    _hours(number, entry, specialist, at)
    return Specialist.objects.get(pk=specialist.pk)


def _person(number: int, entry: dict[str, Any], since: datetime) -> Person:
    local = "boris" if entry["slug"] == BORIS else entry["slug"].replace("-", ".")
    return people.person(
        f"{local}@example.kz",
        role=SPECIALIST,
        phone=f"+7702000{number + 1:04}",
        name=entry["name"],
        language=entry["languages"][0],
        time_zone=people.ALMATY,
        at=since,
    )


def _profile(entry: dict[str, Any], said: Words) -> Profile:
    return Profile(
        slug=entry["slug"],
        display_name=entry["name"],
        sex=entry["sex"],
        city=entry["city"],
        time_zone=people.ALMATY,
        languages=entry["languages"],
        methods=entry["methods"],
        topics=entry["topics"],
        price_kzt=entry["price_kzt"],
        practice_since_on=date(entry["since"], 9, 1),
        photo=f"portraits/{entry['slug']}.svg",
        words=said,
    )


def words(number: int, entry: dict[str, Any], pieces: dict[str, dict[str, Any]]) -> Words:
    """About: how he came to this, two topics, an invitation. Approach: each method, and his manner."""
    first, second = (pieces["topic"][slug] for slug in entry["topics"][:2])
    methods = [pieces["method"][key] for key in entry["methods"]]
    about: dict[Language, str] = {}
    approach: dict[Language, str] = {}
    for code in LANGUAGES:
        opening, style, closing = (pieces[part][entry[part]][code] for part in ("opening", "style", "closing"))
        about[code] = f"{opening} {_one(first[code], number)}\n\n{_one(second[code], number + 1)} {closing}"
        approach[code] = "\n\n".join(_one(method[code], number) for method in methods) + f" {style}"
    return Words(
        headline=Text(**entry["headline"]),
        about=_gendered(about, entry["sex"]),
        approach=_gendered(approach, entry["sex"]),
    )


def _one(variants: list[str], number: int) -> str:
    return variants[number % len(variants)]


def _gendered(said: dict[Language, str], sex: str) -> Text:
    return Text(**{code: GENDERED.sub(r"\1" if sex == "f" else r"\2", text) for code, text in said.items()})


def _hours(number: int, entry: dict[str, Any], specialist: Specialist, at: datetime) -> None:
    step = STEPS_MINUTES[number % len(STEPS_MINUTES)]
    booking.open_practice(specialist_id=specialist.pk, zone=people.ALMATY, at=at, step_minutes=step)
    if entry["slug"] == ON_LEAVE:
        return
    week = WEEKS[number % len(WEEKS)]
    hours = {day: [Hours(start * 60, end * 60) for start, end in stretches] for day, stretches in week.items()}
    booking.set_week(specialist_id=specialist.pk, week=hours, at=at)
    booking.set_lengths(specialist_id=specialist.pk, lengths=LENGTHS.get(entry["slug"], ()), at=at)


def _portrait(specialist: Specialist, entry: dict[str, Any]) -> None:
    if not default_storage.exists(specialist.photo):
        years = timezone.localdate().year - entry["since"]
        face = portraits.Person(entry["slug"], entry["sex"], entry["heritage"], years)
        default_storage.save(specialist.photo, ContentFile(portraits.draw(face).encode()))
