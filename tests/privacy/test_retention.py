"""With the clock moved on each class of data leaves on its day, not the day before; what is held or blocked stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from harmonia import policy
from harmonia.accounts.models import Person, SignIn
from harmonia.booking.models import Appointment, Plan
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.consent.models import Record
from harmonia.core.moves import WrongState
from harmonia.journal import queries as proofs
from harmonia.notices.models import Notice
from harmonia.payments.models import Order
from harmonia.privacy.models import Item, Run
from harmonia.privacy.operations import erasure, requests, retention
from harmonia.privacy.queries import retention as queries
from harmonia.privacy.rules import retention as rules
from harmonia.privacy.states import HoldGround, RequestKind, RunState
from harmonia.rooms.models import Attendance, Guest, Room, SafetyCase, SessionCheck
from harmonia.specialists.models import Specialist
from harmonia.vault import operations as vault
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.privacy import lives
from tests.privacy.asking import ask

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
DAY = timedelta(days=1)
PAVEL, OWNER = uuid4(), uuid4()


@pytest.fixture(autouse=True)
def _staff() -> None:
    """What they did is journalled under their keys."""
    for one in (PAVEL, OWNER):
        vault.create_subject(one)


def approved(at: datetime) -> Run:
    (run,) = retention.work_out(at=at)
    retention.propose(run_id=run.pk, by=PAVEL, at=at)
    return retention.approve(run_id=run.pk, by=OWNER, at=at)


def let_go(at: datetime) -> None:
    """Two people approve three days before what will be due then; at this moment the night's job carries on."""
    with suppress(retention.NothingDue):
        approved(at - 3 * DAY)
    for run_id in queries.approved():
        retention.carry_on(run_id=run_id, at=at)


@pytest.fixture
def practice() -> Specialist:
    return scene.practice_of(factories.boris())


def notice_of(person: Person, at: datetime) -> Notice:
    return Notice.objects.create(
        person=person, event="consent.withdrawn", channel="email", facts={}, state="sent", created_at=at, finished_at=at
    )


def sign_in_of(person: Person, at: datetime) -> SignIn:
    return SignIn.objects.create(
        key_sha256=os.urandom(32), person=person, session="", started_at=at - DAY, last_seen_at=at, idle_minutes=60,
        idle_until=at, expires_at=at, ended_at=at,
    )  # fmt: skip


def term(rule: str) -> timedelta:
    days = policy.RETENTION[rule].days
    assert days is not None
    return timedelta(days=days)


def stands(row: Model) -> bool:
    return type(row)._base_manager.filter(pk=row.pk).exists()


class TestEachOnItsDay:
    """`due` is the moment of the register; a second before it the row stands, then it goes."""

    def check(self, due: datetime, stands: Callable[[], bool]) -> None:
        let_go(due - DAY)
        assert stands(), "gone a day early"
        let_go(due)
        assert not stands(), "still there on its day"

    def test_notices(self) -> None:
        notice = notice_of(factories.aigerim(), NOW)
        self.check(NOW + term("notices"), lambda: stands(notice))

    def test_sign_ins(self) -> None:
        entry = sign_in_of(factories.aigerim(), NOW)
        self.check(NOW + term("sign_ins"), lambda: stands(entry))

    def test_attendance_with_its_room(self, practice: Specialist) -> None:
        session = lives.held_session(factories.aigerim(), practice)
        ended = Room.objects.get(pk=session.pk).ended_at
        assert ended is not None
        self.check(ended + term("attendance"), lambda: Attendance.objects.exists() or Room.objects.exists())

    def test_a_guest_with_the_attendance(self, practice: Specialist) -> None:
        session = lives.told_us(factories.aigerim(), practice)
        self.check(session.ends_at + term("attendance"), lambda: Guest.objects.exists())
        assert stands(session)

    def test_what_was_answered_after_a_session_and_the_case_of_it(self, practice: Specialist) -> None:
        lives.told_us(factories.aigerim(), practice)
        self.check(NOW + term("feedback"), lambda: SessionCheck.objects.exists() or SafetyCase.objects.exists())

    def test_a_case_that_is_worked_on_waits_for_its_end(self, practice: Specialist) -> None:
        lives.told_us(factories.aigerim(), practice)
        SafetyCase.objects.update(closed_at=NOW + 7 * DAY)
        self.check(NOW + 7 * DAY + term("feedback"), lambda: SafetyCase.objects.exists())

    def test_appointments_lose_their_client(self, practice: Specialist) -> None:
        session = lives.held_session(factories.aigerim(), practice)
        assert session.over_at is not None
        self.check(
            session.over_at + term("appointments"),
            lambda: Appointment.objects.filter(pk=session.pk, client__isnull=False).exists(),
        )
        assert stands(session)

    def test_payments_lose_their_payer(self, practice: Specialist) -> None:
        person = factories.aigerim()
        lives.held_session(person, practice)
        self.check(NOW + term("payments"), lambda: Order.objects.filter(person=person).exists())
        assert Order.objects.filter(person=None).count() == 1

    def test_a_withdrawn_consent_with_all_its_history(self) -> None:
        person = factories.aigerim()
        answer = {"person_id": person.pk, "language": "ru", "method": "cabinet"}
        consent.withdraw(agreement="service", at=NOW + DAY, **answer)
        of_service = Record.objects.filter(subject_id=person.pk, agreement="service")
        others = Record.objects.filter(subject_id=person.pk).exclude(agreement="service").count()
        assert of_service.count() == 2
        assert not consents.audit()
        self.check(NOW + DAY + term("consents"), of_service.exists)
        assert consents.audit() == [], "that they went in time is no tampering"
        assert Record.objects.filter(subject_id=person.pk).count() == others, "a yes in force stays"

    def test_consents_of_who_was_erased(self) -> None:
        person = factories.aigerim()
        erasure.erase_person(person_id=person.pk, request_id=None, by=None, at=NOW)
        records = Record.objects.filter(subject_id=person.pk)
        assert records.exists()
        closed = queries._closed_at([person.pk])[person.pk]
        self.check(closed + term("consents"), records.exists)

    def test_a_practice_that_ended(self, practice: Specialist) -> None:
        person = practice.person
        assert person is not None
        Specialist.objects.filter(pk=practice.pk).update(photo="portraits/left.svg")
        default_storage.save("portraits/left.svg", ContentFile(b"a face"))
        answer = {"person_id": person.pk, "language": "ru", "method": "cabinet"}
        consent.withdraw(agreement="practice", at=NOW, **answer)
        self.check(
            NOW + term("practice"), lambda: Specialist.objects.filter(person=person).exists() or Plan.objects.exists()
        )
        assert not default_storage.exists("portraits/left.svg")
        assert stands(person), "the account is his own"

    def test_a_closed_account(self) -> None:
        person = factories.aigerim()
        Person.objects.filter(pk=person.pk).update(closed_at=NOW)
        self.check(NOW + term("account"), lambda: stands(person))

    def test_a_closed_account_that_waits_for_our_answer_stays_until_it_has_it(self) -> None:
        person, pavel, due = factories.aigerim(), factories.pavel(), NOW + term("account")
        Person.objects.filter(pk=person.pk).update(closed_at=NOW)
        asked = ask(person, RequestKind.CORRECTION, at=due - DAY)
        let_go(due)
        assert stands(person)
        requests.answer(request_id=asked.pk, text="…", by=pavel.pk, at=due)
        let_go(due + DAY)
        assert not stands(person)

    def test_every_rule_of_the_register_has_its_tables_or_says_why_not(self) -> None:
        assert queries.followed() | set(rules.NOT_HELD) == set(policy.RETENTION)
        assert queries.followed() & set(rules.NOT_HELD) == set()


class TestWhatStays:
    def test_what_is_held_survives_its_day_until_the_hold_ends(self) -> None:
        notice, other = notice_of(factories.aigerim(), NOW), notice_of(factories.zoe(), NOW)
        due = NOW + term("notices")
        retention.hold(
            ground=HoldGround.COURT, reference="2-17/2026", by=PAVEL, at=NOW, expires_at=due + 30 * DAY,
            person_id=notice.person_id,
        )  # fmt: skip
        let_go(due)
        assert (stands(notice), stands(other)) == (True, False)
        let_go(due + 29 * DAY)
        assert stands(notice)
        let_go(due + 30 * DAY)
        assert not stands(notice)

    def test_one_row_may_be_held_and_released(self) -> None:
        person = factories.aigerim()
        notice, other = notice_of(person, NOW), notice_of(person, NOW)
        due = NOW + term("notices")
        hold = retention.hold(
            ground=HoldGround.DISPUTE, reference="D-4", by=PAVEL, at=NOW, expires_at=NOW + 300 * DAY,
            table="notices.Notice", row=str(notice.pk),
        )  # fmt: skip
        let_go(due)
        assert (stands(notice), stands(other)) == (True, False)
        retention.release(hold_id=hold.pk, by=PAVEL, at=due)
        let_go(due + DAY)
        assert not stands(notice)

    def test_a_hold_ends_within_a_year(self) -> None:
        with pytest.raises(retention.HoldTooLong):
            retention.hold(
                ground=HoldGround.COURT, reference="x", by=PAVEL, at=NOW, expires_at=NOW + 367 * DAY, person_id=PAVEL
            )

    def test_a_hold_placed_after_the_approval_still_keeps(self) -> None:
        notice, due = notice_of(factories.aigerim(), NOW), NOW + term("notices")
        run = approved(due - DAY)
        retention.hold(
            ground=HoldGround.INSPECTION, reference="7", by=PAVEL, at=due, expires_at=due + DAY,
            person_id=notice.person_id,
        )  # fmt: skip
        assert retention.carry_on(run_id=run.pk, at=due) == 0
        assert stands(notice)
        assert retention.carry_on(run_id=run.pk, at=due + 2 * DAY) == 1

    def test_the_blocked_are_passed_over(self) -> None:
        person, other = factories.aigerim(), factories.zoe()
        notice, another = notice_of(person, NOW), notice_of(other, NOW)
        vault.block_subject(subject_id=person.pk, request_id=None, at=NOW)
        due = NOW + term("notices")
        let_go(due)
        assert (stands(notice), stands(another)) == (True, False)
        vault.unblock_subject(subject_id=person.pk)
        let_go(due + DAY)
        assert not stands(notice)

    def test_a_row_that_changed_since_is_not_taken(self) -> None:
        entry, due = sign_in_of(factories.aigerim(), NOW), NOW + term("sign_ins")
        run = approved(due - DAY)
        SignIn.objects.filter(pk=entry.pk).update(ended_at=NOW + 5 * DAY)
        retention.carry_on(run_id=run.pk, at=due)
        assert stands(entry)

    def test_the_append_only_table_lets_go_only_what_was_approved(self) -> None:
        record = Record.objects.filter(subject_id=factories.aigerim().pk).first()
        assert record is not None
        with pytest.raises(DatabaseError, match="nobody approved"), transaction.atomic():
            consent.let_go(record_ids=[record.pk], at=NOW)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Record.objects.filter(pk=record.pk).delete()
        assert stands(record)


class TestTwoPeople:
    def test_nothing_goes_that_nobody_approved(self) -> None:
        notice, due = notice_of(factories.aigerim(), NOW), NOW + term("notices")
        (run,) = retention.work_out(at=due)
        with pytest.raises(WrongState):
            retention.carry_on(run_id=run.pk, at=due)
        with pytest.raises(WrongState):
            retention.approve(run_id=run.pk, by=OWNER, at=due)
        retention.propose(run_id=run.pk, by=PAVEL, at=due)
        with pytest.raises(WrongState):
            retention.carry_on(run_id=run.pk, at=due)
        assert stands(notice)

    def test_who_proposed_cannot_approve(self) -> None:
        notice_of(factories.aigerim(), NOW)
        (run,) = retention.work_out(at=NOW + term("notices"))
        retention.propose(run_id=run.pk, by=PAVEL, at=NOW)
        with pytest.raises(retention.SamePerson):
            retention.approve(run_id=run.pk, by=PAVEL, at=NOW)
        with pytest.raises(DatabaseError, match="two_people_let_data_go"), transaction.atomic():
            Run.objects.filter(pk=run.pk).update(decided_by=PAVEL)
        assert retention.approve(run_id=run.pk, by=OWNER, at=NOW).state == RunState.APPROVED

    def test_a_declined_run_lets_nothing_go(self) -> None:
        notice, due = notice_of(factories.aigerim(), NOW), NOW + term("notices")
        (run,) = retention.work_out(at=due)
        retention.propose(run_id=run.pk, by=PAVEL, at=due)
        retention.decline(run_id=run.pk, by=OWNER, at=due)
        with pytest.raises(WrongState):
            retention.carry_on(run_id=run.pk, at=due)
        assert (stands(notice), Item.objects.count()) == (True, 0)

    def test_the_register_may_let_a_rule_run_alone(self, monkeypatch: pytest.MonkeyPatch) -> None:
        notice, due = notice_of(factories.aigerim(), NOW), NOW + term("notices")
        assert frozenset() == policy.RUN_ALONE, "the stricter reading is the default"
        monkeypatch.setattr(policy, "RUN_ALONE", frozenset({"notices"}))
        (run,) = retention.work_out(at=due)
        assert (run.state, run.decided_by) == (RunState.APPROVED, None)
        retention.carry_on(run_id=run.pk, at=due)
        assert not stands(notice)

    def test_a_new_draft_takes_the_place_of_an_older_one(self) -> None:
        notice_of(factories.aigerim(), NOW)
        due = NOW + term("notices")
        (older,), (newer,) = retention.work_out(at=due), retention.work_out(at=due + DAY)
        assert list(queries.runs().values_list("pk", "state")) == [
            (newer.pk, RunState.DRAFT),
            (older.pk, RunState.REPLACED),
        ]
        with pytest.raises(WrongState):
            retention.propose(run_id=older.pk, by=PAVEL, at=due)


class TestDifference:
    def test_it_counts_by_rule_and_hashes_the_rows(self) -> None:
        person = factories.aigerim()
        notices = [notice_of(person, NOW + number * DAY) for number in range(3)]
        held = notice_of(factories.zoe(), NOW)
        retention.hold(
            ground=HoldGround.COURT, reference="1", by=PAVEL, at=NOW, expires_at=NOW + 300 * DAY,
            table="notices.Notice",
            row=str(held.pk),
        )  # fmt: skip
        (run,) = retention.work_out(at=NOW + term("notices"))
        (rule,) = run.document["rules"]
        assert (rule["rule"], rule["days"], rule["after"]) == ("notices", policy.RETENTION["notices"].days, "erase")
        first = (NOW + term("notices")).date()
        assert rule["tables"] == [
            {
                "table": "notices.Notice",
                "rows": 3,
                "first": first.isoformat(),
                "last": (first + 2 * DAY).isoformat(),
                "rows_sha256": rules.rows_hash(run.pk, (str(one.pk) for one in notices)),
            }
        ]
        assert run.document["kept_back"] == {"blocked": 0, "held": 1}

    def test_it_is_signed_and_proved(self) -> None:
        notice_of(factories.aigerim(), NOW)
        (run,) = retention.work_out(at=NOW + term("notices"))
        assert lives.proved(run.document, run.entry_id)["document"] == run.document
        with pytest.raises(proofs.NotThisDocument):
            proofs.proved(run.document | {"rules": []}, run.entry_id)

    def test_working_it_out_changes_nothing(self) -> None:
        notice = notice_of(factories.aigerim(), NOW)
        retention.work_out(at=NOW + 10 * term("notices"))
        assert stands(notice)
        with pytest.raises(retention.NothingDue):
            Notice.objects.all().delete()
            retention.work_out(at=NOW)


KILLED = """
import os, sys, django
django.setup()
from datetime import datetime
from uuid import UUID
from django.db import connections
from harmonia.config import settings
from harmonia.privacy.operations import retention
plain, done = retention._go, 0
def slow(*arguments):
    global done
    gone = plain(*arguments)
    done += 1
    print(done, flush=True)
    if done == 2:
        import time; time.sleep(60)  # in the middle of the second batch, its rows deleted and not committed
    return gone
retention._go, retention.BATCH = slow, 10
retention.carry_on(run_id=UUID(sys.argv[1]), at=datetime.fromisoformat(sys.argv[2]))
"""


class TestKilled:
    def test_a_killed_run_is_carried_on_and_takes_each_row_once(self, tmp_path: Path) -> None:
        person = factories.aigerim()
        going = [notice_of(person, NOW) for _ in range(35)]
        staying = [notice_of(person, NOW + DAY) for _ in range(5)]
        due = NOW + term("notices")
        run = approved(due)
        self.kill_in_second_batch(run.pk, due, tmp_path)
        assert Notice.objects.filter(pk__in=[one.pk for one in going]).count() == 25
        assert Item.objects.filter(due_at__lte=due).count() == 25, "what was not committed is still to do"
        assert retention.carry_on(run_id=run.pk, at=due) == 25
        assert not Notice.objects.filter(pk__in=[one.pk for one in going]).exists()
        assert Notice.objects.filter(pk__in=[one.pk for one in staying]).count() == 5
        assert retention.carry_on(run_id=run.pk, at=due) == 0
        assert retention.carry_on(run_id=run.pk, at=due + 8 * DAY) == 5
        assert Run.objects.get(pk=run.pk).state == RunState.DONE

    def kill_in_second_batch(self, run_id: UUID, at: datetime, folder: Path) -> None:
        program = folder / "carry_on.py"
        program.write_text(KILLED)
        process = subprocess.Popen(
            [sys.executable, str(program), str(run_id), at.isoformat()],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **addresses(), "DJANGO_SETTINGS_MODULE": "harmonia.config.settings"},
        )
        assert process.stdout is not None
        assert [process.stdout.readline().strip() for _ in range(2)] == ["1", "2"]
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(0.3)  # the server notices that its client is gone


def addresses() -> dict[str, str]:
    """This test's own databases, for a process of its own."""
    from django.db import connections

    found = {}
    for alias, name in (("default", "DATABASE_URL"), ("keys", "KEYS_DATABASE_URL")):
        plain, own = os.environ[name], connections[alias].settings_dict["NAME"]
        head, _, query = plain.partition("?")
        found[name] = f"{head.rsplit('/', 1)[0]}/{own}" + (f"?{query}" if query else "")
    return found


def test_nights_are_not_spent_on_people_who_are_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    notice_of(factories.aigerim(), NOW)
    due = NOW + term("notices")
    assert queries.is_time_to_work_out(due)
    (run,) = retention.work_out(at=due)
    assert queries.is_time_to_work_out(due + DAY), "a draft is made anew"
    retention.propose(run_id=run.pk, by=PAVEL, at=due)
    assert not queries.is_time_to_work_out(due + DAY), "a proposal is left to people"
    retention.approve(run_id=run.pk, by=OWNER, at=due)
    assert not queries.is_time_to_work_out(due + DAY)
    assert queries.is_time_to_work_out(due + 5 * DAY), "the next one comes before the end of this one"
    assert connection.alias == "default"
