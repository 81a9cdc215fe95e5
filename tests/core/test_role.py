"""The application's role: it may use every table of both databases, and rewrite none of what only grows."""

import pytest
from django.apps import apps
from django.db import connections, models

from tests import factories

APPEND_ONLY = {"journal_entry", "journal_leaf", "journal_node", "journal_seal", "journal_checkpoint"}


def home_of(model: type[models.Model]) -> str:
    return getattr(model, "database", "default")


def may(alias: str, table: str, what: str) -> bool:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('harmonia_app', %s, %s)", [table, what])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(databases=["default", "keys"])
def test_it_may_use_every_table_where_it_lives() -> None:
    lacking = [
        (model._meta.db_table, what)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed or model._meta.app_label == "procrastinate"
        for what in ("SELECT", "INSERT")
        if not may(home_of(model), model._meta.db_table, what)
    ]
    assert lacking == []


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"])
def test_it_may_not_rewrite_the_journal(what: str) -> None:
    assert {table for table in APPEND_ONLY if may("default", table, what)} == set()


@pytest.mark.django_db(databases=["default", "keys"])
def test_it_owns_nothing() -> None:
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE tableowner = 'harmonia_app'")
            assert cursor.fetchall() == []


@pytest.mark.django_db(databases=["default", "keys"])
def test_a_person_can_be_entered_as_that_role() -> None:
    for alias in ("default", "keys"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SET LOCAL ROLE harmonia_app")
    assert factories.aigerim().pk is not None
