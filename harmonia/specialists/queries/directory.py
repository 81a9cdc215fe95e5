"""Reads of the directory. Who is not verified or is blocked, or whose register entry was not checked lately, is not
there."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from harmonia.accounts.models import Person
from harmonia.core import queues
from harmonia.policy import LANGUAGES
from harmonia.specialists import rules
from harmonia.specialists.models import Education, Length, Specialist
from harmonia.specialists.rules import EVERYONE, Claim, Course, Filters
from harmonia.specialists.rules.lengths import SessionLength
from harmonia.vault.models import Blocked


class NotListed(Exception):
    """There is no such page, or it may not be shown now."""


ORDERS: dict[str, tuple[str, ...]] = {
    "price": ("price_kzt", "pk"),
    "experience": ("practice_since_on", "pk"),
}


def listed(filters: Filters = EVERYONE, *, on: date) -> QuerySet[Specialist]:
    """Before the register is asked for, who has no entry may stand there too; a stale one hides at any time."""
    entry = Q(register_checked_on__gte=on - timedelta(days=rules.REGISTER_FRESH_DAYS))
    if not rules.is_asked("register", on):
        entry |= Q(register_number="")
    visible = Q(entry, listed_at__isnull=False, unlisted_at=None)
    blocked = Exists(Blocked.objects.filter(pk=OuterRef("person_id")))
    return Specialist.objects.filter(visible, ~blocked, *_asked(filters))


def _asked(filters: Filters) -> list[Q]:
    asked = {
        "topics__contains": filters.topic and [filters.topic],
        "languages__contains": filters.language and [filters.language],
        "methods__contains": filters.method and [filters.method],
        "sex": filters.sex,
        "price_kzt__lte": filters.price_up_to_kzt,
    }
    return [Q(**{lookup: value}) for lookup, value in asked.items() if value is not None]


def ordered(specialists: QuerySet[Specialist], by: str) -> QuerySet[Specialist]:
    """`by` is a key of ORDERS. The most experienced have practised since the earliest day."""
    return specialists.order_by(*ORDERS[by])


def by_slug(slug: str, *, on: date) -> Specialist:
    """A page that anyone may see, with the education. Raises NotListed."""
    found = listed(on=on).prefetch_related("education").filter(slug=slug).first()
    if found is None:
        raise NotListed(slug)
    return found


def in_order_of(ids: Iterable[UUID], *, on: date) -> list[Specialist]:
    """These listed specialists, in the order given."""
    wanted = list(ids)
    found = listed(on=on).in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]


def of_person(person: Person) -> Specialist:
    """His own profile, listed or not. Raises Specialist.DoesNotExist."""
    return Specialist.objects.prefetch_related("education").get(person=person)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """How specialists are called, those who have left the directory too."""
    return dict(Specialist.objects.filter(pk__in=list(ids)).values_list("pk", "display_name"))


def listed_by_slug(slugs: Collection[str], *, on: date) -> dict[str, UUID]:
    """Of those that the directory shows, by the last part of the address of the page."""
    return dict(listed(on=on).filter(slug__in=slugs).values_list("slug", "pk"))


def names_of_people(people: Iterable[UUID]) -> dict[UUID, str]:
    """By the id of the person."""
    found = Specialist.objects.filter(person_id__in=list(people))
    return {pk: name for pk, name in found.values_list("person_id", "display_name") if pk is not None}


def locked(pk: UUID) -> Specialist:
    return Specialist.objects.select_for_update(of=("self",)).get(pk=pk)


def education_of(specialist: Specialist) -> list[Education]:
    """Degrees first, then by the year of ending; what still goes on comes last."""
    kinds = ("degree", "retraining", "further_training")
    return sorted(specialist.education.all(), key=lambda one: (kinds.index(one.kind), one.year_to or 9999, one.pk))


def lengths_of(specialist_id: UUID) -> list[SessionLength]:
    """What he offers beside the ordinary session, the shortest first."""
    found = Length.objects.filter(specialist_id=specialist_id).order_by("minutes")
    return [
        SessionLength(minutes=one.minutes, price_kzt=one.price_kzt, is_first_only=one.is_first_only) for one in found
    ]


def longest_minutes(specialist_id: UUID) -> int:
    """Of those; 0 when there are none."""
    found = Length.objects.filter(specialist_id=specialist_id).aggregate(longest=Max("minutes"))
    return found["longest"] or 0


def shortcomings(specialist: Specialist, *, on: date) -> tuple[str, ...]:
    return rules.shortcomings(
        practice_since_on=specialist.practice_since_on,
        register_checked_on=specialist.register_checked_on,
        education=(Course(one.kind, one.year_to) for one in specialist.education.all()),
        on=on,
    )


def claims_of(specialist: Specialist) -> tuple[Claim, ...]:
    """What a verifier should read twice (332-VIII art. 18)."""
    texts = (specialist.headline, specialist.about, specialist.approach)
    return tuple(claim for text in texts for code in LANGUAGES for claim in rules.claims(text.in_language(code), code))


def unchecked_for(days: int, *, on: date) -> list[tuple[UUID, str]]:
    """(id, register number) of those in the directory whose entry was last checked longer ago than that."""
    limit = on - timedelta(days=days)
    due = Specialist.objects.filter(listed_at__isnull=False, unlisted_at=None, register_checked_on__lt=limit)
    return list(due.order_by("register_checked_on", "pk").values_list("pk", "register_number"))


def listed_of_person(person_id: UUID) -> list[UUID]:
    ids = Specialist.objects.filter(person_id=person_id, listed_at__isnull=False, unlisted_at=None)
    return list(ids.values_list("pk", flat=True))


def specialist_of(person_id: UUID) -> Specialist | None:
    return Specialist.objects.filter(person_id=person_id).first()


def practises(person_id: UUID) -> bool:
    return Specialist.objects.filter(person_id=person_id).exists()


def free_slug(wanted: str) -> str:
    """The address itself, or with the first number that nobody has."""
    taken = set(Specialist.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return next(slug for slug in chain([wanted], numbered) if slug not in taken)


def has_register_entry(number: str, *, but: Specialist | None) -> bool:
    """Whether somebody else stands under the number."""
    others = Specialist.objects.exclude(pk=but.pk) if but else Specialist.objects.all()
    return bool(number) and others.filter(register_number=number).exists()


def flagged() -> QuerySet[Specialist]:
    """Profiles whose words a verifier should read twice, the longest waiting first."""
    return Specialist.objects.filter(words_flagged_at__isnull=False).order_by("words_flagged_at", "pk")


def desk_words() -> QuerySet[Specialist, dict[str, Any]]:
    return queues.waiting(flagged(), since="words_flagged_at")


def desk_entries(*, on: date) -> QuerySet[Specialist, dict[str, Any]]:
    """Waiting since the entry was last looked up."""
    return queues.waiting(to_recheck(on=on), since=Cast("register_checked_on", DateTimeField()))


def to_recheck(*, on: date) -> QuerySet[Specialist]:
    """Those in the directory whose entry in the register is to be looked up again by a person."""
    limit = on - timedelta(days=rules.REGISTER_ASKED_AFTER_DAYS)
    due = Specialist.objects.filter(listed_at__isnull=False, unlisted_at=None, register_checked_on__lte=limit)
    return due.order_by("register_checked_on", "pk")
