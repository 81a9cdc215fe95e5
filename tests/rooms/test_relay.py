"""The relay: what production refuses, and a session in which both sides are seen only as the relay's own address."""

import ipaddress
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Page, expect

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from harmonia.config import processes
from harmonia.rooms.rules import passes
from tests.rooms.house import House, running_house
from tests.rooms.journey import connected, goes_on, part, until, wait_for_frames
from tests.rooms.stun import turn
from tests.rooms.turn import SECRET, running_coturn, running_relay

CONFIGURATION = (Path(__file__).resolve().parents[2] / "deploy" / "coturn" / "turnserver.conf").read_text()
LINES = [line for line in CONFIGURATION.splitlines() if line and not line.startswith("#")]


def denied_ranges() -> list[tuple[Any, Any]]:
    spans = [line.partition("=")[2] for line in LINES if line.startswith("denied-peer-ip=")]
    ends = [(span.split("-")[0], span.split("-")[-1]) for span in spans]
    return [(ipaddress.ip_address(first), ipaddress.ip_address(last)) for first, last in ends]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "255.255.255.255", "240.0.0.1", "::1", "::10.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "fe80::1", "fd12:3456::1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1",
    ],
)  # fmt: skip
def test_production_relays_to_nothing_of_our_own(address: str) -> None:
    one = ipaddress.ip_address(address)
    assert any(first.version == one.version and first <= one <= last for first, last in denied_ranges())


@pytest.mark.parametrize("address", ["8.8.8.8", "2.135.0.1", "2a00:1450:4010::1"])
def test_production_relays_to_the_open_internet(address: str) -> None:
    one = ipaddress.ip_address(address)
    assert not any(first.version == one.version and first <= one <= last for first, last in denied_ranges())


def test_production_wants_short_lived_credentials_quotas_and_tls() -> None:
    assert {"use-auth-secret", "no-multicast-peers", "no-cli", "tls-listening-port=443"} <= set(LINES)
    assert any(re.match(r"user-quota=\d+", line) for line in LINES)
    assert any(re.match(r"total-quota=\d+", line) for line in LINES)
    assert not any(line.startswith(("user=", "allow-loopback-peers", "lt-cred-mech", "no-auth")) for line in LINES)


def of_production(home: Path, port: int, tls_port: int) -> str:
    """deploy/coturn/turnserver.conf as it is, with this machine's ports, files and secret in their places."""
    given = {
        "TURN_SECRET": SECRET,
        "PUBLIC_ADDRESS": "127.0.0.1",
        "\nlistening-port=3478": f"\nlistening-port={port}",
        "tls-listening-port=443": f"tls-listening-port={tls_port}",
        "/etc/coturn/tls/fullchain.pem": str(home / "certificate.pem"),
        "/etc/coturn/tls/privkey.pem": str(home / "key.pem"),
        "/run/coturn/turnserver.pid": str(home / "pid"),
        "min-port=49152": "min-port=43000",
        "max-port=65535": "max-port=43999",
    }
    configuration = CONFIGURATION
    for production, here in given.items():
        assert production in configuration, production
        configuration = configuration.replace(production, here)
    return configuration


def certify(home: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay of the tests")])
    begins = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begins, begins + timedelta(days=3))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (home / "certificate.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    (home / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))


def credentials(ago: timedelta | None = None) -> tuple[str, str]:
    at = datetime.now(UTC) - (ago or timedelta())
    return passes.relay_credentials(uuid4(), "client", secret=SECRET, at=at)


def test_productions_own_file_makes_a_real_coturn_refuse_what_is_ours(tmp_path: Path) -> None:
    port, tls_port = processes.free_port(), processes.free_port()
    certify(tmp_path)
    with running_coturn(tmp_path, port, of_production(tmp_path, port, tls_port)):
        for where, tls in ((port, False), (tls_port, True)):
            with turn(where, *credentials(), tls=tls) as asked:
                assert asked.allocate() == 0
                ours = ("10.0.0.1", "127.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "224.0.0.1")
                assert {peer: asked.permit(peer) for peer in ours} == dict.fromkeys(ours, 403)
                assert asked.permit("::ffff:10.0.0.1") in (403, 443)
                assert asked.permit("8.8.8.8") == 0  # and lets through what is not
        with turn(port, *credentials(passes.RELAY_LASTS + timedelta(minutes=1))) as late:
            assert late.allocate() == 401  # those of a quarter of an hour ago are worth nothing
        with turn(port, credentials()[0], "guessed") as guessed:
            assert guessed.allocate() == 401


def test_the_coturn_of_the_tests_relays_to_this_machine(tmp_path: Path) -> None:
    """The negative control of the one above: it is the file that refuses."""
    with running_relay(tmp_path) as relay, turn(int(relay.url.split(":")[2].split("?")[0]), *credentials()) as asked:
        assert asked.allocate() == 0
        assert (asked.permit("127.0.0.1"), asked.permit("10.0.0.1")) == (0, 0)


@pytest.fixture
def turn_lines() -> tuple[str, ...]:
    return ()


@pytest.fixture
def relay(tmp_path: Path, turn_lines: tuple[str, ...]) -> Iterator[str]:
    home = tmp_path / "coturn"
    home.mkdir()
    with running_relay(home, *turn_lines) as relay:
        yield relay.url


@pytest.fixture
def house(live_server: Any, tmp_path: Path, relay: str) -> Iterator[House]:
    with running_house(live_server.url, tmp_path, TURN_URLS=relay, TURN_SECRET=SECRET) as house:
        yield house


WAY = """async () => {
  const stats = await harmoniaRoom.call.pc.getStats();
  const transport = [...stats.values()].find((one) => one.type === "transport");
  const pair = stats.get(transport?.selectedCandidatePairId);
  if (!pair) return ["", ""]; // a connection that is being made anew
  return [stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType];
}"""
CLIENTS_CANDIDATES = (
    """() => [...harmoniaRoom.call.pc.remoteDescription.sdp.matchAll(/ typ (\\w+)/g)].map((m) => m[1])"""
)


RELAY_NAME = "() => harmoniaRoom.call.pc.getConfiguration().iceServers[0].username"


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_clients_address_stays_behind_the_relay(
    come: Callable[..., Page],
    soon: Appointment,
    aigerim: Person,
    boris: Person,
) -> None:
    there, here = come(boris, soon), come(aigerim, soon)
    connected(here)
    assert here.evaluate("() => harmoniaRoom.call.pc.getConfiguration().iceTransportPolicy") == "relay"
    assert here.evaluate(WAY)[0] == "relay"
    assert set(there.evaluate(CLIENTS_CANDIDATES)) <= {"relay"}
    part(there, "join").click()
    part(here, "join").click()
    wait_for_frames(here)
    wait_for_frames(there)
    assert here.evaluate(WAY)[0] == "relay"
    first = here.evaluate(RELAY_NAME)
    time.sleep(1.1)  # the name says the second at which it ends
    here.evaluate(
        "async () => harmoniaRoom.line.say('renew', { pass: await harmoniaRoom.line.passes.fresh() })"
    )  # as it does by itself every three minutes
    until(lambda: here.evaluate(RELAY_NAME) > first)
    for page in (here, there):
        goes_on(page)
    part(there, "relayOnly").evaluate("(box) => box.click()")  # and the specialist's choice
    until(lambda: there.evaluate(WAY)[0] == "relay", 60)
    goes_on(here, 60)


@pytest.mark.journey
@pytest.mark.xdist_group("browser")
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@pytest.mark.parametrize("turn_lines", [("total-quota=1",)])
def test_a_full_relay_is_told_and_nothing_goes_directly_without_a_word(
    come: Callable[..., Page], soon: Appointment, aigerim: Person, boris: Person
) -> None:
    there = come(boris, soon)
    there.wait_for_function("() => globalThis.harmoniaRoom?.line.ready")
    here = come(aigerim, soon)
    expect(part(here, "relayFull")).to_be_visible(timeout=60_000)
    assert not here.evaluate("() => harmoniaRoom.call.connected")
    assert here.evaluate("() => harmoniaRoom.relay.only")
    part(here, "relayDirect").click()
    connected(here)
    expect(part(here, "relayFull")).to_be_hidden()
    expect(part(here, "relayOnly")).not_to_be_checked()
    assert here.evaluate(WAY)[0] != "relay"
