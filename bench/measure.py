"""What the benchmarks share: a database and servers of their own, a peer beside them, medians and ratios.

A benchmark runs alone: it makes a temporary HARMONIA_HOME with an embedded PostgreSQL, plants its data there, and
removes everything at the end. What is compared is interleaved, so that a noisy machine disturbs all alike.
"""

import http.client
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from harmonia.config import processes

ROOT = Path(__file__).resolve().parent.parent
PEER_VERSION = "3.12.0"
PEER = ROOT / "var" / "bench" / f"django-appointment-{PEER_VERSION}"
QUICK = "quick" in sys.argv[1:]
TICK = os.sysconf("SC_CLK_TCK")


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """An embedded server in a temporary home, migrated; gives the addresses. Django is set up in this process."""
    from harmonia.config import embedded

    home = Path(tempfile.mkdtemp(prefix="harmonia-bench-"))
    server = embedded.start(home)
    try:
        addresses = embedded.environment(server)
        os.environ.update(addresses, HARMONIA_HOME=str(home), DJANGO_SETTINGS_MODULE="harmonia.config.settings")
        os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
        os.environ["ALLOWED_HOSTS"] = "127.0.0.1"
        owner = {
            "DATABASE_URL": addresses["DATABASE_OWNER_URL"],
            "KEYS_DATABASE_URL": addresses["KEYS_DATABASE_OWNER_URL"],
        }
        subprocess.run([sys.executable, "-m", "harmonia", "migrate"], check=True, env={**os.environ, **owner}, cwd=ROOT)
        import django

        django.setup()
        yield {**addresses, "peer": embedded.address(server, "peer", "postgres")}
    finally:
        close_connections()
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


def close_connections() -> None:
    from django.db import connections

    connections.close_all()


@dataclass
class Server:
    """granian over WSGI, as in production."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Of the whole process tree, so far."""
        return sum(_cpu(pid) for pid in _tree(self.process.pid))


@contextmanager
def serving(
    application: str, *, python: str = sys.executable, workers: int = 1, cwd: Path = ROOT, **environment: str
) -> Iterator[Server]:
    port = processes.free_port()
    command = [
        python, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers",
        str(workers), "--blocking-threads", "4", "--backlog", "1024", "--no-ws", "--log-level", "error", application,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **environment}, start_new_session=True)
    try:
        if not processes.listening(port, within_seconds=30):
            raise RuntimeError("the server did not start")
        yield Server(port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _tree(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _cpu(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


@dataclass
class Visitor:
    """A browser's one connection, kept open, with its cookies."""

    port: int
    cookies: dict[str, str]
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, bytes]:
        """(status, where it leads, body)"""
        said = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
        if body:
            said["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body or None, said)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):  # the server closed an idle connection: once more
            self.connection.close()
            self.connection.request(method, path, body or None, said)
            answer = self.connection.getresponse()
        return answer.status, answer.getheader("Location") or "", answer.read()


def peer_python() -> str | None:
    """django-appointment in an environment of its own, never in the product's; None where it cannot be installed."""
    python = PEER / "bin" / "python"
    if not (PEER / "ready").exists():
        uv = Path(sys.executable).parent / "uv"
        packages = [f"django-appointment=={PEER_VERSION}", "psycopg[binary]", "granian"]
        try:
            subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, PEER], check=True)
            subprocess.run([uv, "pip", "install", "-q", "--python", python, *packages], check=True)
        except (subprocess.CalledProcessError, FileNotFoundError):
            return None
        (PEER / "ready").touch()
    return str(python)


def timed(action: Callable[[], object]) -> float:
    """Milliseconds."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def interleaved(actions: dict[str, Callable[[], object]], rounds: int, *, warm_up: int = 3) -> dict[str, list[float]]:
    """Each action once a round, in turn; the first rounds are forgotten."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for number in range(warm_up + rounds):
        for name, action in actions.items():
            spent = timed(action)
            if number >= warm_up:
                times[name].append(spent)
    return times


def report(title: str, times: dict[str, list[float]], *, cpu_ms: dict[str, float] | None = None) -> None:
    print(f"\n{title}")
    for name, found in times.items():
        cpu = f"  cpu {cpu_ms[name]:8.2f} ms" if cpu_ms and name in cpu_ms else ""
        print(
            f"  {name:<44} median {statistics.median(found):9.3f} ms  min {min(found):9.3f}  max {max(found):9.3f}{cpu}"
        )


def median(found: list[float]) -> float:
    return statistics.median(found)


RATIOS: list[str] = []


def ratio(name: str, value: float, *, at_most: float | None = None, at_least: float | None = None) -> None:
    """Kept for the end: the last lines of a run are its ratios."""
    goal = f"<= {at_most:g}" if at_most is not None else f">= {at_least:g}"
    RATIOS.append(f"ratio {name} {value:.4g} goal {goal}")


def finish() -> None:
    print()
    print("\n".join(RATIOS))
