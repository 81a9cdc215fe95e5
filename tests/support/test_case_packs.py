"""The file of a dispute: what concerns it and nothing else, for whom it is made, and checkable by anybody."""

import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.test import Client

from harmonia.accounts.models import Person
from harmonia.config import verifying
from harmonia.consent import operations as consents
from harmonia.notices import operations as notices
from harmonia.notices.models import Notice
from harmonia.payments.models import Payment
from harmonia.rooms.models import Attendance, Room, SessionCheck
from harmonia.support import operations
from harmonia.support.models import Dispute
from harmonia.support.operations import case_packs
from harmonia.vault.reading import reading
from tests import factories
from tests.factories import NOW
from tests.support.contested import DAY, HELD_AT, WORDS, met, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
CHECKED = "an answer after the session"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_packs, "PATIENCE", 900)  # another test's transaction holds sealing up


@pytest.fixture
def olga() -> Person:
    return factories.olga()


@pytest.fixture
def people() -> dict[str, Person]:
    return {"client": factories.aigerim(), "specialist": factories.boris()}


@pytest.fixture
def dispute(people: dict[str, Person], olga: Person) -> Dispute:
    """Met and told of it, seen in the room, answered after it; opened, and something proposed."""
    client, specialist = people["client"], people["specialist"]
    appointment = met(client, specialist)
    room = Room.objects.create(appointment=appointment, state="held", opened_at=HELD_AT, ended_at=HELD_AT)
    for role in ("client", "specialist"):
        Attendance.objects.create(
            room=room, role=role, page=role, joined_at=HELD_AT, seen_at=HELD_AT, left_at=HELD_AT
        )  # fmt: skip
    SessionCheck.objects.create(
        appointment=appointment, client_id=client.pk, answers={"felt": CHECKED}, written_at=HELD_AT
    )
    for side in people.values():
        facts = {"starts_at": appointment.starts_at.isoformat(), "path": "/me/"}
        notices.send("booking.booked", person_id=side.pk, at=HELD_AT, facts=facts, once=str(appointment.pk))
    found = operations.assign_dispute(dispute_id=opened(client, appointment).pk, to=olga, by=olga, at=NOW)
    operations.propose(dispute_id=found.pk, amount_kzt=5_000, text="Вернём часть.", by=olga, at=NOW + DAY)
    met(factories.zoe(), factories.vera())
    return found


def unpacked(dispute: Dispute, by: Person) -> dict[str, bytes]:
    with reading("access", actor=by.pk):
        pack = operations.make_case_pack(dispute_id=dispute.pk, by=by, at=NOW)
    with zipfile.ZipFile(io.BytesIO(pack.content)) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name) for name in bundle.namelist()}


def told(files: dict[str, bytes]) -> Any:
    return json.loads(files["case.json"])


def test_the_file_is_what_its_manifest_and_its_schema_say(dispute: Dispute, people: dict[str, Person]) -> None:
    files = unpacked(dispute, people["client"])
    receipts = {name for name in files if name.startswith("receipts/")}
    told_of = {"case.json", "case.schema.json", "index.html"} | receipts
    assert set(files) == told_of | {"manifest.json", "manifest.proof.json"}
    manifest = json.loads(files["manifest.json"])
    assert {part["name"]: part["sha256"] for part in manifest["files"]} == {
        name: hashlib.sha256(files[name]).hexdigest() for name in told_of
    }
    schema = json.loads(files["case.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(told(files), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told(files), "more": 1}, schema)


def test_anybody_can_verify_it_and_a_changed_byte_shows(
    dispute: Dispute, people: dict[str, Person], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = unpacked(dispute, people["client"])
    proof = tmp_path / "manifest.proof.json"
    proof.write_bytes(files["manifest.proof.json"])
    assert json.loads(files["manifest.proof.json"])["document"] == json.loads(files["manifest.json"])
    assert verifying.run(proof, None, None, None) == 0
    changed = files["manifest.proof.json"].replace(b"client", b"tneilc", 1)
    assert changed != files["manifest.proof.json"]
    proof.write_bytes(changed)
    assert verifying.run(proof, None, None, None) == 1


def test_it_tells_what_happened_in_its_order(dispute: Dispute, people: dict[str, Person]) -> None:
    case = told(unpacked(dispute, people["client"]))
    happened = [line["what"] for line in case["timeline"]]
    assert [what for what in happened if not what.startswith(("notice", "payment"))] == [
        "session.time_kept", "session.booked", "session.to_begin", "session.over", "room.joined", "room.left",
        "room.joined", "room.left", "dispute.opened", "dispute.answered",
    ]  # fmt: skip
    assert [line["at"] for line in case["timeline"]] == sorted(line["at"] for line in case["timeline"])
    assert [message["text"] for message in case["messages"]] == [WORDS, "Вернём часть."]
    assert [(one["by"], one["amount_kzt"], one["state"]) for one in case["proposals"]] == [("service", 5_000, "open")]
    assert case["payment"]["paid_by_card_kzt"] == 12_000


@pytest.mark.parametrize("side", ["client", "specialist"])
def test_a_side_gets_its_own_documents_and_notices_and_an_authority_both(
    side: str, dispute: Dispute, people: dict[str, Person], olga: Person
) -> None:
    def sides(case: Any) -> set[str]:
        documents = {one["side"] for one in case["documents"]}
        return documents | {one["side"] for one in case["timeline"] if one["what"] == "notice"}

    for person in people.values():
        consents.grant(person_id=person.pk, agreement="confidentiality", language="ru", method="cabinet", at=HELD_AT)
    assert sides(told(unpacked(dispute, people[side]))) == {side}
    whole = told(unpacked(dispute, olga))
    assert (whole["made_for"], sides(whole)) == ("authority", {"client", "specialist"})
    assert all(len(one["sha256"]) == 64 and one["edition"] for one in whole["documents"])


def test_notices_about_its_payments_stand_in_it_and_those_of_another_payment_do_not(
    dispute: Dispute, people: dict[str, Person]
) -> None:
    payment = Payment.objects.get(order=dispute.order)
    for paid in (payment, Payment.objects.exclude(pk=payment.pk).get()):
        facts = {"amount_kzt": 12_000, "path": "/me/"}
        notices.send(
            "payment.confirmed", person_id=people["client"].pk, at=HELD_AT, facts=facts, once=str(paid.pk)
        )  # fmt: skip
    sent = Notice.objects.filter(event="payment.confirmed", once=str(payment.pk)).values_list("pk", flat=True)
    for side, found in (("client", {str(pk) for pk in sent}), ("specialist", set())):
        case = told(unpacked(dispute, people[side]))
        shown = {line["id"] for line in case["timeline"] if line.get("event") == "payment.confirmed"}
        assert shown == found


def test_each_accepted_text_has_its_proved_receipt(
    dispute: Dispute, people: dict[str, Person], olga: Person, tmp_path: Path
) -> None:
    for person in people.values():
        consents.grant(person_id=person.pk, agreement="confidentiality", language="ru", method="cabinet", at=HELD_AT)
    files = unpacked(dispute, olga)
    receipts = sorted(name for name in files if name.startswith("receipts/"))
    assert receipts == sorted(one["receipt"] for one in told(files)["documents"])
    assert {name.split("/")[1].split("-")[0] for name in receipts} == {"client", "specialist"}
    for number, name in enumerate(receipts):
        proof = tmp_path / f"{number}.json"
        proof.write_bytes(files[name])
        assert verifying.run(proof, None, None, None) == 0
    own = unpacked(dispute, people["client"])
    assert {name.split("-")[0] for name in own if name.startswith("receipts/")} == {"receipts/client"}


def test_letters_out_of_which_it_was_opened_stand_in_it_for_who_wrote_them_and_an_authority(
    people: dict[str, Person], olga: Person
) -> None:
    client = people["client"]
    appointment = met(client, people["specialist"])
    letter = operations.write_from_cabinet(person=client, subject="Спор", text=WORDS, at=NOW)
    other = operations.write_from_cabinet(person=client, subject="Другое", text="об ином", at=NOW)
    for each in (letter, other):
        operations.sort(letter_id=each.pk, at=NOW)
    dispute = opened(client, appointment, letter_id=letter.pk)
    operations.assign_dispute(dispute_id=dispute.pk, to=olga, by=olga, at=NOW)
    for reader, words in ((client, {WORDS}), (olga, {WORDS}), (people["specialist"], set())):
        files = unpacked(dispute, reader)
        case = told(files)
        assert {one["text"] for one in case["letters"] if one["what"] == "letter"} == words
        jsonschema.validate(case, json.loads(files["case.schema.json"]))
        assert "об ином" not in b"".join(files.values()).decode()


def test_nothing_else_stands_in_it(dispute: Dispute, people: dict[str, Person], olga: Person) -> None:
    zoe, vera = Person.objects.exclude(pk__in=[*(p.pk for p in people.values()), olga.pk])
    hidden = [CHECKED, str(zoe.pk), str(vera.pk), *(str(person.pk) for person in people.values())]
    hidden += ["aigerim@", "boris@", "Aigerim", str(olga.pk)]
    for reader in (*people.values(), olga):
        everything = b"".join(unpacked(dispute, reader).values()).decode()
        assert [word for word in hidden if word in everything] == []
        assert WORDS in everything


def test_strangers_and_who_does_not_lead_it_get_no_file(
    dispute: Dispute, people: dict[str, Person], olga: Person
) -> None:
    zoe = Person.objects.exclude(pk__in=[*(p.pk for p in people.values()), olga.pk])[0]
    with reading("access", actor=zoe.pk), pytest.raises(operations.NoSuchDispute):
        operations.make_case_pack(dispute_id=dispute.pk, by=zoe, at=NOW)
    operations.assign_dispute(dispute_id=dispute.pk, to=None, by=olga, at=NOW)
    with reading("support", actor=olga.pk), pytest.raises(operations.InOtherHands):
        operations.make_case_pack(dispute_id=dispute.pk, by=olga, at=NOW)


def test_the_file_is_saved_from_the_page_by_who_has_just_shown_that_it_is_he(
    dispute: Dispute, people: dict[str, Person]
) -> None:
    path = f"/me/disputes/{dispute.pk}/file/"
    client = Client()
    client.force_login(people["client"])
    assert client.post(path).headers.get("Content-Type") != "application/zip"
    answer = factories.confirmed(client).post(path)
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{dispute.number}-client.zip"'
    assert client.get(path).status_code == 405
