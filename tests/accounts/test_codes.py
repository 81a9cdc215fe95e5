"""A code proves an address once, for a quarter of an hour, and cannot be guessed, however many try at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from harmonia.accounts import operations
from harmonia.accounts.models import Code, Person
from harmonia.accounts.rules.limits import CODE_ATTEMPTS
from harmonia.accounts.states import CodeKind
from tests import factories
from tests.factories import NOW

EMAIL, PHONE = CodeKind.EMAIL, CodeKind.PHONE
both = pytest.mark.django_db(databases=["default", "keys"])
committed = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def drawn(person: Person, kind: CodeKind = EMAIL, *, at=NOW) -> str:
    """The code as the letter would carry it."""
    code = Code.objects.get(person=person, kind=kind, ended_at=None)
    secret = operations.draw(code_id=code.pk, at=at)
    assert secret is not None
    return secret.secret


def confirm(person, code, *, kind=EMAIL, at=NOW):
    return operations.confirm(person_id=person.pk, kind=kind, code=code, at=at)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@both
def test_the_right_code_proves_the_address():
    person = factories.register()
    code = drawn(person)
    confirm(person, f" {code[:3]} {code[3:]} ")
    assert Person.objects.get(pk=person.pk).email_verified_at == NOW


@both
def test_a_code_is_drawn_once_and_kept_as_a_hash():
    person = factories.register()
    code = Code.objects.get(person=person)
    secret = operations.draw(code_id=code.pk, at=NOW).secret
    assert operations.draw(code_id=code.pk, at=NOW) is None
    code.refresh_from_db()
    assert len(secret) == 6
    assert secret.encode() not in bytes(code.digest)


@both
def test_a_code_works_once():
    person = factories.register()
    code = drawn(person)
    confirm(person, code)
    with pytest.raises(operations.WrongCode):
        confirm(person, code)


@both
def test_a_code_ends_after_a_quarter_of_an_hour():
    person = factories.register()
    code = drawn(person)
    with pytest.raises(operations.WrongCode):
        confirm(person, code, at=NOW + timedelta(minutes=15))


@both
def test_another_persons_code_is_wrong():
    one, another = factories.register(), factories.register(email="zoe@example.kz", phone="+77010000002")
    code, own = drawn(one), drawn(another)
    with pytest.raises(operations.WrongCode):
        confirm(another, code if code != own else other(own))


@both
def test_a_newer_code_ends_the_older():
    person = factories.register()
    code = drawn(person)
    operations.ask_code(person_id=person.pk, kind=EMAIL, at=NOW + timedelta(minutes=2))
    with pytest.raises(operations.WrongCode):
        confirm(person, code, at=NOW + timedelta(minutes=2))


@both
def test_after_five_tries_even_the_right_one_is_wrong():
    person = factories.register()
    code = drawn(person)
    for _ in range(CODE_ATTEMPTS):
        with pytest.raises(operations.WrongCode):
            confirm(person, other(code))
    with pytest.raises(operations.WrongCode):
        confirm(person, code)


@both
def test_a_code_that_was_never_sent_is_never_right():
    person = factories.register()
    with pytest.raises(operations.WrongCode):
        confirm(person, "000000")


@both
def test_asking_again_has_its_pace():
    person = factories.register()
    operations.ask_code(person_id=person.pk, kind=EMAIL, at=NOW)
    with pytest.raises(operations.TooManyAttempts) as refusal:
        operations.ask_code(person_id=person.pk, kind=EMAIL, at=NOW + timedelta(seconds=59))
    assert refusal.value.until == NOW + timedelta(seconds=60)
    for minutes in range(1, 6):
        operations.ask_code(person_id=person.pk, kind=EMAIL, at=NOW + timedelta(minutes=minutes))
    with pytest.raises(operations.TooManyAttempts):
        operations.ask_code(person_id=person.pk, kind=EMAIL, at=NOW + timedelta(minutes=7))


@both
def test_a_made_up_person_gets_the_same_refusals():
    from uuid import uuid4

    nobody = uuid4()
    operations.ask_code(person_id=nobody, kind=EMAIL, at=NOW)
    with pytest.raises(operations.TooManyAttempts):
        operations.ask_code(person_id=nobody, kind=EMAIL, at=NOW)
    with pytest.raises(operations.WrongCode):
        operations.confirm(person_id=nobody, kind=EMAIL, code="123456", at=NOW)


@both
def test_a_number_belongs_to_whoever_proved_it_last():
    former = factories.aigerim()
    heir = factories.register(email="heir@example.kz", phone="+77010000001")
    operations.ask_code(person_id=heir.pk, kind=PHONE, at=NOW)
    confirm(heir, drawn(heir, PHONE), kind=PHONE)
    proved = {str(pk): at for pk, at in Person.objects.values_list("pk", "phone_verified_at")}
    assert proved == {str(former.pk): None, str(heir.pk): NOW}


@both
def test_a_job_carries_an_id_and_nothing_else():
    person = factories.register()
    code = Code.objects.get(person=person)
    jobs = [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()]
    assert ("notices.send_code", {"code_id": str(code.pk)}) in jobs
    assert {value for _, told in jobs for value in told.values()} <= {str(code.pk), str(person.pk)}


def at_once(count: int, act) -> list[str]:
    """What each of `count` threads got: 'ok' or the name of the exception."""
    results: list[str] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            act()
            results.append("ok")
        except Exception as refusal:
            results.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@committed
def test_the_right_code_at_once_from_everywhere_works_once():
    person = factories.register()
    code = drawn(person)
    results = at_once(5, lambda: confirm(person, code))
    assert sorted(results) == ["WrongCode"] * 4 + ["ok"]


@committed
def test_guesses_at_once_get_no_more_answers_than_five():
    person = factories.register()
    code = drawn(person)
    assert at_once(12, lambda: confirm(person, other(code))) == ["WrongCode"] * 12
    assert Code.objects.get(person=person).attempts == CODE_ATTEMPTS
    with pytest.raises(operations.WrongCode):
        confirm(person, code)
