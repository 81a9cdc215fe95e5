"""The demonstration's people and what happened to them: planted through the same operations that the pages use, with
earlier moments passed in. Nobody here exists. Planting twice is planting once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.contrib.auth.hashers import get_hasher
from django.db import connections

from harmonia.config.planting import afterwards, applicants, history, people, practices, questions, readings, talking
from harmonia.vault import reading


def plant(at: datetime) -> None:
    with in_haste(), reading.session():
        staff = people.plant_staff(at)
        practices.plant(at, verifier=staff["dana"])
        readings.plant(at, editor=staff["editor"], second=staff["owner"])
        questions.plant(at, editor=staff["editor"], second=staff["owner"])
        clients = people.plant_clients(at)
        applicants.plant(at)
        history.plant(at, clients)
        afterwards.plant(at, client=clients["dina"], supporter=staff["olga"], owner=staff["owner"])
        talking.plant(at, staff=staff, clients=clients)


@contextmanager
def in_haste() -> Iterator[None]:
    """Commits do not wait for the disk. The password, which is printed anyway, is hashed cheaply: the first sign-in of
    each person hashes it anew at full cost."""
    for name in ("default", "keys"):
        with connections[name].cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
    hasher = get_hasher()
    hasher.__dict__.update(time_cost=1, memory_cost=64, parallelism=1)
    try:
        yield
    finally:
        for cost in ("time_cost", "memory_cost", "parallelism"):
            del hasher.__dict__[cost]
        for name in ("default", "keys"):
            with connections[name].cursor() as cursor:
                cursor.execute("RESET synchronous_commit")
