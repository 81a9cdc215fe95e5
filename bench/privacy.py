"""What the promise costs: pages, erasure, information, receipts. `python bench/privacy.py [quick]`

Pages: the same pages of the cabinet with everything, and with a part of it taken out under them: values that open
without a key or a purpose (a table in memory), a journal that is not written. Erasure: of people with a life, in
databases of a million rows, against the bare SQL that deletes and empties the very same rows and destroys nothing.
Information: the whole archive against the bare SQL that reads the very same rows. Receipts: verified as `harmonia
verify` does, one after another.
"""

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import measure
from measure import QUICK, interleaved, median, ratio, report

sys.path.insert(0, str(measure.ROOT))
ROWS = 50_000 if QUICK else 1_000_000
PEOPLE = 6 if QUICK else 20
ROUNDS = 10 if QUICK else 40
RECEIPTS = 500 if QUICK else 3_000
PAGES = ("/me/data/", "/me/", "/me/notices/")

CROWD = """
INSERT INTO accounts_person (id, name, email, phone, password, credential_epoch, language, time_zone, joined_at,
                             is_active)
SELECT gen_random_uuid(), sha256(n::text::bytea), sha256(n::text::bytea), sha256(n::text::bytea), ''::bytea,
       gen_random_uuid(), 'ru', 'Asia/Almaty', now(), true FROM generate_series(1, %(people)s) AS n
"""
NOTICES = """
INSERT INTO notices_notice (id, person_id, event, channel, facts, state, reason, attempts, once, created_at,
                            finished_at, carrier_number)
SELECT gen_random_uuid(), id, 'booking.reminder', 'email', sha256(id::text::bytea), 'sent', '', 1, '', now(), now(), ''
FROM accounts_person, generate_series(1, 6) WHERE email_index IS NULL
"""
SIGN_INS = """
INSERT INTO accounts_signin (id, key_sha256, person_id, session, started_at, last_seen_at, idle_minutes, idle_until,
                             expires_at, ended_at)
SELECT gen_random_uuid(), sha256((id::text || n)::bytea), id, '', now(), now(), 60, now(), now(), now()
FROM accounts_person, generate_series(1, 3) AS n WHERE email_index IS NULL
"""
A_CROWD_MEMBERS_ROWS = 10


def crowd() -> int:
    """Strangers with letters and devices, so that a person must be found among a million rows."""
    import town
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in (CROWD, NOTICES, SIGN_INS):
            cursor.execute(statement, {"people": ROWS // A_CROWD_MEMBERS_ROWS})
        town.analyze()
        cursor.execute(
            "SELECT (SELECT count(*) FROM accounts_person) + (SELECT count(*) FROM notices_notice) "
            "+ (SELECT count(*) FROM accounts_signin)"
        )
        return int(cursor.fetchone()[0])


def life_of(number: int, at: datetime) -> Any:
    """A client with twenty letters, five devices and choices of his own; the same for everybody."""
    import town

    from harmonia.accounts.models import SignIn
    from harmonia.notices import operations as notices
    from harmonia.notices.models import Notice
    from harmonia.notices.states import Channel, Kind

    person, _ = town.client(number, at)
    Notice.objects.bulk_create(
        Notice(person=person, event="consent.withdrawn", channel="email", facts={}, state="sent", created_at=at,
               finished_at=at) for _ in range(20)
    )  # fmt: skip
    SignIn.objects.bulk_create(
        SignIn(key_sha256=uuid.uuid4().bytes * 2, person=person, device="Firefox", session="", started_at=at,
               last_seen_at=at, idle_minutes=1, idle_until=at, expires_at=at, ended_at=at) for _ in range(5)
    )  # fmt: skip
    notices.choose(person_id=person.pk, choices={(Kind.REMINDERS, Channel.SMS): False}, at=at)
    return person


# -- pages ------------------------------------------------------------------------------------------------------------


@contextmanager
def clear_values(known: dict[tuple[Any, str], Any]) -> Iterator[None]:
    """Values open at once, from a table in memory: no key, no purpose, nothing to write down."""
    from harmonia.vault import fields

    sealed = fields._EncryptedField.open

    def opened(self: Any, instance: Any, value: Any) -> Any:
        place = (instance.pk, self.attname)
        if place not in known:
            known[place] = sealed(self, instance, value)
        return known[place]

    with mock.patch.object(fields._EncryptedField, "open", opened):
        yield


@contextmanager
def no_journal() -> Iterator[None]:
    from harmonia.vault import reading

    with mock.patch.object(reading, "_write_down"):
        yield


def pages(at: datetime) -> None:
    from django.test import Client

    person = life_of(900_001, at)
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(person)
    known: dict[tuple[Any, str], Any] = {}

    def look(path: str, *taken_out: Callable[[], Any]) -> None:
        with ExitStack() as stack:
            for each in taken_out:
                stack.enter_context(each())
            assert browser.get(path).status_code == 200, path

    for path in PAGES:
        actions = {
            f"{path} as it is": lambda path=path: look(path),
            f"{path} without the journal": lambda path=path: look(path, no_journal),
            f"{path} without keys and purposes": lambda path=path: look(path, lambda: clear_values(known)),
            f"{path} without any of it": lambda path=path: look(path, lambda: clear_values(known), no_journal),
        }
        times = interleaved(actions, ROUNDS)
        report(f"The page {path}", times)
        full, _, _, bare = (median(found) for found in times.values())
        ratio(f"page_{path.strip('/').replace('/', '_')}_to_the_same_without", full / bare, at_most=1.5)


# -- erasure ----------------------------------------------------------------------------------------------------------


def erasure(at: datetime, rows: int) -> None:
    from django.db import connection

    from harmonia.core import erasing
    from harmonia.privacy.operations import erasure as operations
    from harmonia.privacy.queries import erasure as queries
    from harmonia.vault import operations as vault

    whole, bare, keys = [], [], []
    for number in range(PEOPLE):
        ours, theirs = life_of(910_000 + number, at), life_of(920_000 + number, at)
        statements = _statements(erasing.rows_of(theirs.pk))
        whole.append(
            measure.timed(lambda ours=ours: operations.erase_person(person_id=ours.pk, request_id=None, by=None, at=at))
        )
        with connection.cursor() as cursor:
            bare.append(measure.timed(lambda cursor=cursor, statements=statements: _run(cursor, statements)))
        keys.append(measure.timed(lambda theirs=theirs: vault.destroy_subject(theirs.pk)))
        assert queries.left_of(ours.pk) == {}
    report(
        f"One person of {rows:,} rows",
        {"erased, keys destroyed, certified": whole[1:], "bare SQL of the same rows": bare[1:], "keys": keys[1:]},
    )
    ratio("erasure_to_bare_sql", median(whole[1:]) / median(bare[1:]), at_most=25)


def _statements(found: Any) -> list[tuple[str, list[Any]]]:
    """One DELETE or UPDATE a table, by the primary keys that were found: children before parents."""
    from harmonia.core import erasing

    made: dict[str, list[tuple[str, list[Any]]]] = {}
    for rows in found:
        table, key = rows.model._meta.db_table, rows.model._meta.pk
        if rows.result == "deleted":
            sql = f'DELETE FROM "{table}" WHERE "{key.column}" = ANY(%s)'
            made.setdefault(rows.entry.model, []).append((sql, [list(rows.keys)]))
        elif rows.result == "reduced":
            names = [
                rows.model._meta.get_field(name).column for name, value in rows.how.columns.items() if value is None
            ]
            emptied = ", ".join(f'"{name}" = NULL' for name in names)
            sql = f'UPDATE "{table}" SET {emptied} WHERE "{key.column}" = ANY(%s)'
            made.setdefault("", []).append((sql, [list(rows.keys)]))
    order = erasing.children_first(set(made) - {""})
    return [*made.get("", []), *(statement for label in order for statement in made[label])]


def _run(cursor: Any, statements: list[tuple[str, list[Any]]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        for sql, values in statements:
            cursor.execute(sql, values)


# -- information ------------------------------------------------------------------------------------------------------


def information(at: datetime, rows: int) -> None:
    from harmonia.journal import operations as journal
    from harmonia.privacy.operations import archives

    while journal.seal(at):
        pass
    journal.checkpoint(at)
    whole, bare = [], []
    for number in range(PEOPLE):
        person = life_of(930_000 + number, at)
        while journal.seal(at):
            pass
        journal.checkpoint(at)
        archive = archives.prepare(person_id=person.pk, request_id=None, at=at)
        whole.append(measure.timed(lambda archive=archive: archives.make(archive_id=archive.pk, at=at)))
        bare.append(measure.timed(lambda person=person: _read(person.pk)))
    report(f"One person of {rows:,} rows, informed", {"the archive": whole[1:], "bare SQL of the same rows": bare[1:]})
    ratio("information_to_bare_sql", median(whole[1:]) / median(bare[1:]), at_most=25)


def _read(person_id: uuid.UUID) -> str:
    """Every row of his as JSON, ciphertext and all."""
    from harmonia.core import erasing

    found = {
        entry.model: list(erasing.model_of(entry)._base_manager.filter(**{entry.subject: person_id}).values())
        for entry in erasing.erasable()
        if entry.subject
    }
    return json.dumps(found, default=str)


# -- receipts ---------------------------------------------------------------------------------------------------------


def receipts(at: datetime) -> None:
    import rfc8785

    from harmonia.journal import operations as journal
    from harmonia.journal import queries
    from harmonia.journal.rules import proofs

    document = {"type": "bench", "id": str(uuid.uuid4()), "categories": ["client_name"] * 12}
    entry = journal.record_document("bench.documented", document=document, subject=None, actor=None, at=at)
    while journal.seal(at):
        pass
    journal.checkpoint(at)
    file = rfc8785.dumps(queries.proved(document, entry.pk))
    assert proofs.verify(file).good, "the control: a true file passes"
    assert not proofs.verify(file.replace(b"client_name", b"client_nama", 1)).good, "and a changed one does not"
    begin = time.perf_counter()
    for _ in range(RECEIPTS):
        proofs.verify(file)
    spent = time.perf_counter() - begin
    print(f"\nReceipts verified offline: {RECEIPTS / spent:,.0f} a second, {1000 * spent / RECEIPTS:.2f} ms each")
    ratio("receipts_verified_per_second", RECEIPTS / spent, at_least=1)


def main() -> None:
    begin = time.perf_counter()
    with measure.database():
        import town
        from django.utils import timezone

        town.fast_passwords()
        at = timezone.now() - timedelta(minutes=1)
        receipts(at)
        pages(at)
        rows = crowd()
        erasure(at, rows)
        information(at, rows)
    measure.finish()
    print(f"took {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
