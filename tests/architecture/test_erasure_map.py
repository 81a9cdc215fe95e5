"""Every classified column has a way out: deleted with its row, emptied, unreadable without the person's key, or kept by
a rule of the register that outlives the account. And every road to a person is on the map.
"""

import pytest
from django.apps import apps
from django.db import models

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core import erasing
from harmonia.core.classification import Classified, Deleted, Kept, Personal, Reduced, Technical, everything
from harmonia.privacy.queries import retention
from harmonia.privacy.rules import retention as rules
from harmonia.vault.fields import EncryptedJSONField, EncryptedTextField
from tests.factories import NOW

ENCRYPTED = (EncryptedTextField, EncryptedJSONField)


def without_a_way(entry: Classified) -> set[str]:
    """Personal columns of which something readable would be left."""
    if isinstance(entry.erasure, Deleted):
        return set()
    emptied = entry.erasure.columns if isinstance(entry.erasure, Reduced) else {}
    return {
        name
        for name, said in entry.columns.items()
        if isinstance(said, Personal) and name not in emptied and not may_stay(entry, name, said)
    }


def may_stay(entry: Classified, name: str, said: Personal) -> bool:
    field = apps.get_model(entry.model)._meta.get_field(name)
    if said.erased_by == "key":
        return isinstance(field, ENCRYPTED)
    rule = policy.RETENTION[policy.CATEGORIES[said.category].retention]
    return said.erased_by == "keep" and rule.outlives_account


def off_the_map(entry: Classified) -> set[str]:
    """Foreign keys to a person that his erasure would trip over: no path of the map says what happens to them."""
    keys = {
        field.attname
        for field in apps.get_model(entry.model)._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }
    return keys - set(entry.erasures()) - ({"id"} if entry.subject == "id" else set())


@pytest.mark.parametrize("entry", erasing.erasable(), ids=lambda entry: entry.model)
def test_every_personal_column_has_a_way_out(entry: Classified) -> None:
    assert without_a_way(entry) == set()


@pytest.mark.parametrize("entry", everything().values(), ids=lambda entry: entry.model)
def test_every_road_to_a_person_is_on_the_map(entry: Classified) -> None:
    assert off_the_map(entry) == set()


@pytest.mark.parametrize("entry", erasing.erasable(), ids=lambda entry: entry.model)
def test_what_is_emptied_can_be_empty(entry: Classified) -> None:
    model = apps.get_model(entry.model)
    for how in entry.erasures().values():
        for name, value in how.columns.items() if isinstance(how, Reduced) else ():
            field = model._meta.get_field(name)
            assert isinstance(field, models.Field)
            assert value is not None or field.null, name


def test_a_column_that_would_stay_readable_is_found() -> None:
    known = everything()["booking.Appointment"]
    kept = Classified(known.model, known.subject, known.columns, erasure=Kept("forgotten"))
    assert without_a_way(kept) == {"client", "promised_wall", "promised_zone"}
    named = {**known.columns, "state": Personal("client_name")}
    assert without_a_way(Classified(known.model, known.subject, named, erasure=Reduced({"client": None}))) >= {"state"}


def test_a_forgotten_road_is_found() -> None:
    known = everything()["rooms.ConsentBypass"]
    forgotten = Classified(known.model, known.subject, known.columns, sides=known.sides)
    assert off_the_map(forgotten) == {"specialist_person_id"}
    assert off_the_map(Classified("accounts.Role", None, {"id": Technical("a number")})) == {"person_id"}


def test_a_row_of_its_own_key_names_where_it_stands() -> None:
    for entry in everything().values():
        columns = {field.attname for field in apps.get_model(entry.model)._meta.concrete_fields}
        assert {entry.own_key, *entry.files} - {""} <= columns, entry.model


@pytest.mark.parametrize("entry", [each for each in everything().values() if each.term], ids=lambda each: each.model)
def test_a_term_is_a_rule_of_the_register_and_can_be_asked(entry: Classified) -> None:
    assert entry.term is not None
    assert entry.term.rule in policy.RETENTION
    assert (policy.RETENTION[entry.term.rule].after == "reduce") or entry.term.reduced is None
    str(retention.due_rows(entry, entry.term, NOW).query)


def test_every_rule_is_followed_or_says_why_not() -> None:
    assert retention.followed() | set(rules.NOT_HELD) == set(policy.RETENTION)
    assert not retention.followed() & set(rules.NOT_HELD)


def test_children_go_before_their_parents() -> None:
    order = erasing.children_first({"accounts.Person", "rooms.Attendance", "rooms.Room", "accounts.SignIn"})
    assert order.index("rooms.Attendance") < order.index("rooms.Room")
    assert order.index("accounts.SignIn") < order.index("accounts.Person")
