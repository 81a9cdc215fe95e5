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

from harmonia.config import processes

ROOT = Path(__file__).resolve().parent.parent
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

    def code_in(self, find: "str", *, kind: str, within_seconds: float = 20) -> str:
        """The newest six-digit code sent to an address or phone; waits for the worker to deliver it."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            texts = self.letters_to(find) if kind == "email" else self.texts_to(find)
            codes = [code for text in texts for code in re.findall(r"(?<![\d+])\d{6}(?!\d)", text)]
            if codes:
                return codes[-1]
            time.sleep(0.2)
        raise AssertionError(f"no code arrived by {kind}")

    def child(self, name: str) -> int:
        """The process id of one child of the supervisor, found by its command line."""
        children = Path(f"/proc/{self.supervisor.pid}/task/{self.supervisor.pid}/children").read_text().split()
        for pid in children:
            if name in Path(f"/proc/{pid}/cmdline").read_text():
                return int(pid)
        raise AssertionError(f"no child runs {name}")


@contextmanager
def running_demo(home: Path, *, within_seconds: float = 120) -> Iterator[Service]:
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
