"""Networks of their own for two people: a namespace each, joined by a bridge, whose links can be cut, narrowed, leaky.

Needs root and iproute2, nftables. Only UDP and TCP of the two pass here: the browser is steered through a pipe. The
kernel's netem is not needed: nft loses packets by chance, a token bucket narrows, and nothing at all is a cut.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser import FLAGS, WHOLE_CHROMIUM

LOSSES = """table inet weather {{
    chain in {{ type filter hook input priority 0; iif lo accept; {rule} }}
    chain out {{ type filter hook output priority 0; oif lo accept; {rule} }}
}}"""

MADE = count()


def run(*words: str, given: str | None = None) -> None:
    done = subprocess.run(words, input=given, text=True, capture_output=True)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"


class Network:
    """One person's: `one` is up, `other` is down until the person moves over to it."""

    def __init__(self, hub: str, number: int, prefix: str) -> None:
        self.name, self._hub, self._number = f"{hub}p{number}", hub, number
        run("ip", "netns", "add", self.name)
        self.inside("ip", "link", "set", "lo", "up")
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
def two_networks() -> Iterator[tuple[str, Network, Network]]:
    """(the address at which both reach us, a network, another one)."""
    number = os.getpid() + next(MADE)  # what was taken down a moment ago may still be there
    hub, prefix = f"h{number}", f"10.{64 + number % 128}"
    ours = f"{prefix}.0.1"
    try:
        run("ip", "netns", "add", hub)
        run("ip", "-n", hub, "link", "add", "hub", "type", "bridge")
        run("ip", "-n", hub, "link", "set", "hub", "up")
        run("ip", "link", "add", hub, "type", "veth", "peer", "name", "ours", "netns", hub)
        run("ip", "-n", hub, "link", "set", "ours", "master", "hub", "up")
        run("ip", "address", "add", f"{ours}/16", "dev", hub)
        run("ip", "link", "set", hub, "up")
        yield ours, Network(hub, 2, prefix), Network(hub, 3, prefix)
    finally:
        for name in (f"{hub}p2", f"{hub}p3", hub):
            subprocess.run(["ip", "netns", "del", name], capture_output=True)
        subprocess.run(["ip", "link", "del", hub], capture_output=True)  # goes with its namespace, but not at once
