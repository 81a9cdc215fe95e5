"""A small TURN client (RFC 8656): asks a relay for an allocation, and for leave to reach a peer through it."""

import hashlib
import hmac
import ipaddress
import os
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MAGIC = 0x2112A442
TRIES = 50
ALLOCATE, CREATE_PERMISSION = 0x0003, 0x0008
USERNAME, INTEGRITY, ERROR, PEER, REALM, NONCE, FAMILY, TRANSPORT = (
    0x0006, 0x0008, 0x0009, 0x0012, 0x0014, 0x0015, 0x0017, 0x0019,
)  # fmt: skip
UDP, V4, V6 = b"\x11\0\0\0", b"\x01\0\0\0", b"\x02\0\0\0"

Attributes = dict[int, bytes]


class Turn:
    def __init__(self, wire: socket.socket, name: str, password: str) -> None:
        self._wire, self._name, self._password = wire, name, password
        self._known: Attributes = {}

    def allocate(self, family: bytes = V4) -> int:
        """The code of the answer; 0: there is an allocation."""
        asked = {TRANSPORT: UDP, FAMILY: family}
        if self._ask(ALLOCATE, asked) != 401:
            raise AssertionError("a relay that asks for no credentials")
        return self._ask(ALLOCATE, asked)

    def permit(self, peer: str) -> int:
        """0: packets to and from this address would be relayed."""
        address = ipaddress.ip_address(peer)
        mask = struct.pack("!I", MAGIC) + (self._transaction if address.version == 6 else b"")
        hidden = bytes(one ^ other for one, other in zip(address.packed, mask, strict=True))
        kind = 1 if address.version == 4 else 2
        return self._ask(CREATE_PERMISSION, {PEER: struct.pack("!BBH", 0, kind, 9 ^ (MAGIC >> 16)) + hidden})

    _transaction = os.urandom(12)

    def _ask(self, method: int, asked: Attributes) -> int:
        if self._known:
            asked = asked | {USERNAME: self._name.encode(), **self._known}
        kind, attributes = self._exchange(self._message(method, asked))
        self._known |= {name: value for name, value in attributes.items() if name in (REALM, NONCE)}
        if kind == method | 0x0100:
            return 0
        return attributes[ERROR][2] * 100 + attributes[ERROR][3]

    def _exchange(self, message: bytes) -> tuple[int, Attributes]:
        """Said again, as RFC 8489 wants it over UDP, while nobody listens yet."""
        for _ in range(TRIES):
            with suppress(ConnectionRefusedError):
                self._wire.sendall(message)
                return self._answer()
            time.sleep(0.1)
        raise ConnectionRefusedError

    def _message(self, method: int, asked: Attributes) -> bytes:
        body = b"".join(_padded(name, value) for name, value in asked.items())
        if not self._known:
            return self._head(method, len(body)) + body
        realm = self._known[REALM].decode()
        key = hashlib.md5(f"{self._name}:{realm}:{self._password}".encode(), usedforsecurity=False).digest()
        signed = self._head(method, len(body) + 24) + body
        return signed + _padded(INTEGRITY, hmac.digest(key, signed, "sha1"))

    def _head(self, method: int, length: int) -> bytes:
        return struct.pack("!HHI", method, length, MAGIC) + self._transaction

    def _answer(self) -> tuple[int, Attributes]:
        raw = self._wire.recv(2000)
        kind, length = struct.unpack("!HH", raw[:4])
        attributes, place = {}, 20
        while place < 20 + length:
            name, size = struct.unpack("!HH", raw[place : place + 4])
            attributes[name] = raw[place + 4 : place + 4 + size]
            place += 4 + size + -size % 4
        return kind, attributes


def _padded(name: int, value: bytes) -> bytes:
    return struct.pack("!HH", name, len(value)) + value + b"\0" * (-len(value) % 4)


@contextmanager
def turn(port: int, name: str, password: str, *, tls: bool = False) -> Iterator[Turn]:
    kind = socket.SOCK_STREAM if tls else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as wire:
        wire.settimeout(20)
        wire.connect(("127.0.0.1", port))
        if not tls:
            yield Turn(wire, name, password)
            return
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # a certificate of the test's own
        with context.wrap_socket(wire) as wrapped:
            yield Turn(wrapped, name, password)
