"""The relay: what production refuses, and a session in which both sides are seen only as the relay's own address."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from harmonia.accounts.models import Person
from harmonia.booking.models import Appointment
from tests.rooms.house import House, running_house
from tests.rooms.journey import connected, part, wait_for_frames
from tests.rooms.turn import SECRET, running_relay

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
        "0.0.0.1", "255.255.255.255", "240.0.0.1", "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "fe80::1",
        "fd12:3456::1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1",
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


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_relay(tmp_path_factory.mktemp("coturn")) as relay:
        yield relay.url


@pytest.fixture
def house(live_server: Any, tmp_path: Path, relay: str) -> Iterator[House]:
    with running_house(live_server.url, tmp_path, TURN_URLS=relay, TURN_SECRET=SECRET) as house:
        yield house


WAY = """async () => {
  const stats = await harmoniaRoom.call.pc.getStats();
  const transport = [...stats.values()].find((one) => one.type === "transport");
  const pair = stats.get(transport.selectedCandidatePairId);
  return [stats.get(pair.localCandidateId).candidateType, stats.get(pair.remoteCandidateId).candidateType];
}"""
CLIENTS_CANDIDATES = (
    """() => [...harmoniaRoom.call.pc.remoteDescription.sdp.matchAll(/ typ (\\w+)/g)].map((m) => m[1])"""
)


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
