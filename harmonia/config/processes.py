"""The service is a handful of processes; this starts them, restarts one that dies, and stops all of them cleanly."""

import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

RESTARTS = 20
STOP_SECONDS = 10
PR_SET_PDEATHSIG = 1
RANGE_OF_OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST_PORT, TRIES = 10_000, 100


class NeverListened(Exception):
    """What a process needs did not come up, so it was not started."""


@dataclass
class Process:
    """One child: its command line, the ports that must listen before it starts (`patience`: seconds for each), how
    often it was started again."""

    name: str
    command: list[str]
    needs: tuple[int, ...] = ()
    patience: float = 120
    child: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    restarts: int = 0

    def start(self) -> None:
        for port in self.needs:
            if not listening(port, within_seconds=self.patience):
                raise NeverListened(f"{self.name} needs port {port} of this machine, and nothing listens there")
        self.child = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)

    def stop(self) -> None:
        if self.child and self.child.poll() is None:
            self.child.terminate()

    def wait(self, seconds: float) -> None:
        if self.child:
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
            self.end_those_left()

    def end_those_left(self) -> None:
        """Workers whose parent ended before it could stop them, as one does that was still starting: they would keep
        its port."""
        if self.child:
            with suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)


def _die_with_parent() -> None:
    """A supervisor that is killed outright must not leave its children holding the ports."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_port() -> int:
    """That nobody listens on. One that no outgoing connection is given by chance meanwhile, where there are such: those
    get theirs from the system's own range."""
    first_of_theirs = int(RANGE_OF_OUTGOING.read_text().split()[0]) if RANGE_OF_OUTGOING.exists() else 0
    others = range(LOWEST_PORT, first_of_theirs)
    for port in (*random.sample(others, k=min(TRIES, len(others))), 0):  # 0: any that the system gives
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            found: int = probe.getsockname()[1]
            return found
    raise OSError("no port is free")


def web(port: int) -> Process:
    return Process("web", [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", os.environ.get("WEB_WORKERS", "2"), "--blocking-threads", "4", "--respawn-failed-workers",
        "--no-ws", "--log-level", "warning", "harmonia.config.wsgi:application",
    ])  # fmt: skip


def sockets(port: int) -> Process:
    return Process("sockets", [
        sys.executable, "-m", "uvicorn", "--host", "127.0.0.1", "--port", str(port), "--lifespan", "off",
        "--log-level", "warning", "--ws-max-size", str(64 * 1024), "--ws-per-message-deflate", "false",
        "harmonia.config.asgi:application",
    ])  # fmt: skip


def worker(*, after: tuple[int, ...] = ()) -> Process:
    """`after`: ports that listen first, so that on a small machine people see a page before jobs begin."""
    return Process("worker", [sys.executable, "-m", "harmonia", "worker"], needs=after)


def bank(port: int) -> Process:
    return Process("sandbox-bank", [sys.executable, "-m", "harmonia", "sandbox-bank", "--port", str(port)])


def front(
    *, home: Path, address: str, web_port: int, sockets_port: int, others: Mapping[str, int] | None = None
) -> Process:
    """Caddy: one address for pages, sockets and static files; HTTPS with its own authority outside of loopback.

    `others`: further addresses, each for one port of this machine.
    """
    caddyfile = home / "Caddyfile"
    told = {"home": home, "web_port": web_port, "sockets_port": sockets_port, **_where(address)}
    sites = [OTHER_SITE.format(port=port, **_where(other)) for other, port in (others or {}).items()]
    caddyfile.write_text("".join([CADDYFILE.format(**told), *sites]))
    caddy = str(Path(sys.executable).parent / "caddy")
    command = [caddy, "run", "--config", str(caddyfile), "--adapter", "caddyfile"]
    return Process("front", command, needs=(web_port, sockets_port))


def _where(address: str) -> dict[str, str]:
    """At a loopback's number also by name: browsers make passkeys for names only."""
    host = address.split("://")[1].rsplit(":", 1)[0]
    if host == "127.0.0.1":
        address = f"{address}, {address.replace(host, 'localhost')}"
    return {"address": address, "host": host, "tls": "tls internal" if address.startswith("https://") else ""}


OTHER_SITE = """{address} {{
    bind {host}
    {tls}
    reverse_proxy 127.0.0.1:{port}
}}
"""
CADDYFILE = """{{
    admin off
    persist_config off
    auto_https disable_redirects
    skip_install_trust
    storage file_system {home}/caddy
    log {{
        level ERROR
        format filter {{
            wrap console
            fields {{
                request delete
            }}
        }}
    }}
}}
{address} {{
    bind {host}
    {tls}
    encode zstd gzip
    header {{
        -Server
        -Via
        defer
    }}
    handle /static/* {{
        root * {home}
        header Cache-Control "public, max-age=31536000, immutable"
        header X-Content-Type-Options nosniff
        header Cross-Origin-Resource-Policy same-origin
        file_server
    }}
    @sockets path_regexp ^/room/[^/]+/socket/$
    handle @sockets {{
        reverse_proxy 127.0.0.1:{sockets_port}
    }}
    handle {{
        reverse_proxy 127.0.0.1:{web_port}
    }}
}}
"""


@contextmanager
def running(processes: list[Process]) -> Iterator[list[Process]]:
    """Start all; on the way out stop all, the front first."""
    try:
        for process in processes:
            process.start()
        yield processes
    finally:
        for process in reversed(processes):
            process.stop()
        deadline = time.monotonic() + STOP_SECONDS
        for process in reversed(processes):
            process.wait(max(0.1, deadline - time.monotonic()))


def listening(port: int, *, within_seconds: float, host: str = "127.0.0.1") -> bool:
    """Wait until something listens on the port."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return True
        time.sleep(0.05)
    return False


def answers(address: str, *, within_seconds: float) -> bool:
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):  # noqa: S310  our own address
                return True
        except (URLError, OSError):
            time.sleep(0.1)
    return False


def run(processes: list[Process], *, ready: Callable[[], None] = lambda: None) -> None:
    """Run until SIGINT or SIGTERM; a child that dies is started again, a bounded number of times."""
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    try:
        with running(processes):
            ready()
            while not stopping:
                for process in processes:
                    _revive(process)
                time.sleep(0.2)
    except NeverListened as error:
        raise SystemExit(f"{error}; everything was stopped.") from error


def _revive(process: Process) -> None:
    if process.child is None or process.child.poll() is None:
        return
    process.restarts += 1
    if process.restarts > RESTARTS:
        raise SystemExit(f"{process.name} keeps stopping (exit code {process.child.returncode}); giving up.")
    print(f"{process.name} stopped with {process.child.returncode}; starting it again", file=sys.stderr)
    process.end_those_left()
    time.sleep(min(0.2 * process.restarts, 5))
    try:
        process.start()
    except NeverListened as error:  # what it needs may be starting again itself: the next round tries once more
        print(error, file=sys.stderr)
