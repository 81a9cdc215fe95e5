"""Every column of every installed table says what it is (4.1, 4.2, 4.4); an unclassified one fails the build."""

from collections.abc import Iterable

import pytest
from django.apps import apps
from django.db import models

from harmonia import policy
from harmonia.core.classification import Classified, Personal, everything
from harmonia.vault.fields import BlindIndexField, EncryptedBytesField, EncryptedJSONField, EncryptedTextField
from tests.policy import registers

SEALED_BY_HAND = {"journal.Entry"}  # sealed by the keeper, not by a field: the row must exist before its key is asked

CLOSED_LISTS = {"client_topics"}  # kept under the case key, and chosen from a list, not written
WHO_AND_WHEN = (models.ForeignKey, models.UUIDField, models.DateTimeField)
HASHED = models.BinaryField


def installed() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def unclassified(model: type[models.Model], known: dict[str, Classified]) -> set[str]:
    columns = {field.name for field in model._meta.concrete_fields}
    entry = known.get(model._meta.label)
    return columns - set(entry.columns) if entry else columns


def gone(known: dict[str, Classified], models_: Iterable[type[models.Model]]) -> dict[str, set[str]]:
    """Classified columns that no model has any more."""
    by_label = {model._meta.label: {field.name for field in model._meta.concrete_fields} for model in models_}
    left = {label: set(entry.columns) - by_label.get(label, set()) for label, entry in known.items()}
    return {label: columns for label, columns in left.items() if columns}


@pytest.mark.parametrize("model", installed(), ids=lambda model: model._meta.label)
def test_every_column_is_classified(model: type[models.Model]) -> None:
    assert unclassified(model, everything()) == set()


def test_a_column_that_nobody_classified_is_found() -> None:
    person = apps.get_model("accounts", "Person")
    known = everything()
    fewer = {name: said for name, said in known["accounts.Person"].columns.items() if name != "phone"}
    known["accounts.Person"] = Classified("accounts.Person", "id", fewer)
    assert unclassified(person, known) == {"phone"}
    assert "name" in unclassified(person, {})


def test_nothing_is_classified_that_is_gone() -> None:
    assert gone(everything(), installed()) == {}


def personal_columns() -> list[tuple[str, str, Personal]]:
    return [
        (label, name, said)
        for label, entry in everything().items()
        for name, said in entry.columns.items()
        if isinstance(said, Personal)
    ]


@pytest.mark.parametrize(("label", "name", "said"), personal_columns(), ids=lambda value: str(value)[:40])
def test_a_column_is_kept_as_its_category_demands(label: str, name: str, said: Personal) -> None:
    """What a category with a key class says stands encrypted or hashed; only who and when stand in clear."""
    category = policy.CATEGORIES[said.category]
    field = apps.get_model(label)._meta.get_field(name)
    encrypted = isinstance(field, EncryptedTextField | EncryptedJSONField | EncryptedBytesField)
    if encrypted or isinstance(field, BlindIndexField):
        assert field.category == said.category
    sealed = encrypted or isinstance(field, BlindIndexField)
    if label not in SEALED_BY_HAND and not isinstance(field, (*WHO_AND_WHEN, HASHED)):
        assert (category.key_class is not None) == sealed


def test_a_subject_is_named_wherever_something_personal_stands() -> None:
    assert [
        entry.model
        for entry in everything().values()
        if entry.subject is None
        and entry.model not in SEALED_BY_HAND
        and any(isinstance(said, Personal) for said in entry.columns.values())
    ] == []


def lost_sides(known: dict[str, Classified]) -> list[str]:
    """Columns that are about somebody whom their row does not name, and rows whose subject is on no side."""
    return [
        f"{entry.model}.{name}"
        for entry in known.values()
        for name, said in entry.columns.items()
        if isinstance(said, Personal) and said.about and said.about not in entry.sides
    ] + [
        entry.model
        for entry in known.values()
        if (entry.sides and entry.subject not in entry.sides.values()) or (entry.whose and not entry.sides)
    ]


def test_whoever_a_column_is_about_is_named() -> None:
    assert lost_sides(everything()) == []


def test_a_column_about_nobody_on_the_row_is_found() -> None:
    column = {"reason": Personal("client_other", about="neighbour")}
    nobody = Classified("rooms.Stranger", "client_id", column, sides={"client": "client_id"})
    other = Classified("rooms.Other", "client_id", {}, sides={"specialist": "specialist_id"})
    assert lost_sides({"a": nobody, "b": other}) == ["rooms.Stranger.reason", "rooms.Other"]


def words_of_the_case(known: dict[str, Classified]) -> dict[str, str]:
    """Columns with something written, under the key of what a person struggles with, and the category of each."""
    found = {}
    for model in installed():
        for field in model._meta.concrete_fields:
            said = known[model._meta.label].columns[field.name]
            written = isinstance(field, EncryptedTextField | EncryptedJSONField) and isinstance(said, Personal)
            if written and policy.CATEGORIES[said.category].key_class == "case":
                found[f"{model._meta.label}.{field.name}"] = said.category
    return found


def mined(columns: dict[str, str], register: policy.Register = policy.REGISTER) -> set[str]:
    """Columns of written words that some program might count or advertise by (4.5)."""
    return {
        column
        for column, category in columns.items()
        if category not in CLOSED_LISTS and not register.categories[category].free_text
    }


def test_free_text_is_never_mined() -> None:
    """The register's own check refuses a free text any purpose that counts or advertises, and the vault refuses
    whatever the register does not permit: so it is enough that each written column is known as one."""
    columns = words_of_the_case(everything())
    assert len(columns) >= 5
    assert mined(columns) == set()


def test_a_text_that_might_be_mined_is_found() -> None:
    columns = words_of_the_case(everything())
    letters = {column for column, category in columns.items() if category == "request_text"}
    assert letters
    assert mined(columns, registers.changed("categories", "request_text", free_text=False)) == letters
