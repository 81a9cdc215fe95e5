"""A real Redis on loopback, for what several processes share. Nothing of it outlives the test."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harmonia.config import processes


class Store:
    def __init__(self, home: Path) -> None:
        self._home, self._port = home, processes.free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        kept_nowhere = ["--save", "", "--appendonly", "no", "--dir", str(self._home)]
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self._port), *kept_nowhere]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        assert processes.listening(self._port, within_seconds=120)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def running_store(home: Path) -> Iterator[Store]:
    store = Store(home)
    try:
        yield store
    finally:
        store.kill()
