"""A server that speaks the part of OpenBao's Transit API that the driver uses, as its public documents describe it:
tokens, policies (no upsert), the sealed state, import by a wrapping key. A program of its own, for tests.

    python transit_server.py PORT TOKEN

Control, which no real server has: POST /control/seal, /control/unseal, /control/unmount, /control/mount.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import sys
import threading
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap_with_padding

WRAPPED_BYTES = 512


class Refused(Exception):
    def __init__(self, status: int, *errors: str, **said: Any) -> None:
        self.status, self.answer = status, {"errors": list(errors), **said} if errors else said


class Transit:
    def __init__(self, token: str) -> None:
        self.token, self.sealed, self.mounted = token, False, True
        self.keys: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()

    @cached_property
    def wrapping(self) -> rsa.RSAPrivateKey:
        return rsa.generate_private_key(65537, 4096)

    def answer(self, method: str, path: str, token: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if self.sealed:
            raise Refused(503, "Vault is sealed")
        if token != self.token:
            raise Refused(403, "permission denied")
        if not path.startswith("/v1/transit/") or not self.mounted:
            raise Refused(404, f'no handler for route "{path[4:]}". route entry not found.')
        verb, _, rest = path.removeprefix("/v1/transit/").partition("/")
        with self.lock:
            return getattr(self, f"do_{verb}")(method, rest, body)

    def do_wrapping_key(self, method: str, rest: str, body: dict[str, Any]) -> dict[str, Any]:
        form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return {"data": {"public_key": self.wrapping.public_key().public_bytes(*form).decode()}}

    def do_keys(self, method: str, rest: str, body: dict[str, Any]) -> dict[str, Any] | None:
        if method == "LIST":
            if not self.keys:
                raise Refused(404)  # an empty list is a 404 without errors
            return {"data": {"keys": sorted(self.keys)}}
        name, _, action = rest.partition("/")
        if method == "DELETE":
            return self.delete(name)
        return {"": self.create, "import": self.take_in, "config": self.configure}[action](name, body)

    def create(self, name: str, body: dict[str, Any]) -> None:
        if name not in self.keys:
            kind = body.get("type", "aes256-gcm96")
            if kind == "hmac" and not 32 <= body.get("key_size", 0) <= 512:
                raise Refused(400, "invalid key_size, must be between 32 and 512")
            self.keys[name] = {"type": kind, "secret": os.urandom(32), "deletion_allowed": False}

    def take_in(self, name: str, body: dict[str, Any]) -> None:
        if name in self.keys:
            raise Refused(500, "1 error occurred:\n\t* the import path cannot be used with an existing key\n\n")
        sealed = base64.b64decode(body["ciphertext"])
        oaep = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)
        once = self.wrapping.decrypt(sealed[:WRAPPED_BYTES], oaep)
        secret = aes_key_unwrap_with_padding(once, sealed[WRAPPED_BYTES:])
        self.keys[name] = {"type": body["type"], "secret": secret, "deletion_allowed": False}

    def configure(self, name: str, body: dict[str, Any]) -> None:
        if name not in self.keys:
            raise Refused(400, f"no existing key named {name} could be found")
        self.keys[name] |= body

    def delete(self, name: str) -> None:
        if name not in self.keys:
            raise Refused(400, "error deleting policy: could not delete key; not found")
        if not self.keys[name]["deletion_allowed"]:
            raise Refused(400, "error deleting policy: deletion is not allowed for this key")
        del self.keys[name]

    def do_encrypt(self, method: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if name not in self.keys:  # the policy has no "create" here
            raise Refused(403, "1 error occurred:\n\t* permission denied\n\n")
        return self.batch(body, lambda one: {"ciphertext": self.encrypted(name, one)})

    def do_decrypt(self, method: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if name not in self.keys:
            raise Refused(400, "encryption key not found")
        return self.batch(body, lambda one: {"plaintext": self.decrypted(name, one)})

    def do_hmac(self, method: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
        if name not in self.keys:
            raise Refused(400, "encryption key not found")
        if self.keys[name]["type"] != "hmac":
            raise Refused(400, "this server is asked for HMAC by keys of that type alone")
        mac = hmac.new(self.keys[name]["secret"], base64.b64decode(body["input"]), hashlib.sha256).digest()
        return {"data": {"hmac": "vault:v1:" + base64.b64encode(mac).decode()}}

    def batch(self, body: dict[str, Any], one_of: Any) -> dict[str, Any]:
        if "batch_input" not in body:
            raise Refused(400, "this server is asked in batches")
        results = []
        for one in body["batch_input"]:
            try:
                results.append(one_of(one))
            except binascii.Error:
                results.append({"error": "invalid ciphertext: could not decode base64"})
            except (InvalidTag, ValueError) as error:
                reason = "cipher: message authentication failed" if isinstance(error, InvalidTag) else str(error)
                results.append({"error": reason})
        if any("error" in result for result in results):
            raise Refused(400, data={"batch_results": results})
        return {"data": {"batch_results": results}}

    def encrypted(self, name: str, one: dict[str, str]) -> str:
        nonce = os.urandom(12)
        bound = base64.b64decode(one.get("associated_data", ""))
        plain = base64.b64decode(one["plaintext"])
        sealed = AESGCM(self.keys[name]["secret"]).encrypt(nonce, plain, bound)
        return "vault:v1:" + base64.b64encode(nonce + sealed).decode()

    def decrypted(self, name: str, one: dict[str, str]) -> str:
        if not one["ciphertext"].startswith("vault:v1:"):
            raise ValueError("invalid ciphertext: no prefix")
        sealed = base64.b64decode(one["ciphertext"].removeprefix("vault:v1:"))
        bound = base64.b64decode(one.get("associated_data", ""))
        return base64.b64encode(AESGCM(self.keys[name]["secret"]).decrypt(sealed[:12], sealed[12:], bound)).decode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    transit: Transit

    def reply(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        try:
            if self.path.startswith("/control/"):
                said = self.control(self.path.removeprefix("/control/"))
            else:
                said = self.transit.answer(self.command, self.path, self.headers.get("X-Vault-Token", ""), body)
            status = 204 if said is None else 200
        except Refused as refused:
            status, said = refused.status, refused.answer
        sent = b"" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    do_GET = do_POST = do_DELETE = do_LIST = reply

    def control(self, wish: str) -> None:
        self.transit.sealed = wish == "seal"
        self.transit.mounted = wish != "unmount"
        if wish == "lose":
            self.transit.keys.clear()

    def log_message(self, *_: Any) -> None:
        pass


if __name__ == "__main__":
    Handler.transit = Transit(sys.argv[2])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
