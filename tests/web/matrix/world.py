"""Everybody at once, each with things of his own: who they are is the first column of the matrix."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils.timezone import now

from harmonia.accounts import operations as accounts
from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking.models import Appointment
from harmonia.booking.states import COMPLETED
from harmonia.consent import operations as consent
from harmonia.consent import queries as consents
from harmonia.notices import operations as notices
from harmonia.notices.models import Device
from harmonia.notices.operations import campaigns
from harmonia.payments import operations as payments
from harmonia.payments import queries as payouts
from harmonia.policy import Text
from harmonia.practice import operations as cases
from harmonia.privacy.operations import (
    archives,
    blocking,
    breaches,
    erasure,
    requests,
    retention,
    state_requests,
    transfers,
)
from harmonia.privacy.queries import archives as left_out
from harmonia.privacy.states import ReleaseGround
from harmonia.rooms import operations as rooms
from harmonia.specialists.models import Specialist
from harmonia.support import operations as support
from harmonia.surveys import operations as surveys
from harmonia.surveys import queries as survey_reads
from harmonia.vault import reading
from tests import factories
from tests.booking import scene
from tests.notices.scene import NEWS
from tests.payments.earned import IBAN
from tests.rooms.scene import agree, session
from tests.specialists import desk as applicants
from tests.surveys import scene as interviews
from tests.wellbeing import asked as readers
from tests.wellbeing import written

MISSING = UUID("00000000-0000-4000-8000-000000000000")
NO_NUMBER = 999_999_999  # where an address names a thing by its number
Key = UUID | int
CLIENTS = ("aigerim", "zoe", "withdrawn", "blocked")
SPECIALISTS = ("boris", "vera", "nina")
STAFF = ("olga", "dana", "pavel", "analyst", "editor", "researcher", "accountant", "owner")
EVERYBODY = ("visitor", *CLIENTS, *SPECIALISTS, *STAFF, "unsecured", "unsecured_specialist", "erased")


@dataclass
class World:
    people: dict[str, Person]
    clients: dict[str, Client]
    owned: dict[tuple[str, str], Key]
    of_the_house: dict[str, Key]

    def own(self, kind: str, name: str) -> Key | None:
        return self.owned.get((kind, name))

    def others(self, kind: str, name: str) -> Key:
        """Something of the kind that is not his."""
        mine = self.owned.get((kind, name))
        return next(pk for (each, owner), pk in self.owned.items() if each == kind and owner != name and pk != mine)


def build() -> World:
    people = _people()
    owned = _appointments(people) | _records(people) | _factors(people) | _asked(people) | _told(people)
    clients = {name: _browser(person) for name, person in people.items()}
    for name, person in people.items():
        sign_in = person.sign_ins.order_by("-started_at").first()
        if sign_in:
            owned["sign_in", name] = sign_in.pk
    ready = support.write_ready(title="…", text=Text("…", "…", "…"), by=people["olga"], at=now())
    house = _registers(people) | {
        "ready": ready.pk,
        "asked": owned["request", "aigerim"], "letter": owned["letter", "aigerim"],
        "campaign": campaigns.write(draft=NEWS, by=people["editor"], at=now()).pk,
        "given": owned["archive", "aigerim"], "release": _release(people),
    } | _surveys(people)  # fmt: skip
    for name in ("aigerim", "zoe"):
        owned["credit", name] = payments.order_certificate(person_id=people[name].pk, amount_kzt=10_000, at=now()).pk
    house["promo"] = payments.make_promo(
        code="autumn", per_cent=10, starts_at=now(), ends_at=now() + timedelta(days=1), most_uses=9,
        by=people["editor"].pk, at=now(),
    ).pk  # fmt: skip
    house["promotion"] = payments.make_promotion(
        per_cent=10, off_kzt=None, specialists=[], starts_at=now(), ends_at=now() + timedelta(days=1), most_uses=None,
        by=people["owner"].pk, at=now(),
    ).pk  # fmt: skip
    house["payout_run"] = _payouts(people, owned)
    house["payout_line"] = owned["payout", "boris"]
    owned |= _papers(people) | _notes(people)
    house |= _verification(people)
    owned |= _disputes(people, owned)
    house["contested"] = owned["dispute", "aigerim"]
    owned |= _questions(people)
    house["readers_question"] = readers.asked().pk
    house["article"] = written.proposed(people["editor"]).pk
    house["case"] = _case(people, owned["appointment", "aigerim"])
    world = World(people, {"visitor": Client(), **clients}, owned, house)
    _change(world)
    return world


def _people() -> dict[str, Person]:
    at = now()
    roles = {"olga": states.SUPPORT, "dana": states.VERIFIER, "pavel": states.PRIVACY_OFFICER,
             "analyst": states.ANALYST, "editor": states.EDITOR, "researcher": states.RESEARCHER,
             "accountant": states.ACCOUNTANT, "owner": states.OWNER}  # fmt: skip
    made: dict[str, Person] = {}
    for number, name in enumerate((*CLIENTS, "erased"), 11):
        made[name] = factories.entered(name.capitalize(), states.CLIENT, number=number, age=30, at=at)
    for number, name in enumerate(SPECIALISTS, 21):
        made[name] = factories.entered(name.capitalize(), states.SPECIALIST, number=number, at=at)
    for number, (name, role) in enumerate(roles.items(), 31):
        made[name] = factories.entered(name.capitalize(), role, number=number, at=at)
    for number, (name, role) in enumerate(
        {"unsecured": states.PRIVACY_OFFICER, "unsecured_specialist": states.SPECIALIST}.items(), 41
    ):
        made[name] = accounts.create_person(
            role=role, email=f"{name}@example.kz", phone=f"+770100000{number}", name=name, language="ru",
            password=factories.PASSWORD, time_zone="Asia/Almaty", at=at,
        )  # fmt: skip
    return made


def _appointments(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Aigerim meets Boris tomorrow, and met Vera long ago; Zoe and the others meet Vera."""
    boris = scene.practice_of(people["boris"], slug="boris")
    vera = scene.practice_of(people["vera"], slug="vera")
    scene.practice_of(people["nina"], slug="nina")
    soon = now() + timedelta(minutes=10)
    met = session(people["aigerim"], boris, soon)
    session(people["aigerim"], vera, soon - timedelta(days=400), state=COMPLETED, over_at=soon - timedelta(days=400))
    theirs = {
        name: session(people[name], vera, soon + timedelta(hours=2 + number))
        for number, name in enumerate(("zoe", "withdrawn", "blocked", "erased"))
    }
    for name, each in {"aigerim": met, **theirs}.items():
        payments.open_order(
            person_id=people[name].pk, amount_kzt=12_000, about="appointment", about_id=each.pk, at=now()
        )
        scene.pay(each)
    agree(people["aigerim"], boris, now())
    agree(people["zoe"], vera, now())
    day = now().date()
    periods = {
        ("period", name): booking.set_period(specialist_id=one.pk, starts_on=day, ends_on=day, week={}, at=now()).pk
        for name, one in (("boris", boris), ("vera", vera))
    }
    feeds = {
        ("busy_feed", name): booking.add_busy_feed(
            specialist_id=one.pk, owner=people[name], address="https://calendar.example.kz/1.ics", at=now()
        ).pk
        for name, one in (("boris", boris), ("vera", vera))
    }
    guests = {
        name: rooms.ask_guest(person=people[name], appointment=each, kind="partner", language="ru", at=now()).pk
        for name, each in {"aigerim": met, "zoe": theirs["zoe"]}.items()
    }
    series = {("series", name): each.pk for name, each in {"aigerim": met, "zoe": theirs["zoe"]}.items()}
    for pk in series.values():
        Appointment.objects.filter(pk=pk).update(series=pk)
    return {
        **series,
        **periods,
        **feeds,
        ("guest", "aigerim"): guests["aigerim"],
        ("guest", "boris"): guests["aigerim"],
        ("guest", "zoe"): guests["zoe"],
        ("guest", "vera"): guests["zoe"],
        ("specialist", "aigerim"): boris.pk,
        ("specialist", "zoe"): vera.pk,
        ("appointment", "aigerim"): met.pk,
        ("appointment", "boris"): met.pk,
        ("appointment", "vera"): theirs["zoe"].pk,
        **{("appointment", name): each.pk for name, each in theirs.items()},
    }


def _records(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    answered = {name: consents.history(person.pk) for name, person in people.items()}
    return {("record", name): records[0].pk for name, records in answered.items() if records}


def _told(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    owned: dict[tuple[str, str], Key] = {}
    for name in ("aigerim", "zoe"):
        person, at = people[name], now()
        [notice] = notices.send("account.changed", person_id=person.pk, at=at, channels=["cabinet"])
        device = Device.objects.create(
            person=person, address="https://push.example.kz/1", keys={}, name="Firefox",
            address_sha256=person.pk.bytes * 2, sign_in_id=MISSING, ends_with_sign_in=False, added_at=at,
        )  # fmt: skip
        owned |= {("notice", name): notice.pk, ("device", name): device.pk}
    return owned


def _factors(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    at = now()
    for name in ("aigerim", "zoe"):
        accounts.enter_app(person_id=people[name].pk, secret=factories.APP_SECRET, label="Telephone", at=at)
    begun = {("app", name): accounts.begin_app(person_id=people[name].pk, at=at).pk for name in ("aigerim", "boris")}
    confirmed = {
        ("factor", name): factor.pk
        for name, person in people.items()
        for factor in person.factors.exclude(confirmed_at=None)
    }
    return begun | confirmed


def _asked(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Letters, requests and archives of two clients and of a specialist."""
    at, owned = now(), {}
    for name in ("aigerim", "zoe", "boris"):
        person = people[name]
        request = requests.open_request(kind="complaint", way="cabinet", person_id=person.pk, at=at, text="…")
        owned["request", name] = request.pk
        owned["archive", name] = archives.prepare(person_id=person.pk, request_id=None, at=at).pk
        letter = support.write_from_cabinet(person=person, subject="…", text="…", at=at)
        owned["letter", name] = letter.pk
        sorted_ = support.sort(letter_id=letter.pk, at=at)
        assert sorted_ is not None
        assert sorted_.thread_id is not None
        owned["thread", name] = sorted_.thread_id
    return owned


def _registers(people: dict[str, Person]) -> dict[str, Key]:
    at, pavel = now(), people["pavel"].pk
    with reading.reading("legal_duty", actor=pavel):
        breach = breaches.enter_breach(happened="…", found_at=at, drill=True, by=pavel, at=at)
        request = state_requests.enter_state_request(
            authority="…", document_number="1", document_dated_on=at.date(), asked="…", person_id=None, silent=False,
            received_at=at, due_at=at + timedelta(days=3), by=pavel, at=at,
        )  # fmt: skip
        transfer = transfers.propose_transfer(
            person_id=people["aigerim"].pk, recipient="specialist", purpose="service", categories=["client_topics"],
            by=people["owner"].pk, at=at,
        )  # fmt: skip
        held = retention.hold(
            ground="dispute", reference="7", by=pavel, at=at, expires_at=at + timedelta(days=30),
            person_id=people["zoe"].pk,
        )  # fmt: skip
        run = retention.work_out(at=at + timedelta(days=1200))[0]
    loss = accounts.report_loss(person_id=people["nina"].pk, at=at)
    return {
        "loss": loss.pk,
        "run": run.pk,
        "hold": held.pk,
        "breach": breach.pk,
        "state_request": request.pk,
        "transfer": transfer.pk,
        "person": people["aigerim"].pk,
    }


def _surveys(people: dict[str, Person]) -> dict[str, Key]:
    """An open interview that Zoe takes part in and offers a talk; and one that is counted, with words and a file."""
    at, by, other = now(), people["researcher"].pk, people["pavel"].pk
    asked = interviews.opened(interviews.EASY, by=by, approved_by=other, kind="interview", at=at)
    counted = interviews.opened(interviews.EASY, interviews.TELL, by=by, approved_by=other, at=at)
    said = {"easy": "yes", "tell": {"text": "…", "quote": True}}
    for survey in (asked, counted):
        interviews.agree(people["zoe"], survey, at=at)
        for one in survey.versions.get().paper.questions:
            interviews.answer(people["zoe"], survey, at=at, **{one.key: said[one.key]})
        surveys.finish(person_id=people["zoe"].pk, survey_id=survey.pk, at=at)
    talk = surveys.offer_talk(person_id=people["zoe"].pk, survey_id=asked.pk, starts_at=at + timedelta(days=3), at=at)
    surveys.close(survey_id=counted.pk, by=by, at=at)
    surveys.count(survey_id=counted.pk, at=at)
    draft = surveys.revise(survey_id=asked.pk, by=by, at=at)
    return {
        "survey": asked.pk,
        "survey_version": draft.pk,
        "survey_export": surveys.ask_export(survey_id=counted.pk, by=other, at=at).pk,
        "survey_quote": survey_reads.quotes(counted.pk)[0].pk,
        "survey_talk": talk.pk,
    }


def _payouts(people: dict[str, Person], owned: dict[tuple[str, str], Key]) -> Key:
    """Boris and Vera met Aigerim and Zoe, and are paid for it."""
    at = now()
    for client, name in (("aigerim", "boris"), ("zoe", "vera")):
        payee, long_ago = people[name], at - timedelta(days=8)
        met = session(people[client], payee.specialist, long_ago, state=COMPLETED, over_at=long_ago)
        payments.open_order(
            person_id=people[client].pk, amount_kzt=12_000, about="appointment", about_id=met.pk, at=long_ago
        )
        scene.pay(met)
        payments.enter_details(payee_id=payee.pk, iban=IBAN, holder="…", at=at)
        earning = payments.record_earning(about_id=met.pk, payee_id=payee.pk, held_at=long_ago, at=long_ago)
        assert earning is not None
        payments.earn(earning_id=earning.pk, at=at)
    run = payments.prepare_run(by=people["accountant"].pk, at=at)
    payments.approve_run(run_id=run.pk, by=people["owner"].pk, at=at)
    for name in ("boris", "vera"):
        owned["payout", name] = payouts.payouts_of(people[name].pk).get().pk
    return run.pk


def _papers(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Two clients who have begun to apply, each with a paper."""
    for name in ("aigerim", "zoe"):
        applicants.begun(people[name], at=now())
    return {("paper", name): applicants.send(people[name]).pk for name in ("aigerim", "zoe")}


def _notes(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Boris works with Aigerim, Vera with Zoe; each has written a note."""
    owned: dict[tuple[str, str], Key] = {}
    for author, client in (("boris", "aigerim"), ("vera", "zoe")):
        note = cases.write(
            author=people[author], client_id=people[client].pk, template="free", parts={"text": "…"}, at=now()
        )
        owned |= {("client", author): people[client].pk, ("note", author): note.pk}
    return owned | _hand_overs(people) | _supervision(people)


def _supervision(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Boris asks Nina, whose it is as well; Vera asks somebody who comes in nowhere."""
    scene.practice_of(people["unsecured_specialist"], slug="unsecured")
    case = cases.Deidentified(title="…", question="…", text="…")
    owned: dict[tuple[str, str], Key] = {}
    for asker, supervisor in (("boris", "nina"), ("vera", "unsecured_specialist")):
        chosen = Specialist.objects.get(person=people[supervisor])
        asked = cases.ask(asker=people[asker], supervisor_id=chosen.pk, case=case, looked=True, at=now())
        owned |= {("supervision", asker): asked.pk, ("supervision", supervisor): asked.pk}
    return owned


def _hand_overs(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """Aigerim asks Boris for a summary for Vera, Zoe asks Vera for one for Nina."""
    owned: dict[tuple[str, str], Key] = {}
    for client, giver, receiver in (("aigerim", "boris", "vera"), ("zoe", "vera", "nina")):
        one, other = (Specialist.objects.get(person=people[name]).pk for name in (giver, receiver))
        asked = cases.choose(
            client=people[client], giver_id=one, receiver_id=other, summary=True, attendance=True, at=now()
        )
        owned |= {("hand_over", client): asked.pk, ("hand_over", giver): asked.pk}
    return owned


def _verification(people: dict[str, Person]) -> dict[str, Key]:
    """An application in the queue; a profile whose words are doubtful, and whose entry is to be looked up."""
    vera = Specialist.objects.get(person=people["vera"])
    due = now().date() - timedelta(days=30)
    Specialist.objects.filter(pk=vera.pk).update(words_flagged_at=now(), register_checked_on=due)
    return {"application": applicants.submitted(people["withdrawn"], at=now()).pk, "profile": vera.pk}


def _questions(people: dict[str, Person]) -> dict[tuple[str, str], Key]:
    """The editors ask Boris to answer one, and Vera another."""
    found = ((name, Specialist.objects.get(person=people[name])) for name in ("boris", "vera"))
    return {("question", name): readers.given(people["editor"], one).pk for name, one in found}


def _case(people: dict[str, Person], appointment_id: Key) -> Key:
    from harmonia.booking.models import Appointment
    from harmonia.rooms.states import CaseCause

    appointment = Appointment.objects.get(pk=appointment_id)
    return rooms.open_case(appointment=appointment, cause=CaseCause.CONTESTED, urgent=False, at=now()).pk


def _disputes(people: dict[str, Person], owned: dict[tuple[str, str], Key]) -> dict[tuple[str, str], Key]:
    """Aigerim and Boris about their session, Zoe and Vera about theirs; each client has something to answer."""
    found: dict[tuple[str, str], Key] = {}
    for client, specialist in (("aigerim", "boris"), ("zoe", "vera")):
        about_id = owned["appointment", client]
        assert isinstance(about_id, UUID)
        said = {"about": "session", "about_id": about_id, "text": "…", "opener": people[client], "at": now()}
        dispute = support.open_dispute(**said)
        proposal = support.propose(
            dispute_id=dispute.pk, amount_kzt=1_000, text="…", by=people[specialist], at=now()
        )  # fmt: skip
        found |= {("dispute", client): dispute.pk, ("dispute", specialist): dispute.pk}
        found |= {("proposal", client): proposal.pk, ("proposal", specialist): proposal.pk}
    return found


def _release(people: dict[str, Person]) -> Key:
    """Something that Aigerim's archive leaves out, proposed to be given to her."""
    person_id = people["aigerim"].pk
    place = next(
        (one.table, row, one.column) for one in left_out.withheld(person_id) if one.may_be_released for row in one.rows
    )
    return archives.propose(
        person_id=person_id, place=place, ground=ReleaseGround.OTHER_AGREED, by=people["owner"].pk, at=now()
    ).pk


def _browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


def _change(world: World) -> None:
    """What happens to some of them after they have signed in."""
    at = now()
    consent.withdraw(
        person_id=world.people["withdrawn"].pk, agreement="service", language="ru", method="cabinet", at=at
    )
    blocking.block(person_id=world.people["blocked"].pk, request_id=None, by=world.people["blocked"].pk, at=at)
    erasure.erase_person(person_id=world.people["erased"].pk, request_id=None, by=world.people["erased"].pk, at=at)


def part(address: Any, pk: Key) -> dict[str, Any]:
    """The named parts of an address, with this thing in it."""
    from tests.web.matrix.cells import BESIDES

    besides = BESIDES.get(address.name, {})
    named = next(iter(address.parts - set(besides)))
    return {named: pk, **besides}
