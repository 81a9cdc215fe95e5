"""Row 51: a case goes to a colleague without anything that leads to its client; the two alone read it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from harmonia import policy
from harmonia.accounts.models import Person
from harmonia.core import row_security
from harmonia.core.row_security import SERVICE, as_reader
from harmonia.journal import queries as journal
from harmonia.notices.models import Notice
from harmonia.practice import operations, queries
from harmonia.practice.models import Supervision
from harmonia.practice.states import SUPERVISION_MOVES
from harmonia.specialists.models import Specialist
from harmonia.specialists.rules import identifiers
from harmonia.vault import reading
from harmonia.web import finding
from tests import factories
from tests.booking import scene as bookings
from tests.factories import NOW
from tests.practice.scene import CANARY, DAY, together
from tests.web.booking.conftest import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NAMES = ("Айгерим", "Тимур Оспанов", "Ольга")


@pytest.fixture
def aigerim() -> Person:
    return factories.aigerim()


@pytest.fixture
def boris() -> Person:
    return factories.boris(language="en")


@pytest.fixture
def vera() -> Person:
    return factories.vera(language="en")


@pytest.fixture
def asker(boris: Person, aigerim: Person) -> Specialist:
    found = bookings.practice_of(boris)
    together(aigerim, found)
    return found


@pytest.fixture
def supervisor(vera: Person) -> Specialist:
    return bookings.practice_of(vera, display_name="Вера Ким")


def ask(boris: Person, supervisor: Specialist, *, looked: bool = False, **changes: str) -> Supervision:
    said = {"title": "anxiety", "question": "what next?", "text": CANARY, "age_band": "25_34", **changes}
    case = operations.Deidentified(**said)
    return operations.ask(asker=boris, supervisor_id=supervisor.pk, case=case, looked=looked, at=NOW)


class TestWhatLeadsToSomebody:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("пишет с a.b@mail.kz", "email"),
            ("её страница t.me/someone", "link"),
            ("ник @aigerim_k", "link"),
            ("звонит с 8 701 000 00 01", "number"),
            ("ИИН 850412300123", "number"),
            ("родилась 12.03.1995", "day"),
            ("родилась 5 марта 1995", "day"),
            ("1995 жылы емес, 05.03.95", "day"),
            ("клиентке 31 год", "age"),
            ("ол 31 жаста", "age"),
            ("a 31-year-old", "age"),
            ("живёт на улице Абая", "address"),
            ("Абай көшесі, 5", "address"),
            ("мы говорили с Айгерим", "name"),
            ("Айгеріммен емес, Айгериммен", "name"),
            ("встреча с Тимуром", "name"),
            ("сказала Ольге", "name"),
            ("ОСПАНОВ опоздал", "name"),
        ],
    )
    def test_is_found(self, text: str, kind: str) -> None:
        assert kind in {one.kind for one in identifiers.direct(text, NAMES)}

    @pytest.mark.parametrize(
        "text",
        [
            "три месяца работаем со сном, тревога 8 из 10",
            "не спит 3 ночи подряд, сессии по 50 минут",
            "на 12-й встрече стало легче",
            "after 20 minutes of silence",
            "2024 жылдан бері",
        ],
    )
    def test_what_leads_to_nobody_passes(self, text: str) -> None:
        assert identifiers.direct(text, NAMES) == ()
        assert identifiers.doubtful(text) == ()

    def test_two_words_like_a_name_are_doubtful(self) -> None:
        (found,) = identifiers.doubtful("потом пришёл Иван Петров. Она ушла")
        assert found.words == "Иван Петров"

    def test_it_is_refused_by_the_field_and_nothing_is_kept(
        self, asker: Specialist, supervisor: Specialist, boris: Person
    ) -> None:
        with pytest.raises(operations.Identifies) as refused:
            ask(boris, supervisor, question="what of Aigerim?")
        assert (refused.value.field, str(refused.value)) == ("question", "question")
        with pytest.raises(operations.Doubtful):
            ask(boris, supervisor, text="then came Ivan Petrov")
        assert not Supervision.objects.exists()
        assert ask(boris, supervisor, text="then came Ivan Petrov", looked=True).state == "asked"
        with pytest.raises(operations.Identifies):
            ask(boris, supervisor, text="Aigerim", looked=True)


class TestTheTwo:
    def test_the_supervisor_reads_and_answers(
        self, asker: Specialist, supervisor: Specialist, boris: Person, vera: Person
    ) -> None:
        asked = ask(boris, supervisor)
        with reading.reading(policy.SERVICE, actor=vera.pk):
            (seen,) = queries.supervisions_of(vera)
            assert seen.said["text"] == CANARY
        operations.answer(supervisor=vera, supervision_id=asked.pk, text="look at the mornings", at=NOW + DAY)
        with reading.reading(policy.SERVICE, actor=boris.pk):
            assert queries.supervisions_of(boris).get().answer == "look at the mornings"
        told = Notice.objects.filter(channel="cabinet").values_list("event", "person_id")
        assert set(told) == {("practice.supervision_asked", vera.pk), ("practice.supervision_answered", boris.pk)}

    def test_nothing_ties_it_to_a_client(
        self, asker: Specialist, supervisor: Specialist, boris: Person, aigerim: Person
    ) -> None:
        asked = ask(boris, supervisor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(s)::text FROM practice_supervision s")
            (row,) = cursor.fetchone()
        assert str(aigerim.pk) not in row
        assert "anxiety" not in row
        assert not [event for event in journal.history_of(aigerim.pk) if "supervision" in event.event]
        assert [event.event for event in journal.history_of(boris.pk)][:1] != []
        assert {column.name for column in Supervision._meta.concrete_fields if column.is_relation} == {
            "asker", "supervisor",
        }  # fmt: skip
        assert asked.supervisor_id == supervisor.pk

    def test_either_ends_it_and_then_the_supervisor_sees_it_no_more(
        self, asker: Specialist, supervisor: Specialist, boris: Person, vera: Person
    ) -> None:
        for who in (boris, vera):
            asked = ask(boris, supervisor)
            operations.end(by=who, supervision_id=asked.pk, at=NOW)
            assert asked not in queries.supervisions_of(vera)
            assert asked in queries.supervisions_of(boris)
            with pytest.raises(operations.WrongState):
                operations.answer(supervisor=vera, supervision_id=asked.pk, text="late", at=NOW)

    def test_others_may_not(
        self, asker: Specialist, supervisor: Specialist, boris: Person, vera: Person, aigerim: Person
    ) -> None:
        asked = ask(boris, supervisor)
        zoe = factories.zoe()
        with pytest.raises(Supervision.DoesNotExist):
            operations.answer(supervisor=boris, supervision_id=asked.pk, text="x", at=NOW)
        with pytest.raises(Supervision.DoesNotExist):
            operations.end(by=zoe, supervision_id=asked.pk, at=NOW)
        with pytest.raises(operations.NotASupervisor):
            ask(boris, asker)
        with pytest.raises(operations.NoPractice):
            ask(aigerim, supervisor)
        with pytest.raises(operations.Identifies):
            operations.answer(supervisor=vera, supervision_id=asked.pk, text="write to a@b.kz", at=NOW)

    def test_every_state_ends(self) -> None:
        assert all("over" in after for state, after in SUPERVISION_MOVES.items() if state != "over")


class TestTheSecondWall:
    @pytest.fixture(autouse=True)
    def _role(self) -> Iterator[None]:
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    def test_the_two_and_the_service(
        self, asker: Specialist, supervisor: Specialist, boris: Person, vera: Person, aigerim: Person
    ) -> None:
        asked = ask(boris, supervisor)
        people: tuple[Any, ...] = (boris, vera, aigerim)
        assert self.counted(people) == [1, 1, 0]
        with as_reader(SERVICE):
            assert Supervision.objects.count() == 1
        for purpose in ("rights", "support", "verification"):
            with as_reader(row_security.staff(purpose)):
                assert Supervision.objects.count() == 0
        with as_reader(SERVICE), connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            operations.end(by=boris, supervision_id=asked.pk, at=NOW)
        assert self.counted(people) == [1, 0, 0]

    def counted(self, people: tuple[Any, ...]) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL ROLE harmonia_app")
        found = []
        for person in people:
            with as_reader(row_security.person(person.pk)):
                found.append(Supervision.objects.count())
        return found


class TestPages:
    def form(self, asked: Specialist, **changes: str) -> dict[str, str]:
        said = {"supervisor": str(asked.pk), "title": "anxiety", "age_band": "", "question": "what next?"}
        return {**said, "text": CANARY, **changes}

    def post(self, browser: Client, path: str, said: dict[str, str]) -> Any:
        return browser.post(path, said)

    def test_asked_read_and_answered(
        self, asker: Specialist, supervisor: Specialist, boris: Person, vera: Person
    ) -> None:
        his, hers = client_of(boris), client_of(vera)
        path = self.post(his, "/practice/supervision/new/", self.form(supervisor)).url
        assert "waits for an answer" in his.get("/practice/supervision/").content.decode()
        assert CANARY in hers.get(path).content.decode()
        self.post(his, path, {"answer": "mine"})
        assert Supervision.objects.get().state == "asked", "one does not answer oneself"
        assert self.post(hers, path, {"answer": ""}).status_code == 422
        assert self.post(hers, path, {"answer": "look at the mornings"}).status_code == 302
        assert "look at the mornings" in his.get(path).content.decode()
        self.post(hers, f"{path}end/", {})
        assert (hers.get(path).status_code, his.get(path).status_code) == (404, 200)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"text": "Aigerim sleeps badly"}, "text"),
            ({"question": "call 8 701 000 00 01?"}, "question"),
            ({"text": "then came Ivan Petrov"}, "looked"),
            ({"supervisor": ""}, "supervisor"),
            ({"title": ""}, "title"),
        ],
    )
    def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_lost(
        self, asker: Specialist, supervisor: Specialist, boris: Person, changes: dict[str, str], field: str
    ) -> None:
        said = self.form(supervisor, **changes)
        answer = self.post(client_of(boris), "/practice/supervision/new/", said)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in page
        assert said["text"] in page
        assert not Supervision.objects.exists()

    def test_one_of_many_is_found_by_a_part_of_the_name_and_nothing_is_lost(
        self, asker: Specialist, supervisor: Specialist, boris: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        nina = bookings.practice_of(factories.entered("Nina", "specialist", number=44), display_name="Нина Кимова")
        monkeypatch.setattr(finding, "MOST", 1)
        his, path = client_of(boris), "/practice/supervision/new/"
        page = his.get(path).content.decode()
        assert "Type a part of the name" in page
        assert "Вера Ким" not in page
        said = self.form(supervisor, supervisor="", looked="on", supervisor_name="вера", supervisor_find="1")
        found = self.post(his, path, said)
        page = found.content.decode()
        assert (found.status_code, "_error" in page, Supervision.objects.exists()) == (200, False, False)
        assert "Вера Ким" in page
        assert "Нина" not in page
        for kept in (CANARY, 'value="anxiety"', "what next?", 'value="вера"', "checked"):
            assert kept in page
        for sought, told in (("ким", "The first 1 are shown"), ("Ольга", "Nobody is found")):
            again = self.form(nina, supervisor_name=sought, supervisor_find="1")
            page = self.post(his, path, again).content.decode()
            assert told in page
            assert f'value="{nina.pk}" required id="id_supervisor_0" checked' in page, "whom he chose stays"
        said = self.form(supervisor, supervisor_name="вера")
        assert self.post(his, path, said).status_code == 302

    def test_whom_one_may_not_ask_is_not_found(self, asker: Specialist, supervisor: Specialist, boris: Person) -> None:
        said = self.form(asker, supervisor_name=asker.display_name, supervisor_find="1")
        page = self.post(client_of(boris), "/practice/supervision/new/", said).content.decode()
        assert "Nobody is found" in page
        assert str(asker.pk) not in page
        answer = self.post(client_of(boris), "/practice/supervision/new/", self.form(asker))
        assert answer.status_code == 422
        assert 'id="id_supervisor_error"' in answer.content.decode()

    def test_a_stranger_finds_nothing(self, asker: Specialist, supervisor: Specialist, boris: Person) -> None:
        asked = ask(boris, supervisor)
        nina = factories.entered("Nina", "specialist", number=44)
        assert client_of(nina).get(f"/practice/supervision/{asked.pk}/").status_code == 404
        assert client_of(nina).post(f"/practice/supervision/{asked.pk}/end/").status_code == 404
