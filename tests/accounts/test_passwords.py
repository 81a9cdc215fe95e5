"""Stolen passwords are refused wherever one is chosen, without asking anybody outside."""

import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import operations
from harmonia.accounts.models import Code, Person
from harmonia.accounts.rules import passwords
from harmonia.accounts.states import CodeKind
from tests import factories
from tests.factories import PASSWORD

STOLEN = ["password1234", "PassWord1234", "qwertyuiop", "йцукенгшщз", "ЙЦУКЕНГШЩЗ", "1234567890", "liverpool1"]
GOOD = [PASSWORD, "not-so-secret-2026", "сорок тихих тополей", "қырық тыныш терек", "harmonia of the spheres"]


@pytest.mark.parametrize("password", STOLEN)
def test_stolen_ones_are_known_in_both_keyboards(password):
    assert passwords.is_stolen(password)


@pytest.mark.parametrize("password", GOOD)
def test_good_ones_are_not(password):
    passwords.StolenPasswordValidator().validate(password)


@pytest.mark.parametrize("password", ["harmonia2026", "Гармония!2026", "123harmonia456"])
def test_our_own_name_with_digits_is_refused(password):
    with pytest.raises(ValidationError):
        passwords.StolenPasswordValidator().validate(password)


def test_nobody_outside_is_asked(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert passwords.is_stolen("password1234")


@pytest.mark.django_db(databases=["default", "keys"])
def test_registering_with_one_is_refused():
    with pytest.raises(ValidationError):
        factories.register(password="password1234")
    assert not Person.objects.exists()


@pytest.mark.django_db(databases=["default", "keys"])
def test_choosing_one_later_is_refused_too():
    person = factories.aigerim(at=now() - timedelta(days=1))
    with pytest.raises(ValidationError):
        operations.change_password(person_id=person.pk, current=PASSWORD, password="password1234", at=now())
    operations.ask_recovery(email="aigerim@example.kz", network="198.51.100.0/24", at=now())
    code = Code.objects.get(kind=CodeKind.RECOVERY)
    with pytest.raises(ValidationError):
        operations.recover(code_id=code.pk, password="password1234", at=now())
    client = Client()
    factories.sign_in(client, "aigerim@example.kz")
    answer = client.post("/me/data/change/password/", {"current": PASSWORD, "password": "password1234"})
    assert 'id="id_password_error"' in answer.content.decode()
