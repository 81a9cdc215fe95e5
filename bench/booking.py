"""Taking a time, by HTTP through granian. `python bench/booking.py [quick]`

Ours: one signed-in request that checks the consent, inserts under the constraint, opens the order, writes the journal,
defers the expiry and stores the answer of its idempotency key. The peer: its two requests that make an appointment.
The limit: the bare INSERT under the same constraints. Then 32 clients at once, and bursts of 8 and 32 clients at one
time: how many got it, and whether who lost was told no later than who won.
"""

import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import measure
import psycopg
from measure import QUICK, Visitor, interleaved, median, ratio, report

ROUNDS = 12 if QUICK else 120
CROWD = 32
EACH = 4 if QUICK else 30
BURSTS = 8 if QUICK else 250  # of each size
ALMATY = ZoneInfo("Asia/Almaty")
BOOKED = "UPDATE booking_appointment SET state = 'expired' WHERE state = 'held'"


class Town:
    """Our side: many specialists with a whole month free, and as many clients as may come at once."""

    def __init__(self, addresses: dict[str, str], now: datetime, port: int, crowd: int) -> None:
        import town

        from harmonia.specialists.models import Specialist

        self.sql = psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True)
        self.slugs = {town.practice(now, number=number): "" for number in range(1)}
        ids = town.specialists(12 if QUICK else 60, first=1)
        town.free_times()
        self.slugs = {one.pk: one.slug for one in Specialist.objects.filter(pk__in=ids)}
        planted = [town.client(number, now) for number in range(crowd)]
        self.people: list[UUID] = [person.pk for person, _ in planted]
        self.visitors = [Visitor(port, cookies) for _, cookies in planted]
        self.token = "a" * 32
        free = self.sql.execute(
            "SELECT specialist_id, extract(epoch FROM starts_at)::bigint FROM booking_slot "
            "WHERE specialist_id = ANY(%s) AND starts_at > now() + interval '1 day' "
            "AND starts_at < now() + interval '27 days' ORDER BY md5(starts_at::text || specialist_id::text)",
            [ids],
        ).fetchall()
        self.free = iter(free)
        self.lock = threading.Lock()

    def next_time(self) -> tuple[str, int]:
        with self.lock:
            specialist_id, second = next(self.free)
        return self.slugs[specialist_id], second

    def take(self, visitor: Visitor, slug: str, second: int) -> int:
        body = urlencode({"csrfmiddlewaretoken": self.token, "starts_at": second, "idempotency_key": uuid4().hex})
        return visitor.ask("POST", f"/me/book/{slug}/", body)[0]

    def forget(self) -> None:
        """Holds of the round before: a client keeps three at most."""
        self.sql.execute(BOOKED)


class Rival:
    """django-appointment: the request for a time, then the client's data, as its pages send them."""

    def __init__(self, port: int, planted: dict) -> None:
        self.planted, self.numbers, self.lock = planted, count(), threading.Lock()
        self.visitors = [Visitor(port, {"sessionid": one, "csrftoken": "a" * 32}) for one in planted["sessions"]]

    def next_time(self) -> tuple[int, datetime]:
        with self.lock:
            number = next(self.numbers)
        staff = self.planted["staff"]
        turn, member = divmod(number, len(staff))
        day, hour = divmod(turn, 9)
        start = datetime.now(ALMATY).replace(hour=9, minute=0, second=0, microsecond=0)
        return staff[member], start + timedelta(days=1 + day, hours=hour)

    def take(self, visitor: Visitor, staff: int, start: datetime) -> int:
        token = {"csrfmiddlewaretoken": "a" * 32}
        chosen = {
            "date": start.date().isoformat(),
            "start_time": f"{start:%H:%M}",
            "end_time": f"{start + timedelta(hours=1):%H:%M}",
            "service": self.planted["service"],
            "staff_member": staff,
        }
        status, page, body = visitor.ask("POST", "/appointment/request-submit/", urlencode(token | chosen))
        assert status == 302, body[:400]
        said = {
            "name": "Client",
            "email": "client@example.kz",
            "phone_0": "KZ",
            "phone_1": "7011234567",
            "address": "",
            "additional_info": "",
            "payment_type": "full",
        }
        status, _, body = visitor.ask("POST", page, urlencode(token | said))
        assert status == 302, body[:2000]
        return status


def inserts(addresses: dict[str, str], town: Town) -> Callable[[], None]:
    """The limit: the appointment's row alone, under the same constraints."""
    import town as planting

    sql = psycopg.connect(addresses["DATABASE_URL"], autocommit=True)
    client, specialist = town.people[0], next(iter(town.slugs))
    begin, numbers = datetime(2030, 1, 1, tzinfo=UTC), count()

    def insert() -> None:
        start = begin + timedelta(hours=2 * next(numbers))
        end = start + timedelta(minutes=50)
        values = [uuid4(), client, specialist, start, end, start, end + timedelta(minutes=10), start, start]
        sql.execute(planting.BOOKED, values, prepare=True)

    return insert


def one_at_a_time(addresses: dict[str, str], town: Town, server: measure.Server, rival: Rival | None) -> None:
    def ours() -> None:
        slug, second = town.next_time()
        assert town.take(town.visitors[0], slug, second) == 302

    actions: dict[str, Callable[[], object]] = {
        "one INSERT": inserts(addresses, town),
        "ours": _after(town.forget, ours),
    }
    if rival is not None:
        actions["django-appointment"] = lambda: rival.take(rival.visitors[0], *rival.next_time())
    times = interleaved(actions, ROUNDS)
    times["ours"] = ours_times[-ROUNDS:]
    before = server.cpu_seconds()
    for _ in range(ROUNDS):
        actions["ours"]()
    report("One client takes a time", times, cpu_ms={"ours": (server.cpu_seconds() - before) * 1000 / ROUNDS})
    ratio("booking_to_one_insert", median(times["ours"]) / median(times["one INSERT"]), at_most=20)
    if rival is not None:
        ratio("booking_to_django_appointment", median(times["ours"]) / median(times["django-appointment"]), at_most=0.2)


ours_times: list[float] = []


def _after(prepare: Callable[[], None], action: Callable[[], None]) -> Callable[[], None]:
    """The preparing is not measured: `ours_times` keeps what the action alone took."""

    def both() -> None:
        prepare()
        ours_times.append(measure.timed(action))

    return both


def crowd(visitors: list[Visitor], take: Callable[[Visitor], object]) -> float:
    """Bookings a second of all visitors at once."""
    barrier = threading.Barrier(len(visitors) + 1)

    def come(visitor: Visitor) -> None:
        barrier.wait()
        for _ in range(EACH):
            take(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        waiting = [pool.submit(come, visitor) for visitor in visitors]
        barrier.wait()
        begin = time.perf_counter()
        for one in waiting:
            one.result()
    return len(visitors) * EACH / (time.perf_counter() - begin)


def many_at_once(town: Town, rival: Rival | None) -> None:
    def ours(visitor: Visitor) -> None:
        slug, second = town.next_time()
        assert town.take(visitor, slug, second) in (302, 303, 409)  # 409: the same client met his own other time
        if threading.get_ident() % 4 == 0:
            with town.lock:
                town.forget()

    found: dict[str, list[float]] = {"ours": [], "django-appointment": []}
    for _ in range(1 if QUICK else 3):
        town.forget()
        found["ours"].append(crowd(town.visitors, ours))
        if rival is not None:
            found["django-appointment"].append(
                crowd(rival.visitors, lambda visitor: rival.take(visitor, *rival.next_time()))
            )
    print(f"\n{CROWD} clients at once, bookings a second")
    for name, speeds in found.items():
        if speeds:
            print(f"  {name:<44} median {median(speeds):9.1f}  min {min(speeds):9.1f}  max {max(speeds):9.1f}")
    if rival is not None:
        ratio(
            "booking_crowd_to_django_appointment",
            median(found["ours"]) / median(found["django-appointment"]),
            at_least=8,
        )


def bursts(town: Town) -> None:
    """Everybody wants the same time. Who lost should not wait longer than who won."""
    doubles = nobody = 0
    later: list[float] = []
    for size in (8, CROWD):
        won: list[float] = []
        lost: list[float] = []
        for _ in range(BURSTS):
            town.forget()
            slug, second = town.next_time()
            told = burst(town, size, slug, second)
            winners = [spent for status, spent in told if status == 302]
            losers = [spent for status, spent in told if status == 303]
            doubles += len(winners) > 1
            nobody += not winners
            won += winners
            lost += losers
            later.append(median(losers) / winners[0] if winners and losers else 0)
        report(
            f"{size} clients at one time, {BURSTS} bursts",
            {"who won was told after": won, "who lost was told after": lost},
        )
    print(f"\n  bursts in which two got the time: {doubles}; in which nobody did: {nobody}")
    ratio("booking_doubles_in_bursts", doubles, at_most=0)
    ratio("booking_bursts_without_a_winner", nobody, at_most=0)
    ratio("booking_loser_to_winner", median(later), at_most=1)


def burst(town: Town, size: int, slug: str, second: int) -> list[tuple[int, float]]:
    barrier = threading.Barrier(size)

    def come(visitor: Visitor) -> tuple[int, float]:
        barrier.wait()
        begin = time.perf_counter()
        status = town.take(visitor, slug, second)
        return status, (time.perf_counter() - begin) * 1000

    with ThreadPoolExecutor(size) as pool:
        return list(pool.map(come, town.visitors[:size]))


def growth(addresses: dict[str, str], town: Town) -> None:
    """The same booking beside ten times as many appointments."""
    import town as planting

    def measured() -> float:
        ours_times.clear()
        for _ in range(ROUNDS):
            _after(town.forget, lambda: town.take(town.visitors[0], *town.next_time()))()
        return median(ours_times)

    sizes = (500, 5_000) if QUICK else (5_000, 50_000)
    found = []
    for size in sizes:
        planting.past(size, client=town.people[1], specialist=next(iter(town.slugs)))
        found.append(measured())
    print(
        f"\nbeside {sizes[0]:,} appointments {found[0]:.3f} ms, beside {sizes[1]:,} {found[1]:.3f} ms: "
        f"grows {found[1] / found[0]:.2f} times from 1 x to 10 x"
    )


def main() -> None:
    with measure.database() as addresses:
        import peer
        import town as planting

        planting.fast_passwords()
        now = datetime.now(UTC)
        with measure.serving("harmonia.config.wsgi:application", workers=2) as server:
            town = Town(addresses, now, server.port, CROWD)
            python = measure.peer_python()
            if python is None:
                print("django-appointment could not be installed: nothing to compare with")
                everything(addresses, town, server, None)
            else:
                folder = Path(tempfile.mkdtemp()) / "peer"
                environment, planted = peer.plant(
                    python, folder, addresses["peer"], clients=CROWD, booked=[], staff=12 if QUICK else 60
                )
                with measure.serving("wsgi:application", python=python, cwd=folder, workers=2, **environment) as theirs:
                    everything(addresses, town, server, Rival(theirs.port, json.loads(json.dumps(planted))))
    measure.finish()


def everything(addresses: dict[str, str], town: Town, server: measure.Server, rival: Rival | None) -> None:
    one_at_a_time(addresses, town, server, rival)
    many_at_once(town, rival)
    bursts(town)
    growth(addresses, town)


if __name__ == "__main__":
    sys.exit(main())
