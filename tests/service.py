"""The whole service as a person gets it: `harmonia demo` in a folder of its own, on a free port, stopped at the end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import psycopg

from harmonia.config import processes

ROOT = Path(__file__).resolve().parent.parent
CODE = re.compile(r"(?:код|кодыңыз|code): (\d{6})(?!\d)")  # other letters carry numbers too: receipts, hashes
INHERITED = ("DATABASE_URL", "KEYS_DATABASE_URL", "DATABASE_OWNER_URL", "KEYS_DATABASE_OWNER_URL", "STATIC_STORAGE")


@dataclass
class Service:
    address: str
    home: Path
    supervisor: subprocess.Popen[bytes]

    def letters_to(self, email: str) -> list[str]:
        """Plain texts of all letters to an address, oldest first."""
        found = []
        for file in sorted((self.home / "letters").glob("*.eml"), key=lambda one: one.stat().st_mtime_ns):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            if email in str(letter["To"]):
                body = letter.get_body(("plain",))
                assert body is not None
                found.append(body.get_content())
        return found

    def texts_to(self, phone: str) -> list[str]:
        files = sorted((self.home / "letters").glob("*.sms"), key=lambda one: one.stat().st_mtime_ns)
        return [text for text in (file.read_text() for file in files) if phone in text]

    def code_in(self, find: str, *, kind: str, within_seconds: float = 120) -> str:
        """The newest six-digit code sent to an address or phone; waits for the worker to deliver it."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            texts = self.letters_to(find) if kind == "email" else self.texts_to(find)
            codes = [code for text in texts for code in CODE.findall(text)]
            if codes:
                return codes[-1]
            time.sleep(0.2)
        raise AssertionError(f"no code arrived by {kind}")

    def child(self, name: str) -> int:
        """The process id of one child of the supervisor, found by its command line."""
        for pid in children(self.supervisor.pid):
            if name in Path(f"/proc/{pid}/cmdline").read_text():
                return pid
        raise AssertionError(f"no child runs {name}")

    def environment(self) -> dict[str, str]:
        """What the running pages were started with."""
        said = Path(f"/proc/{self.child('wsgi')}/environ").read_bytes().decode().split("\0")
        return dict(line.split("=", 1) for line in said if "=" in line)

    def run(self, *command: str, owner: bool = False) -> str:
        """Run a program beside the service, on its databases; `owner`: as their owner. Returns what it printed."""
        environment = self.environment() | {"PYTHONPATH": str(ROOT)}
        if owner:
            for name in ("DATABASE_URL", "KEYS_DATABASE_URL"):
                environment[name] = environment[name.replace("DATABASE", "DATABASE_OWNER")]
        done = subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def sql(self, statement: str, *parameters: object, keys: bool = False) -> list[tuple[object, ...]]:
        """As the owner of the database: what no page can do, such as moving the clock of what was written."""
        with psycopg.connect(_conninfo(self.environment(), keys=keys), autocommit=True) as connection:
            cursor = connection.execute(statement.encode(), parameters)
            return cursor.fetchall() if cursor.description else []


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _conninfo(environment: dict[str, str], *, keys: bool) -> str:
    return environment["KEYS_DATABASE_OWNER_URL" if keys else "DATABASE_OWNER_URL"]


@contextmanager
def running_demo(home: Path, *, within_seconds: float = 240) -> Iterator[Service]:
    port = processes.free_port()
    environment = {name: value for name, value in os.environ.items() if name not in INHERITED}
    environment |= {"HARMONIA_HOME": str(home), "PORT": str(port), "HOST": "127.0.0.1"}
    home.mkdir(parents=True, exist_ok=True)
    with (home / "output.log").open("ab") as output:
        supervisor = subprocess.Popen(
            [sys.executable, "-m", "harmonia", "demo"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(supervisor, home, address, within_seconds)
            yield Service(address, home, supervisor)
        finally:
            supervisor.send_signal(signal.SIGINT)
            try:
                supervisor.wait(30)
            except subprocess.TimeoutExpired:
                supervisor.kill()
                supervisor.wait()


def _wait_until_ready(supervisor: subprocess.Popen[bytes], home: Path, address: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if supervisor.poll() is not None:
            break
        if processes.answers(f"{address}/healthz", within_seconds=1):
            return
    raise AssertionError(f"the demo did not start:\n{(home / 'output.log').read_text()[-4000:]}")
