"""A push service on the loopback, over TLS: it speaks RFC 8030, checks who signed (RFC 8292), and opens what came with
the keys of the device (RFC 8291). Written from the standards; shares with the product AES, SHA and the curve alone.
"""

import base64
import hashlib
import hmac
import json
import os
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID


def text(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def plain(said: str) -> bytes:
    return base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def sha(key: bytes, said: bytes) -> bytes:
    return hmac.new(key, said, hashlib.sha256).digest()


@dataclass
class Browser:
    """The keys that a browser draws when it subscribes."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def keys(self) -> dict[str, str]:
        return {"p256dh": text(point(self.private.public_key())), "auth": text(self.secret)}

    def opened(self, body: bytes) -> bytes:
        """RFC 8188 section 2 with the keys of RFC 8291 section 3.4; one record, as RFC 8291 section 4 demands."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), sender)
        info = b"WebPush: info\0" + point(self.private.public_key()) + theirs + b"\1"
        extracted = sha(salt, sha(sha(self.secret, shared), info))
        key = sha(extracted, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = sha(extracted, b"Content-Encoding: nonce\0\1")[:12]
        padded = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert padded[-1:] == b"\2", "the last record"
        return padded[:-1]


@dataclass
class Came:
    path: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]


class PushService:
    """Takes signals at any path; `answers` gives the status of a path, else 201."""

    def __init__(self, folder: Path) -> None:
        self.came: list[Came] = []
        self.answers: dict[str, int] = {}
        self.family, _, _, _, (self.host, *_) = socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)[0]
        self.certificate = folder / "push.pem"
        self._certify(folder / "push.key")
        service = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service._take(self)

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            address_family = self.family

        self.server = Server((self.host, 0), Desk)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "push.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def address(self, path: str = "/push/one") -> str:
        return f"https://localhost:{self.port}{path}"

    def _take(self, desk: BaseHTTPRequestHandler) -> None:
        body = desk.rfile.read(int(desk.headers["Content-Length"]))
        claims = self._signed(desk.headers["Authorization"])
        self.came.append(Came(desk.path, {name.lower(): said for name, said in desk.headers.items()}, body, claims))
        desk.send_response(self.answers.get(desk.path, 201))
        desk.send_header("Location", self.address("/elsewhere"))
        desk.send_header("Content-Length", "0")
        desk.end_headers()

    def _signed(self, said: str) -> dict[str, Any]:
        """The claims of the token, whose signature fits the key beside it; raises InvalidSignature."""
        scheme, _, parameters = said.partition(" ")
        assert scheme == "vapid"
        given = dict(part.strip().split("=", 1) for part in parameters.split(","))
        head, payload, signature = given["t"].split(".")
        assert json.loads(plain(head)) == {"typ": "JWT", "alg": "ES256"}
        r, s = (int.from_bytes(half, "big") for half in (plain(signature)[:32], plain(signature)[32:]))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), plain(given["k"]))
        key.verify(encode_dss_signature(r, s), f"{head}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
        return {**json.loads(plain(payload)), "key": given["k"]}

    def _certify(self, key_file: Path) -> None:
        key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        self.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
