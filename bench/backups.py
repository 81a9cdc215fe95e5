"""The restore drill at its full size: 1,000 people erased, 1,000 not; and what backing up costs beside bare pg_dump.

python bench/backups.py [quick]
"""

import json
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import measure
from measure import QUICK, ROOT, ratio, report, timed

PEOPLE = 100 if QUICK else 1000
ROUNDS = 3 if QUICK else 7
FIELDS = 3


def harmonia(*words: object, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", "harmonia", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def entered(count: int) -> list[object]:
    from django.db import transaction
    from django.utils.timezone import now

    from harmonia.accounts.models import Person
    from harmonia.vault import operations

    people = []
    with transaction.atomic(using="keys"):
        for number in range(count):
            email = f"canary{number}@example.kz"
            person = Person(
                name=f"canary {number}", email=email, age=30, topics=["sleep"], password="x", joined_at=now()
            )
            operations.create_subject(person.pk)
            people.append(person)
    Person.objects.bulk_create(people)
    return [person.pk for person in people]


def readable(people: list[object]) -> int:
    """Fields that can be read, and are what they were."""
    from harmonia import policy
    from harmonia.accounts.models import Person
    from harmonia.vault import gateways, reading

    count = 0
    with reading.reading(policy.ACCESS, actor=None):
        for person in Person.objects.filter(pk__in=people):
            try:
                count += person.name.startswith("canary") + (person.age == 30) + (person.topics == ["sleep"])
            except (reading.Erased, gateways.KeysUnavailable):
                continue
    return count


def main() -> None:
    with measure.database() as addresses:
        from django.utils.timezone import now

        from harmonia.config.backups import manifest, programs
        from harmonia.vault import operations

        home = Path(os.environ["HARMONIA_HOME"])
        owner = {
            "DATABASE_URL": addresses["DATABASE_OWNER_URL"],
            "KEYS_DATABASE_URL": addresses["KEYS_DATABASE_OWNER_URL"],
        }
        environment = {**os.environ, **owner}
        begin = time.perf_counter()
        people = entered(2 * PEOPLE)
        erased, others = people[:PEOPLE], people[PEOPLE:]
        print(
            f"entered {len(people)} people in {time.perf_counter() - begin:.1f} s; readable {readable(people)} fields"
        )
        harmonia("backup", home / "b", "--keys", home / "k", environment=environment)
        times: dict[str, list[float]] = {"harmonia backup, all of it": [], "pg_dump of the same database": []}
        folder, said = manifest.chosen(home / "b")
        bare = [str(programs.folder(said.server) / "pg_dump"), "--format=custom", addresses["DATABASE_OWNER_URL"]]
        for number in range(ROUNDS):
            backup = ["backup", home / f"timed-{number}", "--data-only"]
            times["harmonia backup, all of it"].append(timed(partial(harmonia, *backup, environment=environment)))
            times["pg_dump of the same database"].append(
                timed(partial(subprocess.run, [*bare, "--file", str(home / "bare.dump")], check=True))
            )
        report("A backup of the data", times)
        for person in erased:
            operations.destroy_subject(person)
        operations.rotate_epoch(now())
        measure.close_connections()
        begin = time.perf_counter()
        harmonia("restore", folder, "--replace", environment=environment)
        print(f"\nrestored in {time.perf_counter() - begin:.1f} s, the erased taken out again, the journal audited")
        size = sum(part["bytes"] for part in json.loads((folder / manifest.NAME).read_text())["parts"].values())
        print(f"the backup has {size / 1e6:.1f} MB")
        ratio("readable_fields_of_the_erased", readable(erased) / (FIELDS * PEOPLE), at_most=0)
        ratio("readable_fields_of_the_others", readable(others) / (FIELDS * PEOPLE), at_least=1)
    measure.finish()


if __name__ == "__main__":
    sys.exit(main())
