"""A real coturn that, unlike production's, relays to loopback: both browsers are there."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harmonia.config import processes
from tests.rooms.house import wait_for

SECRET = "a-secret-of-the-tests"


@dataclass
class Relay:
    url: str
    server: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.server.terminate()
        self.server.wait(10)


@contextmanager
def running_relay(home: Path) -> Iterator[Relay]:
    port = processes.free_port()
    configuration = home / "turnserver.conf"
    configuration.write_text(
        f"listening-port={port}\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nrealm=test\nuse-auth-secret\n"
        f"static-auth-secret={SECRET}\nallow-loopback-peers\nno-cli\nno-tls\nno-dtls\nfingerprint\n"
        f"min-port=41000\nmax-port=41999\nlog-file={home / 'turn.log'}\nsimple-log\npidfile={home / 'pid'}\n"
        f"userdb={home / 'turndb'}\n"
    )
    command = shutil.which("turnserver")
    assert command, "install coturn (`make browser`)"
    server = subprocess.Popen([command, "-c", str(configuration)], cwd=home, stdout=subprocess.DEVNULL)
    relay = Relay(f"turn:127.0.0.1:{port}?transport=udp", server)
    try:
        wait_for(port)
        yield relay
    finally:
        relay.stop()
