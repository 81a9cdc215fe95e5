"""Warned in good time, taken from the directory when it is over, and back when it is renewed."""

from datetime import date, timedelta

import pytest

from harmonia.accounts.models import Person
from harmonia.core import working_days
from harmonia.notices.models import Notice
from harmonia.privacy.operations import blocking
from harmonia.specialists import operations, queries, rules
from harmonia.specialists.models import Application, Document, Specialist
from harmonia.specialists.rules import Expiry
from tests.factories import NOW
from tests.specialists import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = working_days.day_of(NOW)
DAY = timedelta(days=1)


def warnings(person: Person, event: str = "specialist.expiring") -> int:
    return Notice.objects.filter(person=person, event=event, channel="cabinet").count()


def paper(person: Person, last_day: date, kind: str = "certificate", state: str = "clean") -> None:
    application, _ = Application.objects.get_or_create(person=person, defaults={"begun_at": NOW, "changed_at": NOW})
    Document(
        application=application, person=person, kind=kind, name="…", size_bytes=1, state=state, uploaded_at=NOW,
        content=application.pk if state == "clean" else None, stored="…", valid_until_on=last_day,
        scanned_at=None if state == "quarantined" else NOW,
    ).save()  # fmt: skip


def test_what_ends_and_when() -> None:
    found = rules.expiries(
        register_checked_on=date(2026, 11, 1),
        trained_in=2022,
        papers=[("certificate", date(2027, 1, 1)), ("certificate", date(2028, 1, 1)), ("supervision", TODAY)],
    )
    assert found == (
        Expiry(TODAY, "supervision"),
        Expiry(date(2026, 12, 6), "register"),
        Expiry(date(2027, 12, 31), "further_training"),
        Expiry(date(2028, 1, 1), "certificate"),
    )
    assert rules.expiries(register_checked_on=None, trained_in=None, papers=()) == ()


def test_each_term_warns_once_and_a_missed_day_is_made_up_for(boris: Person, dana: Person) -> None:
    scene.listed(boris, dana, checked_on=TODAY)
    paper(boris, TODAY + 40 * DAY)
    heard = []
    for day in (0, 9, 10, 11, 12, 35, 35, 39, 40):
        Specialist.objects.update(register_checked_on=TODAY + day * DAY)
        operations.watch(at=NOW + day * DAY)
        heard.append(warnings(boris))
    assert heard == [0, 0, 1, 1, 1, 2, 2, 3, 3]
    assert queries.listed_of_person(boris.pk)


def test_after_its_last_day_he_leaves_the_directory_and_is_told(boris: Person, vera: Person, dana: Person) -> None:
    for person in (boris, vera):
        scene.listed(person, dana, checked_on=TODAY)
    paper(boris, TODAY)
    paper(vera, TODAY, state="quarantined")
    operations.watch(at=NOW)
    assert queries.listed_of_person(boris.pk)
    operations.watch(at=NOW + DAY)
    operations.watch(at=NOW + DAY)
    because = dict(Specialist.objects.values_list("person_id", "unlisted_because"))
    assert because == {boris.pk: "ineligible", vera.pk: ""}
    assert warnings(boris, "specialist.unlisted") == 1


def test_old_training_and_a_stale_entry_too(boris: Person, vera: Person, dana: Person) -> None:
    studies = (scene.study(), scene.study("further_training", TODAY.year - 5))
    scene.listed(boris, dana, studies=studies, checked_on=TODAY)
    scene.listed(vera, dana, checked_on=TODAY)
    after = date(TODAY.year + 1, 1, 1) - TODAY
    Specialist.objects.filter(person=boris).update(register_checked_on=TODAY + after)
    operations.watch(at=NOW + after)
    because = dict(Specialist.objects.values_list("person_id", "unlisted_because"))
    assert because == {boris.pk: "ineligible", vera.pk: "register_stale"}


def test_a_blocked_one_waits_and_the_others_do_not_wait_for_him(boris: Person, vera: Person, dana: Person) -> None:
    for person in (boris, vera):
        scene.listed(person, dana, checked_on=TODAY)
        paper(person, TODAY)
    blocking.block(person_id=boris.pk, request_id=None, by=boris.pk, at=NOW)
    operations.watch(at=NOW + DAY)
    because = dict(Specialist.objects.values_list("person_id", "unlisted_because"))
    assert because == {boris.pk: "", vera.pk: "ineligible"}


def test_the_queries_do_not_grow_with_the_directory(
    boris: Person, vera: Person, dana: Person, django_assert_num_queries: object
) -> None:
    scene.listed(boris, dana, checked_on=TODAY)
    for _ in range(2):
        with django_assert_num_queries(3):  # type: ignore[operator]  # pytest-django's fixture
            list(queries.expiries(on=TODAY))
        if not queries.practises(vera.pk):
            scene.listed(vera, dana, checked_on=TODAY)


def test_shown_words_that_change_wait_for_a_verifier(boris: Person, dana: Person) -> None:
    specialist = scene.listed(boris, dana)
    promising = scene.Text("…", "Гарантирую результат", "…")
    for headline, flagged in ((promising, True), (scene.SOME, False), (promising, True)):
        words = operations.Words(headline=headline, about=scene.SOME, approach=scene.SOME)
        operations.change_words(specialist_id=specialist.pk, words=words, by=boris.pk, at=NOW)
        assert queries.flagged().exists() is flagged
    operations.pass_words(specialist_id=specialist.pk, by=dana.pk, at=NOW)
    assert not queries.flagged().exists()
