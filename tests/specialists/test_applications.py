"""An application: nothing before the consent, nothing lost on the way, a queue with a clock, decisions with reasons."""

from datetime import timedelta
from typing import Any

import pytest

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.accounts.states import SPECIALIST
from harmonia.consent import operations as consent
from harmonia.consent.operations import ConsentMissing
from harmonia.core import erasing, working_days
from harmonia.journal import queries as journal
from harmonia.notices.models import Notice
from harmonia.privacy.operations import blocking
from harmonia.specialists import operations, permissions, queries, tasks
from harmonia.specialists.models import Application, Document, Remark, Specialist
from harmonia.specialists.operations import Undecided, WrongState
from harmonia.specialists.permissions import Denied
from harmonia.vault import reading
from harmonia.vault.reading import PurposeMissing, PurposeRefused
from tests import factories
from tests.factories import NOW
from tests.specialists import desk, scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
TODAY = working_days.day_of(NOW)


@pytest.fixture
def nurlan(db: None) -> Person:
    return desk.nurlan()


def told(person: Person) -> list[str]:
    return sorted(Notice.objects.filter(person=person, channel="cabinet").values_list("event", flat=True))


def test_a_draft_is_kept_step_by_step_and_read_only_for_a_purpose(nurlan: Person) -> None:
    desk.begun(nurlan, register=None, page=None)
    again = operations.begin(person_id=nurlan.pk, language="ru", at=NOW)
    with desk.open_as(nurlan):
        assert again.answers == {"person": desk.PERSON, "studies": desk.STUDIES, "periods": desk.PERIODS}
        assert again.birth_date == "1985-04-12"
        assert operations.faults_of(again, on=TODAY) == ("register", "documents", "page")
    row = Application.objects.get(pk=again.pk)
    with pytest.raises(PurposeMissing):
        assert row.answers
    with pytest.raises(PurposeRefused), reading.reading(policy.ADVERTISING, actor=None):
        assert row.answers


def test_nothing_is_kept_without_the_consent_nor_after_it_was_taken_back(nurlan: Person) -> None:
    with pytest.raises(operations.NoSuchApplication), desk.open_as(nurlan):
        operations.write(person_id=nurlan.pk, step="person", told=desk.PERSON, at=NOW)
    desk.begun(nurlan)
    consent.withdraw(person_id=nurlan.pk, agreement="practice", language="ru", method="cabinet", at=NOW)
    with pytest.raises(ConsentMissing), desk.open_as(nurlan):
        operations.write(person_id=nurlan.pk, step="person", told=desk.PERSON, at=NOW)
    tasks.drop_application(person_id=str(nurlan.pk))
    tasks.drop_application(person_id=str(nurlan.pk))
    assert queries.application_of(nurlan.pk) is None


@pytest.mark.parametrize(
    ("steps", "faults"),
    [
        ({"person": None}, ("person",)),
        ({"education": desk.STUDIES[1:]}, ("education", "practice")),
        ({"practice": []}, ("practice",)),
        ({"practice": [desk.PERIODS[0] | {"starts_on": "2001-01-01"}]}, ("practice",)),
        ({"education": [desk.STUDIES[0] | {"year_from": 1990, "year_to": 1995}]}, ("person", "education")),
        ({"register": None, "page": None}, ("register", "page")),
    ],
)
def test_what_is_empty_or_cannot_be_is_not_handed_in(
    nurlan: Person, steps: dict[str, Any], faults: tuple[str, ...]
) -> None:
    with pytest.raises(operations.NotComplete) as refusal:
        desk.submitted(nurlan, **steps)
    assert refusal.value.steps == faults
    assert desk.state_of(nurlan) == "draft"


def test_unproved_addresses_keep_it_a_draft(nurlan: Person) -> None:
    Person.objects.filter(pk=nurlan.pk).update(phone_verified_at=None)
    with pytest.raises(operations.AddressesUnproved):
        desk.submitted(nurlan)
    assert desk.state_of(nurlan) == "draft"


def test_handed_in_it_stands_in_the_queue_by_its_clock_and_is_not_changed(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    assert application.due_at == working_days.deadline(NOW, amount=10, unit="working_days")
    assert [one.pk for one in queries.queue("submitted")] == [application.pk]
    assert told(nurlan) == ["application.received"]
    with pytest.raises(WrongState), desk.open_as(nurlan):
        operations.write(person_id=nurlan.pk, step="person", told={}, at=NOW)
    with pytest.raises(WrongState), desk.open_as(nurlan):
        operations.submit(person_id=nurlan.pk, note="", at=NOW)
    with pytest.raises(WrongState):
        desk.send(nurlan)


def test_approved_he_has_a_profile_the_role_and_with_his_yes_a_place_in_the_directory(
    nurlan: Person, dana: Person
) -> None:
    consent.grant(person_id=nurlan.pk, agreement="publication", language="ru", method="cabinet", name="Нурлан", at=NOW)
    application = desk.approved(nurlan, dana)
    found = queries.by_slug("nurlan-serikuly-abdirov", on=TODAY)
    assert (found.person_id, found.register_number, found.register_checked_on) == (nurlan.pk, "П-2026-0042", TODAY)
    assert found.practice_since_on.isoformat() == "2010-09-01"
    assert (found.about_ru, found.about_kk, found.about_en) == ("Работаю с тревогой.",) * 3
    assert [(one.kind, one.year_to) for one in queries.education_of(found)] == [
        ("degree", 2008),
        ("further_training", 2024),
    ]
    nurlan = Person.objects.get(pk=nurlan.pk)
    assert nurlan.has_role(SPECIALIST)
    assert (application.state, application.closed_at) == ("approved", NOW)
    assert told(nurlan) == ["application.decided", "application.received"]


def test_without_his_yes_to_publication_he_is_not_shown(nurlan: Person, dana: Person) -> None:
    desk.approved(nurlan, dana)
    specialist = Specialist.objects.get(person=nurlan)
    assert (specialist.verified_at, specialist.listed_at) == (NOW, None)
    consent.grant(person_id=nurlan.pk, agreement="publication", language="ru", method="cabinet", name="Нурлан", at=NOW)
    assert operations.enlist(specialist_id=specialist.pk, by=nurlan.pk, at=NOW).listed_at == NOW


def test_each_decision_has_its_reason_and_an_approval_every_criterion(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    with pytest.raises(Undecided) as undecided:
        desk.decided(application, dana, "approved", desk.findings("degree", "words"))
    assert undecided.value.criteria == ("degree", "words")
    with pytest.raises(Undecided):
        desk.decided(application, dana, "approved", [])
    for outcome in ("refused", "returned"):
        with pytest.raises(Undecided):
            desk.decided(application, dana, outcome, desk.findings())
    mute = [operations.Finding(criterion="degree", is_met=False, reason=" ")]
    with pytest.raises(operations.WordsMissing):
        desk.decided(application, dana, "refused", mute)
    assert not Remark.objects.exists()
    assert not Specialist.objects.exists()


@pytest.mark.parametrize(
    ("steps", "lacking"),
    [
        ({"practice": [desk.PERIODS[0] | {"starts_on": "2022-01-01"}]}, ("practice",)),
        ({"education": [desk.STUDIES[0]]}, ("further_training",)),
        ({"register": {"number": "", "supervisor": "…"}}, ("register",)),
    ],
)
def test_what_the_numbers_do_not_reach_no_verifier_can_approve(
    nurlan: Person, dana: Person, steps: dict[str, Any], lacking: tuple[str, ...]
) -> None:
    application = desk.submitted(nurlan, **steps)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    with pytest.raises(operations.NotEligible) as refusal:
        desk.decided(application, dana, "approved")
    assert refusal.value.shortcomings == lacking


def test_a_register_entry_stands_for_one_person(nurlan: Person, dana: Person, vera: Person) -> None:
    taken = scene.verified(vera, dana)
    Specialist.objects.filter(pk=taken.pk).update(register_number=desk.REGISTER["number"])
    application = desk.submitted(nurlan)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    with pytest.raises(operations.RegisterEntryTaken):
        desk.decided(application, dana, "approved")


def test_returned_he_completes_it_and_hands_it_in_again(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    desk.decided(application, dana, "returned", desk.findings("degree"))
    with desk.open_as(nurlan):
        remarks = queries.remarks_of(application)
        assert {(one.criterion, one.outcome) for one in remarks} >= {("degree", "lacking"), ("whole", "returned")}
        assert all(one.words for one in remarks)
        operations.write(person_id=nurlan.pk, step="education", told=desk.STUDIES, at=NOW)
        operations.submit(person_id=nurlan.pk, note="Приложил вторую страницу", at=NOW + timedelta(days=1))
        assert queries.remarks_of(application)[0].words == "Приложил вторую страницу"
    assert desk.state_of(nurlan) == "submitted"


def test_a_refusal_is_answered_and_looked_at_by_somebody_else(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    desk.decided(application, dana, "refused", desk.findings("practice"))
    with pytest.raises(operations.WordsMissing), desk.open_as(nurlan):
        operations.contest(person_id=nurlan.pk, words="  ", at=NOW)
    with desk.open_as(nurlan):
        operations.contest(person_id=nurlan.pk, words="Стаж подтверждён", at=NOW)
    with pytest.raises(Denied, match="refused_before"):
        operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    other = factories.entered("Daniyar", "verifier", number=9)
    assert operations.assign(application_id=application.pk, to=other, by=other, at=NOW).taken_by == other.pk
    with pytest.raises(WrongState), desk.open_as(nurlan):
        operations.contest(person_id=nurlan.pk, words="Ещё раз", at=NOW)


def test_one_verifier_at_a_time_and_never_of_himself(nurlan: Person, dana: Person, db: None) -> None:
    application = desk.submitted(nurlan)
    other = factories.entered("Daniyar", "verifier", number=9)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    with pytest.raises(operations.InOtherHands):
        operations.assign(application_id=application.pk, to=other, by=other, at=NOW)
    with pytest.raises(Denied, match="in_other_hands"):
        desk.decided(application, other, "refused", desk.findings("degree"))
    operations.assign(application_id=application.pk, to=None, by=dana, at=NOW)
    assert desk.state_of(nurlan) == "submitted"
    own = desk.submitted(other)
    for person, reason in ((other, "own"), (factories.olga(), "not_verifier"), (nurlan, "not_verifier")):
        with pytest.raises(Denied, match=reason):
            permissions.check_take(person, own)
    assert queries.for_desk(own.pk, other) is None


def test_a_verifiers_reading_is_noted_for_the_applicant(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    with reading.session(actor=dana.pk), reading.reading(policy.VERIFICATION, actor=dana.pk):
        assert queries.said_in(Application.objects.get(pk=application.pk)).answers["person"] == desk.PERSON
    seen = [one.facts for one in journal.history_of(nurlan.pk) if one.event == "data.read"]
    assert [one["categories"] for one in seen if one["purpose"] == "verification"] == [
        ["specialist_birth_date", "specialist_other"]
    ]


def test_taken_back_it_is_gone_with_its_papers(
    nurlan: Person, dana: Person, django_capture_on_commit_callbacks: Any
) -> None:
    desk.submitted(nurlan)
    with django_capture_on_commit_callbacks(execute=True):
        operations.take_back(person_id=nurlan.pk, at=NOW)
    assert (Application.objects.count(), Document.objects.count()) == (0, 0)
    desk.approved(nurlan, dana)
    with pytest.raises(WrongState):
        operations.take_back(person_id=nurlan.pk, at=NOW)


def test_who_practises_already_does_not_apply(boris: Person) -> None:
    scene.entered(boris)
    with pytest.raises(operations.AlreadyPractises), desk.open_as(boris):
        operations.begin(person_id=boris.pk, language="ru", at=NOW)


def test_a_renewal_takes_the_same_road_and_he_stays_in_the_directory_meanwhile(nurlan: Person, dana: Person) -> None:
    consent.grant(person_id=nurlan.pk, agreement="publication", language="ru", method="cabinet", name="Нурлан", at=NOW)
    application = desk.approved(nurlan, dana)
    slug = "nurlan-serikuly-abdirov"
    later = NOW + timedelta(days=20)
    studies = [*desk.STUDIES, desk.STUDIES[1] | {"title": "Супервизия", "year_from": 2026, "year_to": 2026}]
    with desk.open_as(nurlan):
        operations.reopen(person_id=nurlan.pk, at=later)
        operations.write(person_id=nurlan.pk, step="education", told=studies, at=later)
        operations.submit(person_id=nurlan.pk, note="", at=later)
    assert queries.by_slug(slug, on=TODAY).education.count() == 2
    operations.assign(application_id=application.pk, to=dana, by=dana, at=later)
    desk.decided(application, dana, "approved", desk.findings(at=later), at=later)
    found = queries.by_slug(slug, on=working_days.day_of(later))
    assert (found.education.count(), found.register_checked_on) == (3, working_days.day_of(later))
    assert Specialist.objects.count() == 1


def test_a_blocked_applicant_is_neither_written_nor_read(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    blocking.block(person_id=nurlan.pk, request_id=None, by=nurlan.pk, at=NOW)
    with pytest.raises(reading.Blocked):
        operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    with pytest.raises(reading.Blocked), reading.reading(policy.VERIFICATION, actor=dana.pk):
        assert Application.objects.get(pk=application.pk).answers


def test_erasing_him_takes_the_application_and_what_was_said_of_it(nurlan: Person, dana: Person) -> None:
    application = desk.submitted(nurlan)
    operations.assign(application_id=application.pk, to=dana, by=dana, at=NOW)
    desk.decided(application, dana, "refused", desk.findings("degree"))
    found = {rows.entry.model: rows.result for rows in erasing.rows_of(nurlan.pk)}
    own = {label: how for label, how in found.items() if label.startswith("specialists.")}
    assert own == dict.fromkeys(("specialists.Application", "specialists.Document", "specialists.Remark"), "deleted")
