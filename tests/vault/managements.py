"""One of each key management, set up for a test: what makes it, loses it, takes it away and brings it back."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pkcs11
import urllib3

from harmonia.config import processes
from harmonia.vault.gateways import FileKms, Kms
from harmonia.vault.gateways.escrow import Escrow
from harmonia.vault.gateways.token import TokenKms
from harmonia.vault.gateways.transit import TransitKms

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
TOKEN = "a-token-of-tests"
PIN = "1234"
NOT_KEPT = Escrow(None)


@dataclass
class Management:
    """`made`: a driver of it, as a process that begins anew would make it. `lost`: all its keys are gone."""

    name: str
    made: Callable[..., Kms]
    lost: Callable[[], None]
    away: Callable[[], None]
    back: Callable[[], None]


@contextmanager
def file(folder: Path) -> Iterator[Management]:
    keys, hidden = folder / "keys", folder / "unmounted"
    keys.mkdir()

    def lost() -> None:
        for path in keys.iterdir():
            path.unlink()

    def away() -> None:
        keys.rename(hidden)
        keys.write_text("not a folder: the volume is not mounted")

    def back() -> None:
        keys.unlink()
        hidden.rename(keys)

    yield Management("file", lambda escrow=NOT_KEPT: FileKms(keys, escrow=escrow), lost, away, back)


def token_folder(folder: Path) -> Path:
    """SoftHSM's store for this process. It reads its configuration once, so all tests of a process share it."""
    if "SOFTHSM2_CONF" not in os.environ:
        store = folder / "tokens"
        store.mkdir()
        configuration = folder / "softhsm2.conf"
        configuration.write_text(f"directories.tokendir = {store}\nobjectstore.backend = file\nlog.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(configuration)
    return Path(os.environ["SOFTHSM2_CONF"])


def new_token(label: str) -> None:
    """By the token's own tool; a library that is loaded already must begin anew to see it."""
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "0000"]
    subprocess.run(command, check=True, capture_output=True)
    pkcs11.lib(MODULE).reinitialize()


@contextmanager
def token(label: str) -> Iterator[Management]:
    new_token(label)
    other: list[str] = []

    def made(escrow: Escrow = NOT_KEPT) -> Kms:
        return TokenKms(module=MODULE, token=other[0] if other else label, pin=PIN, escrow=escrow)

    def lost() -> None:
        driver = TokenKms(module=MODULE, token=label, pin=PIN, escrow=NOT_KEPT)
        for name in driver._labels(""):
            for key in driver._keys(name):
                key.destroy()

    yield Management("token", made, lost, lambda: other.append("no-such-token"), other.clear)


@contextmanager
def transit() -> Iterator[Management]:
    port = processes.free_port()
    program = Path(__file__).with_name("transit_server.py")
    server = subprocess.Popen([sys.executable, str(program), str(port), TOKEN])
    address = f"http://127.0.0.1:{port}"

    def control(wish: str) -> None:
        urllib3.request("POST", f"{address}/control/{wish}")

    def made(escrow: Escrow = NOT_KEPT) -> Kms:
        return TransitKms(address=address, token=TOKEN, mount="transit", escrow=escrow)

    try:
        assert processes.listening(port, within_seconds=30)
        yield Management("transit", made, lambda: control("lose"), lambda: control("seal"), lambda: control("unseal"))
    finally:
        server.kill()
        server.wait()
