"""A profile's way into the directory and out of it. Listing asks three things anew each time: what the law requires of
the specialist, the entry in the state register, and his own agreement to be published.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harmonia import policy
from harmonia.consent import operations as consent
from harmonia.core import jobs
from harmonia.journal import operations as journal
from harmonia.notices import operations as notices
from harmonia.specialists import gateways, queries, rules
from harmonia.specialists.models import Education, Specialist
from harmonia.specialists.states import Unlisted
from harmonia.vault import reading


class NotEligible(Exception):
    """Something that the law asks for is missing; `shortcomings` says what."""

    def __init__(self, shortcomings: tuple[str, ...]) -> None:
        super().__init__(", ".join(shortcomings))
        self.shortcomings = shortcomings


class NotVerified(Exception):
    """Nobody has checked this profile yet."""


class UnknownKey(Exception):
    """A topic, method or language that the register does not know."""


class PriceOutOfRange(Exception):
    """A price that the service does not take."""


BY_OTHERS = (Unlisted.VERIFICATION, Unlisted.REGISTER_STRUCK_OFF)
APPLY_PATH = "/practice/apply/"
KEPT = ("words", "slug", "photo", "session_minutes")  # these are not changed by a renewal
PRICES_KZT = range(1_000, 200_001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A profile's own words, in the three languages."""

    headline: policy.Text
    about: policy.Text
    approach: policy.Text

    def columns(self) -> dict[str, str]:
        return {f"{name}_{code}": words for name, text in asdict(self).items() for code, words in text.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    kind: str
    institution: policy.Text
    title: policy.Text
    year_from: int
    year_to: int | None

    def row(self, specialist_id: UUID) -> Education:
        texts = {"institution": self.institution, "title": self.title}
        words = {f"{name}_{code}": text.in_language(code) for name, text in texts.items() for code in policy.LANGUAGES}
        return Education(
            specialist_id=specialist_id, kind=self.kind, year_from=self.year_from, year_to=self.year_to, **words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a specialist says of himself."""

    slug: str
    display_name: str
    sex: str
    city: str
    time_zone: str
    languages: Collection[str]
    methods: Collection[str]
    topics: Collection[str]
    price_kzt: int
    practice_since_on: date
    words: Words
    session_minutes: int = 50
    photo: str = ""


@transaction.atomic
def enter(*, person_id: UUID, profile: Profile, education: Iterable[Study], at: datetime) -> Specialist:
    """Store a profile that nobody sees yet. Raises UnknownKey, PriceOutOfRange."""
    _check_keys(profile)
    check_price(profile.price_kzt)
    plain = {name: value for name, value in _plain(profile).items() if name != "words"}
    specialist = Specialist.objects.create(person_id=person_id, **plain, **profile.words.columns())
    Education.objects.bulk_create(study.row(specialist.pk) for study in education)
    journal.record("specialist.entered", subject=person_id, actor=person_id, at=at)
    return specialist


@transaction.atomic
def renew(*, specialist_id: UUID, profile: Profile, education: Iterable[Study], by: UUID, at: datetime) -> Specialist:
    """What was shown anew and approved takes the place of what stood there; the address stays."""
    _check_keys(profile)
    check_price(profile.price_kzt)
    specialist = queries.locked(specialist_id)
    plain = {name: value for name, value in _plain(profile).items() if name not in KEPT}
    columns = plain | profile.words.columns()
    for name, value in columns.items():
        setattr(specialist, name, value)
    specialist.save(update_fields=list(columns))
    specialist.education.all().delete()
    Education.objects.bulk_create(study.row(specialist.pk) for study in education)
    _journal("specialist.renewed", specialist, actor=by, at=at)
    return specialist


def _plain(profile: Profile) -> dict[str, object]:
    lists = {name: list(getattr(profile, name)) for name in ("languages", "methods", "topics")}
    return {field.name: getattr(profile, field.name) for field in fields(profile)} | lists


def _check_keys(profile: Profile) -> None:
    known = ((profile.topics, policy.TOPICS), (profile.methods, policy.METHODS), (profile.languages, policy.LANGUAGES))
    if unknown := sorted(key for given, keys in known for key in given if key not in keys):
        raise UnknownKey(", ".join(unknown))


def check_price(price_kzt: int) -> None:
    if price_kzt not in PRICES_KZT:
        raise PriceOutOfRange(price_kzt)


@transaction.atomic
def verify(*, specialist_id: UUID, register_number: str, checked_on: date | None, by: UUID, at: datetime) -> Specialist:
    """A verifier has seen the documents and the entry in the state register."""
    specialist = queries.locked(specialist_id)
    specialist.register_number, specialist.register_checked_on = register_number, checked_on
    specialist.verified_at = at
    specialist.save(update_fields=["register_number", "register_checked_on", "verified_at"])
    _journal("specialist.verified", specialist, actor=by, at=at)
    return specialist


@transaction.atomic
def enlist(*, specialist_id: UUID, by: UUID | None, at: datetime) -> Specialist:
    """Show the profile to everyone. Raises NotVerified, NotEligible, ConsentMissing."""
    specialist = queries.locked(specialist_id)
    if specialist.verified_at is None or specialist.person_id is None:
        raise NotVerified(specialist_id)
    if by == specialist.person_id and specialist.unlisted_because in BY_OTHERS:
        raise NotVerified(specialist_id)  # whom others took out, others let in again
    if lacking := queries.shortcomings(specialist, on=_day(at)):
        raise NotEligible(lacking)
    consent.check(subject=specialist.person_id, purpose=policy.SERVICE, agreement="publication", at=at)
    specialist.listed_at, specialist.unlisted_at, specialist.unlisted_because = at, None, ""
    specialist.save(update_fields=["listed_at", "unlisted_at", "unlisted_because"])
    _journal("specialist.listed", specialist, actor=by, at=at)
    jobs.defer("privacy.note_publication", specialist_id=specialist.pk)
    return specialist


@transaction.atomic
def unlist(*, specialist_id: UUID, because: Unlisted, by: UUID | None, at: datetime) -> Specialist:
    """Take the profile from the directory; sessions already booked are not touched. Again changes nothing."""
    specialist = queries.locked(specialist_id)
    if specialist.listed_at is None or specialist.unlisted_at is not None:
        return specialist
    specialist.unlisted_at, specialist.unlisted_because = at, because
    specialist.save(update_fields=["unlisted_at", "unlisted_because"])
    _journal("specialist.unlisted", specialist, actor=by, at=at, because=str(because))
    jobs.defer("privacy.note_publication", specialist_id=specialist.pk)
    if because != Unlisted.OWN_WISH:
        _tell(specialist, at)
    return specialist


def _tell(specialist: Specialist, at: datetime) -> None:
    """He was taken out, and did not go: he and his clients are told."""
    if specialist.person_id is not None:
        notices.send("specialist.unlisted", person_id=specialist.person_id, at=at, facts={"path": APPLY_PATH})
    jobs.defer("booking.tell_clients", specialist_id=specialist.pk)


@transaction.atomic
def recheck_register(*, specialist_id: UUID, found: bool, by: UUID | None, at: datetime) -> Specialist:
    """The state register was asked again. Whoever is no longer in it may not be shown (332-VIII art. 13)."""
    specialist = queries.locked(specialist_id)
    if not found:
        return unlist(specialist_id=specialist_id, because=Unlisted.REGISTER_STRUCK_OFF, by=by, at=at)
    specialist.register_checked_on = _day(at)
    specialist.save(update_fields=["register_checked_on"])
    _journal("specialist.register_rechecked", specialist, actor=by, at=at)
    return specialist


def ask_register(*, at: datetime) -> None:
    """Recheck the entries that are due, where the register can be asked by a program."""
    register = gateways.state_register()
    if register is None:
        return
    for specialist_id, number in queries.unchecked_for(rules.REGISTER_ASKED_AFTER_DAYS, on=_day(at)):
        with reading.unless_blocked():
            recheck_register(specialist_id=specialist_id, found=register.holds(number), by=None, at=at)


def unlist_unchecked(*, at: datetime) -> None:
    """Whose entry was not checked in time is not shown: nobody knows whether he may still practise."""
    for specialist_id, _ in queries.unchecked_for(rules.REGISTER_FRESH_DAYS, on=_day(at)):
        with reading.unless_blocked():
            unlist(specialist_id=specialist_id, because=Unlisted.REGISTER_STALE, by=None, at=at)


@transaction.atomic
def change_price(*, specialist_id: UUID, price_kzt: int, by: UUID, at: datetime) -> Specialist:
    """For sessions booked from now on; those held or booked keep their price. Raises PriceOutOfRange."""
    check_price(price_kzt)
    specialist = queries.locked(specialist_id)
    before, specialist.price_kzt = specialist.price_kzt, price_kzt
    specialist.save(update_fields=["price_kzt"])
    _journal("specialist.price_changed", specialist, actor=by, at=at, before_kzt=before, after_kzt=price_kzt)
    return specialist


@transaction.atomic
def change_words(*, specialist_id: UUID, words: Words, by: UUID, at: datetime) -> Specialist:
    """The specialist says it better; what the lint finds in it stands in a verifier's queue until he has read it."""
    specialist = queries.locked(specialist_id)
    columns = words.columns()
    for name, value in columns.items():
        setattr(specialist, name, value)
    claims = len(queries.claims_of(specialist))
    specialist.words_flagged_at = at if claims else None
    specialist.save(update_fields=[*columns, "words_flagged_at"])
    _journal("specialist.words_changed", specialist, actor=by, at=at, claims=claims)
    return specialist


@transaction.atomic
def pass_words(*, specialist_id: UUID, by: UUID, at: datetime) -> Specialist:
    """A verifier has read the flagged words: they say nothing that they may not."""
    specialist = queries.locked(specialist_id)
    specialist.words_flagged_at = None
    specialist.save(update_fields=["words_flagged_at"])
    _journal("specialist.words_passed", specialist, actor=by, at=at)
    return specialist


def _day(at: datetime) -> date:
    """The day in the operator's own zone."""
    return timezone.localdate(at, timezone.get_default_timezone())


def _journal(event: str, specialist: Specialist, *, actor: UUID | None, at: datetime, **facts: int | str) -> None:
    journal.record(event, subject=specialist.person_id, actor=actor, at=at, specialist_id=str(specialist.pk), **facts)
