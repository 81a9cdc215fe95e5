"""A guest: both agree before the link works; it works once and in one browser; whoever takes it back puts him out."""

import re
from datetime import timedelta

import pytest
import rfc8785
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from harmonia.config import verifying
from harmonia.consent import operations as consents
from harmonia.consent import queries as proofs
from harmonia.consent.models import Record
from harmonia.journal import gateways
from harmonia.journal import operations as journal
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.models import Guest
from harmonia.rooms.rules import invites, passes
from harmonia.rooms.states import GuestState
from tests import factories
from tests.journal import verifier
from tests.journal.test_journal import seal_all
from tests.rooms import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def appointment(aigerim, practice):
    made = scene.session(aigerim, practice, now() + timedelta(minutes=5))
    scene.agree(aigerim, practice, now())
    return made


def ask(person, appointment):
    return operations.ask_guest(person=person, appointment=appointment, kind="partner", language="ru", at=now())


def answer(person, guest, does=operations.agree_to_guest):
    return does(person=person, guest_id=guest.pk, language="ru", at=now())


@pytest.fixture
def agreed(aigerim, boris, appointment):
    return answer(boris, ask(aigerim, appointment))


def come(guest, key="", code=None, at=None):
    code = operations.link_of(guest) if code is None else code
    return operations.let_guest_in(code=code, key=key, rules_sha256="0" * 64, at=at or now())


def reason(call, *arguments, **options):
    with pytest.raises(operations.InviteRefused) as refused:
        call(*arguments, **options)
    return refused.value.reason


@pytest.mark.parametrize("first", ["client", "specialist"])
def test_either_asks_and_only_the_others_yes_opens_the_link(first, aigerim, boris, appointment):
    asking, other = (aigerim, boris) if first == "client" else (boris, aigerim)
    guest = ask(asking, appointment)
    assert (guest.state, operations.link_of(guest)) == (GuestState.ASKED, "")
    assert set(Notice.objects.values_list("event", "person_id")) == {("room.guest_asked", other.pk)}
    assert reason(come, guest, code=invites.write(guest.pk, secret=settings.SECRET_KEY)) == "not_agreed"
    with pytest.raises(permissions.Denied):
        answer(asking, guest)
    guest = answer(other, guest)
    assert guest.state == GuestState.OPEN
    come(guest)
    given = Record.objects.filter(agreement="third_person", about_id=guest.pk, event="given")
    assert set(given.values_list("subject_id", flat=True)) == {aigerim.pk, boris.pk}
    events = Entry.objects.filter(event__startswith="rooms.guest_").order_by("id").values_list("event", flat=True)
    assert list(events) == ["rooms.guest_asked", "rooms.guest_agreed", "rooms.guest_came"]


def test_a_no_is_recorded_and_nobody_comes(aigerim, boris, appointment):
    guest = answer(boris, ask(aigerim, appointment), operations.decline_guest)
    assert (guest.state, queries.guest_of(appointment)) == (GuestState.DECLINED, None)
    assert reason(come, guest, code=invites.write(guest.pk, secret=settings.SECRET_KEY)) == "ended"
    assert Record.objects.get(agreement="third_person", subject_id=boris.pk).event == "refused"
    with pytest.raises(operations.WrongState):
        answer(boris, guest)


def test_there_is_never_a_second_guest(agreed, aigerim, boris, appointment):
    for person in (aigerim, boris):
        with pytest.raises(operations.AlreadyAGuest):
            ask(person, appointment)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guest.objects.create(appointment=appointment, kind="partner", asked_by="client", asked_at=now())
    answer(aigerim, agreed, operations.end_guest)
    assert ask(boris, appointment).state == GuestState.ASKED


def test_the_database_lets_nobody_in_without_both(aigerim, appointment):
    guest = ask(aigerim, appointment)
    for state in ("open", "inside"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Guest.objects.filter(pk=guest.pk).update(state=state)


def test_a_link_works_once_and_in_one_browser(agreed):
    code = operations.link_of(agreed)
    guest_id, key = come(agreed)
    assert guest_id == agreed.pk
    assert come(agreed, key=key, code=code) == (agreed.pk, key)  # the same browser comes back
    for held in ("", "another"):
        assert reason(come, agreed, key=held, code=code) == "used"
        assert reason(operations.issue_guest_pass, guest_id=agreed.pk, key=held, at=now()) == "used"
    written, _guest = operations.issue_guest_pass(guest_id=agreed.pk, key=key, at=now())
    shown = passes.read(written, secret=settings.SECRET_KEY, at=now())
    assert (shown.room_id, shown.role, shown.guest) == (agreed.appointment_id, "guest", str(agreed.pk))
    assert queries.guest_stays(agreed.pk, now())


def test_every_changed_link_is_forged(agreed):
    code = operations.link_of(agreed)
    for place, letter in enumerate(code[:-1]):
        changed = code[:place] + ("A" if letter != "A" else "B") + code[place + 1 :]
        assert reason(invites.read, changed, secret=settings.SECRET_KEY) == "forged"
    for text in ("", "#", code[:-2], code + "AAAA", "é", "x" * 400):
        assert reason(invites.read, text, secret=settings.SECRET_KEY) == "forged"
    assert reason(invites.read, code, secret="another") == "forged"


@pytest.mark.parametrize("who", ["client", "specialist"])
def test_either_puts_the_guest_out(who, agreed, aigerim, boris):
    code = operations.link_of(agreed)
    _, key = come(agreed)
    person = aigerim if who == "client" else boris
    answer(person, agreed, operations.end_guest)
    assert not queries.guest_stays(agreed.pk, now())
    assert reason(operations.issue_guest_pass, guest_id=agreed.pk, key=key, at=now()) == "ended"
    assert reason(come, agreed, key=key, code=code) == "ended"
    latest = Record.objects.filter(agreement="third_person", subject_id=person.pk).order_by("-number").first()
    assert latest.event == "withdrawn"
    with pytest.raises(operations.WrongState):
        answer(person, agreed, operations.end_guest)


def test_a_consent_taken_back_by_another_way_puts_the_guest_out_too(agreed, aigerim):
    come(agreed)
    consents.withdraw(
        person_id=aigerim.pk, agreement="third_person", about_id=agreed.pk, language="ru", method="letter", at=now()
    )
    assert not queries.guest_stays(agreed.pk, now())


def test_the_link_is_not_used_up_before_the_room_opens_and_dead_after_it_closes(agreed, appointment):
    early, late = appointment.starts_at - timedelta(minutes=16), appointment.ends_at + timedelta(minutes=15)
    assert reason(come, agreed, at=early) == "too_early"
    assert reason(come, agreed, at=late) == "over"
    come(agreed, at=appointment.starts_at - timedelta(minutes=15))
    assert queries.guest_stays(agreed.pk, late - timedelta(seconds=1))
    assert not queries.guest_stays(agreed.pk, late)


def test_where_the_service_consent_is_gone_the_guest_goes_too(agreed, aigerim):
    _, key = come(agreed)
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=now())
    assert not queries.guest_stays(agreed.pk, now())
    assert reason(operations.issue_guest_pass, guest_id=agreed.pk, key=key, at=now()) == "closed"


def test_after_the_session_nobody_can_be_asked(aigerim, appointment):
    with pytest.raises(operations.TooLate):
        operations.ask_guest(
            person=aigerim, appointment=appointment, kind="partner", language="ru",
            at=appointment.ends_at + timedelta(minutes=15),
        )  # fmt: skip


def test_a_stranger_asks_and_answers_nothing(agreed, appointment, zoe, vera):
    for person in (zoe, vera):
        with pytest.raises(permissions.Denied):
            ask(person, appointment)
        with pytest.raises(permissions.Denied):
            answer(person, agreed, operations.end_guest)


def browser(person=None, **options):
    client = Client(**options)
    if person is not None:
        client.force_login(person)
        factories.confirmed(client)
    return client


def test_from_the_question_to_the_room_by_pages(aigerim, boris, appointment):
    page = f"/room/{appointment.pk}/guest/"
    here, there, partner, stranger = browser(aigerim), browser(boris), browser(), browser()
    assert here.post(page, {"kind": "partner"}).status_code == 422
    assert Guest.objects.count() == 0
    here.post(page, {"kind": "partner", "agree": "yes"})
    assert "guest-link" not in here.get(page).content.decode()
    there.post(page, {"do": "agree"})
    link = re.search(r'id="guest-link" value="http://testserver/room/guest/#([^"]+)"', here.get(page).content.decode())
    assert link is not None
    code = link[1]
    assert partner.post("/room/guest/", {"code": code}).status_code == 422
    came = partner.post("/room/guest/", {"code": code, "agree": "yes"})
    assert (came.status_code, came.headers["Location"]) == (302, "/room/guest/in/")
    cookie = partner.cookies["guest"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/room/guest/")
    assert len(Guest.objects.get().rules) == 64
    room = partner.get("/room/guest/in/")
    assert room.context["config"]["role"] == "guest"
    assert set(partner.post("/room/guest/pass/").json()) == {"pass"}
    for name in ("Aigerim", "Boris", "Борис"):  # nothing of either is on the guest's pages
        assert name not in room.content.decode()
    refused = stranger.post("/room/guest/", {"code": code, "agree": "yes"})
    assert refused.status_code == 403
    assert "guest" not in stranger.cookies
    assert stranger.get("/room/guest/in/").status_code == 403
    assert stranger.post("/room/guest/pass/").status_code == 403
    assert there.post(f"/room/{appointment.pk}/guest/out/").json() == {"out": True}
    assert there.post(f"/room/{appointment.pk}/guest/out/").json() == {"out": False}
    assert partner.post("/room/guest/pass/").status_code == 403
    assert partner.get("/room/guest/in/").status_code == 403


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])  # sealing reads what is committed
def test_a_guest_without_an_account_takes_a_receipt_that_anybody_verifies(agreed, tmp_path, capsys):
    partner, stranger = browser(), browser()
    partner.post("/room/guest/", {"code": operations.link_of(agreed), "agree": "yes"})
    page = "/room/guest/receipt/"
    assert f'href="{page}"' in partner.get("/room/guest/in/").content.decode()
    assert 'href="?file"' not in partner.get(page).content.decode()  # it is not sealed yet
    seal_all()
    journal.checkpoint(now())
    assert 'href="?file"' in partner.get(page).content.decode()
    file = tmp_path / "receipt.json"
    file.write_bytes(partner.get(page + "?file").content)
    accepted = verifier.accepted(file.read_bytes(), gateways.public_key())
    guest = Guest.objects.get()
    assert accepted["notice"] == {"agreement": "guest_rules", "sha256": guest.rules}
    assert (accepted["id"], accepted["at"], accepted["as"]) == (str(guest.pk), guest.came_at.isoformat(), "partner")
    assert verifying.run(file, gateways.public_key().hex(), None, None) == 0
    assert "GOOD: guest_receipt" in capsys.readouterr().out
    changed = file.read_bytes().replace(b'"as":"partner"', b'"as":"interpreter"')
    assert verifier.accepted(changed, gateways.public_key()) is None
    for other in ("", "x.y", f"{guest.pk}.", f"{guest.pk}.another"):
        stranger.cookies["guest"] = other
        assert stranger.get(page).status_code == stranger.get(page + "?file").status_code == 404
    answer(agreed.appointment.client, guest, operations.end_guest)
    assert partner.get(page + "?file").status_code == 200  # who was put out keeps what he agreed to


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])  # sealing reads what is committed
def test_both_consents_to_a_guest_have_their_receipts(agreed, aigerim, boris):
    seal_all()
    journal.checkpoint(now())
    for person in (aigerim, boris):
        record = Record.objects.get(agreement="third_person", subject_id=person.pk)
        proved = rfc8785.dumps(proofs.proved_receipt(record))
        accepted = verifier.accepted(proved, gateways.public_key())
        assert (accepted["event"], accepted["notice"]["agreement"]) == ("given", "third_person")
        assert [name for name in (str(person.pk), "Aigerim", "Борис") if name in proved.decode()] == []


@pytest.mark.parametrize("do", ["", "agree", "decline", "end"])
def test_a_strangers_guest_is_a_missing_one(do, agreed, appointment, zoe, vera):
    for person in (zoe, vera):
        client = browser(person)
        missing = client.post("/room/00000000-0000-4000-8000-000000000000/guest/", {"do": do})
        assert client.post(f"/room/{appointment.pk}/guest/", {"do": do}).content == missing.content
    agreed.refresh_from_db()
    assert agreed.state == GuestState.OPEN
