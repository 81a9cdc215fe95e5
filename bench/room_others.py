"""Other people's rooms beside ours, for bench/room.py: the same browsers and devices, from their button to a picture.

Peer Calls comes out of npm, once, into var/bench. MiroTalk P2P is in no registry: whoever brings a checkout by hand
starts it as its README says and names its address:

    MIROTALK=http://127.0.0.1:3000 python bench/room.py

Their servers and pages are run as they are. Before their code, each page gets a watch that tells the first picture of
somebody else from one's own, and that leaves STUN away: on one machine it would only wait for an answer.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from room_server import wait_for

from harmonia.config import processes

ROOT = Path(__file__).resolve().parent.parent
PEER_CALLS = ROOT / "var" / "bench" / "peer-calls-3.0.21"
PROGRAM = PEER_CALLS / "node_modules" / "peer-calls" / "lib" / "index.js"
WATCH = """(() => {
  const remote = new Set();
  const now = () => performance.timeOrigin + performance.now();
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super({ ...configuration, iceServers: [] });
      this.addEventListener("track", ({ track }) => remote.add(track.id));
    }
  };
  const source = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject");
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(stream) {
      source.set.call(this, stream);
      const seen = () => {
        if (stream.getVideoTracks().some(({ id }) => remote.has(id))) globalThis.firstFrame ??= now();
        else if (this.srcObject === stream) this.requestVideoFrameCallback(seen);
      };
      if (stream && this instanceof HTMLVideoElement) this.requestVideoFrameCallback(seen);
    },
  });
})()"""
JOIN = """(button) => {
  document.querySelector(button).click();
  return performance.timeOrigin + performance.now();
}"""


class Other(NamedTuple):
    """A product: where a call is opened, and where one writes one's name and joins, as CSS."""

    name: str
    address: str
    field: str
    button: str


@contextmanager
def others() -> Iterator[list[Other]]:
    """Those that could be brought here."""
    with ExitStack() as opened:
        found = []
        if peer_calls := opened.enter_context(serving_peer_calls()):
            found.append(Other("peer_calls", f"{peer_calls}/call/", "input[name=nickname]", "form.media [type=submit]"))
        if mirotalk := os.environ.get("MIROTALK", "").rstrip("/"):
            found.append(Other("mirotalk", f"{mirotalk}/join/", "#usernameInput", ".swal2-confirm"))
        yield found


@contextmanager
def serving_peer_calls() -> Iterator[str]:
    """Its address, or nothing where npm is not."""
    if not PROGRAM.is_file() and not brought():
        yield ""
        return
    port = processes.free_port()
    alone = {"PORT": str(port), "BIND": "127.0.0.1", "DEBUG": "none", "PEERCALLS__ICE_SERVERS": "[]"}
    server = subprocess.Popen(["node", str(PROGRAM)], env={**os.environ, **alone})
    try:
        wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def brought() -> bool:
    if shutil.which("npm") is None:
        return False
    package = PEER_CALLS.name.replace("calls-", "calls@")
    quietly = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"]
    PEER_CALLS.mkdir(parents=True, exist_ok=True)
    return subprocess.run(["npm", "install", "--prefix", str(PEER_CALLS), *quietly, package]).returncode == 0


def one_call(browser: Any, other: Other) -> float:
    """Milliseconds from the second person's click to the first picture on both sides; the first one waits inside."""
    room, contexts, pages, clicked = uuid4().hex, [], [], 0.0
    for name in ("Aigerim", "Boris"):
        contexts.append(browser.new_context(permissions=["camera", "microphone"]))
        contexts[-1].add_init_script(WATCH)
        pages.append(contexts[-1].new_page())
        pages[-1].goto(other.address + room)
        pages[-1].fill(other.field, name, timeout=60_000)
    for page in pages:
        time.sleep(3)  # devices asked for, animations over, the first one inside
        clicked = page.evaluate(JOIN, other.button)
    for page in pages:
        page.wait_for_function("() => globalThis.firstFrame", timeout=60_000)
    seen = [float(page.evaluate("() => globalThis.firstFrame")) for page in pages]
    for context in contexts:
        context.close()
    return max(seen) - clicked
