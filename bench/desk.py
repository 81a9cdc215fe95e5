"""Every list page of a large house. `python bench/desk.py [quick]`

A house of a hundredth is planted first, then it grows to 10,000 specialists, 200,000 clients and 1,000,000 appointments
with their orders, payments, postings, earnings, letters, requests and applications. The lists are found by asking every
address without parts of the desk, the practice and the cabinet, so a new one is measured without being named here. Of
each: whether it sends as many statements to the large house as to the small one; its time to that of its own
statements, sent bare; and how much longer it takes than in the small house.
"""

import logging
import os
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import measure
import psycopg
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone
from measure import QUICK, interleaved, median, ratio

from harmonia.core.row_security import SERVICE, as_reader

sys.path.insert(0, str(measure.ROOT))
SMALL = {"specialists": 100, "clients": 2_000, "appointments": 10_000}
LARGE = {name: number * (5 if QUICK else 100) for name, number in SMALL.items()}
ROUNDS = 5 if QUICK else 15
AREAS = ("staff", "specialist", "client")
OF_THE_REGULAR = 300  # sessions of the specialist and of the client who look
TABLES = {
    "specialists": "specialists_specialist",
    "people": "accounts_person",
    "appointments": "booking_appointment",
    "orders": "payments_order",
    "postings": "payments_posting",
    "letters": "support_letter",
    "requests": "privacy_request",
    "cases": "rooms_safetycase",
    "applications": "specialists_application",
}

PEOPLE = """
INSERT INTO accounts_person (id, name, email, phone, password, credential_epoch, language, time_zone, joined_at,
                             is_active)
SELECT gen_random_uuid(), ''::bytea, ''::bytea, ''::bytea, ''::bytea, gen_random_uuid(), 'ru', 'Asia/Almaty',
       now() - make_interval(days => n %% 700), true FROM generate_series(1, %s) AS n
"""
# Of those who have none yet. A specialist's sessions are an hour apart, one of ten of them ahead; a client's, twenty.
APPOINTMENTS = """
WITH clients AS (SELECT id, row_number() OVER () - 1 AS n FROM accounts_person p WHERE password = ''::bytea
                 AND NOT EXISTS (SELECT FROM specialists_specialist s WHERE s.person_id = p.id)
                 AND NOT EXISTS (SELECT FROM booking_appointment a WHERE a.client_id = p.id)),
     specialists AS (SELECT id, row_number() OVER () - 1 AS n FROM specialists_specialist s WHERE slug LIKE 'bench-%%'
                     AND NOT EXISTS (SELECT FROM booking_appointment a WHERE a.specialist_id = s.id)),
     sizes AS (SELECT (SELECT count(*) FROM clients) AS clients, (SELECT count(*) FROM specialists) AS specialists),
     made AS (SELECT number, (number / specialists + 1)::int AS hours, number %% specialists AS whose,
                     number %% clients AS who FROM sizes, generate_series(0, %s - 1) AS number)
INSERT INTO booking_appointment (id, client_id, specialist_id, starts_at, ends_at, busy, state, price_kzt,
    promised_wall, promised_zone, sequence, client_moves, moved_by_specialist, cancelled_by, held_at, booked_at,
    over_at)
SELECT gen_random_uuid(), clients.id, specialists.id, at, at + interval '50 minutes',
    tstzrange(at, at + interval '60 minutes'),
    CASE WHEN at > now() THEN 'booked' WHEN number %% 10 = 1 THEN 'cancelled' WHEN number %% 10 = 2 THEN
        'no_show_client' ELSE 'completed' END,
    12000, '', 'Asia/Almaty', 0, 0, false, CASE WHEN at < now() AND number %% 10 = 1 THEN 'client' ELSE '' END,
    least(at, now()) - interval '3 days', least(at, now()) - interval '3 days', CASE WHEN at < now() THEN at END
FROM made JOIN clients ON clients.n = who JOIN specialists ON specialists.n = whose,
    LATERAL (SELECT date_trunc('hour', now()) + make_interval(hours => CASE WHEN hours %% 10 = 0 THEN hours ELSE -hours
        END) AS at) AS times
"""
MONEY = (
    """
INSERT INTO payments_order (id, person_id, amount_kzt, discount_kzt, credit_kzt, about, about_id, state, opened_at,
                            paid_at)
SELECT gen_random_uuid(), client_id, 12000, 0, 0, 'appointment', a.id, 'paid', held_at, held_at
FROM booking_appointment a WHERE NOT EXISTS (SELECT 1 FROM payments_order o WHERE o.about_id = a.id)
""",
    """
INSERT INTO payments_payment (id, order_id, provider, provider_reference, amount_kzt, state, surplus, return_path,
                              started_at, confirmed_at)
SELECT gen_random_uuid(), id, 'sandbox', id::text, 12000, 'confirmed', false, '/', opened_at, paid_at
FROM payments_order o WHERE NOT EXISTS (SELECT 1 FROM payments_payment p WHERE p.order_id = o.id)
""",
    """
INSERT INTO payments_webhookevent (id, provider, event_id, raw, received_at, processed_at, outcome, order_id)
SELECT gen_random_uuid(), 'sandbox', id::text, ''::bytea, paid_at, paid_at, 'confirmed', id
FROM payments_order o WHERE NOT EXISTS (SELECT 1 FROM payments_webhookevent w WHERE w.order_id = o.id)
""",
    """
WITH made AS (
    INSERT INTO payments_transaction (id, kind, source_id, posted_at, order_id)
    SELECT gen_random_uuid(), 'payment', p.id, p.confirmed_at, p.order_id FROM payments_payment p
    WHERE NOT EXISTS (SELECT 1 FROM payments_transaction t WHERE t.source_id = p.id) RETURNING id
)
INSERT INTO payments_posting (transaction_id, account_id, amount_kzt)
SELECT id, account, amount
FROM made, (VALUES ('provider.sandbox', 12000), ('clients.prepaid', -12000)) v(account, amount)
""",
    """
INSERT INTO payments_earning (id, about_id, kind, state, held_at, due_at, gross_kzt, order_id, payee_id)
SELECT gen_random_uuid(), a.id, 'held', 'waiting', a.ends_at, a.ends_at + interval '3 days', 12000, o.id, s.person_id
FROM booking_appointment a JOIN payments_order o ON o.about_id = a.id JOIN specialists_specialist s
    ON s.id = a.specialist_id
WHERE a.state = 'completed' AND NOT EXISTS (SELECT 1 FROM payments_earning e WHERE e.about_id = a.id)
""",
    """
INSERT INTO payments_fiscalreceipt (id, kind, source_id, amount_kzt, state, happened_at, number, page, finished_at,
                                    order_id)
SELECT gen_random_uuid(), 'sale', p.id, 12000, 'done', p.confirmed_at, p.id::text, '', p.confirmed_at, p.order_id
FROM payments_payment p WHERE NOT EXISTS (SELECT 1 FROM payments_fiscalreceipt f WHERE f.order_id = p.order_id)
""",
)
# A room of each appointment and a case of a few; a letter, a request, an application of a few people. Most is done:
# what waits is what a small staff has before it. Of everything the small house has some: a list of nothing asks less.
WORK = (
    """
INSERT INTO rooms_room (appointment_id, state, opened_at, ended_at)
SELECT id, 'held', starts_at, ends_at FROM booking_appointment a
WHERE a.state = 'completed' AND NOT EXISTS (SELECT 1 FROM rooms_room r WHERE r.appointment_id = a.id)
""",
    """
INSERT INTO rooms_safetycase (id, appointment_id, client_id, cause, state, opened_at, due_at)
SELECT gen_random_uuid(), id, client_id, 'contested', 'open', starts_at, starts_at + interval '1 day'
FROM booking_appointment a WHERE a.state = 'completed' AND abs(hashtext(id::text)) % 1000 = 0
    AND NOT EXISTS (SELECT 1 FROM rooms_safetycase c WHERE c.appointment_id = a.id)
""",
    """
WITH made AS (
    INSERT INTO support_thread (token, opened_at, person_id)
    SELECT left(md5(id::text), 24), joined_at, id FROM accounts_person p WHERE password = ''::bytea
        AND abs(hashtext(id::text)) % 10 = 0 AND NOT EXISTS (SELECT 1 FROM support_thread t WHERE t.person_id = p.id)
    RETURNING id, opened_at, person_id
)
INSERT INTO support_letter (id, way, state, raw, raw_digest, whole, size_bytes, proof, standing, intents, reason,
                            language, attempts, received_at, sorted_at, person_id, thread_id)
SELECT gen_random_uuid(), 'mailbox', CASE WHEN made.id % 50 = 0 THEN 'to_look' ELSE 'answered' END,
       ''::bytea, sha256(made.id::text::bytea), true, 900, 'dkim', '', '{}', '', 'ru', 1, opened_at, opened_at,
       person_id, made.id
FROM made
""",
    """
INSERT INTO privacy_request (id, year, serial, kind, way, asked_by, proof, state, person_id, language, scope,
                             received_at, opened_at, due_at, waits_for, ground, "left", closed_at)
SELECT gen_random_uuid(), 2020 + n / 900000, n, 'complaint', 'cabinet', 'self', 'fresh',
       CASE WHEN n % 50 = 0 THEN 'in_work' ELSE 'done' END, p.id, 'ru', '[]', p.joined_at, p.joined_at,
       p.joined_at + interval '15 days', '', '', '[]', CASE WHEN n % 50 > 0 THEN p.joined_at END
FROM (SELECT id, joined_at, row_number() OVER () + (SELECT count(*) FROM privacy_request) AS n FROM accounts_person
      WHERE password = ''::bytea AND abs(hashtext(id::text)) % 20 = 1) p
WHERE NOT EXISTS (SELECT 1 FROM privacy_request r WHERE r.person_id = p.id)
""",
    """
INSERT INTO specialists_application (id, state, answers, begun_at, changed_at, submitted_at, due_at, person_id)
SELECT gen_random_uuid(), 'submitted', ''::bytea, joined_at, joined_at, joined_at, joined_at + interval '10 days', id
FROM accounts_person p WHERE password = ''::bytea AND abs(hashtext(id::text)) % 250 = 2
    AND NOT EXISTS (SELECT 1 FROM specialists_application a WHERE a.person_id = p.id)
""",
)


def grow(by: dict[str, int]) -> None:
    """As many more of each; what follows from an appointment or a person is planted for whoever has none yet."""
    import town

    from harmonia.payments import operations
    from harmonia.statistics import operations as statistics

    town.specialists(by["specialists"], first=_count("specialists_specialist"))
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        owner.execute("SET session_replication_role = replica")  # what is planted is true; to check it takes an hour
        owner.execute(PEOPLE, [by["clients"]])
        owner.execute(APPOINTMENTS, [by["appointments"]])
        for statement in (*MONEY, *WORK):
            owner.execute(statement)
        owner.execute("DELETE FROM statistics_daysum")  # what is planted lies on days that were added up already
    town.free_times()
    operations.keep_ledger_sums(at=timezone.now())  # as each night does
    statistics.keep_days(at=timezone.now())


def _count(table: str) -> int:
    with as_reader(SERVICE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@dataclass
class Page:
    """One list: who sees it, and what it sent and took in each house."""

    name: str
    path: str
    browser: Client
    statements: dict[str, int] = field(default_factory=dict)
    took_ms: dict[str, float] = field(default_factory=dict)
    bare_ms: dict[str, float] = field(default_factory=dict)

    def look(self) -> None:
        answer = self.browser.get(self.path)
        assert answer.status_code == 200, (self.name, answer.status_code)


def visitors(at: datetime) -> list[Client]:
    """One of each role, entered by the product; the specialist and the client have met three hundred times."""
    import town

    from harmonia.specialists.models import Specialist
    from harmonia.web.access import STAFF
    from tests import factories

    people = [factories.entered(f"Worker{number}", role, number=50 + number) for number, role in enumerate(STAFF)]
    specialist = town.practice(at)
    person = Specialist.objects.get(pk=specialist).person
    client, _ = town.client(1, at)
    town.past(OF_THE_REGULAR, client=client.pk, specialist=specialist)
    return [_browser(each) for each in (*people, factories.secured(person, at=at), client)]


def _browser(person: Any) -> Client:
    from tests import factories

    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(person)
    return factories.confirmed(browser)


def lists(browsers: list[Client]) -> list[Page]:
    """Every page without parts in its address, as the first who may see it."""
    found = []
    for area in AREAS:
        prefix, patterns = get_resolver().namespace_dict[area]
        for pattern in patterns.url_patterns:
            if pattern.pattern.converters or not pattern.name:
                continue
            path = "/" + prefix + str(pattern.pattern)
            if browser := next((each for each in browsers if _is_page(each.get(path))), None):
                found.append(Page(f"{area}:{pattern.name}", path, browser))
    return found


def _is_page(answer: Any) -> bool:
    return answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")


def measured(page: Page, house: str) -> None:
    """The page, and its own statements sent bare to the same two databases, in turn."""
    page.look()  # what is kept for a while is kept now
    with CaptureQueriesContext(connections["default"]) as own, CaptureQueriesContext(connections["keys"]) as keys:
        page.look()
    page.statements[house] = len(own) + len(keys)
    sent = [
        (name, one["sql"]) for name, all_ in (("default", own), ("keys", keys)) for one in all_ if _reads(one["sql"])
    ]

    def bare() -> None:
        for name, sql in sent:
            with connections[name].cursor() as cursor:
                cursor.execute(sql)
                cursor.fetchall()

    times = interleaved({"page": page.look, "bare": bare}, ROUNDS, warm_up=1)
    page.took_ms[house], page.bare_ms[house] = median(times["page"]), median(times["bare"])


def _reads(sql: str) -> bool:
    return sql.lstrip("( ").upper().startswith(("SELECT", "WITH")) and "FOR UPDATE" not in sql


def told(pages: list[Page]) -> None:
    print(f"\n{'page':<36} statements small/large   page ms small/large     bare ms large")
    for page in sorted(pages, key=lambda one: -one.took_ms["large"]):
        counts, took = page.statements, page.took_ms
        print(
            f"{page.name:<36} {counts['small']:10d} {counts['large']:10d}   {took['small']:10.1f} {took['large']:10.1f}"
            f"   {page.bare_ms['large']:10.1f}"
        )
    grown = [page.name for page in pages if page.statements["large"] != page.statements["small"]]
    print(f"\n{len(pages)} pages; with another number of statements in the large house: {grown or 'none'}")
    slowest = max(page.took_ms["large"] / page.took_ms["small"] for page in pages)
    dearest = max(page.took_ms["large"] / page.bare_ms["large"] for page in pages)
    ratio("pages_whose_statements_grow", len(grown), at_most=0)
    ratio("slowest_page_large_to_small", slowest, at_most=3)
    ratio("dearest_page_to_its_bare_sql", dearest, at_most=20)
    ratio("median_page_to_its_bare_sql", median([p.took_ms["large"] / p.bare_ms["large"] for p in pages]), at_most=8)


def main() -> None:
    begin = time.perf_counter()
    logging.disable(logging.WARNING)  # of addresses that are no page, or not his
    with measure.database():
        import town

        town.fast_passwords()
        at = timezone.now() - timedelta(minutes=1)
        browsers = visitors(at)
        grow(SMALL)
        pages = lists(browsers)
        for page in pages:
            measured(page, "small")
        grow({name: LARGE[name] - SMALL[name] for name in SMALL})
        print({name: f"{_count(table):,}" for name, table in TABLES.items()}, f"{time.perf_counter() - begin:.0f} s")
        for page in pages:
            measured(page, "large")
        told(pages)
    measure.finish()
    print(f"took {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
