"""Gathering what is a person's asks the same of the database however many others there are, and however much is his."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harmonia import policy
from harmonia.core.classification import everything
from harmonia.journal import queries as journal
from harmonia.privacy.queries import archives
from harmonia.privacy.rules import archives as rules
from harmonia.vault.reading import reading
from tests import factories
from tests.booking import scene
from tests.rooms.scene import session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
# Where a person is looked for among few rows: articles that he approved; what concerns him at the desk of another.
SMALL = {("wellbeing.Article", "approved_by_id")}
# The planner is to forget how few or how alike the rows of other tests are, and to go row by row where an index leads.
FORGET = (
    "UPDATE pg_class SET reltuples = -1, relpages = 0"
    " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace",
    "DELETE FROM pg_statistic",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL enable_hashjoin = off",
    "SET LOCAL enable_mergejoin = off",
)


def paths() -> list[tuple[str, str]]:
    return [
        (entry.model, path)
        for entry in everything().values()
        if rules.personal_columns(entry)
        for path in entry.people.values()
        if (entry.model, path) not in SMALL
    ]


def plan_of(model: str, path: str) -> str:
    rows = apps.get_model(model)._base_manager.filter(**{path: uuid4()}).order_by()
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        for step in FORGET:
            cursor.execute(step)
        cursor.execute(f"EXPLAIN {sql}", parameters)
        return "\n".join(line for (line,) in cursor.fetchall())


def read_row_by_row(plan: str) -> list[str]:
    return [sign for sign in ("Seq Scan", "Filter:") if sign in plan]


@pytest.mark.parametrize(("model", "path"), paths(), ids=lambda said: str(said))
def test_a_persons_rows_are_found_by_an_index(model: str, path: str) -> None:
    plan = plan_of(model, path)
    assert read_row_by_row(plan) == [], plan


def test_without_the_index_it_would_be_seen() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE specialists_specialist DROP CONSTRAINT specialists_specialist_person_id_key")
    assert read_row_by_row(plan_of("booking.Slot", "specialist__person_id"))


def test_more_of_his_asks_no_more_queries() -> None:
    practice = scene.specialist_of(factories.boris())
    aigerim = factories.aigerim()
    asked = []
    for number in (1, 3):
        for step in range(number):
            session(aigerim, practice, factories.NOW.replace(month=number, day=1 + step), state="completed")
        with reading(policy.RIGHTS, actor=None), CaptureQueriesContext(connection) as queries:
            archives.collected(aigerim.pk)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_it_leaves_one_row_in_the_journal() -> None:
    aigerim = factories.aigerim()
    before = len(journal.history_of(aigerim.pk))
    with reading(policy.RIGHTS, actor=None):
        archives.collected(aigerim.pk)
    since = journal.history_of(aigerim.pk)[: len(journal.history_of(aigerim.pk)) - before]
    assert [(event.event, event.facts["purpose"]) for event in since] == [("data.read", "rights")]
