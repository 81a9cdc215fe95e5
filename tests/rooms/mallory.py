"""Mallory, who holds the signalling server: she ends both connections at herself and hands sound and picture on.

She swaps keys for her own in the one way that works: to each side she is the other one, with the room's own scripts.
Her legs speak the whole protocol, commitments too, so that only the words can give her away.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

HERS = {"desc", "cand", "restart", "commit", "reveal"}
PAGE = """<!doctype html><title>between</title><script type="module">
import { Call } from "/static/room/call.js";
import { Verifier } from "/static/room/verify.js";
const legs = (globalThis.legs = {});
function leg(towards, room) {
  const role = towards === "client" ? "specialist" : "client";
  const say = (t, fields) => (tellPerson(towards, JSON.stringify({ t, ...fields })), true);
  const verifier = new Verifier({ room, role, say, on: { known: (bytes) => (one.bytes = bytes), broken() {} } });
  const handOn = (stream) => {
    const [audio, video] = [stream.getAudioTracks()[0] ?? null, stream.getVideoTracks()[0] ?? null];
    legs[towards === "client" ? "specialist" : "client"]?.call.send({ audio, video });
  };
  const state = (now) => now === "connected" && verifier.begin(call.id, ...call.bothKeys);
  const nothing = () => {};
  const rest = { channel: nothing, message: nothing, refused: nothing, relay: nothing, files: nothing };
  const on = { ...rest, track: handOn, state };
  const call = new Call({ leads: role === "specialist", say, on });
  const one = { call, verifier, bytes: null };
  return one;
}
globalThis.stand = (room) => {
  for (const towards of ["client", "specialist"]) legs[towards] = leg(towards, room);
  legs.client.call.begin();
};
setInterval(async () => {
  for (const [from, message] of await heard()) {
    const { call, verifier } = legs[from] ?? {};
    if (["commit", "reveal"].includes(message.t)) verifier?.heard(message);
    else call?.heard(message);
  }
}, 50);
</script>"""
SEEN = """async () => Promise.all(Object.values(legs).map(async ({ call }) => {
  const all = [...(await call.pc.getStats()).values()];
  return all.find((one) => one.type === "inbound-rtp" && one.kind === "video")?.framesDecoded ?? 0;
}))"""


class Mallory:
    def __init__(self, page: Page, address: str, room: str) -> None:
        self.page, self._room = page, room
        self._sockets: dict[str, WebSocketRoute] = {}
        self._heard: list[tuple[str, dict[str, Any]]] = []
        page.expose_function("tellPerson", lambda who, raw: self._sockets[who].send(raw))
        page.expose_function("heard", self._take)
        page.route("**/between/", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.goto(f"{address}/between/")

    def _take(self) -> list[tuple[str, dict[str, Any]]]:
        taken, self._heard = self._heard, []
        return taken

    def step_between(self, page: Page, role: str) -> None:
        """From this page's next load on, its words about the connection go to Mallory and nowhere else."""

        def meet(socket: WebSocketRoute) -> None:
            server = socket.connect_to_server()
            self._sockets[role] = socket
            socket.on_message(self._sorted(role, server.send))

        page.route_web_socket(re.compile("/socket/$"), meet)
        page.reload()

    def _sorted(self, role: str, to_server: Callable[[str | bytes], None]) -> Callable[[str | bytes], None]:
        def heard(raw: str | bytes) -> None:
            message = json.loads(raw)
            if message["t"] in HERS:
                self._heard.append((role, message))
            else:
                to_server(raw)

        return heard

    def stand(self) -> None:
        self.page.evaluate("(room) => stand(room)", self._room)

    @property
    def frames(self) -> list[int]:
        """Pictures that she has seen of each side."""
        return list(self.page.evaluate(SEEN))
