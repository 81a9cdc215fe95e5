"""Erasing a person: his rows in one transaction, then his keys, so that no copy of the rows can be read either.

Guarantees. Either all rows that the declarations lead to are deleted or reduced, or nothing happened. The same
transaction writes down what is still to be done: destroying keys and files, certifying, telling. Each of these steps
may be killed and is taken up again by the job, or by the sweep; each does nothing the second time. From the first
commit on nobody can sign in; from the moment the keys are gone the fields are unreadable in every backup, and copies
of the wrapped keys die with the epoch of the coming night. The address that the certificate's link is sent to stands
meanwhile under a key of its own, which ends with the letter, or after the term of the register.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import get_language

from harmonia import policy
from harmonia.accounts import queries as people
from harmonia.accounts.models import Person
from harmonia.booking import operations as booking
from harmonia.consent import queries as consents
from harmonia.core import erasing, jobs
from harmonia.core.moves import move
from harmonia.core.row_security import SERVICE, runs_as
from harmonia.journal import operations as journal
from harmonia.notices import gateways as carriers
from harmonia.notices import operations as notices
from harmonia.privacy.models import Certificate
from harmonia.privacy.queries import erasure as queries
from harmonia.privacy.rules import erasure as rules
from harmonia.privacy.states import ERASURE_MOVES, ErasureState
from harmonia.vault import files, gateways, reading
from harmonia.vault import operations as vault
from harmonia.vault import queries as blocks

DROP_JOBS = "DELETE FROM procrastinate_jobs WHERE id = ANY(%s)"
PAGE = "/erased/{}/"


class Blocked(Exception):
    """While his data are blocked they may not be destroyed either (7.2.4; 94-V art. 1(3)): the erasure waits."""


class SessionUnderWay(Exception):
    """He is in a session, which ends at `until`; the erasure waits for it."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class ObligationOpen(Exception):
    """Something must end first: `grounds` are keys of policy.OBSTACLES (94-V art. 8(2))."""

    def __init__(self, grounds: tuple[str, ...]) -> None:
        super().__init__(", ".join(grounds))
        self.grounds = grounds


class NotSeparable(Exception):
    """This kind of data goes with the account or stays by a law; it cannot go alone."""


@runs_as(SERVICE)
def check_erasable(person_id: UUID, at: datetime) -> None:
    """Raises Blocked, SessionUnderWay, ObligationOpen."""
    if any(blocks.blocks_among([person_id])):
        raise Blocked(person_id)
    if until := queries.session_under_way(person_id, at):
        raise SessionUnderWay(until)
    if grounds := queries.obstacles(person_id, at):
        raise ObligationOpen(grounds)


@runs_as(SERVICE)
@runs_as(SERVICE)
def erase_person(*, person_id: UUID, request_id: UUID | None, by: UUID | None, at: datetime) -> Certificate:
    """Close the account and destroy what no law keeps; booked sessions are cancelled and paid back as the policy says.

    What is left for after the commit is done at once; killed meanwhile, it is done by the job. Raises
    Person.DoesNotExist, Blocked, SessionUnderWay, ObligationOpen.
    """
    with transaction.atomic():
        certificate = _begin(person_id=person_id, request_id=request_id, by=by, at=at)
        transaction.on_commit(lambda: finish(certificate_id=certificate.pk, at=at), robust=True)
    certificate.refresh_from_db()
    return certificate


def _begin(*, person_id: UUID, request_id: UUID | None, by: UUID | None, at: datetime) -> Certificate:
    person = people.locked(person_id)
    check_erasable(person_id, at)
    certificate = _opened(person, request_id=request_id, at=at)
    booking.stop_services(person_id=person_id, at=at)
    certificate.plan = _erase_rows(person_id, at)
    certificate.save(update_fields=["plan"])
    journal.record(
        "privacy.erasure_begun", subject=None, actor=by if by != person_id else None, at=at,
        certificate=str(certificate.pk),
    )  # fmt: skip
    jobs.defer("privacy.finish_erasure", certificate_id=certificate.pk)
    return certificate


def _opened(person: Person, *, request_id: UUID | None, at: datetime) -> Certificate:
    """The certificate to be, with the address to send its link to under a key of its own."""
    certificate = Certificate(
        subject_id=person.pk,
        request_id=request_id,
        language=person.language,
        plan={},
        begun_at=at,
    )
    vault.create_subject(certificate.pk)
    if person.email_verified_at:
        with reading.reading(policy.RIGHTS, actor=None):
            certificate.farewell = people.addresses(person).email
    certificate.save(force_insert=True)
    return certificate


def _erase_rows(person_id: UUID, at: datetime) -> dict[str, Any]:
    """Empty the tables; returns what was done and what is left to do when it is committed."""
    found, kinds = erasing.rows_of(person_id), queries.kinds_of(person_id)
    plan: dict[str, Any] = {
        "tables": [asdict(queries.emptied(rows, kinds, at)) for rows in found],
        "keys": [asdict(key) for key in queries.keys_of(person_id)],
        "subjects": [str(one) for one in erasing.own_keys(found)],
        "files": erasing.stored_files(found),
    }
    named = [key for rows in found if rows.result == "deleted" for key in rows.keys if isinstance(key, UUID)]
    erasing.carry_out(found)
    return plan | {"jobs": _drop_jobs([person_id, *named])}


def _drop_jobs(ids: Iterable[UUID]) -> int:
    """Work about what is gone, done or to do: its arguments are ids, and these lead nowhere any more."""
    of_his = queries.jobs_about(ids)
    with connection.cursor() as cursor:
        cursor.execute(DROP_JOBS, [of_his])
    return len(of_his)


@runs_as(SERVICE)
@runs_as(SERVICE)
def finish(*, certificate_id: UUID, at: datetime) -> Certificate:
    """Destroy keys and files, certify, tell. Safe to repeat, whole or in part."""
    certificate = _destroy(certificate_id, at)
    if certificate.state == ErasureState.DESTROYED:
        jobs.defer("privacy.tell_erased", certificate_id=certificate.pk)
    return certificate


@transaction.atomic
def _destroy(certificate_id: UUID, at: datetime) -> Certificate:
    """Keys first: what is done to them stays done, whatever becomes of this transaction."""
    certificate = queries.locked(certificate_id)
    if certificate.state != ErasureState.ROWS_GONE:
        return certificate
    subject_id, plan = certificate.subject_id, certificate.plan
    assert subject_id is not None and plan is not None  # noqa: S101, PT018  the database keeps both until here
    epoch = gateways.kms().current_epoch()
    for one in (subject_id, *map(UUID, plan["subjects"])):
        vault.destroy_subject(one)
    sealed = sum(files.remove_all(UUID(one)) for one in plan["subjects"])
    plan = plan | {"files_count": len(plan["files"]) + sealed + _remove_files(subject_id, plan["files"])}
    certificate.document = _document(certificate, plan, subject_id, epoch=epoch, at=at)
    certificate.entry_id = journal.record_document(
        "privacy.erased", document=certificate.document, subject=None, actor=None, at=at
    ).pk
    move(certificate, to=ErasureState.DESTROYED, moves=ERASURE_MOVES)
    certificate.subject_id, certificate.plan, certificate.destroyed_at = None, None, at
    certificate.save(update_fields=["state", "subject_id", "plan", "document", "entry_id", "destroyed_at"])
    return certificate


def _remove_files(subject_id: UUID, names: list[str]) -> int:
    for name in names:
        default_storage.delete(name)
    return files.remove_all(subject_id)


def _document(
    certificate: Certificate, plan: dict[str, Any], subject_id: UUID, *, epoch: int, at: datetime
) -> dict[str, Any]:
    edition = consents.current_edition()
    return rules.certificate(
        certificate_id=certificate.pk,
        subject_id=subject_id,
        controller=policy.Operator(**settings.OPERATOR),
        edition=(edition.number, edition.register_sha256) if edition else (0, ""),
        language=certificate.language or get_language() or settings.LANGUAGE_CODE,
        plan=plan,
        begun_at=certificate.begun_at,
        destroyed_at=at,
        epoch=epoch,
    )


@runs_as(SERVICE)
def tell(*, certificate_id: UUID, at: datetime) -> Certificate:
    """Send the link to the certificate, then forget the address. After the term of the register it is forgotten anyhow.

    Raises carriers.TryLater while the carrier is away.
    """
    certificate = Certificate.objects.get(pk=certificate_id)
    if certificate.state != ErasureState.DESTROYED:
        return certificate
    if at < certificate.begun_at + timedelta(days=policy.RETENTION["account"].days or 1):
        _send_farewell(certificate, at)
    return _forget_address(certificate_id, at)


def _send_farewell(certificate: Certificate, at: datetime) -> None:
    """An address that is no longer readable was told before: only its row had not followed."""
    with reading.reading(policy.RIGHTS, actor=None), suppress(vault.Erased, carriers.Undeliverable):
        if (address := certificate.farewell) is not None:
            notices.send_outside(
                "account.erased",
                letter_id=certificate.pk,
                to=address,
                language=certificate.language,
                facts={"path": PAGE.format(certificate.pk)},
                at=at,
            )


def _forget_address(certificate_id: UUID, at: datetime) -> Certificate:
    vault.destroy_subject(certificate_id)
    with transaction.atomic():
        certificate = queries.locked(certificate_id)
        if certificate.state == ErasureState.DESTROYED:
            move(certificate, to=ErasureState.TOLD, moves=ERASURE_MOVES)
            certificate.farewell, certificate.told_at = None, at
            certificate.save(update_fields=["state", "farewell", "told_at"])
    return certificate


@runs_as(SERVICE)
def take_up(*, at: datetime) -> int:
    """Carry on every erasure that somebody's death interrupted; returns how many there were."""
    waiting = queries.under_way()
    for certificate in waiting:
        if certificate.state == ErasureState.ROWS_GONE:
            finish(certificate_id=certificate.pk, at=at)
        else:
            jobs.defer("privacy.tell_erased", certificate_id=certificate.pk)
    return len(waiting)


@runs_as(SERVICE)
@runs_as(SERVICE)
@transaction.atomic
def erase_category(*, person_id: UUID, category: str, by: UUID | None, at: datetime) -> int:
    """Destroy one kind of data and keep the account; returns how many values went. Raises NotSeparable, Blocked.

    When nothing else stands under the key of its class, the key goes too, and no backup can be read either.
    """
    people.locked(person_id)
    if any(blocks.blocks_among([person_id])):
        raise Blocked(person_id)
    if not rules.is_separable(category):
        raise NotSeparable(category)
    found = list(queries.values_of(person_id, category))
    own_keys = erasing.own_keys(rows for rows, columns in found if not columns)
    gone = sum(erasing.empty(rows, columns) for rows, columns in found)
    for own in own_keys:
        vault.destroy_subject(own)
    key_class = policy.CATEGORIES[category].key_class
    if gone and key_class and not queries.stands_under(person_id, key_class):
        vault.destroy_class(person_id, key_class)
        vault.renew_class(person_id, key_class)
    journal.record("privacy.category_erased", subject=person_id, actor=by, at=at, category=category, values=gone)
    return gone


@runs_as(SERVICE)
@runs_as(SERVICE)
def erase_again(*, at: datetime) -> int:
    """After an older copy of the data was put back: take out again whoever was erased since. His keys are gone, so
    nothing of it could be read. Returns how many there were."""
    returned = queries.standing_though_destroyed()
    for person_id in returned:
        with transaction.atomic():
            people.locked(person_id)
            _erase_rows(person_id, at)
            journal.record("privacy.erased_again", subject=None, actor=None, at=at)
    return len(returned)
