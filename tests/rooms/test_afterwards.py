"""After a session: questions that need not be answered, what a bad answer opens, and what the specialist never sees."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from harmonia import policy
from harmonia.accounts.models import Role
from harmonia.consent import operations as consents
from harmonia.journal.models import Entry
from harmonia.notices.models import Notice
from harmonia.privacy.operations import blocking
from harmonia.privacy.queries.archives import collecting
from harmonia.rooms import operations, permissions, queries
from harmonia.rooms.models import Guest, Room, SafetyCase, SessionCheck
from harmonia.rooms.rules import again, checks
from harmonia.rooms.states import CaseCause, CaseState, RoomState
from harmonia.vault import operations as vault
from harmonia.vault import reading
from tests import factories
from tests.rooms import scene

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def held(client, practice, ended=timedelta(hours=1), state=RoomState.HELD, **changes):
    starts_at = now() - ended - timedelta(minutes=50)
    made = scene.session(client, practice, starts_at, state="completed", over_at=starts_at, **changes)
    Room.objects.create(appointment=made, state=state, opened_at=starts_at, ended_at=made.ends_at)
    return made


@pytest.fixture
def appointment(aigerim, practice):
    return held(aigerim, practice)


@pytest.fixture
def olga(db):
    return factories.olga(language="en")


def say(person, appointment, question, choice, text="", at=None):
    with reading.reading(policy.FEEDBACK, actor=person.pk):
        return operations.answer_check(
            person=person, appointment=appointment, question=question, choice=choice, text=text, at=at or now()
        )


def answers(check):
    with reading.reading(policy.FEEDBACK, actor=None):
        return SessionCheck.objects.get(pk=check.pk).answers


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ""),
        ({"how": {"choice": "hard"}, "safe": {"choice": "yes"}, "wrong": {"choice": "nothing"}}, ""),
        ({"how": {"choice": "bad"}}, "usual"),
        ({"safe": {"choice": "not_quite"}}, "usual"),
        ({"how": {"choice": "bad"}, "safe": {"choice": "danger"}}, "urgent"),
        ({"how": {}, "safe": {}, "wrong": {}}, ""),
        ({"wrong": {"choice": "something", "text": "…"}}, "usual"),
    ],
)
def test_which_answers_somebody_looks_at(given, expected):
    assert checks.gravity(given) == expected


@pytest.mark.parametrize(("question", "choice"), [("", "yes"), ("mood", "good"), ("safe", "helped"), ("how", "5")])
def test_what_is_no_answer_is_refused(question, choice):
    with pytest.raises(checks.NotAnAnswer):
        checks.answer(question, choice, "")


@pytest.mark.parametrize(
    ("today", "quarter"),
    [
        (date(2026, 1, 1), (date(2025, 10, 1), date(2026, 1, 1))),
        (date(2026, 3, 31), (date(2025, 10, 1), date(2026, 1, 1))),
        (date(2026, 4, 1), (date(2026, 1, 1), date(2026, 4, 1))),
        (date(2026, 12, 31), (date(2026, 7, 1), date(2026, 10, 1))),
    ],
)
def test_the_last_closed_quarter(today, quarter):
    assert checks.closed_quarter(today) == quarter


@pytest.mark.parametrize(
    ("people", "bad", "shown"), [(9, 0, None), (10, 0, (10, 0)), (12, 2, (10, 0)), (13, 3, (10, 5)), (18, 3, (15, 5))]
)
def test_totals_tell_of_nobody(people, bad, shown):
    said = [{"how": {"choice": "bad" if number < bad else "helped"}, "wrong": {}} for number in range(people)]
    totals = checks.totals(said, fewest_people=10, rounded_to=5)
    assert (totals and (totals["how"]["helped"], totals["how"]["bad"])) == shown
    if totals:
        assert set(totals["wrong"].values()) == {0}


ALMATY, BERLIN = ZoneInfo("Asia/Almaty"), ZoneInfo("Europe/Berlin")


def second(*moment):
    return int(datetime(*moment, tzinfo=UTC).timestamp())


def test_the_same_hour_next_week_or_the_next_ones():
    met, week_later = datetime(2026, 11, 23, 5, 0, tzinfo=UTC), second(2026, 11, 30, 5, 0)
    others = [second(2026, 11, day, 9, 0) for day in (24, 25, 26, 27)]
    assert again.offer([*others, week_later], met, ALMATY) == again.Offer(True, (week_later,))
    assert again.offer(others, met, ALMATY) == again.Offer(False, tuple(others[:3]))
    assert again.offer([], met, ALMATY) == again.Offer(False, ())
    met = datetime(2026, 10, 20, 8, 0, tzinfo=UTC)  # ten in Berlin, before the clock goes back
    assert again.offer([second(2026, 10, 27, 9, 0)], met, BERLIN).same_hour
    assert not again.offer([second(2026, 10, 27, 8, 0)], met, BERLIN).same_hour


def test_answers_are_kept_encrypted_one_by_one_and_once(aigerim, appointment):
    say(aigerim, appointment, "how", "helped", text="not asked for words")
    check = say(aigerim, appointment, "safe", "")
    assert check.done_at is None
    check = say(aigerim, appointment, "wrong", "nothing")
    assert answers(check) == {"how": {"choice": "helped"}, "safe": {}, "wrong": {"choice": "nothing"}}
    assert check.done_at is not None
    with pytest.raises(operations.AlreadyAnswered):
        say(aigerim, appointment, "how", "bad")
    assert SafetyCase.objects.count() == 0
    raw = SessionCheck.objects.values_list("answers", flat=True).get()
    assert b"helped" not in bytes(raw)
    with pytest.raises(reading.PurposeMissing):
        SessionCheck.objects.get().answers  # noqa: B018
    with pytest.raises(reading.PurposeRefused), reading.reading(policy.SERVICE, actor=None):
        SessionCheck.objects.get().answers  # noqa: B018


@pytest.mark.parametrize(
    ("ended", "state", "asked"),
    [
        (timedelta(minutes=1), RoomState.HELD, True),
        (timedelta(days=14) - timedelta(minutes=1), RoomState.FAILED, True),
        (timedelta(days=14), RoomState.HELD, False),
        (timedelta(minutes=1), RoomState.NO_SHOW_CLIENT, False),
        (timedelta(minutes=1), RoomState.NO_SHOW_SPECIALIST, False),
        (timedelta(minutes=1), RoomState.LIVE, False),
    ],
)
def test_when_one_is_asked(ended, state, asked, aigerim, practice):
    appointment = held(aigerim, practice, ended, state)
    assert queries.asks_after(appointment, now()) is asked
    if not asked:
        with pytest.raises(operations.NotAskedNow):
            say(aigerim, appointment, "how", "bad")
        assert SafetyCase.objects.count() == 0


def test_a_bad_answer_opens_a_case_at_once_and_danger_brings_its_clock_forward(aigerim, appointment):
    at = now()
    say(aigerim, appointment, "how", "bad", at=at)
    case = SafetyCase.objects.get()
    assert (case.state, case.cause) == (CaseState.OPEN, CaseCause.ANSWER)
    assert case.due_at > at + timedelta(hours=1)
    say(aigerim, appointment, "safe", "danger", at=at)
    case.refresh_from_db()
    assert case.due_at == at + timedelta(minutes=policy.FEEDBACK_TERMS.urgent_minutes)
    say(aigerim, appointment, "wrong", "something", text="He laughed at me", at=at)
    assert SafetyCase.objects.count() == 1
    assert Entry.objects.filter(event="rooms.case_opened").count() == 1


def test_a_case_goes_through_the_hands_of_one(aigerim, appointment, olga):
    say(aigerim, appointment, "how", "bad")
    case, at = SafetyCase.objects.get(), now()
    other = factories.entered("Orynbai", "support", number=39, language="en")
    with pytest.raises(operations.InOtherHands):
        operations.close_case(case_id=case.pk, outcome="talked", note="x", by=olga, at=at)
    operations.assign_case(case_id=case.pk, to=olga, by=olga, at=at)
    with pytest.raises(operations.InOtherHands):
        operations.assign_case(case_id=case.pk, to=other, by=other, at=at)
    with pytest.raises(operations.InOtherHands):
        operations.close_case(case_id=case.pk, outcome="talked", note="x", by=other, at=at)
    operations.assign_case(case_id=case.pk, to=None, by=olga, at=at)
    operations.assign_case(case_id=case.pk, to=other, by=other, at=at)
    closed = operations.close_case(case_id=case.pk, outcome="helped", note="Another specialist", by=other, at=at)
    assert (closed.state, closed.taken_by) == (CaseState.CLOSED, other.pk)
    say(aigerim, appointment, "safe", "danger")
    case.refresh_from_db()
    assert (case.state, case.taken_by) == (CaseState.OPEN, None)


def test_nobody_works_on_a_case_about_himself(aigerim, boris, appointment, olga):
    say(aigerim, appointment, "how", "bad")
    case = SafetyCase.objects.get()
    for person in (boris, aigerim, factories.pavel()):
        with pytest.raises(operations.NoSuchCase):
            operations.assign_case(case_id=case.pk, to=person, by=person, at=now())
    assert queries.case_for(case.pk, boris) is None
    assert list(queries.cases_for_desk(CaseState.OPEN, olga)) == [case]


def told_of_a_case():
    return set(Notice.objects.filter(event="room.case_waits").values_list("person_id", "channel"))


def told(*people):
    return {(person.pk, channel) for person in people for channel in ("email", "cabinet")}


def test_support_is_told_of_an_urgent_case_and_of_nothing_else(aigerim, boris, appointment, olga):
    say(aigerim, appointment, "how", "bad")
    operations.contest(person=aigerim, appointment=appointment, at=now())
    assert told_of_a_case() == set()
    for person in (boris, aigerim):  # they work for support as well, and are not told what is about themselves
        Role.objects.create(person=person, role="support", given_at=now())
    say(aigerim, appointment, "safe", "danger")
    assert told_of_a_case() == told(olga)
    say(aigerim, appointment, "wrong", "something")  # it is urgent already
    assert Notice.objects.filter(event="room.case_waits").count() == 2


def test_a_closed_case_that_becomes_urgent_is_told_and_an_owner_where_support_is_nobody(aigerim, appointment):
    owner = factories.entered("Owner", "owner", number=38, language="en")
    say(aigerim, appointment, "how", "bad")
    olga = factories.olga(language="en")
    case = SafetyCase.objects.get()
    operations.assign_case(case_id=case.pk, to=olga, by=olga, at=now())
    operations.close_case(case_id=case.pk, outcome="helped", note="x", by=olga, at=now())
    Role.objects.filter(person=olga).delete()
    say(aigerim, appointment, "safe", "danger")
    assert told_of_a_case() == told(owner)


def test_contesting_opens_a_case_too(aigerim, appointment):
    operations.contest(person=aigerim, appointment=appointment, at=now())
    operations.contest(person=aigerim, appointment=appointment, at=now())
    assert [case.cause for case in SafetyCase.objects.all()] == [CaseCause.CONTESTED]


def test_only_the_client_answers(boris, zoe, appointment):
    for person in (boris, zoe):
        with pytest.raises(permissions.Denied):
            say(person, appointment, "how", "bad")


def test_blocked_and_withdrawn_are_respected(aigerim, appointment, olga):
    say(aigerim, appointment, "how", "bad")
    consents.withdraw(person_id=aigerim.pk, agreement="service", language="ru", method="cabinet", at=now())
    with pytest.raises(consents.ConsentMissing):
        say(aigerim, appointment, "safe", "yes")
    assert not queries.feedback_allowed(aigerim.pk, now())
    blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=now())
    assert list(queries.cases_for_desk(CaseState.OPEN, olga)) == []


def test_rows_of_the_blocked_are_not_touched(aigerim, boris, practice, appointment, olga):
    say(aigerim, appointment, "how", "bad")
    case, at = SafetyCase.objects.get(), now()
    operations.assign_case(case_id=case.pk, to=olga, by=olga, at=at)
    guest = Guest.objects.create(appointment=appointment, kind="partner", asked_by="client", asked_at=at)

    def rows():
        return [list(model.objects.values_list()) for model in (SessionCheck, SafetyCase, Guest)]

    before = rows()
    blocking.block(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=at)
    for change in (
        lambda: say(aigerim, appointment, "safe", "danger"),
        lambda: operations.contest(person=aigerim, appointment=appointment, at=at),
        lambda: operations.close_case(case_id=case.pk, outcome="helped", note="x", by=olga, at=at),
        lambda: operations.assign_case(case_id=case.pk, to=None, by=olga, at=at),
        lambda: operations.agree_to_guest(person=boris, guest_id=guest.pk, language="ru", at=at),
        lambda: operations.decline_guest(person=boris, guest_id=guest.pk, language="ru", at=at),
    ):
        with pytest.raises((reading.Blocked, vault.Blocked, consents.ConsentMissing)), transaction.atomic():
            change()
    assert rows() == before
    blocking.unblock(person_id=aigerim.pk, request_id=None, by=aigerim.pk, at=at)
    assert operations.close_case(case_id=case.pk, outcome="helped", note="x", by=olga, at=at).state == CaseState.CLOSED


def test_the_specialists_archive_knows_nothing_of_it(aigerim, boris, appointment):
    say(aigerim, appointment, "wrong", "something", text="He laughed at me")
    held_of = {person: collecting.counts(person.pk) for person in (aigerim, boris)}
    assert held_of[aigerim]["session_feedback"] > 0
    assert held_of[boris].get("session_feedback", 0) == 0


def test_the_specialist_sees_totals_of_enough_people_only(practice, boris):
    since, _until = checks.closed_quarter(now().date())
    inside = datetime.combine(since, datetime.min.time(), UTC) + timedelta(days=20)
    for number in range(10):
        client = factories.entered(f"Client{number}", "client", number=50 + number, age=30, topics=["sleep"])
        made = held(client, practice, now() - inside - number * timedelta(hours=2))
        if number == 9:
            assert queries.quality_of(boris, now()) is None
        SessionCheck.objects.create(
            appointment=made, client_id=client.pk, written_at=inside, done_at=inside,
            answers={"how": {"choice": "helped"}, "safe": {"choice": "yes"}, "wrong": {}},
        )  # fmt: skip
    totals = queries.quality_of(boris, now())
    assert totals is not None
    assert totals["how"] == {"helped": 10, "so_so": 0, "hard": 0, "bad": 0}
    consents.withdraw(person_id=client.pk, agreement="service", language="ru", method="cabinet", at=now())
    assert queries.quality_of(boris, now()) is None


def browser(person):
    client = Client()
    client.force_login(person)
    return factories.confirmed(client)


def test_from_the_questions_to_the_desk_by_pages(aigerim, boris, appointment, olga):
    here, page = browser(aigerim), f"/room/{appointment.pk}/check/"
    assert page in here.get(f"/room/{appointment.pk}/after/").content.decode()
    assert here.get(page).context["question"].key == "how"
    assert here.post(page, {"question": "how"}).status_code == 422
    here.post(page, {"question": "how", "skip": "yes"})
    assert here.get(page).context["question"].key == "safe"
    shown = here.post(page, {"question": "safe", "choice": "danger"}, follow=True)
    text = shown.content.decode()
    assert text.index("tel:112") < text.index('name="question"')  # whom to call stands first
    too_long = here.post(page, {"question": "wrong", "choice": "something", "text": "x" * 2001})
    assert (too_long.status_code, "x" * 2001 in too_long.content.decode()) == (422, True)
    here.post(page, {"question": "wrong", "choice": "something", "text": "He laughed at me"})
    assert here.get(page).context["done"] is True
    assert page not in here.get(f"/room/{appointment.pk}/after/").content.decode()
    desk, case = browser(olga), SafetyCase.objects.get()
    listed = desk.get("/desk/cases/").content.decode()
    assert (f"/desk/cases/{case.pk}/" in listed, "laughed" in listed) == (True, False)
    assert "laughed" not in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    opened = desk.post(f"/desk/cases/{case.pk}/take/", follow=True).content.decode()
    assert "He laughed at me" in opened
    assert Entry.objects.filter(event="data.read").count() > 0
    assert desk.post(f"/desk/cases/{case.pk}/close/", {"outcome": "talked"}).status_code == 422
    desk.post(f"/desk/cases/{case.pk}/close/", {"outcome": "talked", "note": "We spoke"})
    assert "We spoke" in desk.get(f"/desk/cases/{case.pk}/").content.decode()
    there = browser(boris)
    missing = there.get("/room/00000000-0000-4000-8000-000000000000/check/")
    assert there.get(page).status_code == missing.status_code == 404
    for path in (f"/room/{appointment.pk}/after/", f"/practice/appointments/{appointment.pk}/", "/practice/quality/"):
        assert "laughed" not in there.get(path).content.decode()
    assert there.get("/desk/cases/").status_code == 404


def test_a_strangers_questions_are_missing_ones(zoe, vera, appointment):
    for person in (zoe, vera):
        client = browser(person)
        for method in ("get", "post"):
            missing = getattr(client, method)("/room/00000000-0000-4000-8000-000000000000/check/")
            answer = getattr(client, method)(f"/room/{appointment.pk}/check/")
            assert (answer.status_code, answer.content) == (missing.status_code, missing.content)
