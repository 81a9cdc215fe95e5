"""A real coturn that, unlike production's, relays to loopback: both browsers are there."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harmonia.config import processes

SECRET = "a-secret-of-the-tests"


@dataclass
class Relay:
    url: str
    server: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(60)


@contextmanager
def running_relay(home: Path, *more: str) -> Iterator[Relay]:
    port = processes.free_port()
    configuration = (
        f"listening-port={port}\nrealm=test\nuse-auth-secret\nstatic-auth-secret={SECRET}\nallow-loopback-peers\n"
        f"no-cli\nno-tls\nno-dtls\nfingerprint\nmin-port=41000\nmax-port=41999\nlog-file={home / 'turn.log'}\n"
        f"simple-log\npidfile={home / 'pid'}\n"
    )
    with running_coturn(home, port, "\n".join([configuration, *more])) as server:
        yield Relay(f"turn:127.0.0.1:{port}?transport=udp", server)


@contextmanager
def running_coturn(home: Path, port: int, configuration: str) -> Iterator[subprocess.Popen[bytes]]:
    file = home / "turnserver.conf"
    file.write_text(f"{configuration}\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nuserdb={home / 'turndb'}\n")
    command = shutil.which("turnserver")
    assert command, "install coturn (`make browser`)"
    server = subprocess.Popen([command, "-c", str(file)], cwd=home, stdout=subprocess.DEVNULL)
    try:
        assert processes.listening(port, within_seconds=120)
        yield server
    finally:
        server.terminate()
        server.wait(60)
