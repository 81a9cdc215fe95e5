"""A client's side of the room that is no browser: aiortc, a WebRTC peer written by others, speaking our protocol.

It hears and shows nothing; what matters is that it connects, that media and words go both ways, and that the words to
compare, worked out here anew from the description of the arithmetic (docs/verified-calls.md), are the page's.
"""

import asyncio
import hashlib
import json
import re
import secrets
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import websockets
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamError, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp
from websockets.asyncio.client import ClientConnection

from harmonia.web.room import protocol


def keys_of(sdp: str) -> str:
    found = {f"{name.lower()} {key.upper()}" for name, key in re.findall(r"^a=fingerprint:(\S+) (\S+)", sdp, re.M)}
    return ",".join(sorted(found))


def digest(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()


class Foreigner:
    """Runs in a thread of its own; what became of it stands in plain attributes."""

    def __init__(self, address: str, room_id: UUID, shown: str) -> None:
        self._address, self._room, self._shown = urlsplit(address).netloc, str(room_id), shown
        self.page, self.state, self.heard, self.frames, self.three = uuid4().hex, "new", [], 0, b""
        self.trouble: BaseException | None = None
        self._looking: list[asyncio.Future[None]] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def leave(self) -> None:
        self._over.set()
        self._thread.join(60)

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as trouble:
            self.trouble = trouble

    async def _live(self) -> None:
        self._pc = RTCPeerConnection()
        self._pc.on("connectionstatechange", self._changed)
        self._pc.on("track", self._see)
        self._sound, self._picture = AudioStreamTrack(), VideoStreamTrack()
        self._channel = self._pc.createDataChannel("room", negotiated=True, id=0)
        self._pc.createDataChannel("files", negotiated=True, id=1)
        self._channel.on("message", lambda text: self.heard.append(json.loads(text)))
        path = f"ws://{self._address}/room/{self._room}/socket/"
        async with websockets.connect(path, origin=f"http://{self._address}") as self._socket:  # type: ignore[arg-type]
            await self._say("hello", v=protocol.VERSION, **{"pass": self._shown}, page=self.page, joined=False)
            listening = asyncio.create_task(self._listen(self._socket))
            while not self._over.is_set() and not listening.done():
                await self._say("ping")
                await asyncio.sleep(0.5)
            if listening.done():
                listening.result()  # the line was closed, or something that was heard makes no sense
            listening.cancel()
            await self._say("leave")
        await self._pc.close()

    async def _say(self, word: str, **fields: Any) -> None:
        await self._socket.send(json.dumps({"t": word, **fields}))

    async def _listen(self, socket: ClientConnection) -> None:
        answers = {"desc": self._answer, "cand": self._candidate, "commit": self._commit, "reveal": self._reveal}
        async for raw in socket:
            message = json.loads(raw)
            if message["t"] in answers:
                await answers[message["t"]](message)

    async def _answer(self, message: dict[str, Any]) -> None:
        self._call = message["call"]
        await self._pc.setRemoteDescription(RTCSessionDescription(message["sdp"], message["kind"]))
        for transceiver in self._pc.getTransceivers():
            transceiver.direction = "sendrecv"
            transceiver.sender.replaceTrack(self._sound if transceiver.kind == "audio" else self._picture)
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        said = self._pc.localDescription
        await self._say("desc", call=self._call, n=message["n"], kind=said.type, sdp=said.sdp)
        self._mine, self._theirs = keys_of(said.sdp), keys_of(message["sdp"])
        self._nonce, self._their_hash = secrets.token_hex(32), ""

    async def _candidate(self, message: dict[str, Any]) -> None:
        candidate = candidate_from_sdp(message["cand"].removeprefix("candidate:"))
        candidate.sdpMid = message["mid"]
        await self._pc.addIceCandidate(candidate)

    async def _changed(self) -> None:
        self.state = self._pc.connectionState
        if self.state == "connected":
            await self._say("join")
            hashed = digest(self._room, self._call, "client", self._mine, self._nonce).hex()
            await self._say("commit", call=self._call, hash=hashed)

    async def _commit(self, message: dict[str, Any]) -> None:
        self._their_hash = message["hash"]
        await self._say("reveal", call=self._call, nonce=self._nonce)

    async def _reveal(self, message: dict[str, Any]) -> None:
        theirs = message["nonce"]
        assert digest(self._room, self._call, "specialist", self._theirs, theirs).hex() == self._their_hash
        self.three = digest(self._room, self._call, self._mine, self._theirs, self._nonce, theirs)[:3]

    def tell(self, message: dict[str, Any]) -> None:
        self._channel.send(json.dumps(message))

    def _see(self, track: Any) -> None:
        self._looking.append(asyncio.ensure_future(self._count(track)))

    async def _count(self, track: Any) -> None:
        with suppress(MediaStreamError):
            while True:
                await track.recv()
                self.frames += track.kind == "video"
