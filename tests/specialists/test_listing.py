"""Who may stand in the directory: verified, in the register, eligible, and willing to be published."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.consent.operations import ConsentMissing
from harmonia.policy import ELIGIBILITY
from harmonia.specialists import operations, queries, rules, tasks
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import Course, shortcomings
from harmonia.specialists.states import Unlisted
from tests.factories import NOW
from tests.specialists import scene
from tests.specialists.scene import TODAY

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def in_directory(specialist: Specialist, on: date = TODAY) -> bool:
    return queries.listed(on=on).filter(pk=specialist.pk).exists()


def test_a_verified_specialist_is_listed_and_found_by_his_address(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana, slug="boris-akhmetov")
    assert queries.by_slug("boris-akhmetov", on=TODAY) == specialist


def test_an_unverified_one_is_never_listed(boris: Person, dana: Person) -> None:
    specialist = scene.entered(boris)
    with pytest.raises(operations.NotVerified):
        operations.enlist(specialist_id=specialist.pk, by=dana.pk, at=NOW)
    with pytest.raises(queries.NotListed):
        queries.by_slug(specialist.slug, on=TODAY)


def test_the_database_itself_refuses_a_listed_profile_that_nobody_verified(boris: Person) -> None:
    specialist = scene.entered(boris)
    with pytest.raises(IntegrityError, match="listed_only_when_verified"), transaction.atomic():
        Specialist.objects.filter(pk=specialist.pk).update(listed_at=NOW)


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"studies": (scene.study("further_training", 2024),)}, ("degree",)),
        ({"studies": (scene.study("degree", None), scene.study("further_training", 2024))}, ("degree",)),
        ({"studies": (scene.study(),)}, ("further_training",)),
        ({"practice_since_on": date(2022, 1, 1)}, ("practice",)),
        ({"checked_on": TODAY - timedelta(days=36)}, ("register",)),
        ({"practice_since_on": date(2024, 1, 1), "studies": ()}, ("degree", "practice", "further_training")),
    ],
)
def test_what_the_law_asks_for_is_asked_at_listing(
    boris: Person, dana: Person, changes: dict[str, object], lacking: tuple[str, ...]
) -> None:
    specialist = scene.verified(boris, dana, **changes)  # type: ignore[arg-type]  # each case changes another field
    with pytest.raises(operations.NotEligible) as refusal:
        operations.enlist(specialist_id=specialist.pk, by=dana.pk, at=NOW)
    assert refusal.value.shortcomings == lacking
    assert not in_directory(specialist)


def test_five_years_of_practice_are_full_on_their_day_and_not_before() -> None:
    def lacks_practice(on: date) -> bool:
        return "practice" in shortcomings(
            practice_since_on=date(2021, 11, 23),
            register_checked_on=on,
            education=(Course("degree", 2024),),
            on=on,
        )

    assert (lacks_practice(date(2026, 11, 22)), lacks_practice(date(2026, 11, 23))) == (True, False)


def test_the_numbers_are_the_registers() -> None:
    asked = (
        rules.PRACTICE_YEARS,
        rules.FURTHER_TRAINING_YEARS,
        rules.REGISTER_ASKED_AFTER_DAYS,
        rules.REGISTER_FRESH_DAYS,
    )
    assert asked == tuple(each.amount for each in ELIGIBILITY.values())


def test_without_the_agreement_to_be_published_nobody_is_shown(boris: Person, dana: Person) -> None:
    specialist = scene.verified(boris, dana)
    consent.withdraw(person_id=boris.pk, agreement="publication", language="ru", method="cabinet", at=NOW)
    with pytest.raises(ConsentMissing):
        operations.enlist(specialist_id=specialist.pk, by=dana.pk, at=NOW)


def test_withdrawing_the_agreement_takes_the_profile_away(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana)
    Specialist.objects.filter(pk=specialist.pk).update(listed_at=NOW - timedelta(days=30))
    tasks.unpublish(person_id=str(boris.pk))
    specialist.refresh_from_db()
    assert (in_directory(specialist), specialist.unlisted_because) == (False, Unlisted.OWN_WISH)


def test_an_entry_that_was_not_checked_lately_hides_the_profile_by_itself(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana, checked_on=TODAY)
    assert in_directory(specialist, TODAY + timedelta(days=35))
    assert not in_directory(specialist, TODAY + timedelta(days=36))
    operations.unlist_unchecked(at=NOW + timedelta(days=36))
    specialist.refresh_from_db()
    assert specialist.unlisted_because == Unlisted.REGISTER_STALE


def test_who_is_struck_off_the_register_leaves_at_once_and_who_is_not_stays(
    boris: Person, vera: Person, dana: Person
) -> None:
    gone, stays = scene.listed(boris, dana), scene.listed(vera, dana)
    operations.recheck_register(specialist_id=gone.pk, found=False, by=dana.pk, at=NOW)
    operations.recheck_register(specialist_id=stays.pk, found=True, by=dana.pk, at=NOW)
    assert (in_directory(gone), in_directory(stays)) == (False, True)
    gone.refresh_from_db()
    assert gone.unlisted_because == Unlisted.REGISTER_STRUCK_OFF


def test_listing_again_forgets_why_it_ended(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana)
    operations.unlist(specialist_id=specialist.pk, because=Unlisted.OWN_WISH, by=boris.pk, at=NOW)
    back = operations.enlist(specialist_id=specialist.pk, by=boris.pk, at=NOW + timedelta(days=1))
    assert (back.unlisted_at, back.unlisted_because, in_directory(back)) == (None, "", True)


def test_the_demonstrations_register_is_asked_by_itself_and_a_real_one_is_not(
    boris: Person, dana: Person, settings: object
) -> None:
    specialist = scene.listed(boris, dana, checked_on=TODAY)
    Specialist.objects.filter(pk=specialist.pk).update(register_number="DEMO-0001")
    later = NOW + timedelta(days=30)
    settings.DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    operations.ask_register(at=later)
    specialist.refresh_from_db()
    assert specialist.register_checked_on == TODAY
    settings.DEMO = True  # type: ignore[attr-defined]  # the same
    operations.ask_register(at=later)
    specialist.refresh_from_db()
    assert specialist.register_checked_on == TODAY + timedelta(days=30)


def test_a_new_price_is_kept_within_reason(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana)
    assert operations.change_price(specialist_id=specialist.pk, price_kzt=9_000, by=boris.pk, at=NOW).price_kzt == 9_000
    for price in (0, 999, 200_001):
        with pytest.raises(operations.PriceOutOfRange):
            operations.change_price(specialist_id=specialist.pk, price_kzt=price, by=boris.pk, at=NOW)


def test_a_topic_that_the_register_does_not_know_is_refused(boris: Person) -> None:
    with pytest.raises(operations.UnknownKey, match="astrology"):
        scene.entered(boris, topics=["anxiety", "astrology"])


def test_education_with_impossible_years_is_refused(boris: Person) -> None:
    with pytest.raises(IntegrityError, match="education_years_possible"), transaction.atomic():
        scene.entered(boris, studies=(scene.study(year_to=1999),))


FLAGGED = {
    "promise": ("Нәтижеге кепілдік беремін", "Гарантирую результат за один сеанс", "I guarantee that it cures"),
    "diagnosis": ("Диагноз қоямын", "Поставлю диагноз на первой встрече", "I diagnose and I treat depression"),
    "medication": ("Дәрі тағайындаймын", "Назначу препараты при необходимости", "I prescribe medication if needed"),
}
PLAIN = ("Дәрігер емеспін, сөйлесеміз", "Не ставлю диагнозов и не даю обещаний", "I listen; medication is for doctors")


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
@pytest.mark.parametrize("field", ["headline", "about", "approach"])
def test_promises_diagnoses_and_medication_are_flagged_to_the_verifier(boris: Person, code: str, field: str) -> None:
    specialist = scene.entered(boris)
    place = ("kk", "ru", "en").index(code)

    def kinds(words: str) -> set[str]:
        text = scene.Text(**({"kk": "…", "ru": "…", "en": "…"} | {code: words}))
        said = replace(scene.WORDS, **{field: text})
        changed = operations.change_words(specialist_id=specialist.pk, words=said, by=boris.pk, at=NOW)
        return {claim.kind for claim in queries.claims_of(changed)}

    assert queries.claims_of(specialist) == ()
    assert kinds(PLAIN[place]) == set()
    assert {kind: kinds(words[place]) for kind, words in FLAGGED.items()} == {kind: {kind} for kind in FLAGGED}
