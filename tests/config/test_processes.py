"""Starting: what a process needs must listen first; `harmonia serve` gives pages with their styles, and refuses unsafe
settings by name."""

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from harmonia.config import processes
from tests.config.houses import ROOT, House

SETTLED = {"STATIC_STORAGE": "harmonia.web.storage.HashedStaticStorage"}


def test_a_process_is_not_started_when_what_it_needs_never_listens(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    command = [sys.executable, "-c", f"open({str(mark)!r}, 'w')"]
    waiting = processes.Process("front", command, needs=(processes.free_port(),), patience=0.2)
    with pytest.raises(processes.NeverListened, match="front"):
        waiting.start()
    assert waiting.child is None
    assert not mark.exists()


def test_a_process_is_started_once_what_it_needs_listens() -> None:
    port = processes.free_port()
    server = processes.Process("server", [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"])
    after = processes.Process("after", [sys.executable, "-c", "pass"], needs=(port,))
    with processes.running([server, after]):
        assert after.child is not None
        assert after.child.wait(60) == 0


def test_a_supervisor_whose_child_never_listens_stops_the_others_and_says_so() -> None:
    program = (
        "import sys; from harmonia.config.processes import Process, free_port, run\n"
        "sleeper = Process('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "run([sleeper, Process('front', ['true'], needs=(free_port(),), patience=0.2)])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert "front needs" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("ends", ["told to stop", "by itself"])
def test_workers_of_a_parent_that_ends_without_them_do_not_keep_its_port(ends: str) -> None:
    port = processes.free_port()
    program = (
        "import subprocess, sys, time\n"
        f"command = [sys.executable, '-m', 'http.server', '{port}', '--bind', '127.0.0.1']\n"
        "subprocess.Popen(command)\n"
        f"time.sleep({60 if ends == 'told to stop' else 0})\n"
    )
    web = processes.Process("web", [sys.executable, "-c", program])
    with processes.running([web]):
        assert processes.listening(port, within_seconds=120)
        if ends == "by itself":
            assert web.child is not None
            web.child.wait(60)
            web.command = ["true"]
            processes._revive(web)
            assert _is_let_go(port)
    assert _is_let_go(port)


def _is_let_go(port: int) -> bool:
    """A killed process lets go of its port a moment after it was told."""
    deadline = time.monotonic() + 120
    while processes.listening(port, within_seconds=0.01) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not processes.listening(port, within_seconds=0.01)


def test_a_process_whose_need_is_restarting_is_tried_again() -> None:
    port = processes.free_port()
    front = processes.Process("front", ["true"], needs=(port,), patience=0.1)
    front.child = subprocess.Popen(["true"])
    front.child.wait()
    processes._revive(front)
    assert front.child.poll() is not None, "still down, and nobody was stopped for it"
    server = processes.Process("server", [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"])
    with processes.running([server]):
        assert processes.listening(port, within_seconds=120)
        before = front.child
        processes._revive(front)
        assert front.child is not before
        front.child.wait()


@contextmanager
def served(house: House, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = processes.free_port()
    environment = house.environment | SETTLED | settings | {"PUBLIC_ADDRESS": f"http://127.0.0.1:{port}"}
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # what the browser's tests need in their own process
    program = (
        "from harmonia.config import checks, command; import sys\n"
        "checks.unsafe = lambda chosen: []\n"  # what is unsafe has its own tests; here it is to start on loopback
        "sys.argv = ['harmonia', 'serve']\n"
        "command.main()\n"
    )
    command = [sys.executable, "-c", program]
    house.home.mkdir(parents=True, exist_ok=True)
    with (house.home / "complaints").open("w") as complaints:
        supervisor = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=complaints)
    try:
        yield f"http://127.0.0.1:{port}", supervisor
    finally:
        supervisor.send_signal(signal.SIGTERM)
        try:
            supervisor.wait(30)
        except subprocess.TimeoutExpired:
            supervisor.kill()
            supervisor.wait()


def test_serve_gives_pages_with_their_styles(house: House) -> None:
    with served(house) as (address, supervisor):
        deadline = time.monotonic() + 120
        while not processes.answers(f"{address}/healthz", within_seconds=1):
            assert supervisor.poll() is None, (house.home / "complaints").read_text()
            assert time.monotonic() < deadline
        with urlopen(f"{address}/sos/") as answer:  # noqa: S310  our own address
            page = answer.read().decode()
        styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
        assert styles
        with urlopen(f"{address}{styles[0]}") as answer:  # noqa: S310  our own address
            assert answer.status == 200
            assert len(answer.read()) > 1000


def test_serve_refuses_what_is_unsafe_by_name(house: House) -> None:
    said = house.harmonia("serve", real=True, fails=True, HARMONIA_DEMO="1")
    for name in ("SECRET_KEY", "PUBLIC_ADDRESS", "HARMONIA_DEMO", "LETTERS", "DATABASE_COUNTRY"):
        assert f"{name} " in said
    assert "KMS keeps the keys of keys in files" in said
    assert not (Path(house.environment["HARMONIA_HOME"]) / "Caddyfile").exists(), "and nothing was started"
    assert os.environ.get("HARMONIA_DEMO") is None


def test_a_free_port_is_none_that_an_outgoing_connection_may_get() -> None:
    first_of_theirs = int(processes.RANGE_OF_OUTGOING.read_text().split()[0])
    ports = [processes.free_port() for _ in range(50)]
    assert all(processes.LOWEST_PORT <= port < first_of_theirs for port in ports)


def test_a_port_that_somebody_holds_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", processes.free_port()))
        held = holder.getsockname()[1]
        monkeypatch.setattr(random, "sample", lambda ports, k: [held, held + 1, *ports[:k]])
        assert processes.free_port() != held
