"""What a change of network and four dark seconds cost two people in a call: for bench/room.py, which prints it.

Each of the two has a network namespace and a browser in it (tests/rooms/networks.py); so it takes root.
"""

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

DARK = 4.0
# The longest time without a picture from now on, in milliseconds.
WATCH = """() => {
  const video = document.querySelector("[data-room=remote]");
  let last = performance.now();
  globalThis.longest = 0;
  const seen = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    video.requestVideoFrameCallback(seen);
  };
  video.requestVideoFrameCallback(seen);
}"""
READY = "() => globalThis.harmoniaRoom?.call.connected && harmoniaRoom.devices.picture"
COUNT = "() => document.querySelector('[data-room=remote]').getVideoPlaybackQuality().totalVideoFrames"
FRAMES = "(least) => document.querySelector('[data-room=remote]').getVideoPlaybackQuality().totalVideoFrames > least"


def weather(chromium: Any, serving: Callable[..., Any], rounds: int) -> dict[str, list[float]]:
    """Seconds without a picture, of the side that waits longer: at a change of network, and after the dark."""
    found: dict[str, list[float]] = {"switch": [], "after the dark": []}
    for _ in range(rounds):
        with ExitStack() as opened:
            network, pages = two_in_a_call(opened, chromium, serving)
            found["after the dark"].append(longest(pages, partial(in_the_dark, network)) - DARK)
            found["switch"].append(longest(pages, network.move_over))
    return found


def in_the_dark(network: Any) -> None:
    network.cut()
    time.sleep(DARK)
    network.mend()


def two_in_a_call(opened: ExitStack, chromium: Any, serving: Callable[..., Any]) -> tuple[Any, list[Any]]:
    from tests.rooms.networks import two_networks

    hub, *networks = opened.enter_context(two_networks())
    address, _ = opened.enter_context(serving(hub, ALLOWED_HOSTS=hub.address))
    room, pages = uuid4(), []
    home = Path(opened.enter_context(tempfile.TemporaryDirectory()))
    for network, role in zip(networks, ("client", "specialist"), strict=True):
        browser = network.browser(SimpleNamespace(browser_type=chromium), home, f"http://{address}")
        opened.callback(browser.close)
        pages.append(browser.new_context(permissions=["camera", "microphone"]).new_page())
        pages[-1].goto(f"http://{address}/room/{room}/{role}/")
    for page in pages:
        page.wait_for_function(READY, timeout=60_000)
        page.evaluate("() => document.querySelector('[data-room=join]').click()")
    for page in pages:
        page.wait_for_function(FRAMES, arg=30, timeout=60_000)
    return networks[0], pages


def longest(pages: list[Any], happens: Callable[[], None]) -> float:
    for page in pages:
        page.evaluate(WATCH)
    happens()
    for page in pages:
        page.wait_for_function(FRAMES, arg=page.evaluate(COUNT) + 30, timeout=60_000)
    return max(float(page.evaluate("() => longest")) for page in pages) / 1000
