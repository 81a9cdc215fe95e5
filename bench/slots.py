"""Free times of one specialist, and the first free specialists of many. `python bench/slots.py [quick]`

Ours: one signed-in request for four weeks, through granian. The peer: its 28 requests for the same four weeks, through
the same server with the same bookings. The limit: the bare SQL statement, in this process. For the directory the limit
is one scan of the bits; data grow from 1 to 10.
"""

import json
import sys
import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import measure
import psycopg
from measure import QUICK, Visitor, interleaved, median, ratio, report

ROUNDS = 8 if QUICK else 60
MANY = 2_000 if QUICK else 10_000
ALMATY = ZoneInfo("Asia/Almaty")


def taken(now: datetime) -> list[datetime]:
    """Two sessions a day at ten and fifteen o'clock, for four weeks."""
    first = now.astimezone(ALMATY).date() + timedelta(days=1)
    days = (first + timedelta(days=number) for number in range(27))
    return [datetime.combine(day, time(hour), tzinfo=ALMATY) for day in days for hour in (10, 15)]


def month_of_one(addresses: dict[str, str], now: datetime) -> None:
    import peer
    import town

    from harmonia.booking.queries.free_time import FREE_TIMES
    from harmonia.specialists.models import Specialist

    client, cookies = town.client(1, now)
    specialist_id = town.practice(now)
    town.booked(client.pk, specialist_id, taken(now), now)
    slug = Specialist.objects.get(pk=specialist_id).slug
    bare = psycopg.connect(addresses["DATABASE_URL"], autocommit=True)
    until = now + timedelta(days=28)

    def sql() -> None:
        asked = {"specialist_id": specialist_id, "at": now, "until": until, "since": now}
        bare.execute(FREE_TIMES, asked, prepare=True).fetchone()

    with measure.serving("harmonia.config.wsgi:application") as ours:
        visitor = Visitor(ours.port, cookies)
        assert len(visitor.ask("GET", f"/me/book/{slug}/times/")[2].split(b'name="starts_at"')) > 150
        actions = {
            "bare SQL": sql,
            "ours: the times, signed in": lambda: visitor.ask("GET", f"/me/book/{slug}/times/"),
            "ours: the whole page, signed in": lambda: visitor.ask("GET", f"/me/book/{slug}/"),
        }
        python = measure.peer_python()
        if python is None:
            print("django-appointment could not be installed: nothing to compare with")
            _shown(actions, ours, cpu_of=list(actions)[1:])
            return
        folder = Path(tempfile.mkdtemp()) / "peer"
        walls = [start.strftime("%Y-%m-%dT%H:%M:%S") for start in taken(now)]
        environment, planted = peer.plant(python, folder, addresses["peer"], clients=2, booked=walls)
        with measure.serving("wsgi:application", python=python, cwd=folder, **environment) as theirs:
            them = Visitor(theirs.port, {"sessionid": planted["sessions"][0]})
            dates = [(now.astimezone(ALMATY) + timedelta(days=day)).date().isoformat() for day in range(28)]

            def a_month() -> None:
                for date in dates:
                    path = f"/appointment/ajax/available_slots/?selected_date={date}&staff_member={planted['staff'][0]}"
                    path += f"&service_id={planted['service']}"
                    status, _, body = them.ask("GET", path, **{"X-Requested-With": "XMLHttpRequest"})
                    assert status == 200, body
                    assert "available_slots" in json.loads(body)

            actions["django-appointment: its 28 requests"] = a_month
            _shown(actions, ours)


def _shown(actions, server, cpu_of=None) -> None:
    times = interleaved(actions, ROUNDS)
    cpu = {}
    for name in ("ours: the times, signed in", "ours: the whole page, signed in"):
        before = server.cpu_seconds()
        for _ in range(2 * ROUNDS):
            actions[name]()
        cpu[name] = (server.cpu_seconds() - before) * 1000 / (2 * ROUNDS)
    report("Free times of one specialist, four weeks", times, cpu_ms=cpu)
    found = {name: median(one) for name, one in times.items()}
    ours, bare = found["ours: the times, signed in"], found["bare SQL"]
    if "django-appointment: its 28 requests" in found:
        ratio("slots_month_to_django_appointment", ours / found["django-appointment: its 28 requests"], at_most=1 / 300)
    ratio("slots_month_to_bare_sql", ours / bare, at_most=25)


SCAN = """
SELECT specialist_id FROM booking_availability
WHERE bit_count(bits & %s::bit(1344)) > 0
"""


def first_of_many(addresses: dict[str, str], now: datetime) -> None:
    import town

    from harmonia.booking import queries
    from harmonia.booking.rules import windows
    from harmonia.specialists import queries as specialists
    from harmonia.specialists.rules import Filters

    at, today = now, now.astimezone(ALMATY).date()
    evenings = windows.Window("Asia/Almaty", today, 14, time(16), time(18))
    mask = windows.mask(windows.origin_on(at), windows.ranges(evenings), not_before=at)
    bare = psycopg.connect(addresses["DATABASE_URL"], autocommit=True)
    found = specialists.listed(Filters(topic="sleep"), on=today)
    everyone = specialists.listed(Filters(), on=today)
    actions = {
        "one scan of the bits": lambda: bare.execute(SCAN, [mask], prepare=True).fetchall(),
        "ours: 20 free in a window, by topic": lambda: queries.directory(found, at=at, window=evenings),
        "ours: 20 free in a window, any topic": lambda: queries.directory(everyone, at=at, window=evenings),
        "ours: 20 earliest free": lambda: queries.directory(everyone, at=at),
    }
    medians = []
    for first, count in ((1, MANY // 10), (1 + MANY // 10, MANY - MANY // 10)):
        town.specialists(count, first=first)
        town.free_times()
        times = interleaved(actions, ROUNDS)
        report(f"The first 20 of {first + count - 1:,} specialists", times)
        medians.append({name: median(one) for name, one in times.items()})
    small, large = medians
    for name in large:
        print(f"  {name:<44} grows {large[name] / small[name]:5.2f} times from 1 x to 10 x")
    scan = large["one scan of the bits"]
    ratio("directory_window_topic_to_one_scan", large["ours: 20 free in a window, by topic"] / scan, at_most=4)
    ratio("directory_window_any_to_one_scan", large["ours: 20 free in a window, any topic"] / scan, at_most=4)
    ratio("directory_earliest_to_one_scan", large["ours: 20 earliest free"] / scan, at_most=4)


def main() -> None:
    with measure.database() as addresses:
        import town

        town.fast_passwords()
        now = datetime.now(UTC)
        month_of_one(addresses, now)
        first_of_many(addresses, now)
    measure.finish()


if __name__ == "__main__":
    sys.exit(main())
