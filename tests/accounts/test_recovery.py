"""A new password by letter or by the old one; own data changed; accounts that nobody proved."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia import policy
from harmonia.accounts import operations, queries
from harmonia.accounts.models import Code, Person
from harmonia.accounts.states import CodeKind
from harmonia.consent.models import Record
from harmonia.vault import reading
from harmonia.vault.models import SubjectKey
from tests import factories
from tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
HOME = "198.51.100.0/24"
FRESH = "nine other poplars"


def letter_to(email: str, *, at=NOW) -> str | None:
    """The token of the letter that asking sends, or None when nobody gets one."""
    operations.ask_recovery(email=email, network=HOME, at=at)
    code = Code.objects.filter(kind=CodeKind.RECOVERY).order_by("-asked_at").first()
    drawn = operations.draw(code_id=code.pk, at=at)
    return drawn.secret if drawn else None


def sign_in(password: str) -> Person:
    return operations.sign_in(email="aigerim@example.kz", password=password, network=HOME, at=NOW)


def read(person: Person, name: str) -> object:
    with reading.reading(policy.ACCESS, actor=person.pk):
        return getattr(Person.objects.get(pk=person.pk), name)


def recover(token: str, password: str = FRESH) -> Person:
    return operations.recover(code_id=operations.recovery_by(token, at=NOW), password=password, at=NOW)


def stored(person: Person) -> tuple[bytes, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, topics FROM accounts_person WHERE id = %s", [person.pk])
        return tuple(bytes(column) for column in cursor.fetchone())


def test_the_letter_sets_a_new_password():
    person = factories.aigerim()
    epoch = person.credential_epoch
    token = letter_to("aigerim@example.kz")
    recover(token)
    assert sign_in(FRESH) == person
    assert Person.objects.get(pk=person.pk).credential_epoch != epoch
    with pytest.raises(operations.WrongSignIn):
        sign_in(PASSWORD)


def test_a_token_works_once_and_for_an_hour():
    factories.aigerim()
    token = letter_to("aigerim@example.kz")
    code_id = operations.recovery_by(token, at=NOW)
    with pytest.raises(operations.WrongCode):
        operations.recover(code_id=code_id, password=FRESH, at=NOW + timedelta(hours=1))
    operations.recover(code_id=code_id, password=FRESH, at=NOW + timedelta(minutes=59))
    with pytest.raises(operations.WrongCode):
        operations.recover(code_id=code_id, password=PASSWORD, at=NOW + timedelta(minutes=59))
    assert operations.recovery_by(token, at=NOW) is None


def test_a_made_up_token_is_wrong_and_a_weak_password_uses_nothing_up():
    factories.aigerim()
    token = letter_to("aigerim@example.kz")
    assert operations.recovery_by("made-up", at=NOW) is None
    with pytest.raises(operations.WrongCode):
        operations.recover(code_id=uuid4(), password=FRESH, at=NOW)
    with pytest.raises(ValidationError):
        recover(token, "12345")
    assert operations.recovery_by(token, at=NOW)


def test_a_code_for_an_address_is_no_code_for_a_password():
    person = factories.register()
    code = Code.objects.get(person=person, kind=CodeKind.EMAIL)
    operations.draw(code_id=code.pk, at=NOW)
    with pytest.raises(operations.WrongCode):
        operations.recover(code_id=code.pk, password=FRESH, at=NOW)


def test_an_unknown_address_leaves_the_same_rows_and_no_letter():
    assert letter_to("nobody@example.kz") is None
    assert [(code.person_id, code.digest) for code in Code.objects.all()] == [(None, None)]
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["notices.send_code"]


def test_asking_has_its_limits():
    for _ in range(5):
        letter_to("nobody@example.kz")
    with pytest.raises(operations.TooManyAttempts):
        letter_to("nobody@example.kz")


def test_the_letter_proves_the_mailbox_too():
    person = factories.register()
    recover(letter_to("aigerim@example.kz"))
    assert Person.objects.get(pk=person.pk).email_verified_at == NOW


def test_a_new_password_needs_the_old_one():
    person = factories.aigerim()
    with pytest.raises(operations.WrongSignIn):
        operations.change_password(person_id=person.pk, current="wrong", password=FRESH, at=NOW)
    operations.change_password(person_id=person.pk, current=PASSWORD, password=FRESH, at=NOW)
    assert sign_in(FRESH) == person


def test_the_old_value_is_nowhere_after_a_change():
    person = factories.aigerim()
    before = stored(person)
    operations.change_name(person_id=person.pk, name=" Тополь ", at=NOW)
    operations.change_topics(person_id=person.pk, topics=["loss"], at=NOW)
    assert (read(person, "name"), read(person, "topics")) == ("Тополь", ["loss"])
    assert not set(before) & set(stored(person))


@pytest.mark.parametrize(
    ("change", "said", "refusal"),
    [
        (operations.change_age, {"age": 17}, operations.TooYoung),
        (operations.change_topics, {"topics": ["politics"]}, operations.NotATopic),
        (operations.change_preferences, {"language": "ru", "time_zone": "Mars/Base"}, operations.NotAZone),
        (operations.ask_new_phone, {"phone": "12", "password": PASSWORD}, operations.NotAPhone),
        (operations.ask_new_phone, {"phone": "+77021112233", "password": "wrong"}, operations.WrongSignIn),
        (operations.ask_new_email, {"email": "new@example.kz", "password": "wrong"}, operations.WrongSignIn),
    ],
)
def test_what_makes_no_sense_changes_nothing(change, said, refusal):
    person = factories.aigerim()
    with pytest.raises(refusal):
        change(person_id=person.pk, at=NOW, **said)
    assert (read(person, "age"), read(person, "new_phone"), read(person, "new_email")) == (31, None, None)


def test_a_known_address_is_never_taken_over_and_its_owner_is_told():
    person, zoe = factories.aigerim(), factories.zoe()
    operations.ask_new_email(person_id=person.pk, email="zoe@example.kz", password=PASSWORD, at=NOW)
    jobs = [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()]
    assert jobs == [("notices.tell", {"event": "account.known", "person_id": str(zoe.pk)})]
    code = Code.objects.get(person=person, kind=CodeKind.EMAIL)
    with pytest.raises(operations.WrongCode):
        operations.confirm(person_id=person.pk, kind=CodeKind.EMAIL, code="000000", at=NOW)
    assert code.digest is None


def test_an_address_that_was_taken_meanwhile_is_refused_like_a_wrong_code():
    person = factories.aigerim()
    operations.ask_new_email(person_id=person.pk, email="zoe@example.kz", password=PASSWORD, at=NOW)
    secret = operations.draw(code_id=Code.objects.get(person=person, ended_at=None).pk, at=NOW).secret
    factories.zoe()
    with pytest.raises(operations.WrongCode):
        operations.confirm(person_id=person.pk, kind=CodeKind.EMAIL, code=secret, at=NOW)
    assert read(person, "email") == "aigerim@example.kz"


def test_the_letter_goes_to_the_address_that_is_being_proved():
    person = factories.aigerim()
    operations.ask_new_email(person_id=person.pk, email="new@example.kz", password=PASSWORD, at=NOW)
    with reading.reading(policy.CONTACT, actor=None):
        fresh = Person.objects.get(pk=person.pk)
        assert queries.addresses(fresh, checking=CodeKind.EMAIL).email == "new@example.kz"
        assert queries.addresses(fresh).email == "aigerim@example.kz"


def test_an_account_that_nobody_proved_goes_with_its_keys():
    unproved, proved = factories.register(), factories.zoe()
    assert operations.forget_unproved(at=NOW + timedelta(days=7)) == 0
    assert operations.forget_unproved(at=NOW + timedelta(days=7, seconds=1)) == 1
    assert list(Person.objects.values_list("pk", flat=True)) == [proved.pk]
    assert list(SubjectKey.objects.values_list("pk", flat=True)) == [proved.pk]
    assert Record.objects.filter(subject_id=unproved.pk).exists()  # proof stays, its name is unreadable
