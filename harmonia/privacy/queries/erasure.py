"""What stands in the way of an erasure, what it will do, and whether anything was left."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Max
from django.db.models.functions import Coalesce

from harmonia import policy
from harmonia.accounts import states as roles
from harmonia.accounts.models import Person, Role
from harmonia.booking.models import Appointment
from harmonia.booking.states import BOOKED, COMPLETED, NO_SHOW_CLIENT
from harmonia.core import erasing
from harmonia.core.classification import Deleted, Kept, Personal
from harmonia.payments import queries as payouts
from harmonia.payments.models import Order, Refund
from harmonia.payments.states import OrderState, RefundState
from harmonia.privacy.models import Certificate
from harmonia.privacy.queries import retention
from harmonia.privacy.rules import erasure as rules
from harmonia.privacy.states import ErasureState
from harmonia.vault.models import ClassKey, DestroyedKey, SubjectKey

OUTSIDE_STAFF = (roles.CLIENT, roles.SPECIALIST)
OWED_FOR = (BOOKED, COMPLETED, NO_SHOW_CLIENT)
JOBS_OF = """
SELECT id FROM procrastinate_jobs
WHERE status <> 'doing' AND EXISTS (SELECT FROM jsonb_each_text(args) AS said WHERE said.value = ANY(%s))
"""


def session_under_way(person_id: UUID, at: datetime) -> datetime | None:
    """When the session that he is in, on either side, should end; one that nobody has closed yet still counts."""
    begun = Appointment.objects.filter(state=BOOKED, starts_at__lte=at)
    ends = [
        of_side.aggregate(last=Max("ends_at"))["last"]
        for of_side in (begun.filter(client_id=person_id), begun.filter(specialist__person_id=person_id))
    ]
    return max((end for end in ends if end), default=None)


def obstacles(person_id: UUID, at: datetime) -> tuple[str, ...]:
    """Keys of policy.OBSTACLES: what must end before he can be erased."""
    found = {
        "unpaid": _unpaid(person_id),
        "refund_failed": _refund_failed(person_id),
        "payout_owed": payouts.is_owed(person_id),
        "held": retention.held(person_id, at),
        "staff_role": Role.objects.filter(person_id=person_id).exclude(role__in=OUTSIDE_STAFF).exists(),
    }
    return tuple(key for key, stands in found.items() if stands)


def _unpaid(person_id: UUID) -> bool:
    open_orders = Order.objects.filter(person_id=person_id, state=OrderState.OPEN).values("about_id")
    return Appointment.objects.filter(pk__in=open_orders, state__in=OWED_FOR).exists()


def _refund_failed(person_id: UUID) -> bool:
    refunds = Refund.objects.filter(payment__order__person_id=person_id)
    others = refunds.exclude(state=RefundState.FAILED).values("payment_id")
    return refunds.filter(state=RefundState.FAILED).exclude(payment_id__in=others).exists()


def values_of(person_id: UUID, category: str) -> Iterator[tuple[erasing.Rows, list[str]]]:
    """His rows that hold something of a kind, and in which columns; none of the columns: the rows are of it alone."""
    for rows in erasing.rows_of(person_id):
        of_kind = [name for name, said in rows.entry.columns.items()
                   if isinstance(said, Personal) and said.category == category]  # fmt: skip
        if of_kind and isinstance(rows.how, Deleted):
            yield rows, [] if rows.categories == (category,) else of_kind


def stands_under(person_id: UUID, key_class: str) -> bool:
    """Whether any value of his is still encrypted under the key of this class."""
    for rows in erasing.rows_of(person_id):
        for name, said in rows.entry.columns.items():
            of_class = isinstance(said, Personal) and policy.CATEGORIES[said.category].key_class == key_class
            if of_class and not _under_own_key(rows, name) and rows.filled(name):
                return True
    return False


def _under_own_key(rows: erasing.Rows, column: str) -> bool:
    """Whether the value does not need the person's key at all."""
    under = getattr(rows.model._meta.get_field(column), "subject", rows.entry.own_key)
    return bool(rows.entry.own_key) and under == rows.entry.own_key


def keys_of(subject_id: UUID) -> list[rules.Key]:
    """The keys that will be destroyed, by class."""
    rows = ClassKey.objects.filter(subject_id=subject_id).order_by("key_class", "version")
    return [rules.Key(str(row.pk), row.key_class, row.version) for row in rows]


def kinds_of(person_id: UUID) -> set[str]:
    """What he is in the words of the register: what is held of staff is nothing that is held of a client."""
    names = {roles.CLIENT: "client", roles.SPECIALIST: "specialist"}
    held = Role.objects.filter(person_id=person_id).values_list("role", flat=True)
    return {names.get(roles.RoleName(role), "staff") for role in held} or {"client"}


def emptied(rows: erasing.Rows, kinds: set[str], at: datetime) -> rules.Emptied:
    """What his erasure does to these rows. A term that nothing began before begins with the end of the account."""
    categories = tuple(key for key in rows.categories if kinds & set(policy.CATEGORIES[key].subjects))
    rule = None if isinstance(rows.how, Deleted) else rules.rule_of(categories)
    return rules.Emptied(
        table=rows.entry.model,
        categories=categories,
        result=rows.result,
        rows=len(rows.keys),
        rule=rule.key if rule else "",
        until=rules.until(rule, _latest(rows) or at) if rule else "",
    )


def _latest(rows: erasing.Rows) -> datetime | None:
    """The last moment from which a term of these rows runs; without a declared one, nobody knows."""
    term = rows.entry.term
    if term is None:
        return None
    moment = Coalesce(*term.since) if len(term.since) > 1 else term.since[0]
    found = rows.model._base_manager.filter(pk__in=rows.keys).aggregate(last=Max(moment))
    last: datetime | None = found["last"]
    return last


def jobs_about(ids: Iterable[UUID]) -> list[int]:
    """Queued, finished and failed jobs that name one of the ids."""
    with connection.cursor() as cursor:
        cursor.execute(JOBS_OF, [[str(one) for one in ids]])
        return [row[0] for row in cursor.fetchall()]


def certificate(pk: UUID) -> Certificate | None:
    """Whoever has its random number may see it: it names nobody."""
    return Certificate.objects.filter(pk=pk).first()


def of_request(request_id: UUID) -> Certificate | None:
    return Certificate.objects.filter(request_id=request_id).first()


def locked(pk: UUID) -> Certificate:
    return Certificate.objects.select_for_update(of=("self",)).get(pk=pk)


def under_way() -> list[Certificate]:
    """Not at their end, the oldest first."""
    return list(Certificate.objects.exclude(state=ErasureState.TOLD).order_by("begun_at", "pk"))


def standing_though_destroyed() -> list[UUID]:
    """People whose keys were destroyed and who have rows: an older copy of the data was put back."""
    people = list(Person.objects.values_list("pk", flat=True))
    destroyed = DestroyedKey.objects.filter(key_class="", subject_id__in=people)
    return sorted(destroyed.values_list("subject_id", flat=True).distinct())


def plan_of(person_id: UUID, at: datetime) -> list[rules.Emptied]:
    """What an erasure would do to each table, now. Changes nothing."""
    kinds = kinds_of(person_id)
    return [emptied(rows, kinds, at) for rows in erasing.rows_of(person_id)]


def left_of(subject_id: UUID) -> dict[str, int]:
    """The scan after an erasure: (table -> rows) of whatever the map leads to and may not be there; empty is right.

    It knows no word of his, so it looks for what must hold: no keys, no rows but those that stay for a law, no jobs.
    """
    found: dict[str, int] = {}
    for rows in erasing.rows_of(subject_id):
        if not isinstance(rows.how, Kept):
            found[rows.entry.model] = found.get(rows.entry.model, 0) + len(rows.keys)
    counts: dict[str, Any] = {
        SubjectKey._meta.label: SubjectKey.objects.filter(pk=subject_id).count(),
        ClassKey._meta.label: ClassKey.objects.filter(subject_id=subject_id).count(),
        apps.get_model("procrastinate.ProcrastinateJob")._meta.label: len(jobs_about([subject_id])),
    }
    return found | {label: count for label, count in counts.items() if count}


def scan() -> int:
    """How many of those whose keys were destroyed have anything left that should be gone: 0 is right."""
    destroyed = set(DestroyedKey.objects.filter(key_class="").values_list("subject_id", flat=True))
    keyed = SubjectKey.objects.filter(pk__in=destroyed).count()
    keyed += ClassKey.objects.filter(subject_id__in=destroyed).count()
    return keyed + sum(_standing(road, destroyed) for road in erasing.roads())


def _standing(road: erasing.Road, destroyed: set[UUID]) -> int:
    """Rows of the road that lead to somebody who is gone. A row that stays for a law may keep his number."""
    if isinstance(road.how, Kept):
        return 0
    people = erasing.model_of(road.entry)._base_manager.values_list(road.path, flat=True).distinct()
    return len({person for person in people.iterator() if person in destroyed})


def words_of(keys: Iterable[str], language: str) -> list[str]:
    """What stands in the way, as the person reads it."""
    return [policy.OBSTACLES[key].telling.in_language(language) for key in keys]
