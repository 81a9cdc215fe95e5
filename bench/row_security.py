"""What the walls cost: row security on the gate's question, triggers on a write. `python bench/row_security.py [quick]`

The same statement with the wall and without it, in turn: the policy and the telling of who reads on `consent_record`;
the triggers on `accounts_person` (one row) and on `booking_slot` (500 rows at once).
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import measure
from measure import QUICK, interleaved, median, ratio, report

ROUNDS = 100 if QUICK else 400
AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


def as_owner(addresses: dict[str, str], sql: str) -> None:
    import psycopg

    with psycopg.connect(addresses["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute(sql)


def walled(addresses: dict[str, str], up: str, down: str, action: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds with the wall and without it, in blocks that take turns."""
    spent: dict[str, list[float]] = {"with": [], "without": []}
    for _ in range(6):
        for name, sql in (("with", up), ("without", down)):
            as_owner(addresses, sql)
            spent[name] += interleaved({name: action}, ROUNDS // 6)[name]
    as_owner(addresses, up)
    report("milliseconds", spent)
    return median(spent["with"]), median(spent["without"])


def person(number: int, role: str) -> Any:
    from harmonia.accounts import operations

    return operations.create_person(
        role=role, email=f"p{number}@example.kz", phone=f"+7701{number:07d}", name="P", password="x" * 12,
        language="ru", time_zone="Asia/Almaty", at=AT,
    )  # fmt: skip


def gate(addresses: dict[str, str], one: Any) -> None:
    from django.db import connection

    from harmonia.consent import queries

    def ask() -> None:
        assert queries.allows(one.pk, "service", at=AT)

    def ask_untold() -> None:
        wrappers, connection.execute_wrappers[:] = list(connection.execute_wrappers), []
        try:
            ask()
        finally:
            connection.execute_wrappers[:] = wrappers

    up = "ALTER TABLE consent_record ENABLE ROW LEVEL SECURITY"
    spent: dict[str, list[float]] = {"walled": [], "bare": []}
    for _ in range(6):
        as_owner(addresses, up)
        spent["walled"] += interleaved({"walled": ask}, ROUNDS // 6)["walled"]
        as_owner(addresses, "ALTER TABLE consent_record DISABLE ROW LEVEL SECURITY")
        spent["bare"] += interleaved({"bare": ask_untold}, ROUNDS // 6)["bare"]
    as_owner(addresses, up)
    report("The gate's question, behind row security and without it", spent)
    ratio("gate_walled_to_bare", median(spent["walled"]) / median(spent["bare"]), at_most=1.5)


def update(addresses: dict[str, str], one: Any) -> None:
    from harmonia.accounts.models import Person

    def write() -> None:
        Person.objects.filter(pk=one.pk).update(language="kk")
        Person.objects.filter(pk=one.pk).update(language="ru")

    print("\nTwo updates of a person, with the triggers and without")
    guarded, bare = walled(
        addresses,
        "ALTER TABLE accounts_person ENABLE ALWAYS TRIGGER refuse_blocked_update",
        "ALTER TABLE accounts_person DISABLE TRIGGER refuse_blocked_update",
        write,
    )
    ratio("update_guarded_to_bare", guarded / bare, at_most=2.0)


def bulk(addresses: dict[str, str]) -> None:
    from harmonia.booking import operations
    from harmonia.booking.models import Slot
    from harmonia.specialists.models import Specialist

    specialist = Specialist.objects.create(
        person=person(99, "specialist"), slug="s", display_name="S", sex="m", city="almaty", languages=["ru"],
        methods=["cbt"], topics=["sleep"], price_kzt=12_000, practice_since_on=AT.date(),
        **{f"{text}_{code}": "…" for text in ("headline", "about", "approach") for code in ("kk", "ru", "en")},
    )  # fmt: skip
    operations.open_practice(specialist_id=specialist.pk, zone="Asia/Almaty", at=AT)
    half_hour = timedelta(minutes=30)

    def plan() -> None:
        times = (AT + number * half_hour for number in range(500))
        Slot.objects.bulk_create(Slot(specialist=specialist, starts_at=at, ends_at=at + half_hour) for at in times)
        Slot.objects.filter(specialist=specialist).delete()

    print("\n500 slots written and removed, with the triggers and without")
    tables = [f"ALTER TABLE booking_slot {{}} TRIGGER refuse_blocked_{event}" for event in ("insert", "delete")]
    guarded, bare = walled(
        addresses,
        "; ".join(one.format("ENABLE ALWAYS") for one in tables),
        "; ".join(one.format("DISABLE") for one in tables),
        plan,
    )
    ratio("bulk_guarded_to_bare", guarded / bare, at_most=1.5)


def main() -> None:
    with measure.database() as addresses:
        everyone = [person(number, "client") for number in range(30)]
        gate(addresses, everyone[0])
        update(addresses, everyone[0])
        bulk(addresses)
    measure.finish()


if __name__ == "__main__":
    sys.exit(main())
