"""One encrypted field, sealed and opened; and the keys of many people. `python bench/vault.py [quick]`

The limit: the least code that makes and opens the same bytes: AES-256-GCM with the cipher object kept, a fresh nonce
put before each ciphertext, table, column, row and person as associated data, text to bytes and back. The
peer: django-fernet-encrypted-fields, in an environment of its own, asked through its fields' own methods. Ours goes
through the model's attribute, inside a purpose: it asks the register, finds the key, notes what the journal will say.
Times of a field are of one operation, out of loops of many.
"""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import measure
from measure import QUICK, interleaved, median, ratio, report

ROUNDS = 60 if QUICK else 300
LOOPS = {100: 400, 10_000: 150}
PEER_VERSION = "0.4.0"
PEER = measure.ROOT / "var" / "bench" / f"django-fernet-encrypted-fields-{PEER_VERSION}"
PEER_PROGRAM = """
import sys, time
import django
from django.conf import settings
settings.configure(SECRET_KEY="k" * 50, SALT_KEY="s" * 32, INSTALLED_APPS=[], USE_TZ=True)
django.setup()
from encrypted_fields.fields import EncryptedTextField
field = EncryptedTextField()
begin = time.perf_counter()
field.get_db_prep_save("first", None)
print(1e6 * (time.perf_counter() - begin), flush=True)
for line in sys.stdin:
    size, loops = map(int, line.split())
    text, found = "a" * size, []
    sealed = field.get_db_prep_save(text, None)
    for action in (lambda: field.get_db_prep_save(text, None), lambda: field.from_db_value(sealed, None, None)):
        begin = time.perf_counter()
        for _ in range(loops):
            action()
        found.append(1e6 * (time.perf_counter() - begin) / loops)
    print(*found, flush=True)
"""


def peer_python() -> str | None:
    python = PEER / "bin" / "python"
    if not (PEER / "ready").exists():
        uv = Path(sys.executable).parent / "uv"
        package = f"django-fernet-encrypted-fields=={PEER_VERSION}"
        try:
            subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, PEER], check=True)
            subprocess.run([uv, "pip", "install", "-q", "--python", python, package, "django<5.3"], check=True)
        except (subprocess.CalledProcessError, FileNotFoundError):
            return None
        (PEER / "ready").touch()
    return str(python)


class Fernet:
    """The peer's process: told a size and a number of loops, it answers with microseconds to seal and to open."""

    def __init__(self, python: str) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen([python, "-c", PEER_PROGRAM], text=True, bufsize=1, **pipes)
        self.first_use_ms = float(self._line()[0]) / 1000

    def _line(self) -> list[str]:
        assert self.process.stdout is not None
        return self.process.stdout.readline().split()

    def ask(self, size: int, loops: int) -> tuple[float, float]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{size} {loops}\n")
        sealing, opening = self._line()
        return float(sealing), float(opening)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)


def each(action: Callable[[], object], loops: int) -> float:
    """Microseconds of one."""
    begin = time.perf_counter()
    for _ in range(loops):
        action()
    return 1e6 * (time.perf_counter() - begin) / loops


def one_field(size: int, fernet: Fernet | None) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from harmonia import policy
    from harmonia.accounts.models import SignIn
    from harmonia.vault import operations, reading

    person = uuid.uuid4()
    operations.create_subject(person)
    field = SignIn._meta.get_field("device")
    words, row = "a" * size, SignIn(person_id=person)
    number = row.pk
    cipher, column, whose = AESGCM(os.urandom(32)), b"accounts_signin\x1fdevice\x1f", os.urandom(18)

    def bare_seal() -> bytes:
        nonce = os.urandom(12)
        return b"\x01" + nonce + cipher.encrypt(nonce, words.encode(), column + number.bytes + whose)

    known = bare_seal()

    def bare_open() -> str:
        return cipher.decrypt(known[1:13], known[13:], column + number.bytes + whose).decode()

    with reading.reading(policy.ACCESS, actor=None):
        row.device = words
        sealed = field.pre_save(row, True)
        stored = SignIn(id=row.pk, person_id=person, device=sealed)
        assert stored.device == words == bare_open()
        actions = {
            "AES-GCM: seal": bare_seal,
            "AES-GCM: open": bare_open,
            "ours: seal": lambda: field.pre_save(row, True),
            "ours: open": lambda: stored.device,
        }
        found = turns(actions, size, fernet)
    told(f"A field of {size:,} bytes, microseconds", found)
    both = {whose: median(found[f"{whose}: seal"]) + median(found[f"{whose}: open"]) for whose in ("AES-GCM", "ours")}
    ratio(f"field_{size}_to_cached_aes_gcm", both["ours"] / both["AES-GCM"], at_most=1.5)
    if fernet:
        slow = median(found["Fernet: seal"]) + median(found["Fernet: open"])
        ratio(f"field_{size}_to_fernet", both["ours"] / slow, at_most=0.125)


def turns(actions: dict[str, Callable[[], object]], size: int, fernet: Fernet | None) -> dict[str, list[float]]:
    """Microseconds of each, in turn; the first turns are forgotten."""
    found: dict[str, list[float]] = {}
    for _ in range(ROUNDS + 2):
        spent = {name: each(action, LOOPS[size]) for name, action in actions.items()}
        if fernet:
            spent["Fernet: seal"], spent["Fernet: open"] = fernet.ask(size, max(10, LOOPS[size] // 20))
        for name, microseconds in spent.items():
            found.setdefault(name, []).append(microseconds)
    return {name: times[2:] for name, times in found.items()}


def told(title: str, found: dict[str, list[float]]) -> None:
    print(f"\n{title}")
    for name, times in found.items():
        print(f"  {name:<44} median {median(times):9.2f}  min {min(times):9.2f}  max {max(times):9.2f}")


def many_people() -> None:
    """A list page's worth: keys fetched at once, five fields of each opened, one journal row a person."""
    from harmonia import policy
    from harmonia.accounts.models import Person
    from harmonia.vault import operations, reading

    everyone = []
    with reading.session():
        for number in range(100):
            person = Person(
                name=f"Person {number}", email=f"person{number}@example.kz", phone=f"+7701{number:07d}", age=30,
                topics=["sleep"], password="x", joined_at="2026-11-22T00:00:00Z",
            )  # fmt: skip
            operations.create_subject(person.pk)
            person.save(force_insert=True)
            everyone.append(person.pk)

    def opened(count: int, *, journal: bool) -> None:
        people = Person.objects.in_bulk(everyone[:count])
        with reading.session() as account:
            with reading.reading(policy.ACCESS, actor=None):
                operations.preload(people)
                for person in people.values():
                    _ = person.name, person.email, person.phone, person.age, person.topics
            if not journal:
                account.read.clear()

    def rows(count: int) -> None:
        list(Person.objects.filter(pk__in=everyone[:count]).values_list())

    actions = {
        "100 rows, nothing opened": lambda: rows(100),
        "10 people x 5 fields, not journalled": lambda: opened(10, journal=False),
        "100 people x 5 fields, not journalled": lambda: opened(100, journal=False),
        "100 people x 5 fields, a journal row each": lambda: opened(100, journal=True),
    }
    times = interleaved(actions, 10 if QUICK else 40)
    report("A page about many people", times)
    ten, hundred = (median(times[f"{count} people x 5 fields, not journalled"]) for count in (10, 100))
    print(f"  grows {hundred / ten:.2f} times from 1 x to 10 x")


def main() -> None:
    with measure.database():
        python = peer_python()
        fernet = Fernet(python) if python else None
        if fernet:
            print(f"django-fernet-encrypted-fields {PEER_VERSION}: first use {fernet.first_use_ms:.1f} ms")
        else:
            print("django-fernet-encrypted-fields could not be installed: nothing to compare with")
        for size in LOOPS:
            one_field(size, fernet)
        if fernet:
            fernet.close()
        many_people()
    measure.finish()


if __name__ == "__main__":
    sys.exit(main())
