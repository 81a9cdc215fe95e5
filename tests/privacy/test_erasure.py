"""Erasing a person: what goes, what stays without him, what stands in the way, and what a killed process leaves."""

import json
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, connections, transaction

from harmonia import policy
from harmonia.accounts import operations as accounts
from harmonia.accounts import states as roles
from harmonia.accounts.models import Person, SignIn
from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.booking.states import CANCELLED, COMPLETED
from harmonia.consent.models import Record
from harmonia.core import erasing
from harmonia.core.row_security import as_reader
from harmonia.journal import operations as journal
from harmonia.journal import queries as proofs
from harmonia.journal.models import Entry
from harmonia.notices import gateways as carriers
from harmonia.notices.models import Notice
from harmonia.payments.models import Earning, Order, Payment, Refund
from harmonia.payments.states import EarningState, OrderState, RefundState
from harmonia.privacy.models import Certificate, Hold
from harmonia.privacy.operations import erasure, requests
from harmonia.privacy.queries import erasure as queries
from harmonia.privacy.rules.erasure import subject_hash
from harmonia.privacy.states import ErasureState, HoldGround
from harmonia.specialists import operations as specialists
from harmonia.specialists.models import Education, Specialist
from harmonia.vault import keyring, rules
from harmonia.vault import operations as vault
from harmonia.vault.models import ClassKey, SubjectKey
from harmonia.vault.reading import reading
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.privacy import lives
from tests.vault import dump

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def _letters(tmp_path: Path, settings: Any) -> None:
    settings.LETTERS_DIR = tmp_path / "letters"


def erased(person: Person, **changes: Any) -> Certificate:
    return erasure.erase_person(**{"person_id": person.pk, "request_id": None, "by": person.pk, "at": NOW, **changes})


def told(certificate: Certificate) -> Certificate:
    return erasure.tell(certificate_id=certificate.pk, at=NOW)


def places_of(identity: uuid.UUID) -> set[str]:
    """Tables of both databases where the number stands in any form."""
    found = set()
    for held in dump.dumps().values():
        for line in held.decode(errors="replace").splitlines():
            if str(identity) in line or identity.hex in line:
                named = re.match(r"INSERT INTO public\.(\w+)", line)
                found.add(named[1] if named else line[:60])
    return found


@pytest.fixture
def practice() -> Specialist:
    return scene.practice_of(factories.boris())


class TestWhatGoes:
    def test_nothing_that_he_said_or_was_stands_anywhere(self, practice: Specialist) -> None:
        person = lives.canary()
        lives.lived(person, practice)
        assert "accounts_person" in places_of(person.pk)
        told(erased(person))
        assert not Person.objects.filter(pk=person.pk).exists()
        assert dump.found(lives.WORDS) == []
        # What a law keeps: proof of consents under a number that leads nowhere, and that keys were destroyed.
        assert places_of(person.pk) == {"consent_record", "vault_destroyedkey"}
        assert queries.left_of(person.pk) == {}

    def test_another_is_untouched(self, practice: Specialist) -> None:
        person, other = lives.canary(), factories.zoe()
        for one, hour in ((person, 0), (other, 24)):
            scene.book(one, practice, scene.WEDNESDAY_TEN + timedelta(hours=hour))
        before = {rows.entry.model: set(rows.keys) for rows in erasing.rows_of(other.pk)}
        erased(person)
        assert {rows.entry.model: set(rows.keys) for rows in erasing.rows_of(other.pk)} == before
        with reading(policy.ACCESS, actor=None):
            assert Person.objects.get(pk=other.pk).name == "Zoe"

    def test_a_planted_clear_copy_is_found(self, practice: Specialist) -> None:
        """The negative control of the canary: the same words, written past the vault."""
        person = lives.canary()
        erased(person)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_person SET time_zone = %s", [lives.EMAIL])
        assert dump.found(lives.WORDS) == [("default", lives.EMAIL)]

    def test_the_scan_without_canaries_finds_what_was_left(self) -> None:
        person = factories.aigerim()
        erased(person)
        vault.create_subject(person.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO core_storedanswer VALUES (gen_random_uuid(), %s, 'k', ''::bytea, NULL, now())", [person.pk]
            )
        assert queries.left_of(person.pk) == {
            "core.StoredAnswer": 1,
            "vault.SubjectKey": 1,
            "vault.ClassKey": ClassKey.objects.filter(subject_id=person.pk).count(),
        }

    def test_a_copy_of_the_rows_opens_for_nobody(self) -> None:
        person = factories.aigerim()
        copy = Person.objects.get(pk=person.pk)
        erased(person)
        with reading(policy.ACCESS, actor=None), pytest.raises(vault.Erased):
            _ = copy.name
        assert not SubjectKey.objects.filter(pk=person.pk).exists()

    def test_his_files_go(self) -> None:
        person = factories.boris()
        specialist = scene.practice_of(person, photo="portraits/boris.svg")
        default_storage.save(specialist.photo, ContentFile(b"a face"))
        erased(person)
        assert not default_storage.exists("portraits/boris.svg")

    def test_the_same_address_may_come_again(self) -> None:
        person = factories.aigerim()
        erased(person)
        assert factories.aigerim().pk != person.pk


class TestWhatStays:
    def test_money_stays_without_him(self, practice: Specialist) -> None:
        person = factories.aigerim()
        lives.held_session(person, practice)
        before = Order.objects.values_list("amount_kzt", "state").get()
        erased(person)
        assert Order.objects.values_list("amount_kzt", "state", "person").get() == (*before, None)
        assert Payment.objects.count() == 1

    def test_a_past_session_stays_without_its_client(self, practice: Specialist) -> None:
        person = factories.aigerim()
        session = lives.held_session(person, practice)
        erased(person)
        left = Appointment.objects.get(pk=session.pk)
        assert (left.client_id, left.promised_zone, left.promised_wall) == (None, "", "")
        assert (left.state, left.specialist_id, left.starts_at) == (COMPLETED, practice.pk, session.starts_at)

    def test_a_live_session_cannot_lose_its_client(self, practice: Specialist) -> None:
        session = scene.book(factories.aigerim(), practice)
        with pytest.raises(IntegrityError, match="a_live_appointment_has_its_client"), transaction.atomic():
            Appointment.objects.filter(pk=session.pk).update(client=None)

    def test_consents_stay_as_proof_that_names_nobody(self) -> None:
        person = factories.aigerim()
        count = Record.objects.filter(subject_id=person.pk).count()
        erased(person)
        records = Record.objects.filter(subject_id=person.pk)
        assert records.count() == count > 0
        with reading(policy.IDENTIFICATION, actor=None), pytest.raises(vault.Erased):
            _ = records[0].subject_name

    def test_the_journal_stays_whole_and_tells_nothing_of_him(self) -> None:
        person = factories.aigerim()
        erased(person)
        journal.seal(NOW)
        assert proofs.audit([]) == []
        with pytest.raises(keyring.Erased):
            proofs.history_of(person.pk)
        plain = b"".join(bytes(entry.record) for entry in Entry.objects.filter(tag=None))
        assert str(person.pk).encode() not in plain


class TestWhatLiesAhead:
    def test_booked_sessions_are_cancelled_paid_back_and_told_to_the_other(self, practice: Specialist) -> None:
        person = factories.aigerim()
        ahead = scene.book(person, practice, scene.WEDNESDAY_TEN)  # two days ahead: all comes back
        erased(person)
        ahead.refresh_from_db()
        assert (ahead.state, ahead.client_id) == (CANCELLED, None)
        assert scene.refunded(ahead.pk) == ahead.price_kzt
        assert Notice.objects.filter(person=practice.person, event="booking.cancelled").exists()

    def test_a_late_payment_goes_back_though_nobody_is_left_to_tell(self, practice: Specialist) -> None:
        person = factories.aigerim()
        held = scene.hold(person, practice)
        erased(person)
        booking.settle(order_id=scene.pay(held).pk, at=NOW)
        assert scene.refunded(held.pk) == held.price_kzt

    def test_a_specialist_goes_with_his_public_page_and_his_clients_are_paid_back(self) -> None:
        boris, client = factories.boris(), factories.aigerim()
        practice = scene.practice_of(boris)
        Education.objects.create(
            specialist=practice, kind="degree", year_from=2000, year_to=2005,
            **{f"{word}_{code}": "…" for word in ("institution", "title") for code in ("kk", "ru", "en")},
        )  # fmt: skip
        past, ahead = lives.held_session(client, practice), scene.book(client, practice, scene.WEDNESDAY_TEN)
        with pytest.raises(erasure.ObligationOpen) as earned:
            erased(boris)
        assert earned.value.grounds == ("payout_owed",)
        Earning.objects.update(state=EarningState.VOID)  # as when it turns out that he was not there
        erased(boris)
        left = Specialist.objects.get(pk=practice.pk)
        assert (left.person_id, left.display_name, left.listed_at, left.about_ru) == (None, "—", None, "")
        assert left.slug == str(practice.pk)
        assert not Education.objects.exists()
        assert scene.refunded(ahead.pk) == ahead.price_kzt
        assert Appointment.objects.get(pk=past.pk).client_id == client.pk, "the client's own past stays his"
        with pytest.raises(specialists.NotVerified):
            specialists.enlist(specialist_id=practice.pk, by=None, at=NOW)


class TestWhatStandsInTheWay:
    def test_a_blocked_person_waits(self) -> None:
        person = factories.aigerim()
        vault.block_subject(subject_id=person.pk, request_id=None, at=NOW)
        with pytest.raises(erasure.Blocked):
            erased(person)
        assert Person.objects.filter(pk=person.pk).exists()
        vault.unblock_subject(subject_id=person.pk)
        erased(person)

    def test_one_blocked_record_keeps_him_too(self) -> None:
        person = factories.aigerim()
        vault.block_record(subject_id=person.pk, table="accounts_person", row=str(person.pk), request_id=None, at=NOW)
        with pytest.raises(erasure.Blocked):
            erased(person)

    @pytest.mark.parametrize("side", ["client", "specialist"])
    def test_a_session_under_way_is_waited_for(self, practice: Specialist, side: str) -> None:
        client = factories.aigerim()
        session = scene.book(client, practice)
        person = client if side == "client" else practice.person
        assert person is not None
        with pytest.raises(erasure.SessionUnderWay) as waits:
            erased(person, at=session.starts_at + timedelta(minutes=10))
        assert waits.value.until == session.ends_at
        assert Person.objects.filter(pk=person.pk).exists()
        erased(person, at=session.starts_at - timedelta(minutes=10))

    def test_an_unpaid_debt_is_paid_first(self, practice: Specialist) -> None:
        person = factories.aigerim()
        session = lives.held_session(person, practice)
        Order.objects.filter(about_id=session.pk).update(state=OrderState.OPEN, paid_at=None)
        with pytest.raises(erasure.ObligationOpen) as open_:
            erased(person)
        assert open_.value.grounds == ("unpaid",)
        Order.objects.filter(about_id=session.pk).update(state=OrderState.PAID, paid_at=NOW)
        erased(person)

    def test_money_that_the_bank_sent_back_is_returned_first(self, practice: Specialist) -> None:
        person = factories.aigerim()
        ahead = scene.book(person, practice, scene.WEDNESDAY_TEN)
        booking.cancel(appointment_id=ahead.pk, by=person, at=NOW)
        Refund.objects.update(state=RefundState.FAILED, finished_at=NOW)
        with pytest.raises(erasure.ObligationOpen) as open_:
            erased(person)
        assert open_.value.grounds == ("refund_failed",)

    def test_a_hold_keeps_him_until_it_ends(self) -> None:
        person, pavel = factories.aigerim(), factories.pavel()
        Hold.objects.create(
            person_id=person.pk, ground=HoldGround.COURT, reference="2-17/2026", owner_id=pavel.pk, placed_at=NOW,
            expires_at=NOW + timedelta(days=30),
        )  # fmt: skip
        with pytest.raises(erasure.ObligationOpen) as open_:
            erased(person, at=NOW + timedelta(days=29))
        assert open_.value.grounds == ("held",)
        erased(person, at=NOW + timedelta(days=30))

    def test_staff_hand_over_first(self) -> None:
        pavel, owner = factories.pavel(), factories.dana()
        with pytest.raises(erasure.ObligationOpen) as open_:
            erased(pavel)
        assert open_.value.grounds == ("staff_role",)
        accounts.take_role(person_id=pavel.pk, role=roles.PRIVACY_OFFICER, by=owner.pk, at=NOW)
        erased(pavel)

    def test_a_refusal_changes_nothing(self, practice: Specialist) -> None:
        person = factories.aigerim()
        session = scene.book(person, practice)
        before = {rows.entry.model: rows.keys for rows in erasing.rows_of(person.pk)}
        with pytest.raises(erasure.SessionUnderWay):
            erased(person, at=session.starts_at)
        assert {rows.entry.model: rows.keys for rows in erasing.rows_of(person.pk)} == before
        assert not Certificate.objects.exists()

    def test_a_row_that_the_map_forgot_undoes_everything(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = factories.aigerim()
        whole = erasing.rows_of
        monkeypatch.setattr(
            erasing, "rows_of", lambda pk: [rows for rows in whole(pk) if rows.entry.model != "accounts.Role"]
        )
        with pytest.raises(IntegrityError):
            erased(person)
        assert Person.objects.filter(pk=person.pk).exists()
        assert SubjectKey.objects.filter(pk=person.pk).exists()


class TestCertificate:
    def test_it_says_what_was_destroyed_and_what_a_law_keeps_until_when(self, practice: Specialist) -> None:
        person = factories.aigerim()
        lives.lived(person, practice)
        keys = {str(key.pk) for key in ClassKey.objects.filter(subject_id=person.pk)}
        said = erased(person).document
        assert said is not None
        assert {key["id"] for key in said["keys"]["destroyed"]} == keys
        assert {table["table"] for table in said["tables"]} >= {"accounts.Person", "notices.Notice", "rooms.Room"}
        kept = {each["rule"]: each for each in said["kept"]}
        assert set(kept) == {"appointments", "consents", "payments"}
        paid_until = (NOW + timedelta(days=policy.RETENTION["payments"].days or 0)).date().isoformat()
        assert (kept["payments"]["until"], kept["payments"]["law"]) == (paid_until, policy.RETENTION["payments"].law)
        told_of = {category for table in said["tables"] for category in table["categories"]}
        assert "client_name" in told_of
        assert "staff_record" not in told_of, "she is no member of the staff"
        assert kept["consents"]["until"] == (NOW + timedelta(days=1095)).date().isoformat()
        assert {each["key"] for each in said["beyond_reach"]} == set(policy.BEYOND_REACH)
        assert said["rules"]["register_sha256"] == policy.register_sha256(policy.Operator())
        assert str(person.pk) not in json.dumps(said)

    def test_it_is_signed_and_proved(self) -> None:
        certificate = erased(factories.aigerim())
        assert certificate.document is not None
        assert certificate.entry_id is not None
        assert lives.proved(certificate.document, certificate.entry_id)["document"] == certificate.document
        changed = certificate.document | {"files": 1}
        with pytest.raises(proofs.NotThisDocument):
            proofs.proved(changed, certificate.entry_id)

    def test_who_has_a_receipt_can_show_that_it_is_his(self) -> None:
        person = factories.aigerim()
        said = erased(person).document
        assert said is not None
        assert said["subject_sha256"] == subject_hash(uuid.UUID(said["id"]), person.pk)
        assert said["subject_sha256"] != subject_hash(uuid.UUID(said["id"]), uuid.uuid4())

    def test_the_link_goes_out_before_the_address_is_forgotten(self, settings: Any) -> None:
        certificate = erased(lives.canary())
        told(certificate)
        (letter,) = settings.LETTERS_DIR.glob("*.eml")
        assert lives.EMAIL in letter.read_text()
        assert f"/erased/{certificate.pk}/" in letter.read_text().replace("=\n", "")
        assert queries.certificate(certificate.pk) == certificate
        assert queries.certificate(uuid.uuid4()) is None
        left = Certificate.objects.get(pk=certificate.pk)
        assert (left.state, left.subject_id, left.__dict__["farewell"]) == (ErasureState.TOLD, None, None)
        assert not SubjectKey.objects.filter(pk=certificate.pk).exists()

    def test_a_carrier_that_is_away_keeps_the_address_for_a_day_at_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        certificate = erased(factories.aigerim())

        def away(*_: Any) -> None:
            raise carriers.TryLater

        monkeypatch.setattr(carriers, "send_letter", away)
        with pytest.raises(carriers.TryLater):
            told(certificate)
        assert Certificate.objects.get().state == ErasureState.DESTROYED
        erasure.tell(certificate_id=certificate.pk, at=NOW + timedelta(days=1))
        assert Certificate.objects.get().state == ErasureState.TOLD
        assert not SubjectKey.objects.filter(pk=certificate.pk).exists()


class TestOneKind:
    def test_one_kind_goes_and_the_account_stays(self) -> None:
        person = factories.aigerim()
        copy = Person.objects.get(pk=person.pk)
        assert erasure.erase_category(person_id=person.pk, category="client_topics", by=person.pk, at=NOW) == 1
        left = Person.objects.get(pk=person.pk)
        with reading(policy.ACCESS, actor=None):
            assert (left.topics, left.name) == (None, "Aigerim")
            with pytest.raises(rules.Unreadable):
                _ = copy.topics  # nothing else stood under the key of its class, so that went with it
        left.topics = ["sleep"]
        left.save(update_fields=["topics"])

    @pytest.mark.parametrize("category", ["client_email", "credentials", "payments", "consent_records", "no_such"])
    def test_what_the_account_rests_on_or_a_law_keeps_does_not_go_alone(self, category: str) -> None:
        person = factories.aigerim()
        with pytest.raises(erasure.NotSeparable):
            erasure.erase_category(person_id=person.pk, category=category, by=person.pk, at=NOW)

    def test_the_blocked_lose_nothing(self) -> None:
        person = factories.aigerim()
        vault.block_subject(subject_id=person.pk, request_id=None, at=NOW)
        with pytest.raises(erasure.Blocked):
            erasure.erase_category(person_id=person.pk, category="client_topics", by=person.pk, at=NOW)

    def test_letters_of_ours_may_go_before_their_term(self) -> None:
        person = factories.aigerim()
        Notice.objects.create(
            person=person, event="consent.withdrawn", channel="email", facts={}, state="sent", created_at=NOW,
            finished_at=NOW,
        )  # fmt: skip
        assert erasure.erase_category(person_id=person.pk, category="notices_sent", by=person.pk, at=NOW) == 1
        assert not Notice.objects.exists()


class TestAsTheApplication:
    @pytest.fixture
    def _application_role(self) -> Iterator[None]:
        """What a page is: the application's own role, behind the wall of row security."""
        for alias in ("default", "keys"):
            with connections[alias].cursor() as cursor:
                cursor.execute("SET ROLE harmonia_app")
        yield
        for alias in ("default", "keys"):
            with connections[alias].cursor() as cursor:
                cursor.execute("RESET ROLE")

    def test_a_page_may_erase_whoever_asks_it(self, practice: Specialist, request: pytest.FixtureRequest) -> None:
        person = factories.aigerim()
        lives.lived(person, practice)
        request.getfixturevalue("_application_role")
        with as_reader(str(person.pk)):
            asked = requests.open_request(kind="erasure", way="cabinet", person_id=person.pk, proof="fresh", at=NOW)
            requests.carry_out(request_id=asked.pk, by=None, at=NOW)
        assert not Person.objects.filter(pk=person.pk).exists()
        assert not SubjectKey.objects.filter(pk=person.pk).exists()

    def test_the_scan_of_every_night_is_clean_and_finds_a_row_that_was_put_back(self) -> None:
        person = factories.aigerim()
        row = Person.objects.values().get(pk=person.pk)
        erased(person)
        assert queries.scan() == 0
        Person.objects.bulk_create([Person(**row)])
        assert queries.scan() == 1


class TestInterrupted:
    def test_killed_after_the_commit_the_erasure_goes_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = factories.aigerim()
        monkeypatch.setattr(erasure, "finish", lambda **_: None)
        certificate = erased(person)
        monkeypatch.undo()
        assert not Person.objects.filter(pk=person.pk).exists()
        assert SubjectKey.objects.filter(pk=person.pk).exists()
        assert erasure.take_up(at=NOW) == 1
        assert not SubjectKey.objects.filter(pk=person.pk).exists()
        assert Certificate.objects.get(pk=certificate.pk).state == ErasureState.DESTROYED

    def test_killed_between_keys_and_certificate_it_is_certified_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        person = factories.aigerim()
        monkeypatch.setattr(erasure, "finish", lambda **_: None)
        certificate = erased(person)
        monkeypatch.undo()
        vault.destroy_subject(person.pk)  # and then the process died
        erasure.finish(certificate_id=certificate.pk, at=NOW)
        erasure.finish(certificate_id=certificate.pk, at=NOW)
        assert Entry.objects.filter(event="privacy.erased").count() == 1

    def test_an_older_copy_put_back_is_taken_out_again(self) -> None:
        person = factories.aigerim()
        row = Person.objects.values().get(pk=person.pk)
        erased(person)
        Person.objects.bulk_create([Person(**row)])
        factories.zoe()
        assert erasure.erase_again(at=NOW) == 1
        assert list(Person.objects.values_list("pk", flat=True)) != [person.pk]
        assert not Person.objects.filter(pk=person.pk).exists()
        assert erasure.erase_again(at=NOW) == 0


def test_nobody_stays_signed_in() -> None:
    person = factories.aigerim()
    SignIn.objects.create(
        key_sha256=b"k" * 32, person=person, session="x", started_at=NOW, last_seen_at=NOW, idle_minutes=60,
        idle_until=NOW + lives.HOUR, expires_at=NOW + lives.HOUR,
    )  # fmt: skip
    erased(person)
    assert not SignIn.objects.exists()


def test_nobody_is_erased_twice() -> None:
    person = factories.aigerim()
    erased(person)
    with pytest.raises(Person.DoesNotExist):
        erased(person)
