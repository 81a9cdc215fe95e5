"""Networks of their own for two people: a namespace each, joined by a bridge, whose links can be cut, narrowed, leaky.
The bridge stands in a third one, and the server with it: a browser lets go of all that it loads when a network of its
machine comes or goes, and other tests have browsers open.

Needs root and iproute2, nftables. Only UDP and TCP of the two pass here: the browser is steered through a pipe. The
kernel's netem is not needed: nft loses packets by chance, a token bucket narrows, and nothing at all is a cut.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from tests.browser import FLAGS, WHOLE_CHROMIUM

LOSSES = """table inet weather {{
    chain in {{ type filter hook input priority 0; iif lo accept; {rule} }}
    chain out {{ type filter hook output priority 0; oif lo accept; {rule} }}
}}"""

MADE = count()
ROOT = Path(__file__).resolve().parents[2]
LISTENING = (
    "import sys; from harmonia.config.processes import listening; "
    "sys.exit(not listening({port}, within_seconds=120, host='{host}'))"
)


def run(*words: str, given: str | None = None) -> None:
    done = subprocess.run(words, input=given, text=True, capture_output=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"


def make_namespace(name: str) -> None:
    """Without IPv6, of which the kernel gives an address a second after a link is up: one more change of network."""
    run("ip", "netns", "add", name)
    for which in ("all", "default"):
        run("ip", "netns", "exec", name, "tee", f"/proc/sys/net/ipv6/conf/{which}/disable_ipv6", given="1")
    run("ip", "-n", name, "link", "set", "lo", "up")


class Hub(NamedTuple):
    """Where both meet, and where a server for them stands."""

    name: str
    address: str

    def inside(self, *words: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *words]

    def listening(self, port: int) -> bool:
        """Wait until something listens there."""
        code = LISTENING.format(port=port, host=self.address)
        return subprocess.run(self.inside(sys.executable, "-c", code), cwd=ROOT).returncode == 0


class Network:
    """One person's: `one` is up, `other` is down until the person moves over to it."""

    def __init__(self, hub: str, number: int, prefix: str) -> None:
        self.name, self._hub, self._number = f"{hub}p{number}", hub, number
        make_namespace(self.name)
        for place, link in enumerate(("one", "other")):
            run(
                "ip",
                "link",
                "add",
                link,
                "netns",
                self.name,
                "type",
                "veth",
                "peer",
                "name",
                f"{link}{number}",
                "netns",
                hub,
            )
            run("ip", "-n", hub, "link", "set", f"{link}{number}", "master", "hub", "up")
            self.inside("ip", "address", "add", f"{prefix}.{place + 1}.{number}/16", "dev", link)
        self.inside("ip", "link", "set", "one", "up")
        self._weather("")

    def inside(self, *words: str, given: str | None = None) -> None:
        run("ip", "netns", "exec", self.name, *words, given=given)

    def _weather(self, rule: str) -> None:
        table = LOSSES.format(rule=rule)
        self.inside("nft", "-f", "-", given=f"table inet weather\ndelete table inet weather\n{table}\n")

    def cut(self) -> None:
        self._weather("drop;")

    def lose(self, percent: int) -> None:
        self._weather(f"meta l4proto udp numgen random mod 100 < {percent} drop;")

    def mend(self) -> None:
        self._weather("")

    def narrow(self, kbit: int) -> None:
        """Both ways: what this person sends, and what the bridge sends to this person."""
        bucket = ("root", "tbf", "rate", f"{kbit}kbit", "burst", "3kb", "latency", "300ms")
        self.inside("tc", "qdisc", "replace", "dev", "one", *bucket)
        run("ip", "netns", "exec", self._hub, "tc", "qdisc", "replace", "dev", f"one{self._number}", *bucket)

    def widen(self) -> None:
        self.inside("tc", "qdisc", "del", "dev", "one", "root")
        run("ip", "netns", "exec", self._hub, "tc", "qdisc", "del", "dev", f"one{self._number}", "root")

    def move_over(self) -> None:
        """Out of the reach of the one network, into the other: another address, as from Wi-Fi to a mobile network."""
        self.inside("ip", "link", "set", "one", "down")
        self.inside("ip", "link", "set", "other", "up")

    def browser(self, launcher: Browser, home: Path, origin: str) -> Browser:
        """The whole browser: its engine alone takes no plain address for a secure one."""
        wrapper = home / self.name
        wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {WHOLE_CHROMIUM} "$@"\n')
        wrapper.chmod(0o700)
        flags = [
            *FLAGS,
            f"--unsafely-treat-insecure-origin-as-secure={origin}",
            "--disable-features=WebRtcHideLocalIpsWithMdns",
        ]
        return launcher.browser_type.launch(executable_path=str(wrapper), args=flags)


@contextmanager
def two_networks() -> Iterator[tuple[Hub, Network, Network]]:
    """(where both meet, a network, another one)."""
    number = os.getpid() + next(MADE)  # what was taken down a moment ago may still be there
    name, prefix = f"h{number}", f"10.{64 + number % 128}"
    hub = Hub(name, f"{prefix}.0.1")
    try:
        make_namespace(name)
        run("ip", "-n", name, "link", "add", "hub", "type", "bridge")
        run("ip", "-n", name, "address", "add", f"{hub.address}/16", "dev", "hub")
        run("ip", "-n", name, "link", "set", "hub", "up")
        yield hub, Network(name, 2, prefix), Network(name, 3, prefix)
    finally:
        for one in (f"{name}p2", f"{name}p3", name):
            subprocess.run(["ip", "netns", "del", one], capture_output=True)
