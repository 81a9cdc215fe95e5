"""What a journey through the room looks at: the page's parts, its frames, its counters."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as TooLate

FRAMES = """() => document.querySelector("[data-room=remote]").getVideoPlaybackQuality().totalVideoFrames"""
MORE_FRAMES = (
    """(least) => document.querySelector("[data-room=remote]").getVideoPlaybackQuality().totalVideoFrames > least"""
)
SENDS_PICTURE = "() => harmoniaRoom.call.senders.video.getParameters().encodings[0].active"
COUNTS = "() => harmoniaRoom.watch.counts"


def part(page: Page, name: str) -> Any:
    return page.locator(f"[data-room={name}]")


def frames(page: Page) -> int:
    return int(page.evaluate(FRAMES))


def wait_for_frames(page: Page, more_than: int = 5, seconds: float = 60) -> None:
    page.wait_for_function(MORE_FRAMES, arg=more_than, timeout=seconds * 1000)


def until(fact: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < deadline, "it did not become true"
        time.sleep(0.1)


SEEN = """() => {
  if (!globalThis.harmoniaRoom) return document.body.innerText.slice(0, 300);
  const { call, line, peer } = harmoniaRoom;
  const { connectionState, iceConnectionState, iceGatheringState, signalingState } = call.pc ?? {};
  const ways = (call.pc?.remoteDescription?.sdp.match(/a=candidate/g) ?? []).length;
  const { here, joined } = peer;
  return { line: line.ready, here, joined, n: call.n, connectionState, iceConnectionState, iceGatheringState,
    signalingState, ways, early: call.early?.length };
}"""


def connected(page: Page) -> None:
    """Should they not come together, what the page saw of it is told."""
    try:
        page.wait_for_function("() => globalThis.harmoniaRoom?.call.connected", timeout=60_000)
    except TooLate:
        seen, complaints = page.evaluate(SEEN), getattr(page, "complaints", None)
        raise AssertionError(f"not connected: {page.url}, {seen}, {complaints}") from None


def join_both(here: Page, there: Page) -> None:
    connected(here)
    part(there, "join").click()
    part(here, "join").click()
    wait_for_frames(here)
    wait_for_frames(there)


def goes_on(page: Page, seconds: float = 60) -> None:
    wait_for_frames(page, frames(page) + 5, seconds)


ROWS = "() => [...document.querySelectorAll('[data-words]')].map((row) => row.textContent)"
SHOWN = "() => !document.querySelector('[data-room=safety]').hidden"


def safety_words(page: Page) -> list[str]:
    """Of this connection, in Kazakh, Russian, English."""
    page.wait_for_function(SHOWN, timeout=60_000)
    return list(page.evaluate(ROWS))


def safety_state(page: Page) -> str:
    return str(part(page, "safety").get_attribute("data-state"))
