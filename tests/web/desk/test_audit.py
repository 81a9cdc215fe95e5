"""What the staff did is found by who did it, opened only where it may be, and whoever looks is noted himself."""

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.journal import queries
from harmonia.journal.models import Act
from harmonia.vault import operations as vault
from harmonia.wellbeing.models import Article
from tests import factories
from tests.web.desk import waiting
from tests.web.desk.test_desk import at_desk

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def olga() -> Person:
    return factories.olga(language="en")


@pytest.fixture
def pavel() -> Person:
    return factories.pavel(language="en")


def worked(olga: Person) -> Any:
    """She took a letter, opened it for a purpose, and gave it back."""
    pk, desk = waiting.one("letter"), at_desk(olga)
    desk.post(f"/desk/letters/{pk}/take/")
    desk.post(f"/desk/letters/{pk}/open/", {"purpose": "support"})
    desk.post(f"/desk/letters/{pk}/give-back/")
    return pk


def told(desk: Client, **asked: str) -> list[tuple[str, str, str]]:
    rows = desk.get("/desk/audit/", asked).context["rows"]
    return [(row["who"], row["deed"].event, row["deed"].purpose) for row in rows]


def file_of(desk: Client, **asked: str) -> list[dict[str, str]]:
    text = desk.get("/desk/audit/file/", asked).content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_officer_sees_who_did_what_when_about_whom_and_for_what(olga: Person, pavel: Person) -> None:
    letter = worked(olga)
    desk = at_desk(pavel)
    found = told(desk, who=str(olga.pk))
    assert found[0] == ("Olga", "support.given_back", "support")
    assert found[-1] == ("Olga", "support.taken", "support")
    assert ("Olga", "data.read", "support") in found
    page = desk.get("/desk/audit/", {"who": str(olga.pk)}).content.decode()
    assert str(letter) in page
    assert waiting.CANARY not in page
    [given, *_] = file_of(desk, who=str(olga.pk))
    assert (given["Who"], given["What"], given["Numbers"]) == ("Olga", "support.given_back", f"letter: {letter}")


def test_filtered_by_kind_and_by_days(olga: Person, pavel: Person) -> None:
    worked(olga)
    desk = at_desk(pavel)
    assert {event for _, event, _ in told(desk, who=str(olga.pk), kind="data.read")} == {"data.read"}
    tomorrow, yesterday = ((now() + timedelta(days=days)).date().isoformat() for days in (2, -2))
    assert told(desk, who=str(olga.pk), since=tomorrow) == told(desk, who=str(olga.pk), until=yesterday) == []
    assert len(told(desk, who=str(olga.pk), since=yesterday, until=tomorrow)) > 2
    assert len(told(desk, who="nobody", kind="nothing", since="x")) > 2


def test_others_see_their_own_trail_alone(olga: Person, pavel: Person) -> None:
    worked(olga)
    dana = at_desk(factories.dana(language="en"))
    for asked in ({}, {"who": str(olga.pk)}):
        assert told(dana, **asked) == []
        assert file_of(dana, **asked) == []
    assert {who for who, *_ in told(at_desk(olga))} == {"Olga"}
    assert at_desk(factories.zoe()).get("/desk/audit/").status_code == 404


def test_whoever_looks_is_noted(olga: Person, pavel: Person) -> None:
    desk = at_desk(pavel)
    desk.get("/desk/audit/", {"who": str(olga.pk)})
    [seen] = [deed for deed in deeds(queries.acts(actor=pavel.pk)) if deed.event == "journal.trail_read"]
    assert seen.facts == {"of": str(olga.pk)}
    before = queries.acts(area="journal.trail_read").count()
    desk.get("/desk/audit/", {"who": str(pavel.pk)})
    at_desk(olga).get("/desk/audit/")
    assert queries.acts(area="journal.trail_read").count() == before


def deeds(acts: Iterable[Act]) -> list[queries.Deed]:
    return [queries.deed(act) for act in acts]


def test_of_the_erased_stays_that_something_was_done(olga: Person) -> None:
    worked(olga)
    [taken] = queries.acts(actor=olga.pk, area="support.taken")
    assert queries.deed(taken).about == taken.about
    assert taken.about is not None
    vault.destroy_subject(taken.about)
    deed = queries.deed(taken)
    assert (deed.event, deed.about, deed.facts) == ("support.taken", None, {})


def test_what_clients_and_specialists_do_is_no_act_of_the_staff(olga: Person) -> None:
    at_desk(factories.aigerim()).get("/me/data/")
    at_desk(factories.boris()).get("/practice/")
    at_desk(olga).get("/me/data/")  # her own data are her own business
    assert not queries.acts().exists()


def test_an_act_is_not_changed_nor_taken_away(olga: Person) -> None:
    worked(olga)
    for change in (lambda: Act.objects.update(purpose="x"), lambda: Act.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_one_and_many_rows_cost_the_same(olga: Person, pavel: Person) -> None:
    desk, path = at_desk(pavel), f"/desk/audit/?who={olga.pk}"
    worked(olga)
    desk.get(path)
    one = cost(desk, path)
    for _ in range(2):
        worked(olga)
    assert cost(desk, path) == one


def cost(desk: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        desk.get(path)
    return len(seen)


def test_what_editors_did_is_found_by_its_kind(pavel: Person) -> None:
    question, article = waiting.one("question"), waiting.one("article")
    editor = waiting.somebody(states.EDITOR)
    version = Article.objects.get(pk=article).version
    assert at_desk(editor).post(f"/desk/questions/{question}/take/").status_code == 302
    at_desk(editor).post(f"/desk/articles/{article}/approve/", {"version": version})
    desk = at_desk(pavel)
    for kind, event in (("question.", "question.taken"), ("article.", "article.approved")):
        [row] = desk.get("/desk/audit/", {"kind": kind, "who": str(editor.pk)}).context["rows"]
        assert (row["deed"].event, bool(row["kind"])) == (event, True)
    assert told(desk, kind="support.", who=str(editor.pk)) == []
