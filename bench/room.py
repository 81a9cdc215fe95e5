"""The room: from the click to the first frame on both sides, and what its sockets cost.

    [MIROTALK=http://127.0.0.1:3000] python bench/room.py [quick]

Two browsers against the limit, two bare connections in one page with tracks ready, interleaved, and other people's
rooms in the same run (room_others.py); direct and through a coturn, in the whole browser that people have; as root also
a change of network and four dark seconds (room_weather.py).
Sockets by the server's own CPU time, so that a busy machine changes little, beside a bare ASGI application that only
hands text over. No database: attendance goes to a recorder that writes nothing.
"""

import os
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from room_others import Other, one_call, others
from room_server import SECRET, relaying, serving
from room_sockets import sockets

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmonia.config.settings")
os.environ.setdefault("STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
QUICK = "quick" in sys.argv[1:]


def median(values: list[float]) -> str:
    return f"{statistics.median(values):8.1f} (min {min(values):.1f}, max {max(values):.1f}, n {len(values)})"


LIMIT = """async (servers) => {
  const now = () => performance.timeOrigin + performance.now();
  const video = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
  const wanted = { audio: true, video };
  const streams = await Promise.all([0, 1].map(() => navigator.mediaDevices.getUserMedia(wanted)));
  const iceTransportPolicy = servers.length ? "relay" : "all";
  const began = now();
  const ends = streams.map(() => new RTCPeerConnection({ iceServers: servers, iceTransportPolicy }));
  const frames = ends.map((pc, place) => new Promise((seen) => {
    const video = document.createElement("video");
    video.muted = video.autoplay = true;
    document.body.append(video);
    pc.ontrack = ({ track, streams: [stream] }) => {
      if (track.kind !== "video") return;
      video.srcObject = stream;
      video.requestVideoFrameCallback(() => seen(now()));
    };
    pc.onicecandidate = ({ candidate }) => candidate && ends[1 - place].addIceCandidate(candidate);
    for (const one of streams[place].getTracks()) pc.addTrack(one, streams[place]);
  }));
  const [one, other] = ends;
  await one.setLocalDescription();
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription();
  await one.setRemoteDescription(other.localDescription);
  const took = Math.max(...(await Promise.all(frames))) - began;
  ends.forEach((pc) => pc.close());
  streams.flatMap((stream) => stream.getTracks()).forEach((track) => track.stop());
  return took;
}"""
FIRST_FRAME = """() => {
  const video = document.querySelector("[data-room=remote]");
  globalThis.firstFrame = new Promise((seen) =>
    video.requestVideoFrameCallback(() => seen(performance.timeOrigin + performance.now())));
}"""
CLICK = """() => {
  document.querySelector("[data-room=join]").click();
  return performance.timeOrigin + performance.now();
}"""


def one_limit(browser: Any, address: str, servers: list[Any]) -> float:
    context = browser.new_context(permissions=["camera", "microphone"])
    bare_page = context.new_page()
    bare_page.goto(f"http://{address}/blank/")
    took: float = bare_page.evaluate(LIMIT, servers)
    context.close()
    return took


BYTES = """async () => [...(await harmoniaRoom.call.pc.getStats()).values()]
  .filter((one) => ["inbound-rtp", "outbound-rtp"].includes(one.type))
  .reduce((sum, one) => sum + (one.bytesReceived ?? 0) + (one.bytesSent ?? 0), 0)"""


class Session(NamedTuple):
    """Milliseconds: from the second page's opening until the two are silently connected; from the click to the first
    frame on both sides; of an ICE restart on `online`. `early`: bytes of media before both had agreed."""

    waiting_room: float
    first_frame: float
    restart: float
    early: float


def one_session(browser: Any, address: str) -> Session:
    room, contexts, pages = uuid4(), [], []
    for role in ("specialist", "client"):
        contexts.append(browser.new_context(permissions=["camera", "microphone"]))
        pages.append(contexts[-1].new_page())
        opened = time.monotonic()
        pages[-1].goto(f"http://{address}/room/{room}/{role}/")
    pages[1].wait_for_function("() => globalThis.harmoniaRoom?.call.connected")
    waiting_room = (time.monotonic() - opened) * 1000
    for one in pages:
        one.wait_for_function("() => globalThis.harmoniaRoom?.call.connected && harmoniaRoom.devices.picture")
        one.evaluate(FIRST_FRAME)
    pages[0].evaluate(CLICK)
    pages[1].wait_for_function("() => globalThis.harmoniaRoom?.peer.joined")
    time.sleep(0.5)
    early = sum(one.evaluate(BYTES) for one in pages)
    clicked = pages[1].evaluate(CLICK)
    seen = [one.evaluate("() => firstFrame") for one in pages]
    restarted = pages[1].evaluate(RESTART)
    assert sum(one.evaluate(BYTES) for one in pages) > 0, "the same count does see media"
    for context in contexts:
        context.close()
    return Session(waiting_room, max(seen) - clicked, restarted, early)


RESTART = """async () => {
  const { call } = harmoniaRoom;
  const name = () => call.pc.localDescription.sdp.match(/ice-ufrag:(.*)/)[1];
  const before = name();
  const began = performance.now();
  dispatchEvent(new Event("online"));
  while (name() === before || call.pc.signalingState !== "stable" || call.pc.iceConnectionState !== "connected")
    await new Promise((soon) => setTimeout(soon, 10));
  return performance.now() - began;
}"""


def quiet(seconds: float) -> None:
    """Wait, but not for ever, until others leave the processors alone: they would be measured with ours."""
    deadline, before = time.monotonic() + seconds, processors()
    while time.monotonic() < deadline:
        time.sleep(0.3)
        now = processors()
        if (now[0] - before[0]) / max(1, now[1] - before[1]) < 0.25:
            return
        before = now


def processors() -> tuple[int, int]:
    """(busy, all) ticks so far."""
    ticks = [int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return sum(ticks) - ticks[3] - ticks[4], sum(ticks)


Frames = tuple[list[float], list[Session], dict[str, list[float]]]


def frames(browser: Any, rounds: int, relay: dict[str, str], beside: list[Other]) -> Frames:
    """Of the limit, of ours, and of each of those beside us."""
    from harmonia.rooms.rules import passes

    servers = []
    if relay:
        name, password = passes.relay_credentials(uuid4(), "client", secret=SECRET, at=datetime.now(UTC))
        servers = [{"urls": [relay["TURN_URLS"]], "username": name, "credential": password}]
    limits, ours = [], []
    theirs: dict[str, list[float]] = {one.name: [] for one in beside}
    with serving(**relay) as (address, _):
        one_limit(browser, address, servers)
        one_session(browser, address)
        for other in beside:
            one_call(browser, other)
        for _ in range(rounds):
            quiet(1.5 if QUICK else 15)
            limits.append(one_limit(browser, address, servers))
            quiet(1.5 if QUICK else 15)
            ours.append(one_session(browser, address))
            for other in beside:
                quiet(1.5 if QUICK else 15)
                theirs[other.name].append(one_call(browser, other))
    return limits, ours, theirs


def main() -> None:
    import django
    from playwright.sync_api import sync_playwright
    from room_weather import weather

    from tests.browser import FLAGS, WHOLE_CHROMIUM

    django.setup()
    rounds = 2 if QUICK else 9
    cost = sockets(2 if QUICK else 5, 1 if QUICK else 5)
    with sync_playwright() as playwright, relaying() as relay, others() as beside:
        browser = playwright.chromium.launch(executable_path=WHOLE_CHROMIUM, args=FLAGS)
        direct = frames(browser, rounds, {}, beside)
        relayed = frames(browser, 1 if QUICK else rounds, relay, []) if relay else None
        browser.close()
        changes = weather(playwright.chromium, serving, 1 if QUICK else 5) if os.geteuid() == 0 else {}
    for title, figures in (("direct", direct), ("relay only", relayed)):
        if figures:
            print(f"{title}: limit, ms                         {median(figures[0])}")
            print(f"{title}: click to both frames, ms          {median([one.first_frame for one in figures[1]])}")
            print(f"{title}: page to silent connection, ms     {median([one.waiting_room for one in figures[1]])}")
            print(f"{title}: ICE restart on `online`, ms       {median([one.restart for one in figures[1]])}")
            print(f"{title}: media bytes before both agreed    {median([one.early for one in figures[1]])}")
    for name, values in direct[2].items():
        print(f"{name}: click to both frames, ms          {median(values)}")
    if "mirotalk" not in direct[2]:
        print(MIROTALK)
    for name, values in cost.items():
        print(f"sockets, a core: {name:<16} {median(values)}")
    for name, values in changes.items():
        print(f"networks: without a picture, s, {name:<15} {median(values)}")
    report(direct, relayed, cost, changes)


# Of 2026-11-30, by this program: 443 ms beside a limit of 278. When the room was designed, 2,155 ms beside 164 were
# noted, by another way of measuring that is not known any more: the kinder figure stands here.
OF_MIROTALK = 443 / 278
MIROTALK = (
    "MiroTalk P2P did not run beside us: no registry carries it, and MIROTALK named no address. Its figure is that of"
    f"\nrelease 1.3.94, when it did: 443 ms, {OF_MIROTALK:.1f} times the limit."
)


def report(direct: Any, relayed: Any, cost: dict[str, list[float]], changes: dict[str, list[float]]) -> None:
    middle, (limits, ours, theirs) = statistics.median, direct
    limit, first = middle(limits), middle([one.first_frame for one in ours])
    ratio("first_frame", first / limit, "<= 0.8")
    if relayed:
        ratio("first_frame_relayed", middle([one.first_frame for one in relayed[1]]) / limit, "<= 1.0")
    for name, took in ({"mirotalk": [limit * OF_MIROTALK]} | theirs).items():
        ratio(f"first_frame_of_{name}", first / middle(took), "<= 0.1" if name == "mirotalk" else "<= 0.5")
    ratio("media_bytes_before_both_agree", max(one.early for one in [*ours, *(relayed[1] if relayed else [])]), "<= 0")
    ratio("restart_seconds", middle([one.restart for one in ours]) / 1000, "<= 1.5")
    if changes:
        ratio("network_switch_seconds", middle(changes["switch"]), "<= 1.5")
        ratio("seconds_after_the_dark", middle(changes["after the dark"]), "<= 2")
    ratio("messages_a_core", middle(cost["messages"]), ">= 5000")
    ratio("joins_a_core", middle(cost["joins"]), ">= 600")
    ratio("idle_kib", middle(cost["idle KiB"]), "<= 40")
    for name, goal in (("messages", ">= 0.25"), ("joins", ">= 0.4"), ("rooms", ">= 0.4"), ("idle KiB", "<= 1.5")):
        ratio(f"{name.split()[0]}_to_bare", middle(cost[name]) / middle(cost[f"{name}, bare"]), goal)


def ratio(name: str, value: float, goal: str) -> None:
    print(f"ratio room_{name} {value:.4g} goal {goal}")


if __name__ == "__main__":
    main()
