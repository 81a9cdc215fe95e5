"""The owner's report: the same period gives the same numbers, they agree with the books, and tell nothing of a few."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from harmonia.accounts import states
from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.consent import operations as consents
from harmonia.payments import operations as payments
from harmonia.payments import queries as ledger
from harmonia.payments.models import Earning, Payment, Payout, Refund
from harmonia.privacy.operations import erasure, requests
from harmonia.statistics import operations as statistics
from harmonia.statistics import queries, rules
from harmonia.statistics.models import DaySum
from harmonia.web.staff import reports
from tests import factories
from tests.booking import scene
from tests.factories import NOW
from tests.payments.earned import LATER, says_where
from tests.rooms.scene import session

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AS_OF = datetime(2027, 1, 2, tzinfo=UTC)
MONTHS = rules.period("month", date(2026, 12, 31), AS_OF)
NOVEMBER = MONTHS.firsts.index(date(2026, 11, 1))
DAY = timedelta(days=1)


@pytest.fixture
def boris() -> Person:
    return factories.boris()


def browser(role: str, number: int = 51) -> Client:
    client = Client()
    client.force_login(factories.entered(f"Reader{number}", role, number=number, language="en"))
    return client


def met(
    client: Person,
    specialist: Person,
    at: datetime = NOW,
    *,
    state: str = "completed",
    by: str = "",
    language: str = "ru",
) -> Appointment:
    """Booked, paid, and over in this way; held ones have earned once the term of disputes is over."""
    practice = getattr(specialist, "specialist", None) or scene.practice_of(specialist)
    made = session(client, practice, at, state=state, over_at=at, booked_at=at, cancelled_by=by, language=language)
    payments.open_order(person_id=client.pk, amount_kzt=12_000, about="appointment", about_id=made.pk, at=at)
    scene.pay(made, at=at)
    if state == "completed":
        earning = payments.record_earning(about_id=made.pk, payee_id=specialist.pk, held_at=at, at=at)
        assert earning is not None
        payments.earn(earning_id=earning.pk, at=at + 7 * DAY)
    return made


def a_busy_november(boris: Person) -> Person:
    """Two held, one cancelled and given back, one missed; one payout."""
    aigerim = factories.aigerim()
    for number in range(2):
        met(aigerim, boris, NOW - (number + 10) * DAY)
    cancelled = met(aigerim, boris, NOW - 3 * DAY, state="cancelled", by="client")
    met(aigerim, boris, NOW - 2 * DAY, state="no_show_client")
    order = ledger.order_about(cancelled.pk)
    assert order is not None
    refund = payments.refund(order_id=order.pk, amount_kzt=12_000, reason="cancelled", at=NOW)
    payments.finish_refund(refund_id=refund.pk, done=True, at=NOW)
    says_where(boris)
    accountant, owner = (
        factories.entered(role, role, number=number) for number, role in ((61, "accountant"), (62, "owner"))
    )
    run = payments.prepare_run(by=accountant.pk, at=NOW)
    payments.approve_run(run_id=run.pk, by=owner.pk, at=NOW)
    for payout_id in ledger.waiting_payouts():
        payments.finish_payout(payout_id=payout_id, reference="1", at=NOW)
    return aigerim


def test_sessions_are_counted_in_their_month_by_how_they_ended(boris: Person) -> None:
    a_busy_november(boris)
    lines = {name: numbers[NOVEMBER] for name, numbers in queries.sessions(MONTHS).items()}
    assert lines == {
        "booked": 4, "completed": 2, "no_show_client": 1, "no_show_specialist": 0, "failed": 0, "cancelled_client": 1,
        "cancelled_specialist": 0, "cancelled_service": 0,
    }  # fmt: skip
    assert sum(sum(numbers) for numbers in queries.sessions(MONTHS).values()) == 8


def test_a_month_begins_at_midnight_in_almaty(boris: Person) -> None:
    midnight = datetime(2026, 10, 31, 19, tzinfo=UTC)
    for number, at in enumerate((midnight - timedelta(seconds=1), midnight)):
        client = factories.entered(f"C{number}", states.CLIENT, number=80 + number)
        met(client, boris, at, state="cancelled", by="client")
    assert queries.sessions(MONTHS)["cancelled_client"][NOVEMBER - 1 : NOVEMBER + 1] == [1, 1]


def test_sums_agree_with_the_books_worked_out_another_way(boris: Person) -> None:
    a_busy_november(boris)
    total = {name: sum(numbers) for name, numbers in queries.money(MONTHS).items()}
    earned = list(Earning.objects.filter(state__in=("owed", "paid")))
    assert total == {
        "income": sum(each.amount_kzt for each in Payment.objects.filter(state="confirmed")),
        "refunds": sum(each.amount_kzt for each in Refund.objects.filter(state="done")),
        "commission": sum(each.commission_kzt or 0 for each in earned),
        "promotions": 0,
        "earned": sum(each.net_kzt or 0 for each in earned),
        "payouts": sum(each.net_kzt for each in Payout.objects.filter(state="done")),
    }
    assert total["income"] - total["refunds"] == ledger.balances()["provider.sandbox"] == 36_000
    assert total["payouts"] > 0


def test_the_same_period_gives_the_same_numbers_whatever_happens_later(boris: Person) -> None:
    aigerim = a_busy_november(boris)
    november = rules.period("month", date(2026, 11, 30), datetime(2026, 12, 5, tzinfo=UTC))
    before = reports.made(november)
    met(factories.zoe(), boris, datetime(2026, 12, 6, tzinfo=UTC))
    assert reports.made(november).fingerprint == before.fingerprint
    Appointment.objects.filter(client=aigerim).update(state="cancelled", cancelled_by="client")
    assert reports.made(november).fingerprint != before.fingerprint


MOMENTS = [AS_OF, *(NOW + timedelta(hours=hours) for hours in (-90, -47, -3, 0, 25))]


@pytest.mark.parametrize("step", ["month", "week"])
def test_what_is_kept_of_days_tells_the_same(boris: Person, step: rules.Step) -> None:
    a_busy_november(boris)
    periods = [rules.period(step, at.astimezone(rules.AT_HOME).date(), at) for at in MOMENTS]
    counted = [reports.made(each).lines for each in periods]
    assert len({rules.fingerprint(each) for each in counted}) > 2
    assert statistics.keep_days(at=NOW) > 0
    assert [reports.made(each).lines for each in periods] == counted
    statistics.keep_days(at=AS_OF)
    assert [reports.made(each).lines for each in periods] == counted
    assert statistics.keep_days(at=AS_OF) == 0


def test_a_wrong_sum_that_is_kept_is_told() -> None:
    """The control: it is the kept sums that are told."""
    met(factories.aigerim(), factories.boris())
    before = reports.made(MONTHS).fingerprint
    statistics.keep_days(at=AS_OF)
    DaySum.objects.filter(line="booked").update(amount=7)
    assert reports.made(MONTHS).fingerprint != before
    assert queries.sessions(MONTHS)["booked"][NOVEMBER] == 7


def test_of_a_day_that_is_not_over_for_long_nothing_is_kept(boris: Person) -> None:
    met(factories.aigerim(), boris)
    assert statistics.keep_days(at=NOW + DAY) == 0
    assert not DaySum.objects.exists()
    assert statistics.keep_days(at=NOW + 2 * DAY) > 0
    met(factories.zoe(), boris, NOW + 5 * DAY)
    assert sum(queries.sessions(MONTHS)["booked"]) == 2


def test_who_is_erased_stays_counted(boris: Person) -> None:
    aigerim = a_busy_november(boris)
    consents.grant(person_id=aigerim.pk, agreement="confidentiality", language="ru", method="cabinet", at=NOW)
    before = (queries.new_clients(MONTHS), reports.made(MONTHS).fingerprint)
    erasure.erase_person(person_id=aigerim.pk, request_id=None, by=None, at=LATER)
    assert (queries.new_clients(MONTHS), reports.made(MONTHS).fingerprint) == before
    assert sum(sum(numbers) for numbers in before[0].values()) == 1


def test_a_second_agreement_is_no_second_client() -> None:
    zoe = factories.zoe()
    consents.withdraw(person_id=zoe.pk, agreement="service", language="ru", method="cabinet", at=NOW)
    consents.grant(person_id=zoe.pk, agreement="service", language="ru", method="cabinet", at=NOW + DAY)
    assert sum(sum(numbers) for numbers in queries.new_clients(MONTHS).values()) == 1


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((7, 5, 0), [12, 7, 5, 0]),
        ((7, 4, 0), [11, None, None, None]),
        ((1, 1, 1), [None, None, None, None]),
        ((3, 3, 0), [6, None, None, None]),
        ((0, 0, 0), [0, 0, 0, 0]),
    ],
)
def test_by_language_no_few_can_be_told_from_the_rest(counts: tuple[int, ...], shown: list[int | None]) -> None:
    assert rules.parts(counts, 5) == shown


def test_who_reads_another_language_later_is_counted_where_he_began() -> None:
    for number, language in enumerate(["ru"] * 10 + ["kk"] * 10):
        factories.entered(f"N{number}", states.CLIENT, number=70 + number, age=30, language=language)
    before = reports.made(MONTHS)
    assert {name: numbers[NOVEMBER] for name, numbers in before.people.items() if name.startswith("new_clients")} == {
        "new_clients": 20, "new_clients_kk": 10, "new_clients_ru": 10, "new_clients_en": 0,
    }  # fmt: skip
    Person.objects.update(language="en")
    assert reports.made(MONTHS).fingerprint == before.fingerprint


def met_in(boris: Person, **times: int) -> None:
    """So many held sessions booked in each language; `_` of which nobody knows, as of what was taken long ago."""
    aigerim, hours = factories.aigerim(), 0
    for language, number in times.items():
        for _ in range(number):
            hours += 2
            said = "" if language == "_" else language
            met(aigerim, boris, NOW - timedelta(hours=hours), language=said)


def told_by_language(report: reports.Report) -> list[int | None]:
    return [report.people[f"held_{language}"][NOVEMBER] for language in ("kk", "ru", "en")]


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ({"kk": 10, "ru": 11}, [10, 11, 0]),
        ({"kk": 9, "ru": 11}, [None, None, None]),
        ({"kk": 10, "ru": 10, "_": 1}, [None, None, None]),
        ({}, [0, 0, 0]),
    ],
    ids=["none of few", "a few", "one unknown", "none held"],
)
def test_held_sessions_are_told_by_the_language_of_who_booked(
    boris: Person, times: dict[str, int], shown: list[int | None]
) -> None:
    met_in(boris, **times)
    zoe = factories.zoe()
    met(zoe, boris, NOW - 20 * DAY, state="no_show_client", language="en")
    met(zoe, boris, NOW - 21 * DAY, state="cancelled", by="client", language="en")
    assert told_by_language(reports.made(MONTHS)) == shown
    statistics.keep_days(at=AS_OF)
    assert told_by_language(reports.made(MONTHS)) == shown


def test_neither_erasing_nor_another_language_later_changes_it(boris: Person) -> None:
    met_in(boris, kk=10, ru=10)
    aigerim = Person.objects.get(pk=Appointment.objects.values_list("client", flat=True)[0])
    before = reports.made(MONTHS)
    assert told_by_language(before) == [10, 10, 0]
    Person.objects.filter(pk=aigerim.pk).update(language="en")
    assert reports.made(MONTHS).fingerprint == before.fingerprint
    erasure.erase_person(person_id=aigerim.pk, request_id=None, by=None, at=LATER)
    assert reports.made(MONTHS).fingerprint == before.fingerprint
    assert not Appointment.objects.filter(client__isnull=False).exists()


def test_sums_of_days_kept_before_there_were_languages_tell_of_none(boris: Person) -> None:
    met_in(boris, kk=10)
    statistics.keep_days(at=AS_OF)
    DaySum.objects.filter(line__startswith="held_").delete()
    assert told_by_language(reports.made(MONTHS)) == [None, None, None]


def test_by_language_is_told_by_month_once_it_is_over(boris: Person) -> None:
    met_in(boris, ru=10)
    running = rules.period("month", date(2026, 11, 30), datetime(2026, 11, 30, tzinfo=UTC))
    assert reports.made(running).people["held_ru"][-1] is None
    assert "held_ru" not in reports.made(rules.period("week", date(2026, 11, 30), AS_OF)).lines
    desk = browser(states.OWNER)
    assert "Booked in Kazakh" in desk.get("/desk/reports/").content.decode()
    assert "Booked in Kazakh" not in desk.get("/desk/reports/?by=week").content.decode()


@pytest.mark.parametrize(("people", "shown"), [(9, None), (10, 10), (0, 0)])
def test_a_few_new_clients_are_not_told_of(people: int, shown: int | None) -> None:
    for number in range(people):
        factories.entered(f"C{number}", states.CLIENT, number=80 + number, age=30)
    assert reports.made(MONTHS).people["new_clients"][NOVEMBER] == shown


def test_people_are_told_of_when_the_month_is_over_and_not_by_week() -> None:
    for number in range(10):
        factories.entered(f"C{number}", states.CLIENT, number=80 + number, age=30)
    running = rules.period("month", date(2026, 11, 30), datetime(2026, 11, 30, tzinfo=UTC))
    assert reports.made(running).people["new_clients"][-1] is None
    assert reports.made(rules.period("week", date(2026, 11, 30), AS_OF)).people == {}


@pytest.mark.parametrize(
    ("total", "punctual", "shown"),
    [(30, 20, (30, 20)), (30, 30, (30, 30)), (30, 25, (30, None)), (30, 5, (30, None)), (9, 9, (None, None))],
)
def test_neither_late_nor_punctual_requests_tell_of_a_few(
    total: int, punctual: int, shown: tuple[int | None, int | None]
) -> None:
    assert rules.in_term(total, punctual, 10) == shown


def test_closed_requests_are_counted_by_kind_and_term() -> None:
    for number, after in enumerate((DAY, 60 * DAY)):
        person = factories.entered(f"C{number}", states.CLIENT, number=80 + number, age=30)
        opened = requests.open_request(kind="complaint", way="cabinet", person_id=person.pk, at=NOW, text="…")
        requests.take_back(request_id=opened.pk, person_id=person.pk, at=NOW + after)
    found = reports.requests.closed_between(MONTHS.since, datetime(2027, 3, 1, tzinfo=UTC))
    assert found == [(date(2026, 11, 1), "complaint", 1, 1), (date(2027, 1, 1), "complaint", 1, 0)]


def test_the_page_draws_and_the_file_has_the_same_numbers_and_their_fingerprint(boris: Person) -> None:
    a_busy_november(boris)
    desk, period = browser(states.OWNER), f"last=2026-11-30&as_of={NOW + DAY:%Y-%m-%dT%H:%M:%SZ}"
    page = desk.get(f"/desk/reports/?{period}&line=income").content.decode()
    rows = list(csv.reader(io.StringIO(desk.get(f"/desk/reports/table.csv?{period}").content.decode())))
    found = reports.made(rules.period("month", date(2026, 11, 30), NOW + DAY))
    assert rows[-1] == ["sha256", "", found.fingerprint]
    assert found.fingerprint in page
    assert ["2026-11-01", "income", str(found.money["income"][-1])] in rows
    assert ["2026-11-01", "new_clients", ""] in rows
    assert 'class="chart-bar"' in page


@pytest.mark.parametrize(
    "asked", ["by=day", "last=2026-99-99", "as_of=yesterday", "as_of=0001-01-01T00:00:00Z", "line=x"]
)
def test_what_nobody_offers_is_the_usual(asked: str) -> None:
    assert browser(states.OWNER).get(f"/desk/reports/?{asked}").status_code == 200


def test_only_the_owner_and_the_accountant_see_it() -> None:
    roles = (states.OWNER, states.ACCOUNTANT, states.SUPPORT, states.ANALYST, states.PRIVACY_OFFICER)
    answers = [browser(role, 51 + number).get("/desk/reports/").status_code for number, role in enumerate(roles)]
    assert answers == [200, 200, 404, 404, 404]


def test_the_page_asks_as_often_for_a_busy_year(boris: Person) -> None:
    desk, counts = browser(states.OWNER), []
    for busy in (False, True):
        if busy:
            a_busy_november(boris)
        desk.get("/desk/reports/")
        with CaptureQueriesContext(connection) as asked:
            desk.get("/desk/reports/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
