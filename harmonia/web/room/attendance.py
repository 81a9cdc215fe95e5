"""What sockets tell the database, off their path: a thread of its own writes it down in batches.

A socket only puts a fact into a queue. If the database is away the facts wait, in order. Rooms of which one side has
been blocked meanwhile are kept until somebody asks which those are.
"""

import atexit
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db import InterfaceError, OperationalError, close_old_connections

from harmonia.core import row_security
from harmonia.rooms.rules.attendance import Seen

log = logging.getLogger(__name__)
GATHER_SECONDS = 0.1
AWAY_SECONDS = 1.0
MOST_WAITING = 100_000

Write = Callable[[Sequence[Seen]], set[UUID]]  # answers which rooms must be left


class Recorder:
    def __init__(self, write: Write) -> None:
        self._write = write
        self._facts: queue.Queue[Seen] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._stopped: queue.SimpleQueue[UUID] = queue.SimpleQueue()

    def note(self, fact: Seen) -> None:
        if self._facts.qsize() >= MOST_WAITING:
            log.error("attendance: too many facts wait, one is dropped")
            return
        self._facts.put(fact)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="attendance", daemon=True)
            self._thread.start()
            atexit.register(self.finish)

    def stopped(self) -> set[UUID]:
        """The rooms that must be left, each told once for each batch that came of it."""
        return {self._stopped.get() for _ in range(self._stopped.qsize())}

    def finish(self, within_seconds: float = 3.0) -> None:
        """Wait until everything noted so far is written."""
        deadline = time.monotonic() + within_seconds
        while self._facts.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(0.01)

    def _run(self) -> None:
        while True:
            first = self._facts.get()
            time.sleep(GATHER_SECONDS)
            batch = [first, *(self._facts.get() for _ in range(self._facts.qsize()))]
            while not self._written(batch):
                time.sleep(AWAY_SECONDS)
            for _ in batch:
                self._facts.task_done()

    def _written(self, batch: Sequence[Seen]) -> bool:
        """Whether the batch is done with. A database that is away is waited for; a batch it refuses is given up."""
        try:
            close_old_connections()
            with row_security.as_reader(row_security.SERVICE):
                stopped = self._write(batch)
            for room_id in stopped or ():
                self._stopped.put(room_id)
        except (OperationalError, InterfaceError) as error:
            log.warning("attendance: %d facts wait for the database (%s)", len(batch), type(error).__name__)
            return False
        except Exception as error:
            log.error("attendance: %d facts were refused (%s)", len(batch), type(error).__name__)
        return True
