"""Everybody with something unmistakable in every place: two clients, two specialists, the staff; two sessions held."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

from harmonia import policy
from harmonia.accounts import states
from harmonia.accounts.models import Person, SignIn
from harmonia.booking.models import Appointment
from harmonia.core.classification import Personal, everything
from harmonia.notices import operations as notices
from harmonia.payments import operations as payments
from harmonia.payments.models import Payment, Refund
from harmonia.practice import operations as cases
from harmonia.practice.models import HandOver, Supervision
from harmonia.rooms.models import Attendance, ConsentBypass, Guest, Room, SafetyCase, SessionCheck
from harmonia.specialists.models import Education, Specialist
from harmonia.vault.reading import reading
from tests import factories
from tests.booking import scene as booking
from tests.factories import NOW
from tests.rooms import scene as rooms

HOUR = timedelta(hours=1)


def word(name: str, what: str) -> str:
    """Nobody else has it: 'ҚАНАР-Boris-about'."""
    return f"ҚАНАР-{name}-{what}"


@dataclass
class Town:
    people: dict[str, Person] = field(default_factory=dict)
    practices: dict[str, Specialist] = field(default_factory=dict)
    sessions: list[Appointment] = field(default_factory=list)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


ROLES = {
    "aigerim": states.CLIENT,
    "zoe": states.CLIENT,
    "boris": states.SPECIALIST,
    "vera": states.SPECIALIST,
    "olga": states.SUPPORT,
    "pavel": states.PRIVACY_OFFICER,
    "dana": states.VERIFIER,
    "owner": states.OWNER,
}


def build() -> Town:
    town = Town()
    for number, (name, role) in enumerate(ROLES.items(), start=1):
        changes = {"age": 20 + number, "topics": ["anxiety", "sleep"]} if role == states.CLIENT else {}
        town.people[name] = factories.entered(
            word(name, "name"), role, number=number, email=f"qanar.{name}@example.kz", **changes
        )
        SignIn.objects.create(
            key_sha256=uuid4().bytes * 2,
            person=town.people[name],
            device=word(name, "device"),
            network=uuid4().bytes * 2,
            session="",
            started_at=NOW,
            last_seen_at=NOW,
            idle_minutes=10,
            idle_until=NOW,
            expires_at=NOW,
            ended_at=NOW,
        )
    for name in ("boris", "vera"):
        town.practices[name] = _practice(town.people[name], name)
    town.sessions = [_session(town, "aigerim", "boris", 30), _session(town, "zoe", "vera", 50)]
    for author, client in (("boris", "aigerim"), ("vera", "zoe")):
        said = {"text": word(author, "private")}
        person, before = town.people[author], {"text": word(author, "before")}
        note = cases.write(
            author=person, client_id=town.people[client].pk, template="free", parts=before, at=NOW
        )  # fmt: skip
        with reading(policy.SERVICE, actor=person.pk):
            cases.rewrite(note_id=note.pk, author=person, edition=1, parts=said, at=NOW)
        Supervision.objects.create(
            asker=town.people[author], supervisor=town.practices["vera" if author == "boris" else "boris"],
            state="answered", said={"text": word(author, "case")}, answer=word(author, "view"), asked_at=NOW,
        )  # fmt: skip
        HandOver.objects.create(
            client=town.people[client], giver=town.practices[author], receiver=None, state="ended", asked_at=NOW,
            with_summary=True, with_attendance=True, summary=word(client, "summary"), ended_at=NOW,
        )  # fmt: skip
    return town


def _practice(person: Person, name: str) -> Specialist:
    texts = {
        f"{text}_{code}": word(name, f"{text}-{code}")
        for text in ("headline", "about", "approach")
        for code in policy.LANGUAGES
    }
    practice = booking.practice_of(person, display_name=word(name, "display"), **texts)
    named = {
        f"{text}_{code}": word(name, f"{text}-{code}") for text in ("institution", "title") for code in policy.LANGUAGES
    }
    Education.objects.create(specialist=practice, kind="degree", year_from=2001, year_to=2006, **named)
    return practice


def _session(town: Town, client: str, specialist: str, hours_ago: int) -> Appointment:
    """Paid, held with a consent after it had begun without, and partly refunded."""
    person, practice = town.people[client], town.practices[specialist]
    rooms.agree(person, practice, NOW - hours_ago * HOUR)
    held = rooms.session(person, practice, NOW - hours_ago * HOUR, state="completed", over_at=NOW - 2 * HOUR)
    room = Room.objects.create(appointment=held, state="held", opened_at=held.starts_at, ended_at=held.ends_at)
    for role in ("client", "specialist"):
        Attendance.objects.create(
            room=room, role=role, page=uuid4().hex, joined_at=held.starts_at, seen_at=held.ends_at, left_at=held.ends_at
        )
    ConsentBypass.objects.create(
        appointment=held,
        client_id=person.pk,
        specialist_person_id=practice.person_id,
        reason=word(specialist, "reason"),
        at=held.starts_at,
    )
    _what_came_after(held, person, client)
    order = payments.open_order(
        person_id=person.pk, amount_kzt=12_000, about="appointment", about_id=held.pk, at=held.booked_at
    )
    booking.pay(held, at=held.booked_at)
    payment = Payment.objects.get(order=order)
    Payment.objects.filter(pk=payment.pk).update(provider_reference=word(client, "reference"))
    Refund.objects.create(payment=payment, amount_kzt=6_000, reason="cancelled", state="requested", requested_at=NOW)
    notices.send(
        "payment.confirmed",
        person_id=person.pk,
        at=NOW,
        facts={"amount_kzt": 12_000, "path": f"/{word(client, 'path')}/"},
    )
    return held


def _what_came_after(held: Appointment, person: Person, client: str) -> None:
    """A guest had been there; something was wrong, and the case of it is closed."""
    Guest.objects.create(
        appointment=held, kind="interpreter", state="ended", asked_by="specialist", asked_at=held.starts_at,
        agreed_at=held.starts_at, browser=uuid4().bytes * 2, rules="0" * 64, came_at=held.starts_at, over_at=NOW,
    )  # fmt: skip
    answers = {"wrong": {"choice": "something", "text": word(client, "wrong")}}
    SessionCheck.objects.create(appointment=held, client_id=person.pk, answers=answers, written_at=NOW, done_at=NOW)
    SafetyCase.objects.create(
        appointment=held, client_id=person.pk, cause="answer", state="closed", opened_at=NOW, due_at=NOW,
        taken_by=uuid4(), closed_at=NOW, closing={"outcome": "talked", "note": word(client, "note")},
    )  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One classified column of one row, as the database has it. `his`: whether the classification gives it to him."""

    table: str
    row: str
    column: str
    value: Any
    his: bool


def facts_of(person: Person) -> list[Fact]:
    """Every classified column of every row about a person, read without the product's collector."""
    found = []
    with reading(policy.RIGHTS, actor=None):
        for label, entry in everything().items():
            columns = {name: said for name, said in entry.columns.items() if isinstance(said, Personal)}
            for side, path in entry.people.items() if columns else ():
                for row in apps.get_model(label)._base_manager.filter(**{path: person.pk}):
                    ours = not entry.whose or getattr(row, entry.whose) == side
                    found += [_fact(label, row, name, said, side, ours) for name, said in columns.items()]
    return found


def _fact(label: str, row: models.Model, name: str, said: Personal, side: str, ours: bool) -> Fact:
    field = row._meta.get_field(name)
    his = ours and not said.withheld and said.about in ("", side)
    value = None if not his and said.withheld else getattr(row, field.attname)
    return Fact(label, _key(row.pk), name, value, his)


def _key(key: Any) -> str:
    """Of several columns, one after another with a stroke between."""
    return "/".join(
        str(getattr(part, "isoformat", lambda part=part: part)())
        for part in (key if isinstance(key, tuple) else (key,))
    )
