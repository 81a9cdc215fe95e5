"""A journal of a million events: written, sealed, proved, checked by strangers. `python bench/journal.py [quick]`

Who checks shares no code with who writes: `tests/journal/verifier.py` and this file spell out from the description what
a row's leaf must be, rebuild the tree in memory and hold it against the signed checkpoint. Then single bits are
changed, of columns and rows drawn at random, and each must change the root; a checker that leaves one column out is the
control that must fail. Sealing is raced by 64 writers; the control takes `id > last`.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime

import measure
from measure import QUICK

sys.path.insert(0, str(measure.ROOT))
from tests.journal import verifier

EVENTS = 20_000 if QUICK else 1_000_000
BATCH = 5_000
WRITERS = 64
RECORDED = 2_000
RACE_SECONDS = 3 if QUICK else 8
FLIPS = 2_000 if QUICK else 20_000
RECEIPTS = 200 if QUICK else 1_000
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
COLUMNS = ("uid", "at", "event", "tag", "record", "committed", "document")
Row = dict[str, bytes]


def report(what: str, found: str) -> None:
    print(f"  {what:<44} {found}", flush=True)


def append(count: int) -> None:
    """A helper of its own process: `python bench/journal.py append <count>`, to the database of the environment."""
    import django

    django.setup()
    from django.db import connection

    from harmonia.journal import operations

    columns = ("uid", "at", "event", "record", "committed", "leaf")
    happening = operations.Happening("bench.happened", None, None, {"appointment_id": str(uuid.uuid4()), "edition": 1})
    for _ in range(0, count, BATCH):
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY journal_entry ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for _ in range(BATCH):
                entry = operations._entry(happening, AT)
                copy.write_row([getattr(entry, column) for column in columns])


def loaded() -> None:
    """All the events, by two processes, made as `record` makes them and copied in."""
    command = [sys.executable, __file__, "append", str(EVENTS // 2)]
    writers = [subprocess.Popen(command, env=os.environ, cwd=measure.ROOT / "bench") for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]


def recorded() -> float:
    """Events a second through `record`, one statement each."""
    from django.db import transaction

    from harmonia.journal import operations

    begin = time.perf_counter()
    with transaction.atomic():
        for number in range(RECORDED):
            operations.record("bench.happened", subject=None, actor=None, at=AT, number=number)
    return RECORDED / (time.perf_counter() - begin)


def documents() -> list[tuple[dict[str, object], int]]:
    """Signed documents among the events, as receipts are."""
    from harmonia.journal import operations

    told = [{"type": "bench", "id": str(uuid.uuid4()), "number": number} for number in range(RECEIPTS)]
    return [
        (one, operations.record_document("bench.told", document=one, subject=None, actor=None, at=AT).pk)
        for one in told
    ]


def sealed() -> float:
    from harmonia.journal import operations

    begin = time.perf_counter()
    while operations.seal(AT):
        pass
    return time.perf_counter() - begin


# What follows is the stranger: rows as the database gives them, and nothing of ours.
def rows() -> list[Row]:
    import psycopg

    at = "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    text = f"uid::text, {at}, event, tag, record, committed, document"
    order = "FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id ORDER BY l.position"
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor("all", binary=True) as cursor:
        cursor.itersize = 20_000
        cursor.execute(f"SELECT {text} {order}")
        return [
            {name: one.encode() if isinstance(one, str) else one for name, one in zip(COLUMNS, row, strict=True)}
            for row in cursor
        ]


def leaf(row: Row, ignoring: str = "") -> bytes:
    """SHA-256(0x00 ‖ canonical JSON), the members in alphabetical order by hand."""
    at = row["at"].decode(errors="replace").removesuffix(".000000") + "+00:00"
    sealed_text = (row["tag"] or b"") + row["record"] if ignoring != "record" else b""
    said = {"at": at, "event": row["event"].decode(errors="replace"), "id": row["uid"].decode(errors="replace")}
    said |= {"record": row["committed"].hex(), "sealed": hashlib.sha256(sealed_text).hexdigest()}
    said["v"] = 1 if row["document"] is None else 2
    if row["document"] is not None:
        said["document"] = row["document"].hex()
    return verifier.leaf_of(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


def levels(leaves: list[bytes]) -> list[list[bytes]]:
    """Every level of the tree, an odd one at the end going up as it is: the same as RFC 9162's recursion."""
    tree = [leaves]
    while len(tree[-1]) > 1:
        below = tree[-1]
        above = [verifier.pair(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        tree.append([*above, below[-1]] if len(below) % 2 else above)
    return tree


def root_with(tree: list[list[bytes]], position: int, changed: bytes) -> bytes:
    """The root if one leaf were another: what a whole recomputation would give, for the price of a path."""
    for level in tree[:-1]:
        sibling = position ^ 1
        if sibling < len(level):
            pair = (level[sibling], changed) if sibling < position else (changed, level[sibling])
            changed = verifier.pair(*pair)
        position >>= 1
    return changed


def undetected(table: list[Row], tree: list[list[bytes]], ignoring: str = "") -> int:
    chance, root, missed = random.Random(7), tree[-1][0], 0
    for _ in range(FLIPS):
        position = chance.randrange(len(table))
        row = dict(table[position])
        column = "record" if ignoring else chance.choice([name for name in COLUMNS if row[name]])
        value = bytearray(row[column])
        bit = chance.randrange(len(value) * 8)
        value[bit // 8] ^= 1 << bit % 8
        row[column] = bytes(value)
        missed += root_with(tree, position, leaf(row, ignoring)) == root
    return missed


def race() -> tuple[int, int, int]:
    """(written, lost by ours, lost by `id > last`) while 64 writers hold transactions open for some milliseconds."""
    from django.db import connection, transaction

    from harmonia.journal import operations
    from harmonia.journal.models import Entry, Leaf

    stop, last, naive = threading.Event(), Entry.objects.order_by("-id").values_list("pk", flat=True)[0], set()

    def write(seed: int) -> None:
        chance = random.Random(seed)
        while not stop.is_set():
            with transaction.atomic():
                operations.record("bench.raced", subject=None, actor=None, at=AT)
                time.sleep(chance.random() / 100)
        connection.close()

    def seal() -> None:
        watermark = last
        while not stop.is_set():
            operations.seal(AT)
            new = list(Entry.objects.filter(pk__gt=watermark).order_by("pk").values_list("pk", flat=True))
            naive.update(new)
            watermark = new[-1] if new else watermark
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    threads.append(threading.Thread(target=seal))
    for thread in threads:
        thread.start()
    time.sleep(RACE_SECONDS)
    stop.set()
    for thread in threads:
        thread.join()
    end = Entry.objects.order_by("-id").values_list("pk", flat=True)[0]
    late = Entry.objects.filter(pk__gt=last, pk__lte=max(naive, default=end)).count() - len(naive)
    while operations.seal(AT):
        pass
    raced = Entry.objects.filter(event="bench.raced").count()
    return raced, raced - Leaf.objects.filter(entry__event="bench.raced").count(), late


def a_second(action: object, items: list[object]) -> float:
    begin = time.perf_counter()
    for item in items:
        assert action(item)  # type: ignore[operator]
    return len(items) / (time.perf_counter() - begin)


def receipts(told: list[tuple[dict[str, object], int]], key: bytes) -> None:
    import rfc8785
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from harmonia.journal import queries, rules

    begin = time.perf_counter()
    files = [rfc8785.dumps(queries.proved(document, entry)) for document, entry in told]
    report("receipts given out", f"{len(files) / (time.perf_counter() - begin):,.0f}/s, {len(files[0]):,} bytes each")
    public = Ed25519PublicKey.from_public_bytes(key)
    said = [json.loads(file) for file in files]
    bare = [(bytes.fromhex(one["signature"]), rfc8785.dumps(one["document"])) for one in said]
    limit = a_second(lambda one: public.verify(*one) is None and public.verify(*one) is None, bare)
    ours = a_second(lambda file: rules.verify(file, key=key.hex()).good, files)
    other = a_second(lambda file: verifier.accepted(file, key) is not None, files)
    report("receipts verified", f"{ours:,.0f}/s ({limit / ours:.1f} x the two bare signatures)")
    report("by the other verifier", f"{other:,.0f}/s")


def main() -> None:
    with measure.database():
        from harmonia.journal import gateways, operations, queries

        report("recorded one by one", f"{recorded():,.0f}/s")
        loaded()
        told = documents()
        took = sealed()
        report(f"{EVENTS:,} events sealed", f"{EVENTS / took:,.0f}/s")
        point = operations.checkpoint(AT)
        begin = time.perf_counter()
        findings = queries.audit()
        report("our audit of all", f"{time.perf_counter() - begin:.1f} s, {len(findings)} findings")
        begin = time.perf_counter()
        table = rows()
        tree = levels([leaf(row) for row in table])
        same = tree[-1][0] == bytes(point.root)
        report(
            "a stranger's check of all",
            f"{time.perf_counter() - begin:.1f} s, {'the same root' if same else 'ANOTHER ROOT'}",
        )
        report(f"bits changed of {FLIPS:,}, unseen", f"{undetected(table, tree)}")
        blind = levels([leaf(row, "record") for row in table])
        report("control: records not looked at, unseen", f"{undetected(table, blind, 'record'):,}")
        del table, tree, blind
        receipts(told, gateways.public_key())
        raced, lost, naive = race()
        report(f"{WRITERS} writers, {raced:,} events, lost", f"{lost}")
        report("control: id > last, lost", f"{naive:,}")
        assert (findings, same, lost) == ([], True, 0)


if __name__ == "__main__":
    if sys.argv[1:2] == ["append"]:
        append(int(sys.argv[2]))
    else:
        main()
