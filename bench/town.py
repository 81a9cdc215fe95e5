"""Our data for the benchmarks: clients with open sessions, and any number of specialists with a month of free times."""

import os
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from harmonia.accounts import operations as accounts
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.booking.rules.slots import Hours
from harmonia.specialists.models import Specialist

WEEK = {weekday: (Hours(540, 1080),) for weekday in range(7)}
TERMS = {"session_minutes": 50, "buffer_minutes": 10, "step_minutes": 60, "notice_minutes": 60, "horizon_days": 28}
TOPICS = ("anxiety", "sleep", "burnout", "loss", "family", "body", "anger", "trauma", "divorce", "loneliness")

SPECIALISTS = """
WITH people AS (
    INSERT INTO accounts_person (id, name, email, phone, password, credential_epoch, language, time_zone, joined_at,
                                 is_active)
    SELECT gen_random_uuid(), ''::bytea, ''::bytea, ''::bytea, ''::bytea, gen_random_uuid(), 'ru', 'Asia/Almaty', now(),
           true
    FROM generate_series(1, %(count)s) RETURNING id
), numbered AS (SELECT id, row_number() OVER () + %(first)s AS n FROM people)
INSERT INTO specialists_specialist (id, person_id, slug, display_name, sex, city, time_zone, languages, methods, topics,
    price_kzt, session_minutes, practice_since_on, register_number, register_checked_on, verified_at, listed_at,
    unlisted_because, photo, headline_kk, headline_ru, headline_en, about_kk, about_ru, about_en, approach_kk,
    approach_ru, approach_en)
SELECT gen_random_uuid(), id, 'bench-' || n, 'Specialist ' || n, CASE WHEN n %% 2 = 0 THEN 'f' ELSE 'm' END, 'almaty',
    'Asia/Almaty', '{{ru,kk}}', '{{cbt}}',
    ARRAY[(%(topics)s::text[])[1 + n %% 10], (%(topics)s::text[])[1 + (n / 10) %% 10]],
    8000 + 1000 * (n %% 20), 50, '2012-05-01', 'B-' || n, current_date, now(), now(), '', '', '', '', '', '', '', '',
    '', '', ''
FROM numbered RETURNING id
"""
PLAN = """
INSERT INTO booking_timetable (specialist_id, zone, session_minutes, buffer_minutes, step_minutes, notice_minutes,
                               horizon_days)
SELECT id, 'Asia/Almaty', 50, 10, 60, 60, 28 FROM specialists_specialist s
WHERE NOT EXISTS (SELECT 1 FROM booking_timetable t WHERE t.specialist_id = s.id);
INSERT INTO booking_slot (specialist_id, starts_at, ends_at, room_minutes)
SELECT t.specialist_id, at, at + interval '50 minutes', 50
FROM booking_timetable t,
     LATERAL (SELECT (current_date + d + make_interval(hours => h)) AT TIME ZONE 'Asia/Almaty' AS at
              FROM generate_series(0, 28) d, generate_series(9, 17) h) times
WHERE at > now() AND ('x' || substr(md5(t.specialist_id::text || at::text), 1, 4))::bit(16)::int %% 3 > 0
  AND NOT EXISTS (SELECT 1 FROM booking_availability a WHERE a.specialist_id = t.specialist_id)
ORDER BY at, t.specialist_id;
INSERT INTO booking_availability (specialist_id, origin_on, bits, replanned_at)
SELECT specialist_id, (now() AT TIME ZONE 'UTC')::date, repeat('0', 1344)::bit(1344), now() FROM booking_timetable t
WHERE NOT EXISTS (SELECT 1 FROM booking_availability a WHERE a.specialist_id = t.specialist_id);
"""


def fast_passwords() -> None:
    """Signing in is no part of what is measured."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def client(number: int, at: datetime) -> tuple[Person, dict[str, str]]:
    """A client who agreed to everything needed, and the cookies of an open session."""
    person = accounts.create_person(
        role="client",
        email=f"client{number}@example.kz",
        phone=f"+7701{number:07d}",
        name="Client",
        password="seven quiet poplars",
        language="ru",
        time_zone="Asia/Almaty",
        age=30,
        at=at,
    )
    browser = Client()
    browser.force_login(person)
    token = "a" * 32
    return person, {
        settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.CSRF_COOKIE_NAME: token,
    }


def specialists(count: int, *, first: int = 0) -> list[UUID]:
    """Listed, each with two of three times free over the month."""
    with connection.cursor() as cursor:
        cursor.execute(
            SPECIALISTS.replace("{{", "{").replace("}}", "}"), {"count": count, "first": first, "topics": list(TOPICS)}
        )
        return [row[0] for row in cursor.fetchall()]


def free_times() -> None:
    """Write the month of those who have none yet."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in PLAN.split(";\n"):
            if statement.strip():
                cursor.execute(statement.replace("%%", "%"))
    analyze()


def analyze() -> None:
    """What autovacuum does within a minute; only the owner may."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")


def practice(at: datetime, *, number: int = 0) -> UUID:
    """A real specialist with a real plan, all its times free, through the product's own operations."""
    person = accounts.create_person(
        role="specialist",
        email=f"specialist{number}@example.kz",
        phone=f"+7702{number:07d}",
        name="Specialist",
        password="seven quiet poplars",
        language="ru",
        time_zone="Asia/Almaty",
        at=at,
    )
    [specialist_id] = specialists(1, first=1_000_000 + number)
    Specialist.objects.filter(pk=specialist_id).update(person=person)
    booking.open_practice(specialist_id=specialist_id, zone="Asia/Almaty", at=at, **TERMS)
    booking.set_week(specialist_id=specialist_id, week=WEEK, at=at)
    return specialist_id


BOOKED = """
INSERT INTO booking_appointment (id, client_id, specialist_id, starts_at, ends_at, busy, state, price_kzt,
    promised_wall, promised_zone, sequence, client_moves, moved_by_specialist, cancelled_by, held_at, booked_at)
VALUES (%s, %s, %s, %s, %s, tstzrange(%s, %s), 'booked', 12000, '', 'Asia/Almaty', 0, 0, false, '', %s, %s)
"""


def booked(client_id: UUID, specialist_id: UUID, starts: list[datetime], at: datetime) -> None:
    """Sessions that are taken already."""
    with transaction.atomic(), connection.cursor() as cursor:
        for start in starts:
            end = start + timedelta(minutes=50)
            cursor.execute(
                BOOKED,
                [uuid4(), client_id, specialist_id, start, end, start, end + timedelta(minutes=10), at, at],
            )
    booking.replan(specialist_id=specialist_id, at=at)


PAST = """
INSERT INTO booking_appointment (id, client_id, specialist_id, starts_at, ends_at, busy, state, price_kzt,
    promised_wall, promised_zone, sequence, client_moves, moved_by_specialist, cancelled_by, held_at, booked_at,
    over_at)
SELECT gen_random_uuid(), %(client)s, %(specialist)s, at, at + interval '50 minutes',
    tstzrange(at, at + interval '60 minutes'), 'completed', 12000, '', 'Asia/Almaty', 0, 0, false, '', at, at, at
FROM generate_series(1, %(size)s) n, LATERAL (SELECT now() - make_interval(hours => n) AS at) times
"""


def past(size: int, *, client: UUID, specialist: UUID) -> None:
    """Sessions that were held long ago."""
    with connection.cursor() as cursor:
        cursor.execute(PAST, {"size": size, "client": client, "specialist": specialist})
    analyze()
