"""Who may come in, what he agrees to, and that an address that is known cannot be told from one that is not."""

import pytest
from django.core.exceptions import ValidationError
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.accounts import operations, queries, states
from harmonia.accounts.models import Code, Person, SignIn
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.vault import reading
from harmonia.vault.models import SubjectKey
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Person, Code, Record, SubjectKey, SignIn, ProcrastinateJob))


def test_a_client_comes_in():
    person = Person.objects.get(pk=factories.register().pk)
    with reading.reading(policy.ACCESS, actor=person.pk):
        said = (person.name, person.age, person.phone, person.email, person.topics)
    assert said == ("Айгерим", 31, "+77010000001", "aigerim@example.kz", ["anxiety", "sleep"])
    assert person.roles == {states.CLIENT}
    assert (person.email_verified_at, person.phone_verified_at) == (None, None)
    assert queries.by_email(" AIGERIM@example.KZ ") == person


def test_a_pseudonym_is_enough():
    person = factories.register(name="Тополь")
    assert Person.objects.get(pk=person.pk).has_role(states.CLIENT)


def test_nothing_that_identifies_stands_in_clear():
    person = factories.register()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p::text || (SELECT string_agg(r::text, '') FROM consent_record r) FROM accounts_person p"
        )
        row = cursor.fetchone()[0]
    said = ["Айгерим", "aigerim", "7010000001", "anxiety", factories.PASSWORD, "argon2"]
    assert [word for word in said if word.encode().hex() in row or word in row] == []
    assert str(person.pk) in row


def test_each_agreement_has_an_answer_of_its_own():
    person = factories.register(agreements=(*factories.REQUIRED, "marketing_sms"))
    answers = {record.agreement: (record.event, record.method) for record in consents.history(person.pk)}
    assert answers == {
        "offer": ("given", "registration_form"),
        "service": ("given", "registration_form"),
        "confidentiality": ("given", "registration_form"),
        "marketing_email": ("refused", "registration_form"),
        "marketing_sms": ("given", "registration_form"),
        "research": ("refused", "registration_form"),
    }


@pytest.mark.parametrize("refused", factories.REQUIRED)
def test_refusing_a_required_agreement_opens_no_account(refused):
    agreed = [key for key in factories.REQUIRED if key != refused]
    with pytest.raises(operations.AgreementRefused) as refusal:
        factories.register(agreements=agreed)
    assert refusal.value.missing == (refused,)
    assert nothing_is_stored()


@pytest.mark.parametrize("age", [0, 12, 17])
def test_only_adults(age):
    with pytest.raises(operations.TooYoung):
        factories.register(age=age)
    assert nothing_is_stored()


def test_eighteen_is_adult():
    assert factories.register(age=18).pk


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"phone": "12"}, operations.NotAPhone),
        ({"topics": ("politics",)}, operations.NotATopic),
        ({"time_zone": "Asia/Atlantis"}, operations.NotAZone),
        ({"password": "password12"}, ValidationError),
        ({"password": "short"}, ValidationError),
    ],
)
def test_what_makes_no_sense_is_refused(change, refusal):
    with pytest.raises(refusal):
        factories.register(**change)
    assert nothing_is_stored()


def test_a_known_address_opens_nothing_and_its_owner_is_told():
    owner = factories.register()
    ProcrastinateJob.objects.all().delete()
    keys, records = SubjectKey.objects.count(), Record.objects.count()
    with pytest.raises(operations.AddressKnown):
        factories.register(name="Кто-то", phone="+77019999999", email="aigerim@EXAMPLE.kz")
    assert (Person.objects.count(), SubjectKey.objects.count(), Record.objects.count()) == (1, keys, records)
    jobs = [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()]
    assert jobs == [("notices.tell", {"event": "account.known", "person_id": str(owner.pk)})]


def test_the_form_does_not_flood_a_known_mailbox():
    factories.register()
    ProcrastinateJob.objects.all().delete()
    for _ in range(3):
        with pytest.raises(operations.AddressKnown):
            factories.register()
    assert ProcrastinateJob.objects.count() == 1


def test_a_number_that_nobody_proved_keeps_nobody_from_it():
    factories.register()
    other = factories.register(email="other@example.kz")
    assert Person.objects.filter(pk=other.pk).exists()


def test_one_network_cannot_register_without_end():
    for number in range(20):
        factories.register(email=f"a{number}@example.kz")
    with pytest.raises(operations.TooManyAttempts):
        factories.register(email="a20@example.kz")
    operations.register(factories.application(email="b@example.kz"), network="198.51.100.0/24", at=NOW)


def test_staff_and_specialists_are_entered_with_what_they_signed():
    boris, olga = factories.boris(), factories.olga()
    assert {record.agreement for record in consents.in_force(boris.pk)} == {
        "practice",
        "publication",
        "confidentiality",
    }
    assert {record.agreement for record in consents.in_force(olga.pk)} == {"staff_warning", "confidentiality"}
    assert boris.email_verified_at == NOW
    with pytest.raises(operations.AddressKnown):
        factories.boris()


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_same_address_at_once_opens_one_account():
    from tests.accounts.test_codes import at_once

    assert sorted(at_once(4, factories.register)) == ["AddressKnown"] * 3 + ["ok"]
    assert Person.objects.count() == 1
    assert SubjectKey.objects.count() == 1


def test_a_broken_registration_is_seen_and_not_taken_for_a_known_address(monkeypatch):
    from django.db import IntegrityError

    def broken(*arguments, **options):
        raise IntegrityError

    monkeypatch.setattr(Person, "save", broken)
    with pytest.raises(IntegrityError):
        factories.register()
    assert not SubjectKey.objects.exists()


def test_nothing_that_identifies_is_logged(caplog, client):
    caplog.set_level("DEBUG")
    factories.register()
    with pytest.raises(operations.AddressKnown):
        factories.register()
    client.post("/sign-in/", {"email": "aigerim@example.kz", "password": "wrong-password-1"})
    said = caplog.text
    words = ("Айгерим", "aigerim@example", "7010000001", factories.PASSWORD, "wrong-password-1")
    assert [word for word in words if word in said.lower() or word in said] == []
