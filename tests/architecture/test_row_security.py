"""The second wall: consents, requests and letters are there for whom they are about, whatever a query forgets.

The suite signs in as a superuser, whom no policy holds, so every test here takes the application's role first.
"""

import threading
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.consent import operations as consents
from harmonia.consent import queries
from harmonia.consent.models import Record
from harmonia.core import jobs, row_security
from harmonia.core.row_security import GATE, SERVICE, as_reader
from harmonia.privacy.models import Request
from harmonia.privacy.operations import requests
from harmonia.privacy.states import Proof, RequestKind, RequestWay
from harmonia.support.models import Letter, Thread
from tests import factories

AT = factories.NOW
DATABASES = ["default", "keys"]
TABLES = {
    "consent_record", "practice_earliertext", "practice_handover", "practice_note", "practice_supervision",
    "privacy_request",
    "privacy_requestwords", "privacy_step", "support_dispute", "support_disputemessage",
    "support_disputeproposal", "support_letter", "support_reply", "support_thread",
    "surveys_participation", "surveys_quote", "surveys_talk", "wellbeing_original",
}  # fmt: skip
pytestmark = pytest.mark.django_db(databases=DATABASES)


@pytest.fixture
def aigerim(db: None) -> Person:
    return factories.aigerim()


@pytest.fixture
def zoe(db: None) -> Person:
    return factories.zoe()


@pytest.fixture
def application(aigerim: Person, zoe: Person) -> Iterator[None]:
    """The people are entered; from here on it is the role that the application signs in as."""
    for person in (aigerim, zoe):
        Thread.objects.create(token=uuid.uuid4().hex[:20], person=person, opened_at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE harmonia_app")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def ask(person: Person, kind: str = RequestKind.COMPLAINT) -> Request:
    return requests.open_request(
        kind=kind, way=RequestWay.CABINET, person_id=person.pk, at=AT, text="…", proof=Proof.FRESH
    )


def subjects() -> set[uuid.UUID]:
    """Whose answers are there, when nobody filters."""
    return set(Record.objects.values_list("subject_id", flat=True))


@pytest.mark.usefixtures("application")
class TestWhoSeesWhat:
    def test_nobody_declared_sees_nothing(self) -> None:
        assert subjects() == set()
        assert Record.objects.count() == 0
        assert not Thread.objects.exists()

    def test_a_person_sees_his_own(self, aigerim: Person, zoe: Person) -> None:
        for person in (aigerim, zoe):
            with as_reader(row_security.person(person.pk)):
                assert subjects() == {person.pk}
                assert {thread.person_id for thread in Thread.objects.all()} == {person.pk}

    @pytest.mark.parametrize("reader", [SERVICE, GATE, row_security.staff("rights")])
    def test_the_gate_the_service_and_the_officer_see_all_answers(
        self, reader: str, aigerim: Person, zoe: Person
    ) -> None:
        with as_reader(reader):
            assert subjects() == {aigerim.pk, zoe.pk}

    @pytest.mark.parametrize("reader", ["", "staff support", "staff reporting", "nonsense", str(uuid.UUID(int=7))])
    def test_others_see_none(self, reader: str) -> None:
        with as_reader(reader):
            assert subjects() == set()

    def test_letters_are_for_staff_and_not_for_the_gate(self) -> None:
        with as_reader(row_security.staff("support")):
            assert Thread.objects.count() == 2
        with as_reader(GATE):
            assert Thread.objects.count() == 0

    def test_requests_with_their_words_and_steps(self, aigerim: Person, zoe: Person) -> None:
        made = ask(aigerim)
        for reader, there in ((aigerim, True), (zoe, False)):
            with as_reader(row_security.person(reader.pk)):
                for model in ("Request", "RequestWords", "Step"):
                    assert apps.get_model("privacy", model).objects.exists() is there, model
        with as_reader(row_security.person(zoe.pk)):
            assert Request.objects.filter(pk=made.pk).update(language="kk") == 0

    def test_nobody_writes_in_anothers_name(self, aigerim: Person, zoe: Person) -> None:
        with as_reader(row_security.person(zoe.pk)):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Thread.objects.create(token="t", person=aigerim, opened_at=AT)
            Thread.objects.create(token="u", person=zoe, opened_at=AT)

    def test_the_gate_decides_for_anybody_and_answers_are_still_given(self, aigerim: Person, zoe: Person) -> None:
        with as_reader(row_security.person(zoe.pk)):
            assert queries.allowing([aigerim.pk, zoe.pk], "service", at=AT) == {aigerim.pk, zoe.pk}
        consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=AT)
        assert queries.allowing([aigerim.pk, zoe.pk], "service", at=AT) == {zoe.pk}

    def test_a_job_runs_as_the_service(self) -> None:
        seen: list[int] = []
        jobs._framed(lambda: seen.append(Record.objects.count()))()
        assert seen[0] > 0
        assert Record.objects.count() == 0, "and only the job"

    def test_statements_of_every_shape_are_told_who_reads(self, aigerim: Person, zoe: Person) -> None:
        with as_reader(row_security.person(aigerim.pk)), connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT subject_id) FROM consent_record")
            assert cursor.fetchone() == (1,)
            cursor.execute("SELECT count(*) FROM consent_record WHERE subject_id = %(who)s", {"who": zoe.pk})
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT count(DISTINCT subject_id) FROM consent_record WHERE 1 = %s", [1])
            assert cursor.fetchone() == (1,)
            cursor.executemany("SELECT count(*) FROM consent_record WHERE subject_id = %s", [(zoe.pk,)])
            assert {one.subject_id for one in Record.objects.iterator(chunk_size=1)} == {aigerim.pk}

    def test_what_was_said_for_one_statement_is_not_there_for_the_next(self, aigerim: Person) -> None:
        with as_reader(SERVICE):
            assert subjects()
        assert subjects() == set()
        with pytest.raises(ZeroDivisionError), transaction.atomic(), as_reader(SERVICE):
            assert subjects()
            _ = 1 / 0
        assert subjects() == set()

    def test_it_cannot_be_switched_off(self) -> None:
        for attempt in (
            "ALTER TABLE consent_record DISABLE ROW LEVEL SECURITY",
            "DROP POLICY who_reads ON consent_record",
            "ALTER ROLE harmonia_app BYPASSRLS",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(attempt)


def test_every_table_of_the_wall_is_walled_for_its_owner_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = 'harmonia_app'")
        assert cursor.fetchone() == (False,)
    assert walled == TABLES
    assert all(any(name in table for name in row_security.GUARDED) for table in walled)


def test_a_reader_is_a_word_of_ours_and_nothing_else() -> None:
    with pytest.raises(AssertionError), as_reader("service'; DROP TABLE consent_record; --"):
        Record.objects.count()


class TestBothWalls:
    """Zoe opens the address of Aigerim's answer. Each wall holds alone; with neither she would see it."""

    @pytest.fixture
    def address(self, aigerim: Person, zoe: Person, client: Client) -> str:
        record = Record.objects.filter(subject_id=aigerim.pk).order_by("number").first()
        assert record is not None
        client.force_login(zoe)
        return f"/me/agreements/records/{record.pk}/"

    @pytest.fixture
    def forgetful(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The first wall removed: the query forgets whose record is asked for."""

        def record_of(person_id: uuid.UUID, record_id: uuid.UUID) -> Record | None:
            return Record.objects.filter(pk=record_id).select_related("edition").first()

        monkeypatch.setattr(queries, "record_of", record_of)

    @pytest.fixture
    def as_the_application(self) -> Callable[[], None]:
        def take() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE harmonia_app")

        return take

    def test_both_stand(self, client: Client, address: str, as_the_application: Callable[[], None]) -> None:
        as_the_application()
        assert client.get(address).status_code == 404

    def test_the_first_alone(self, client: Client, address: str, as_the_application: Callable[[], None]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE consent_record DISABLE ROW LEVEL SECURITY")
        as_the_application()
        assert client.get(address).status_code == 404

    @pytest.mark.usefixtures("forgetful")
    def test_the_second_alone(self, client: Client, address: str, as_the_application: Callable[[], None]) -> None:
        as_the_application()
        assert client.get(address).status_code == 404

    @pytest.mark.usefixtures("forgetful")
    def test_without_both_it_would_be_seen(
        self, client: Client, address: str, as_the_application: Callable[[], None]
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE consent_record DISABLE ROW LEVEL SECURITY")
        as_the_application()
        assert client.get(address).status_code == 200

    def test_whose_it_is_sees_it(
        self, client: Client, aigerim: Person, address: str, as_the_application: Callable[[], None]
    ) -> None:
        client.force_login(aigerim)
        as_the_application()
        assert client.get(address).status_code == 200


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_a_thread_of_its_own_begins_with_nothing() -> None:
    """What is declared here is not declared there, and a connection carries nothing over."""
    factories.aigerim()
    seen: list[int] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE harmonia_app")
        seen.append(Record.objects.count())
        with as_reader(SERVICE):
            seen.append(Record.objects.count())
        seen.append(Record.objects.count())
        connections.close_all()

    with as_reader(SERVICE):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    nothing, all_of_them, nothing_again = seen
    assert (nothing, nothing_again) == (0, 0)
    assert all_of_them > 0


def test_letters_stand_behind_the_wall_too(aigerim: Person) -> None:
    assert {"support_letter", "support_reply"} <= TABLES
    assert Letter._meta.db_table == "support_letter"
