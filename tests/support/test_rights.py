"""Letters and their writer's rights: his export has them, with his account they go, and blocked he is still heard."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.consent import operations as consent
from harmonia.privacy.operations import erasure
from harmonia.privacy.queries.archives import collecting
from harmonia.support import operations
from harmonia.support.models import Arrival, Letter, Reply, Thread
from harmonia.support.operations.intake import Copy
from harmonia.support.states import LetterState
from harmonia.vault import reading
from harmonia.vault.models import ClassKey
from tests import factories
from tests.factories import NOW
from tests.support.writing import compose, signed

whole = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
Receive = Callable[..., Letter]


@pytest.mark.django_db(databases=["default", "keys"])
def test_in_an_export_stand_ones_own_letters_and_no_forgers(aigerim: Person, receive: Receive) -> None:
    receive(signed(compose("a-word-of-hers", subject="a-subject-of-hers")))
    receive(compose("a-forgers-word"))
    receive(signed(compose("a-strangers-word", sender="eve@evil.kz"), domain="evil.kz"))
    with reading.reading(policy.RIGHTS, actor=aigerim.pk):
        said = str(collecting.collected(aigerim.pk))
        assert "a-word-of-hers" in said
        assert "a-subject-of-hers" in said
        assert [word for word in ("a-forgers-word", "a-strangers-word") if word in said] == []
        assert "a-word-of-hers" not in str(collecting.collected(factories.zoe().pk))


@whole
def test_with_the_account_go_the_letters_and_their_keys_and_no_copy_comes_again(
    aigerim: Person, receive: Receive
) -> None:
    raw, copy = signed(compose("a-word-of-hers")), Copy("imap:x", "1:1")
    hers = receive(raw, copy=copy)
    claimed = receive(compose("Удалите мой аккаунт."))
    strangers = receive(signed(compose("x", sender="eve@evil.kz"), domain="evil.kz"))
    erasure.erase_person(person_id=aigerim.pk, request_id=None, by=None, at=NOW)
    assert list(Letter.objects.values_list("pk", flat=True)) == [strangers.pk]
    assert list(ClassKey.objects.filter(subject_id__in=[hers.pk, claimed.pk])) == []
    assert ClassKey.objects.filter(subject_id=strangers.pk).exists()
    assert (Reply.objects.filter(to_person=aigerim).count(), Thread.objects.filter(person=aigerim).count()) == (0, 0)
    assert Arrival.objects.get(source=copy.source).letter_id == hers.pk


@pytest.mark.django_db(databases=["default", "keys"])
def test_whoever_is_blocked_is_heard_and_answered_on_his_rights(
    aigerim: Person, receive: Receive, outgoing: Callable[..., list[Any]]
) -> None:
    receive(signed(compose("Заблокируйте мои данные.")))
    assert len(outgoing()) == 1
    letter = receive(signed(compose("Какие данные обо мне вы храните?")))
    assert letter.state == LetterState.DONE
    assert len(outgoing()) == 2


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_withdrawal_by_letter_is_asked_for_again_after_new_terms(aigerim: Person, receive: Receive) -> None:
    """Taking back restores only what was agreed to in these very words; the gate asks for anything newer."""
    receive(signed(compose("Отпишите меня от рассылки.")))
    with pytest.raises(consent.ConsentMissing):
        consent.check(subject=aigerim.pk, purpose=policy.NEWS, agreement="marketing_email", at=NOW)


@pytest.mark.django_db(databases=["default", "keys"])
def test_reading_a_letter_needs_a_purpose(aigerim: Person, receive: Receive) -> None:
    letter = Letter.objects.get(pk=receive(signed(compose("x"))).pk)
    with pytest.raises(reading.PurposeMissing):
        str(letter.text)
    with pytest.raises(reading.PurposeRefused), reading.reading(policy.ADVERTISING, actor=None):
        str(letter.text)


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_letter_taken_in_twice_after_its_writer_is_gone_is_a_new_one_only_from_another_place(
    aigerim: Person, receive: Receive
) -> None:
    raw, copy = signed(compose("x")), Copy("imap:x", "1:1")
    receive(raw, copy=copy)
    Letter.objects.all().delete()
    again = operations.take_in(raw=raw, way="mailbox", at=NOW, copy=Copy("imap:x", "1:2"))
    assert again.state == LetterState.STORED


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_conversation_without_letters_is_forgotten(aigerim: Person, receive: Receive) -> None:
    first, second = receive(signed(compose("one"))), receive(signed(compose("two")))
    Letter.objects.filter(pk=first.pk).delete()
    assert operations.forget_empty_threads(at=NOW) == 0
    assert operations.forget_empty_threads(at=NOW + timedelta(days=2)) == 1
    assert list(Thread.objects.values_list("pk", flat=True)) == [second.thread_id]
